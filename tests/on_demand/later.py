"""The command on a later day: `python -m tests.on_demand.later 7 refresh` is `seksby refresh` in a week."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from pipelines.commands.cli import main

if __name__ == "__main__":
    with time_machine.travel(datetime.now(UTC) + timedelta(days=int(sys.argv.pop(1)))):
        main()
