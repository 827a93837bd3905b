"""A unit for systemd, which keeps a command running in the background of a user's session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_UNIT = """\
# Save this as ~/.config/systemd/user/coach-share.service, then
#   systemctl --user enable --now coach-share
#   loginctl enable-linger        (so that it runs while nobody is logged in)
[Unit]
Description=Tracks of the coach for podcast apps and the page on the phone

[Service]
WorkingDirectory={folder}
{environment}ExecStart={command}
Restart=on-failure
RestartSec=10
RestartPreventExitStatus=2

[Install]
WantedBy=default.target
"""


def unit(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Write the unit of a command that runs in ``folder`` with these variables."""
    variables = (f"Environment={_quoted(f'{name}={value}')}\n" for name, value in environment.items())
    return _UNIT.format(
        folder=printable(str(folder)).replace("%", "%%"),
        environment="".join(variables),
        command=" ".join(_quoted(part).replace("$", "$$") for part in command),
    )


def _quoted(text: str) -> str:
    """Quote a text so that systemd takes it as it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{printable(escaped)}"'  # it reads escapes as Python writes them
