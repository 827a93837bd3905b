"""``coach config``."""

from __future__ import annotations

import sys
from typing import Any

import click

from coach.cli.tables import print_table


@click.group("config", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the settings that hold, and where each comes from.

    The command line beats the environment (COACH_VOICE and so on), and that beats the settings file.
    """
    if ctx.invoked_subcommand is None:
        _show()


def _show() -> None:
    from coach.settings import settings_path, stand, variable

    rows = [
        (setting.key, _written(setting.value), setting.origin or f"not set (or {variable(setting.key)})")
        for setting in stand()
    ]
    print_table(("setting", "value", "from"), rows)
    click.echo(f"The settings file is {settings_path()}; 'coach config edit' opens it.", err=True)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, (tuple, dict)) else str(value)


@command.command("set")
@click.argument("key")
@click.argument("value", nargs=-1, required=True)
def set_one(key: str, value: tuple[str, ...]) -> None:
    """Set KEY to VALUE in the settings file; comments and the rest of it stay as they are."""
    from coach.settings import change

    change(key, " ".join(value))


@command.command("unset")
@click.argument("key")
def unset(key: str) -> None:
    """Take KEY out of the settings file."""
    from coach.settings import change

    change(key, None)


@command.command("path")
def path() -> None:
    """Print where the settings file is, or would be."""
    from coach.settings import settings_path

    click.echo(str(settings_path()))


@command.command("check")
def check() -> None:
    """Check the settings file line by line."""
    from coach.settings import read_settings, settings_path

    read_settings()
    click.echo(f"{settings_path()}: fine")


@command.command("edit")
def edit() -> None:
    """Open the settings file in your editor, and keep it only if it can be read afterwards."""
    import tempfile
    from pathlib import Path

    from coach.errors import CoachError
    from coach.settings import read_settings, settings_path, template, write

    if not sys.stdin.isatty():
        raise CoachError("there is no terminal to edit on", hint="use 'coach config set KEY VALUE'")
    target = settings_path()
    text: str | None = target.read_text("utf-8") if target.is_file() else template()
    while True:
        text = click.edit(text, extension=".toml")
        if text is None:
            click.echo("Nothing changed.", err=True)
            return
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / target.name
            draft.write_text(text, "utf-8")
            try:
                read_settings(draft)
            except CoachError as fault:
                click.echo(str(fault).replace(str(draft), target.name), err=True)
                if not click.confirm("Go on editing?", default=True, err=True):
                    raise CoachError("the settings are as they were", where=str(target)) from None
                continue
        write(text, target)
        return
