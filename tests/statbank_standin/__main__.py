"""The stand-in in a process of its own: prints its address and runs until standard input is closed."""

import sys

from tests.statbank_standin.server import serve_until_closed

serve_until_closed(sys.stdin, sys.stdout)
