"""``coach plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.cli.help_page import GroupedCommand
from coach.cli.language import language_option
from coach.cli.loading import read_wishes
from coach.cli.options import minutes_option, wish_options
from coach.cli.output import routine_output, write_routine
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from pathlib import Path

    from coach.plan.planner import Plan
    from coach.plan.wishes import Wishes


@click.command("plan", cls=GroupedCommand)
@wish_options
@minutes_option("How long it is to take, in minutes.  [default: 10, or what comes nearest]")
@click.option("--why", is_flag=True, help="Explain each choice, in comments.")
@language_option
@routine_output
def command(why: bool, language: str, output: Path | None, force: bool, **given: Any) -> None:
    """Make a routine for what is tight, and print it as a routine file.

    Three stretches for each area where there is time, those first that a physiotherapist would name, in an
    order with little getting up and down; at least half of the time goes to them. 'coach play', 'export'
    and 'script' take the same options in place of a ROUTINE.

    \b
    coach plan --tight calves --tight lower-back --minutes 12 --why
    coach plan --tight hips --avoid knee -o my-hips.yaml
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.content.library import Library
    from coach.plan.planner import plan
    from coach.plan.routine_file import routine_file

    wishes = read_wishes(given)
    if wishes is None:
        raise click.UsageError("say what is tight: --tight AREA")
    made = plan(wishes, Library(language))
    general = [reason.text for reason in made.reasons if reason.step is None] if why else []
    notes = {reason.step: reason.text for reason in made.reasons if reason.step is not None} if why else {}
    write_routine(
        routine_file(made.routine, [*_origin(wishes, made, language), *general], notes), output, force=force
    )
    if output:
        for sentence in made.left_out:
            print_text(sentence, err=True)


def _origin(wishes: Wishes, made: Plan, language: str) -> list[str]:
    """Say how the routine came about, what is not in it, and how to have its exact length."""
    from coach.content.nearest import as_name

    words = [f"--tight {as_name(word)}" for word in wishes.tight]
    words += [f"--minutes {made.minutes:g}", f"--when {wishes.when}"]
    words += [f"--avoid {as_name(word)}" for word in wishes.avoid]
    words += [f"--without {as_name(word)}" for word in wishes.without]
    words += [f"--rounds {wishes.rounds}"] if wishes.rounds else []
    words += [f"--language {language}"] if language != "en" else []
    return [
        f"Made by: coach plan {' '.join(words)}",
        f"Takes about {made.minutes:g} minutes; --minutes {made.minutes:g} makes it exact.",
        *made.left_out,
    ]
