"""A timeline as text for people, and as the JSON that other programs rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SECOND, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import TimedInterval, Timeline


def as_json(timeline: Timeline) -> dict[str, object]:
    """Return the timeline in the shape of ``coach script --format json``: plain lists, times in milliseconds."""
    return {
        "routine": timeline.routine,
        "title": timeline.title,
        "detail": str(timeline.detail),
        "duration_ms": timeline.duration,
        "steps": [
            {
                "index": step.index,
                "exercise": step.exercise,
                "name": step.name,
                "start_ms": step.start,
                "end_ms": step.end,
                "intervals": [
                    {
                        "side": interval.side,
                        "start_ms": interval.start,
                        "end_ms": interval.end,
                        "breaths": interval.breaths,
                        "reps": interval.reps,
                    }
                    for interval in step.intervals
                ],
            }
            for step in timeline.steps
        ],
        "cues": [
            {
                "start_ms": cue.start,
                "end_ms": cue.end,
                "kind": str(cue.kind),
                "text": cue.text,
                "step": cue.step,
                "side": cue.side,
            }
            for cue in timeline.cues
        ],
    }


def as_text(timeline: Timeline) -> Iterator[str]:
    """Yield the lines of a transcript: each step under its name, each sentence at its minute and second."""
    yield f"{timeline.title} ({format_clock(timeline.duration)}, {timeline.detail} detail)"
    opening = timeline.passages[0].step is None
    for number, passage in enumerate(timeline.passages):
        if not (opening and number == 1):  # it comes in two, so that a slow voice is heard soon
            yield ""
        if passage.step:
            yield f"{passage.step.index}. {passage.step.name}"
        intervals = list(passage.step.intervals) if passage.step else []
        for cue in passage.cues:
            while intervals and intervals[0].start <= cue.start:
                yield _interval(intervals.pop(0))
            yield f"{_precise(cue.start)}  {cue.kind:<8}  {cue.text}"
        yield from map(_interval, intervals)


def _interval(interval: TimedInterval) -> str:
    amount = f"{round((interval.end - interval.start) / SECOND)} s"
    if interval.breaths:
        amount += f", {_counted(interval.breaths, 'breath')}"
    if interval.reps:
        amount += f", {_counted(interval.reps, 'time')}"
    side = f"{interval.side}, " if interval.side else ""
    return f"{_precise(interval.start)}  ~~~~~~~~  {side}{amount}"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _precise(time: int) -> str:
    minutes, tenths = divmod(round(time / (SECOND // 10)), 600)
    return f"{minutes:3}:{tenths / 10:04.1f}"
