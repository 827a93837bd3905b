"""What ``coach like`` and ``coach dislike`` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.options import complete_exercise
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from coach.settings.tastes import Taste

_DONE = {
    "like": "Plans will prefer",
    "dislike": "Plans will leave out, unless nothing else is safe",
}
_UNDONE = {"like": "Plans no longer prefer", "dislike": "Plans may take again"}


def taste_command(taste: str, purpose: str) -> click.Command:
    """Make the command that adds to a taste, takes out of it, or lists it."""

    @click.command(taste, help=purpose)
    @click.argument("exercise", nargs=-1, metavar="[EXERCISE]…", shell_complete=complete_exercise)
    @click.option("--undo", is_flag=True, help="Forget it again.")
    def command(exercise: tuple[str, ...], undo: bool) -> None:
        from coach.content.aliases import find_exercise
        from coach.content.library import Library
        from coach.settings.tastes import Taste, forget, remember

        library, this = Library(), Taste(taste)
        if not exercise:
            if undo:
                raise click.UsageError("name the exercise to forget")
            _list(this)
            return
        asked = [word.strip() for word in " ".join(exercise).split(",") if word.strip()]
        names = dict.fromkeys(find_exercise(word, library) for word in asked)
        if not names:
            raise click.UsageError("name an exercise; 'coach list --exercises' has them all")
        (forget if undo else remember)(names, this)
        titles = ", ".join(library.exercise(name).words.title for name in names)
        print_text(f"{(_UNDONE if undo else _DONE)[taste]}: {titles}", err=True)

    return command


def _list(taste: Taste) -> None:
    """Print the exercises of a taste by name, a line each."""
    from coach.errors import printable
    from coach.settings.tastes import read_tastes

    names = sorted(getattr(read_tastes(), taste))
    for name in names:
        print_text(printable(name))
    if not names:
        print_text(f"There is none yet; 'coach {taste} EXERCISE' adds one.", err=True)
