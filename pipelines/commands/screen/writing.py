"""What becomes of `--out`: every command that writes files refuses a place it cannot write to in the same words.

Belongs here: the folder that is made, and the error. Does not belong here: writing; each export has its own module.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seksby.errors import SeksbyError, advice


@contextmanager
def writing(out: Path, *, folder: bool = False) -> Iterator[None]:
    """Write a file, or files into a folder, in what is done inside.

    The folder itself is made; those it stands in are not, for a name that was mistyped would make a tree of them.

    Raises:
        SeksbyError: it cannot be written there.
    """
    from xlsxwriter.exceptions import FileCreateError

    try:
        if folder:
            out.mkdir(exist_ok=True)
        yield
    except (OSError, FileCreateError) as error:
        # Excel's writer wraps what the system said.
        told = error.args[0] if isinstance(error, FileCreateError) and error.args else error
        expected, remedy = advice(getattr(told, "errno", None))
        raise SeksbyError(
            f"The file cannot be written: {getattr(told, 'strerror', None) or told}.",
            where=str(out.resolve()),
            expected=expected,
            remedy=f"{remedy}; or name another file or folder with --out. Then run the command again",
        ) from None
