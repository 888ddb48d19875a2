"""The memory of a refresh and of every process it starts, added up while it runs: `python -m tests.on_demand.memory`.

On demand: a whole refresh of the bundled figures, or with `--live` one that fetches everything from the stand-in of
StatBank. Shared pages count once (PSS, Linux alone).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path

from tests.statbank_standin import StandIn

EVERY_S = 0.5


def tree(root: int) -> list[int]:
    """The process and all that came from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children[parent].append(int(entry.name))
    found = [root]
    for process in found:
        found += children[process]
    return found


def used(process: int) -> int:
    """Bytes, with a share of what is shared; none where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--live", action="store_true", help="fetch everything from the stand-in")
    live = parser.parse_args().live
    with tempfile.TemporaryDirectory() as folder, StandIn() if live else nullcontext() as bank:
        asked = {"SEKSBY_STATBANK_URL": bank.url, "SEKSBY_STATBANK_INTERVAL": "0"} if bank else {}
        command = [sys.executable, "-m", "pipelines.commands.cli", "--data-dir", folder, "refresh"]
        command += [] if live else ["--offline"]
        most, largest = 0, 0
        with subprocess.Popen(command, env=os.environ | asked) as refresh:
            while refresh.poll() is None:
                each = [used(process) for process in tree(refresh.pid)]
                most, largest = max(most, sum(each)), max(largest, *each)
                time.sleep(EVERY_S)
        print(
            f"exit code {refresh.returncode}; most at once {most / 1e6:.0f} MB, largest process {largest / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
