"""Sound files of each kind that the coach reads, for an attacker to spoil."""

from __future__ import annotations

import json

ROUTINE = """\
name: good
title: Good
when: after
greeting: Hello there.
farewell: [Well done., Until tomorrow.]
voice: en-us
bed: rain
detail: minimal
exercises:
  heel-press:
    title: Heel press
    posture: supine
    sides: [right, left]
    reps: 5
    hold: 3s
    setup: You'll press your {side} heel down.
steps:
  - exercise: walk
    time: 1 min
    callout: 30s
  - exercise: cat-cow
    reps: 5-6
    note: Slowly.
  - exercise: heel-press
    rounds: 1-2
    between: 5s
  - exercise: figure-four
    dose: 2 x 20 s each side, rest 10 s
  - exercise: childs-pose
    hold: 20-30s
  - exercise: figure-four
    side: left
  - say: Let it go.
    pause: 3-8s
    title: Feet
    posture: supine
    until: key
  - breathe: 4-4-4-4
    rounds: 3
  - breathe: {rate: 6}
    time: 1 min
  - intervals: {work: 20s, rest: 10s, rounds: 2, of: [glute-bridge, clamshell]}
  - rest: 10s
"""
EXERCISE = """\
title: One-leg stand
called: the one-leg stand
posture: standing
sides: [right, left]
hold: 20-30s
role: strength
needs: [wall]
setup:
  - Stand beside a wall, one hand on it.
  - Shift your weight onto your {side} leg, and lift your {other} foot a little.
feel: Small muscles at work all around your {side} ankle.
caution: Keep your hand on the wall if you sway.
release: Put the foot down, and shake both legs.
notice: Is it steady?
areas: [feet-and-calves, glutes]
cautions: [balance]
easier: cat-cow
figure:
  wall: 26
  poses:
    - back: 90
      right_leg: -90 -90
      left_leg: -55 -110 -30
      left_arm: {wall: 76}
  moves: [left-leg]
  stretches: [right-calf]
  arrows: [{of: right-heel, both: true, along: 75, gap: 10}]
"""
SETTINGS = """\
# mine
rate = 130
voice = "en-us"
language = "en"
avoid = ["knee"]
bed = "off"
detail = "short"
volume = 80
goal = 3
like = ["cat-cow"]
dislike = ["plank"]
clinic = "Mine"
"""
ROSTER = """\
person,routine,prescription,language,detail,minutes,avoid,greet,bed,format,voice
P-1,rescue,,en,minimal,,knee,Jo,,mp3,en-us
P-2,,"childs-pose 20 s; cat-cow 6",de,minimal,,,,off,fit,
"Ada, B.",post,,es,short,6,"knee, wrist",,rain,html,
"""
PEOPLE = '{"person": "P-1", "routine": "rescue", "detail": "minimal", "minutes": 3}\n' * 3
NOTE = """\
- Walk 1m
3x
- Figure four, right 30s
- Figure four, left 30s
- Cat-cow 30s
Made for: before
"""
HISTORY = json.dumps(
    {
        "format": 1,
        "person": "A. B.",
        "sessions": [
            {
                "id": 1, "routine": "post", "title": "Easy back", "started": "2026-11-20T10:00:00+00:00",
                "ended": "2026-11-20T10:07:00+00:00", "outcome": "done", "source": "played",
                "steps": [{"step": 1, "exercise": "cat-cow", "outcome": "completed", "seconds": 60,
                           "areas": ["lower-back"], "ended": "2026-11-20T10:05:00+00:00"}],
            }
        ],
        "feelings": [{"area": "lower-back", "tightness": 4, "at": "2026-11-20T10:08:00+00:00", "session": 1}],
        "pains": [{"area": "lower-back", "at": "2026-11-20T10:08:00+00:00", "session": 1}],
        "notes": [{"text": "long run", "at": "2026-11-20T10:08:00+00:00", "session": 1}],
    },
    indent=1,
)  # fmt: skip
ADDRESSES = json.dumps(
    {"version": 1, "address": "127.0.0.1", "port": 8746, "libraries": [
        {"name": "main", "folder": "", "token": "abcdefghijklmnopqrstuvwx"},
        {"name": "Ada", "folder": "/home/me/clinic", "token": None},
    ]},
    indent=1,
)  # fmt: skip
PACK = json.dumps(
    {"format": 1, "name": "mine", "language": "en", "fallback": None, "sentences": [
        {"text": "Breathe in.", "file": "a.flac", "sha256": "0" * 64, "ms": 800, "peak": -2.0}
    ]}
)  # fmt: skip
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>\n'
KINDS = {
    "yaml": ROUTINE, "exercise": EXERCISE, "toml": SETTINGS, "csv": ROSTER, "jsonl": PEOPLE, "txt": NOTE,
    "json": HISTORY, "share": ADDRESSES, "pack": PACK, "svg": DRAWING,
}  # fmt: skip
"""By the ending of such a file, or by what it is where the ending is that of another."""
