"""The command line: each command is a small module that parses, calls the library, and prints.

How to add a command: write ``coach/cli/NAME.py`` with a click command called ``command``, and give it a line
in ``AREAS`` of ``coach/cli/group.py``. What people read is printed by ``print_text`` and ``print_table`` of
``coach/cli/tables.py``, so that it fits on any terminal. Modules are imported when their command
runs, so ``coach --help`` stays quick.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line: exit 0 done, 1 it could not be done (one clear line), 2 wrong usage."""
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # none is wanted, and a broken one would end it
    try:
        from coach.cli.group import run  # here: a Ctrl-C while click is imported is a stop like any other
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    run()
