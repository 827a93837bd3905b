"""``coach show``."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.loading import STDIN, load_or_plan_tight
from coach.cli.options import avoid_option, keep_option, routine_argument
from coach.cli.tables import print_text
from coach.cli.tight import TIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine


@click.command("show")
@routine_argument()
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "svg")),
    default="text",
    show_default=True,
    help="A list to read; a page with figures; of an exercise, svg is its figure alone.",
)
@avoid_option("What to spare, such as knee, wrist or neck: exercises that strain it are swapped.")
@keep_option()
@language_option
def command(routine: str, form: str, avoid: tuple[str, ...], keep: bool, language: str) -> None:
    """Show what ROUTINE consists of: its steps and doses, how long it takes, what it needs and what to mind.

    With 'tight' as ROUTINE, it is the one that is made for what has stayed tight. With the name of an exercise,
    it tells how that is done, where it is felt, what to mind, and what is easier or harder.
    """
    from coach.cli.described import describe
    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.script.estimate import expecting
    from coach.timeline.compiler import compile_timeline
    from coach.units import format_clock

    library = Library(language)
    if exercise := _named(routine, library):
        if form == "text":
            _show_exercise(exercise, library)
        else:
            click.echo(
                _drawn(exercise, library) if form == "svg" else _page(_alone(exercise), library), nl=False
            )
        return
    if form == "svg":
        raise click.UsageError("--format svg is for one exercise; html shows all that a routine has")
    expected = expecting(library.phrases)
    with _suggesting_exercises(routine, library):
        loaded, minutes = load_or_plan_tight(library, routine, avoid, keep=keep)
    library = library.with_own(loaded.exercises)
    if form == "html":
        click.echo(_page(loaded, library, minutes), nl=False)
        return
    lengths = {
        detail: format_clock(compile_timeline(loaded, library, expected, detail, minutes).duration)
        for detail in (Detail if minutes is None else [Detail.FULL])
    }
    print_text(f"{loaded.title} ({loaded.name})")
    print_text(f"when:  {loaded.when}")
    print_text("about: " + ", ".join(f"{length} ({detail})" for detail, length in lengths.items()))
    needs: dict[str, None] = {}
    for number, step in enumerate(loaded.steps, start=1):
        print_text(f"{number:3}. {describe(step, library)}")
        for exercise in map(library.exercise, step.exercises):
            if exercise.areas:
                print_text(f"     {', '.join(exercise.areas)}")
            needs.update(dict.fromkeys(exercise.needs))
            if exercise.cautions:
                print_text(
                    f"     mind: {', '.join(library.cautions[name].title for name in exercise.cautions)}"
                )
    if needs:
        print_text(f"needs: {', '.join(needs)}")


def _named(name: str, library: Library) -> Exercise | None:
    """Return the exercise of that name, where it is no routine's."""
    from coach.content.aliases import find_exercise
    from coach.errors import NotFoundError

    if library.has(name) or "/" in name or name.endswith((".yaml", ".yml")) or name in (TIGHT, STDIN):
        return None
    try:
        return library.exercise(find_exercise(name, library))
    except NotFoundError:
        return None


@contextmanager
def _suggesting_exercises(name: str, library: Library) -> Iterator[None]:
    """Say of a name that is neither a routine's nor an exercise's which exercise may be meant."""
    from coach.content.aliases import callings
    from coach.content.problems import nearest
    from coach.errors import NotFoundError, shown

    try:
        yield
    except NotFoundError as fault:
        hint = nearest(name, callings(library), "")
        if fault.where or library.has(name) or not hint:
            raise
        raise NotFoundError(f"there is no routine or exercise {shown(name)}", hint=hint) from fault


def _page(routine: Routine, library: Library, minutes: float | None = None) -> str:
    """Write a page with the figure of each exercise, its dose, and how it is done."""
    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import leaflet
    from coach.track.handout.leaflet_page import as_page

    return as_page(leaflet(routine, library, minutes=minutes), Figures(library), described=True)


def _alone(exercise: Exercise) -> Routine:
    """Make a routine of one exercise."""
    from coach.content.routine import Routine, Step

    step = Step(exercise=exercise.name)
    return Routine(name=exercise.name, title=exercise.words.title, when=exercise.when, steps=(step,))


def _drawn(exercise: Exercise, library: Library) -> str:
    """Draw an exercise; raises NotFoundError where it has no figure."""
    from coach.errors import NotFoundError
    from coach.track.figures.drawing import draw
    from coach.track.figures.svg import as_file

    if picture := library.picture(exercise.name):
        what = f"{exercise.name} is shown by a picture"
        raise NotFoundError(what, hint=f"it is {picture.path}; --format html has it on a page")
    figure = library.figure(exercise.name)
    if figure is None:
        raise NotFoundError(f"{exercise.name} has no figure", hint="its words are shown without --format")
    return as_file(draw(figure), exercise.words.title)


def _show_exercise(exercise: Exercise, library: Library) -> None:
    """How an exercise is done, as it is said, with its cautions and its neighbours."""
    from coach.content.fields import Detail
    from coach.script.phrasing import Phrasing, fill

    side = exercise.sides[0] if exercise.sides else None
    values = Phrasing(library.phrases, Detail.FULL).side(side, exercise.sides)
    words = exercise.words
    print_text(f"{words.title} ({exercise.name})")
    print_text(f"dose:  {exercise.usual_dose}{', each side' if exercise.sides else ''}")
    if exercise.areas:
        print_text(f"for:   {', '.join(library.titles.areas[area] for area in exercise.areas)}")
    if exercise.needs:
        print_text(f"needs: {', '.join(library.phrases.needs[need] for need in exercise.needs)}")
    said = [*words.setup.full, *words.feel[:1], *words.caution[:1], *words.release[:1]]
    for sentence in said:
        print_text(f"  - {fill(sentence, values)}")
    if exercise.cautions:
        print_text(f"mind:  {', '.join(library.cautions[name].title for name in exercise.cautions)}")
    harder = [other.name for other in library.exercises() if other.easier == exercise.name]
    if exercise.easier:
        print_text(f"easier: {exercise.easier}")
    if harder:
        print_text(f"harder: {', '.join(harder)}")
