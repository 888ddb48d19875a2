"""Where the files of this package lie.

Belongs here: folders that several rooms read from. Does not belong here: what is in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

DASHBOARDS_DIR: Final = Path(__file__).resolve().parent
PAGES_DIR: Final = DASHBOARDS_DIR / "pages"
