"""Writes a session as a FIT workout: what Garmin and other watches step through, lap by lap."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from coach.track.watch.laps import laps
from coach.units import SECOND

if TYPE_CHECKING:
    from datetime import datetime

    from coach.content.labels.watch import WatchWords
    from coach.timeline.model import Timeline
    from coach.track.watch.laps import Lap

NAME_BYTES = 48
"""Watches cut longer names; the file could hold 255 bytes."""

NOTE_BYTES = 200


def as_fit(timeline: Timeline, made: datetime, words: WatchWords) -> bytes:
    """Return the workout, flexibility training, with a step for each lap; ``made`` is when, with its offset."""
    from fit_tool.fit_file_builder import FitFileBuilder
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.workout_message import WorkoutMessage
    from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
    from fit_tool.profile.profile_type import (
        FileType,
        Intensity,
        Manufacturer,
        Sport,
        SubSport,
        WorkoutStepDuration,
        WorkoutStepTarget,
    )

    steps = laps(timeline)
    builder = FitFileBuilder(auto_define=True, min_string_size=50)
    identity = FileIdMessage()
    identity.type = FileType.WORKOUT
    identity.manufacturer = Manufacturer.DEVELOPMENT.value
    identity.product = 0
    identity.time_created = round(made.timestamp() * 1000)
    identity.serial_number = zlib.crc32(timeline.routine.encode()) or 1
    builder.add(identity)
    workout = WorkoutMessage()
    workout.workout_name = _cut(timeline.title, NAME_BYTES)
    workout.sport = Sport.TRAINING
    workout.sub_sport = SubSport.FLEXIBILITY_TRAINING
    workout.num_valid_steps = len(steps)
    builder.add(workout)
    for number, lap in enumerate(steps):
        message = WorkoutStepMessage()
        message.message_index = number
        message.workout_step_name = _cut(title(lap, words), NAME_BYTES)
        message.intensity = Intensity.ACTIVE if lap.active else Intensity.REST
        message.duration_type = WorkoutStepDuration.TIME
        message.duration_time = lap.length / SECOND
        message.target_type = WorkoutStepTarget.OPEN
        if lap.note:
            message.notes = _cut(lap.note, NOTE_BYTES)
        builder.add(message)
    data: bytes = builder.build().to_bytes()
    return data


def title(lap: Lap, words: WatchWords) -> str:
    """What a watch shows during a lap."""
    if lap.rest:
        return words.rest
    if not lap.exercise:
        return words.finish
    if lap.leaving:
        return words.out_of.format(name=lap.name)
    side = f", {words.side(lap.side)}" if lap.side else ""
    times = f", {words.times.of(lap.reps)}" if lap.reps else ""
    return f"{lap.name}{side}{times}" if lap.active else words.into.format(name=f"{lap.name}{side}")


def _cut(text: str, size: int) -> str:
    """Return as many whole words of a text as go into so many bytes."""
    if len(text.encode()) <= size:
        return text
    kept = text.encode()[: size - 3].decode(errors="ignore")
    return kept.rsplit(" ", 1)[0].rstrip(" ,.;") + "…"
