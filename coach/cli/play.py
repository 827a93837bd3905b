"""``coach play``."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell_detail
from coach.cli.help_page import GroupedCommand
from coach.cli.lengths import Length
from coach.cli.loading import STDIN, detail_is_asked, load_or_plan
from coach.cli.numbers import Whole
from coach.cli.options import from_option, making_options, routine_argument, session_options, speaker_option
from coach.cli.places import find_step
from coach.cli.tight import means_tight
from coach.errors import printable

if TYPE_CHECKING:
    from pathlib import Path

    from coach.script.habits import Habits


@click.command("play", cls=GroupedCommand)
@routine_argument(required=False)
@click.option(
    "--start-in", type=Length(), default=0, metavar="TIME", help="Time to get to the mat, such as 10s."
)
@from_option("1", "Begin with this exercise: its number, or a word of its name.")
@click.option(
    "--volume",
    type=Whole(0, 100),
    default=100,
    metavar="N",
    envvar="COACH_VOLUME",
    help="Volume, in percent.",
)
@speaker_option()
@click.option(
    "--history/--no-history",
    default=None,
    help="Record the session, and ask how it felt; without either, when it can be heard (no file, no 'null').",
)
@click.option("--listen", is_flag=True, help="Obey six spoken commands, too: an experiment, see above.")
@making_options()
@session_options
def command(
    routine: str | None,
    start_in: int,
    from_step: str,
    volume: int,
    speaker: str | None,
    history: bool | None,
    listen: bool,
    cache: Path | None,
    **given: Any,
) -> None:
    """Guide you through ROUTINE, live; or with --tight through one made for you (see 'coach plan').

    It needs no hand until it is over. When one is free: space pauses, the arrow keys go to the next exercise,
    back, louder and softer, + makes a hold longer, r says that again, d says less, l and x note that
    you like the exercise or do not, q stops, ? shows the keys.

    On a terminal, the coach gets to know you: the more often you have completed an exercise, the less is said of
    how to get into it (unless --detail is given), and every second session of a routine begins on the other side.

    --listen is an experiment. It obeys six commands, in English: "coach pause", "coach continue", "coach next",
    "coach again", "coach longer", "coach stop", with a moment of quiet around them: never while the coach talks.
    With synthetic voices it heard 17 in 20 in a quiet room and 10 in 20 in a noisy one; now and then it takes
    something else for a command. It needs the extra 'listen' and a microphone.
    """
    from coach.cli.diary import Diary, somebody_there
    from coach.content.library import Library
    from coach.live.playing import play_session
    from coach.live.speakers import find_speaker
    from coach.script.habits import NO_HABITS
    from coach.session import Session, open_narrator

    library = Library(given["language"])
    loaded, options = load_or_plan(library, routine, given, cache)
    output = find_speaker(speaker)
    with open_narrator(options, cache, [loaded]) as narrator:
        habits = _habits(loaded.name) if output.audible and somebody_there() else NO_HABITS
        session = Session(loaded, library, narrator, options, habits)
        tell_detail(session.detail, options)
        wanted = output.audible if history is None else history
        diary = Diary(session, wanted=wanted)
        try:
            play_session(
                *(session, output),
                start_in=start_in,
                from_step=find_step(from_step, session.script),
                volume=volume / 100,
                listen=listen,
                on_step=diary.mark,
            )
        finally:
            diary.close()
    named = routine if routine and routine != STDIN and not means_tight(routine, library) else None
    diary.tell(named and f"coach play {quote(printable(named))}")
    diary.ask()


def _habits(routine: str) -> Habits:
    """What earlier sessions have left to say, and on which side to begin; all is said where asked for."""
    from coach.errors import HistoryError
    from coach.history.familiarity import familiar, left_begins
    from coach.history.store import History, now
    from coach.script.habits import Habits

    try:
        records = History.read()
    except HistoryError:
        return Habits()  # the diary will tell
    return Habits(
        {} if detail_is_asked() else familiar(records, now().date()), mirrored=left_begins(records, routine)
    )
