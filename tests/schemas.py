"""What is written from the models of the catalogue and the tables of the warehouse: `make schemas`.

Belongs here: writing it. `test_cli` and `test_tables` fail while a file says something else.
"""

from __future__ import annotations

from pipelines.catalogue.schema import write_schemas
from pipelines.warehouse.tables import contracts
from seksby.workspace import PROJECT_DIR


def main() -> None:
    write_schemas(PROJECT_DIR / "data" / "catalogue" / "schemas")
    contracts.write(PROJECT_DIR / "dbt_project")


if __name__ == "__main__":
    main()
