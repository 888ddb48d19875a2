"""What runs: sources, snapshots, catalogue, warehouse loading, release, Dagster definitions, the `seksby` command."""
