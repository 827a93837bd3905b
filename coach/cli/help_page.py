"""Help texts that read well: options in groups, and lines as wide as the terminal, however narrow that is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, TypeVar

import click

from coach.cli.tables import BELOW, wrapped

Command = TypeVar("Command", bound=click.Command)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDEST, NARROWEST = 100, 30
"""Columns of a help text."""

SIDE_BY_SIDE = 70
"""Columns from which on an option's explanation has room beside it; in fewer it goes below."""

SHORT = 12
"""Columns of names that leave room beside them in any case."""

_WHOLE = "\N{NON-BREAKING HYPHEN}"

HEADINGS = {
    "What is done": ("tight", "when", "rounds", "without", "steps", "minutes", "avoid", "keep"),
    "How it is said": ("detail", "voice", "system_voice", "language", "rate", "pitch", "treatment"),
    "What else is heard": ("tones", "bed", "music", "music_volume"),
    "More": ("cache", "_click_default_help"),
}
"""The groups after a command's own options, and the names of the options in them, in their order."""


def columns() -> int:
    """Return how many columns a help text may have on this terminal."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns) - 2)


class _Formatter(click.HelpFormatter):
    """Breaks no word at its hyphen, and explains below where there is little room beside."""

    def write(self, string: str) -> None:
        super().write(string.replace(_WHOLE, "-"))

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _WHOLE))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = [(name, text.replace("-", _WHOLE)) for name, text in rows]
        beside = self.width >= SIDE_BY_SIDE or max(len(name) for name, _ in rows) <= SHORT
        super().write_dl(rows, col_max if beside else BELOW, col_spacing)


class _Context(click.Context):
    """Where a command runs, with a help text of which no line is too wide, not even one that is kept as it is."""

    formatter_class = _Formatter

    def get_help(self) -> str:
        return wrapped(super().get_help())


def narrow(command: Command) -> Command:
    """Have the help text of a command, and of those inside it, no wider than the terminal."""
    command.context_class = _Context
    for inside in getattr(command, "commands", {}).values():
        inside.short_help = inside.get_short_help_str(limit=WIDEST)  # not cut to what is left of a line
        narrow(inside)
    return command


class GroupedCommand(click.Command):
    """A command with too many options for one list."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings."""
        for heading, records in self._groups(ctx):
            with formatter.section(heading):
                formatter.write_dl(records)

    def _groups(self, ctx: click.Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        records = {
            str(parameter.name): record
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx))
        }
        named = {name for names in HEADINGS.values() for name in names}
        yield "Options", [record for name, record in records.items() if name not in named]
        for heading, names in HEADINGS.items():
            if found := [records[name] for name in names if name in records]:
                yield heading, found
