"""Help texts that read well: options in groups, and lines as wide as the terminal, however narrow that is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDEST, NARROWEST = 100, 30
"""Columns of a help text."""

SIDE_BY_SIDE = 70
"""Columns from which on an option's explanation has room beside it; in fewer it goes below."""

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


class GroupedCommand(click.Command):
    """A command with too many options for one list."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings."""
        for heading, records in self._groups(ctx):
            with formatter.section(heading):
                beside = formatter.width >= SIDE_BY_SIDE
                formatter.write_dl(records, col_max=30 if beside else 4)

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
