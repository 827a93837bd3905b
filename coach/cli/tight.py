"""What ``tight`` in the place of a routine stands for: the areas that have stayed tight by the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.cli.tables import print_text

if TYPE_CHECKING:
    from coach.content.library import Library

TIGHT = "tight"
"""In place of a routine's name: one made for what has stayed tight."""


def means_tight(reference: str | None, library: Library) -> bool:
    """Whether the name stands for a routine made for what has stayed tight, and not for one of that name."""
    return reference == TIGHT and not library.has(TIGHT)


def tight_areas(library: Library, given: dict[str, Any]) -> tuple[str, ...]:
    """Return the areas that have stayed tight by the history; raises NotFoundError when there is none.

    An area that hurt sharply of late is left alone, and one for which the wishes leave nothing; both are said.
    """
    from coach.errors import NotFoundError
    from coach.history.advice import PAIN_DAYS, advice_for
    from coach.history.records import in_words
    from coach.history.store import History, now
    from coach.history.tight_areas import TIGHT_FROM, still_tight
    from coach.plan.wishes import MOST_AREAS

    records, today = History.read(), now().date()
    tight = [trend for trend in still_tight(records, today) if trend.area in library.areas]
    hurting = {advice.area for advice in advice_for(records, today) if advice.about == "pain"}
    served = _served([trend.area for trend in tight], given, library)
    for area in (trend.area for trend in tight if trend.area in hurting or trend.area not in served):
        pain = f"it hurt sharply in the last {PAIN_DAYS} days; 'coach safety' says what to do"
        why = pain if area in hurting else "no stretch is left for it"
        print_text(f"Left out the {library.areas[area].title}: {why}.", err=True)
    found = [trend for trend in tight if trend.area in served and trend.area not in hurting][:MOST_AREAS]
    if not found:
        known = f"no area was rated {TIGHT_FROM:g} or more of 10 in the last three weeks and stayed there"
        known = "nothing else has stayed tight" if tight else known
        unknown = "nothing is known yet of what is tight"
        hint = "say what is: --tight calves, or log it: coach log --tight calves=6"
        raise NotFoundError(known if records.feelings else unknown, hint=hint)
    rated = ", ".join(f"{in_words(trend.area)} ({trend.now:.1f} of 10)" for trend in found)
    print_text(f"For what has stayed tight: {rated}.", err=True)
    return tuple(trend.area for trend in found)


def _served(areas: list[str], given: dict[str, Any], library: Library) -> tuple[str, ...]:
    """Return those of ``areas`` for which the other wishes leave an exercise."""
    from coach.content.fields import When
    from coach.plan.planner import served
    from coach.plan.wishes import Wishes

    when, avoid, without = (given.get(name) for name in ("when", "avoid", "without"))
    wishes = Wishes(tuple(areas), when=When(when or "after"), avoid=avoid or (), without=without or ())
    return served(wishes, library) if areas else ()
