"""``coach show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.loading import load_or_plan_tight
from coach.cli.options import avoid_option, routine_argument

if TYPE_CHECKING:
    from coach.content.library import Library
    from coach.content.routine import Step


@click.command("show")
@routine_argument()
@avoid_option("For 'tight': made without what a knee, wrist, neck, … would have to mind.")
@language_option
def command(routine: str, avoid: tuple[str, ...], language: str) -> None:
    """Show what ROUTINE consists of: its steps and doses, how long it takes, what it needs and what to mind.

    With 'tight' as ROUTINE, it is the one that is made for what has stayed tight.
    """
    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.script.estimate import expecting
    from coach.timeline.compiler import compile_timeline
    from coach.units import format_clock

    library = Library(language)
    expected = expecting(library.phrases)
    loaded, minutes = load_or_plan_tight(library, routine, avoid)
    lengths = {
        detail: format_clock(compile_timeline(loaded, library, expected, detail, minutes).duration)
        for detail in (Detail if minutes is None else [Detail.FULL])
    }
    click.echo(f"{loaded.title} ({loaded.name})")
    click.echo(f"when:  {loaded.when}")
    click.echo("about: " + ", ".join(f"{length} ({detail})" for detail, length in lengths.items()))
    needs: dict[str, None] = {}
    cautions: dict[str, None] = {}
    for number, step in enumerate(loaded.steps, start=1):
        click.echo(f"{number:3}. {_describe(step, library)}")
        if step.exercise:
            exercise = library.exercise(step.exercise)
            click.echo(f"     {', '.join(exercise.areas)}")
            needs.update(dict.fromkeys(exercise.needs))
            cautions.update(dict.fromkeys(exercise.cautions))
    if needs:
        click.echo(f"needs: {', '.join(needs)}")
    if cautions:
        click.echo(f"take care with: {', '.join(cautions)}")


def _describe(step: Step, library: Library) -> str:
    """Say a step in one line: its name, dose, sides and rounds."""
    from coach.content.dosing import write_dose
    from coach.content.fields import Kind
    from coach.units import format_count_range, format_time_range

    if step.exercise is None:
        return f"Rest, {format_time_range(step.rest)}" if step.rest else "Rest"
    exercise = library.exercise(step.exercise)
    amount = write_dose(exercise, getattr(step, exercise.kind) or exercise.dose)
    if step.breaths:
        amount = f"{format_count_range(step.breaths)} breaths"
    parts = [exercise.words.title, amount]
    if exercise.kind is Kind.REPS:
        parts[-1] += " times"
    if step.side:
        parts.append(f"{step.side} side only")
    elif exercise.sides:
        parts.append(f"{exercise.sides[0]} and {exercise.sides[1]}")
    elif exercise.alternating:
        parts.append("each side, in turn")
    if step.rounds.high > 1:
        parts.append(f"{format_count_range(step.rounds)} rounds")
    if step.between:
        parts.append(f"{format_time_range(step.between)} of rest between them")
    return ", ".join(parts)
