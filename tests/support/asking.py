"""The command line in this process: what a user would read, without half a second of starting Python for each question.

For questions to a release that is there. What a process is needed for (a refresh as a user runs it, signals, limits of
the system, that the command starts at all) uses `tests.support.seksby`.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from pipelines.commands.cli import main


def asked(*arguments: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """What the command answers: exit code, and both streams as a pipe gets them."""
    line = ["seksby", "--data-dir", str(data_dir), *arguments]
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    # A command may set variables for the processes it starts; here they end with it.
    with patch.object(sys, "argv", line), patch.dict(os.environ), streams[0], streams[1]:
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(line, code, out.getvalue(), err.getvalue())
