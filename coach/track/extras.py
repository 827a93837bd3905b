"""Files beside a track: what is said and when, in the forms that players, feeds and spreadsheets read.

How to add one: a function from a ``Sheet`` to the file's text, and a line in ``WRITERS``.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from typing import TYPE_CHECKING

from coach.errors import harmless
from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coach.track.pieces import Sheet
    from coach.track.tags import Chapter
    from coach.units import Ms


def lyrics(sheet: Sheet) -> str:
    """Return all that is said as plain text, each chapter under its title."""
    return "\n\n".join(
        "\n".join([chapter.title, *(_line(cue.text) for cue in sheet.cues if within(cue.start))])
        for chapter in sheet.chapters
        for within in [range(chapter.start, chapter.end).__contains__]
    )


def vtt(sheet: Sheet) -> str:
    """Return captions as WebVTT (W3C)."""

    def cues() -> Iterator[str]:
        for number, cue in enumerate(sheet.cues, start=1):
            text = _line(cue.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            yield f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{text}\n"

    return "\n".join(["WEBVTT\n", *cues()])


def srt(sheet: Sheet) -> str:
    """Return captions as SubRip."""
    return "\n".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{_line(cue.text)}\n"
        for number, cue in enumerate(sheet.cues, start=1)
    )


def lrc(sheet: Sheet) -> str:
    """Return lyrics with times, to the hundredth of a second; a player shows nothing in long silences."""
    head = [f"[ti:{_line(sheet.title)}]", "[ar:coach]", f"[length:{_hundredths(sheet.duration)[:-3]}]"]
    lines = []
    for number, cue in enumerate(sheet.cues):
        lines.append(f"[{_hundredths(cue.start)}]{_line(cue.text)}")
        after = sheet.cues[number + 1].start if number + 1 < len(sheet.cues) else sheet.duration
        if after - cue.end > _LONG:
            lines.append(f"[{_hundredths(cue.end)}]")
    return "\n".join([*head, *lines, ""])


_LONG = 5 * SECOND


def cues(sheet: Sheet) -> str:
    """Return the cues as a table (CSV, RFC 4180), times in milliseconds."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("start_ms", "end_ms", "kind", "step", "side", "text"))
    for cue in sheet.cues:
        writer.writerow(
            (cue.start, cue.end, str(cue.kind), cue.step or "", cue.side or "", harmless(cue.text))
        )
    return table.getvalue()


def inline(chapter: Chapter) -> str:
    """Write the picture of a chapter as an address that needs no other file (RFC 2397)."""
    data = base64.b64encode(chapter.jpeg).decode()
    return f"data:image/jpeg;base64,{data}" if data else ""


def chapters(sheet: Sheet, picture: Callable[[Chapter], str] = inline) -> str:
    """Return the chapters as Podcasting 2.0 has them (JSON chapters, version 1.2.0), times in seconds.

    ``picture`` gives the address of a chapter's picture, "" where it has none.
    """
    listed: list[dict[str, object]] = []
    for each in sheet.chapters:
        times = {"startTime": each.start / SECOND, "endTime": each.end / SECOND, "title": each.title}
        listed.append({**times, **({"img": address} if (address := picture(each)) else {})})
    whole = {"version": "1.2.0", "title": sheet.title, "author": "coach", "chapters": listed}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


WRITERS: dict[str, tuple[str, Callable[[Sheet], str]]] = {
    "vtt": (".vtt", vtt),
    "srt": (".srt", srt),
    "lrc": (".lrc", lrc),
    "cues": (".cues.csv", cues),
    "chapters": (".chapters.json", chapters),
}
"""What can go beside a track: by name, the ending of the file and what writes it."""


def beside(track: Path, extra: str) -> Path:
    """Where a file beside a track goes: post.cues.csv beside post.mp3."""
    return track.with_name(track.stem + WRITERS[extra][0])


def _line(text: str) -> str:
    return " ".join(text.split())


def _clock(time: Ms, point: str = ".") -> str:
    minutes, rest = divmod(time, MINUTE)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // SECOND:02}{point}{rest % SECOND:03}"


def _hundredths(time: int) -> str:
    minutes, rest = divmod(time // 10 * 10, MINUTE)
    return f"{minutes:02}:{rest // SECOND:02}.{rest % SECOND // 10:02}"
