"""What a manifest says, of this release or of one before it.

Belongs here: reading it as any code has written it. Does not belong here: writing it (`release`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def made_on(manifest: Mapping[str, Any]) -> date:
    """The day whose dates a release was held against; an earlier one than 2026-11-30 has only when it was made."""
    return date.fromisoformat(manifest.get("today") or manifest["created_at"][:10])
