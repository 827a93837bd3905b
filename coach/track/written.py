"""A session in writing: as text for people, as JSON for programs, as a picture, as the text of a workout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.session import Session
    from coach.timeline.model import Timeline

FORMS = ("text", "json", "svg", "html", "intervals")
"""What ``coach script --format`` can write."""


def in_writing(form: str, timeline: Timeline, session: Session) -> str:
    """Return a session in one of ``FORMS``, as the text of a file."""
    if form == "json":
        from coach.track.transcript import as_json

        return json.dumps(as_json(timeline), ensure_ascii=False, indent=1) + "\n"
    if form == "svg":
        from coach.track.picture.diagram import as_svg

        return as_svg(timeline)
    if form == "html":
        from coach.track.figures.shown import Figures
        from coach.track.picture.script_page import as_html

        return as_html(timeline, session.library.language, Figures(session.library))
    if form == "intervals":
        from coach.track.watch.intervals_icu import as_intervals

        return "\n".join(as_intervals(timeline, session.routine.when)) + "\n"
    from coach.track.transcript import as_text

    return "".join(f"{line}\n" for line in as_text(timeline))
