"""What a runner does not want to say again: a commented TOML file in the user's configuration folder.

The command line beats the environment (``COACH_VOICE`` and so on), and that beats the file.
"""

from coach.settings.command import NAME, CommandTemplate
from coach.settings.settings_file import (
    Setting,
    change,
    read_settings,
    settings_path,
    stand,
    template,
    variable,
    write,
)
from coach.settings.values import EXAMPLES, TABLES, Settings

__all__ = [
    "EXAMPLES",
    "NAME",
    "TABLES",
    "CommandTemplate",
    "Setting",
    "Settings",
    "change",
    "read_settings",
    "settings_path",
    "stand",
    "template",
    "variable",
    "write",
]
