"""Where things lie.

Belongs here: the folders of a Seksby installation and nothing else, so that no other module builds a path from parts.
Does not belong here: reading or writing any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PACKAGES_DIR = Path(__file__).resolve().parent.parent
"""Where our packages lie: the repository, or where a wheel was installed."""
SHIPPED = PACKAGES_DIR / "seksby_project"
"""What a wheel brings of the repository besides packages (pyproject.toml says what)."""
PROJECT_DIR = SHIPPED if SHIPPED.is_dir() else PACKAGES_DIR
"""Catalogue, bundled figures, dbt project and lock file: read, never written when they came with a wheel."""
DATA_DIR = Path("data") if SHIPPED.is_dir() else PROJECT_DIR / "data"
"""Where to work if nobody says: the repository's `data/`, or that of the folder one stands in."""
MANIFEST = "manifest.json"
"""In the folder of each release: what it was made of."""
CATALOGUE, OWN = "catalogue", "own"
"""In the folder of each release: the catalogue and the own decisions as they were."""


@dataclass(frozen=True)
class Workspace:
    """The folders below one data directory.

    What is reviewed in git (catalogue, bundled figures) is taken from the data directory when it has its own copy, and
    from the project otherwise; what a refresh produces always lies in the data directory.
    """

    data_dir: Path
    own_dir: Path | None = None
    catalogue_dir: Path | None = None

    def _own_or_project(self, name: str) -> Path:
        own = self.data_dir / name
        return own if own.is_dir() else PROJECT_DIR / "data" / name

    @property
    def catalogue(self) -> Path:
        return self.catalogue_dir or self._own_or_project("catalogue")

    @property
    def own(self) -> Path:
        """The municipality's own decisions, versioned by itself and layered over the catalogue."""
        return self.own_dir or self.data_dir / OWN

    @property
    def reference(self) -> Path:
        return self._own_or_project("reference")

    @property
    def snapshots(self) -> Path:
        return self.data_dir / "snapshots"

    @property
    def inbox(self) -> Path:
        """Where an analyst drops files: one folder per source, `inbox/<SOURCE>/`."""
        return self.data_dir / "inbox"

    @property
    def forms(self) -> Path:
        """Where filled-in forms are dropped."""
        return self.inbox / "SKEMA"

    @property
    def contracts(self) -> Path:
        """The Table Schema of each source of own data, `<SOURCE>.schema.json`."""
        return self.catalogue / "contracts"

    @property
    def releases(self) -> Path:
        return self.data_dir / "releases"

    @property
    def building(self) -> Path:
        """The folder a refresh builds in; renamed to its release id when every check has passed."""
        return self.releases / ".building"

    @property
    def current(self) -> Path:
        """Symbolic link to the published release."""
        return self.data_dir / "current"

    @property
    def cache(self) -> Path:
        """Derived files that may be deleted at any time: dbt's parse state, rendered charts."""
        return self.data_dir / "cache"

    @property
    def dagster_home(self) -> Path:
        return self.data_dir / "dagster"

    @property
    def lock(self) -> Path:
        return self.data_dir / ".refresh.lock"
