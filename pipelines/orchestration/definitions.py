"""The entry point of Dagster's own programs, for the data folder that the environment names.

Belongs here: nothing else. Importing this module does nothing; environment and catalogue are read when
`defs` is called.
"""

import dagster as dg

from pipelines.orchestration.jobs import build_defs
from seksby.settings import read_settings


@dg.definitions
def defs() -> dg.Definitions:
    """All that `seksby dev` shows and runs."""
    settings = read_settings()
    return build_defs(settings.workspace, settings)
