"""What holds for every plan, whatever the wishes: checked from the outside, by its file and the library's facts.

Nothing of the planner, the compiler or the library's code is used here, so that a mistake in them cannot hide.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import yaml

import coach

LIBRARY = Path(coach.__file__).parent / "content"
Facts = dict[str, Any]


def read(path: Path) -> Facts:
    facts: Facts = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 (plain text only)
    return facts


EXERCISES = {path.stem: read(path) for path in sorted((LIBRARY / "exercises").glob("*.yaml"))}
AREAS, CAUTIONS, POSTURES = (read(LIBRARY / f"{name}.yaml") for name in ("areas", "cautions", "postures"))


def meant(word: str, table: Facts) -> str:
    """The library's name for what people call ``word``."""
    return word if word in table else next(name for name, facts in table.items() if word in facts["also"])


def seconds(text: str) -> tuple[float, float]:
    """Read a range of lengths as routine and exercise files have them."""
    unit = {"ms": 0.001, "s": 1, "min": 60}
    parts = re.split(r"\s*-\s*|\s+to\s+", text)
    last = re.findall(r"[a-z]+", parts[-1])[-1]
    totals = []
    for part in parts:
        pairs = re.findall(r"([\d.]+)\s*([a-z]*)", part)
        totals.append(sum(float(number) * unit[name or last] for number, name in pairs))
    return totals[0], totals[-1]


class Checker:
    """Holds one plan against the wishes it was made to; ``broken`` returns the rules it breaks, in words."""

    def __init__(self, text: str, wishes: Facts, left_out: tuple[str, ...]) -> None:
        self.routine: Facts = yaml.load(text, yaml.BaseLoader)  # noqa: S506
        self.steps = [{"rounds": "1", **step} for step in self.routine["steps"]]
        self.when: str = wishes["when"]
        self.rounds: int | None = wishes["rounds"]
        said = {meant(word, AREAS): word for word in reversed(wishes["tight"])}
        order = list(dict.fromkeys(meant(word, AREAS) for word in wishes["tight"]))
        self.areas, self.beyond = order[:4], [said[area] for area in order[4:]]
        self.avoid = {meant(word, CAUTIONS) for word in wishes["avoid"]}
        self.without = set(wishes["without"])
        self.said = " ".join(left_out)
        self.work = [step for step in self.steps if self.works(EXERCISES[step["exercise"]])]

    def broken(self) -> list[str]:
        return [
            *self._head(), *self._allowed(), *self._doses(), *self._lines(), *self._share(), *self._passes(),
            *self._order(), *self._frame(),
        ]  # fmt: skip

    def works(self, exercise: Facts) -> bool:
        """Whether it may be what an area is given, rather than the frame around it."""
        if self.when == "before":
            return exercise["role"] in ("stretch", "mobility")
        return bool(exercise["role"] == "stretch")

    def excluded(self, name: str) -> bool:
        return name in self.without or bool(self.avoid & set(EXERCISES[name].get("cautions", ())))

    def lines(self, names: set[str], area: str) -> set[str]:
        """The lines along which these exercises work an area."""
        return {EXERCISES[name]["areas"][area] for name in names if area in EXERCISES[name]["areas"]}

    def possible(self, area: str) -> set[str]:
        """What the library, as far as it is wanted, has for an area by itself."""
        times = {"before": ("before", "any")}.get(self.when, ("after", "any"))
        return {
            name
            for name, facts in EXERCISES.items()
            if self.works(facts) and not self.excluded(name) and facts["when"] in times
            if not (self.when == "before" and facts["kind"] == "hold" and seconds(facts["hold"])[0] > 15)
            if area in facts["areas"]
        }

    def _head(self) -> list[str]:
        broken = []
        if self.routine["when"] != self.when:
            broken.append(f"it is for {self.routine['when']}")
        if not re.fullmatch(r"tight(-[a-z0-9]+)+", self.routine["name"]) or len(self.routine["name"]) > 60:
            broken.append(f"it is called {self.routine['name']}")
        return broken + [
            f"{word} is left out without a word" for word in self.beyond if word not in self.said
        ]

    def _allowed(self) -> list[str]:
        names = [step["exercise"] for step in self.steps]
        early = {"before": ("before", "any"), "after": ("after", "any"), "any": ("before", "after", "any")}
        return [
            *(f"{name} is ruled out" for name in names if self.excluded(name)),
            *(f"{n} is not for {self.when}" for n in names if EXERCISES[n]["when"] not in early[self.when]),
        ]

    def _doses(self) -> list[str]:
        broken = []
        for step in self.steps:
            name, facts = step["exercise"], EXERCISES[step["exercise"]]
            kind = facts["kind"]
            if kind == "reps":
                counts = [int(number) for number in step["reps"].split("-")]
                own = [int(number) for number in facts["reps"].split("-")]
                inside = own[0] <= counts[0] <= counts[-1] <= own[-1]
            else:
                (low, high), (least, most) = seconds(step[kind]), seconds(facts[kind])
                inside = least <= low <= high <= most
                if facts["role"] == "stretch" and self.when != "before":
                    fitting = 20 <= low <= high <= 30 or low == high in (least, most)
                    if not fitting or (least <= 30 and most >= 20 and not 20 <= low <= high <= 30):
                        broken.append(f"{name} is held for {step[kind]}")
                if kind == "hold" and self.when == "before" and high > 15:
                    broken.append(f"{name} is held for {step[kind]} before a run")
            if not inside:
                broken.append(f"{name} gets {step[kind]} of its {facts[kind]}")
        return broken

    def _lines(self) -> list[str]:
        """Three stretches for each area, along two lines at least, or a word why not; nothing else."""
        broken, fewest = [], len(EXERCISES)
        names = {step["exercise"] for step in self.work}
        for area in self.areas:
            here = {name for name in names if area in EXERCISES[name]["areas"]}
            possible = self.possible(area)
            about = re.search(
                rf"(?:One|Two) exercises? only for the {AREAS[area]['title']}: [^.]*", self.said
            )
            no_time = about is not None and "no time" in about[0]
            if not here:
                broken.append(f"nothing is for {area}")
            if len(here) < 3 and not about:
                broken.append(f"{area} has {len(here)}, without a word")
            if about and not no_time and len(possible) >= 3:
                broken.append(f"{area} has {len(here)} of {possible}")
            if len(here) > 1 == len(self.lines(here, area)) < len(self.lines(possible, area)):
                broken.append(f"{area} is stretched along one line only")
            if min(len(here), 3) > fewest and not any(self.shared(name) for name in here):
                broken.append(f"{area} has more than an area before it, which has {fewest} for want of time")
            fewest = min(fewest, len(here)) if no_time else fewest
        for name in names:
            if not any(self.lines({name}, area) for area in self.areas):
                broken.append(f"{name} is for nothing that was wished")
        return broken

    def _share(self) -> list[str]:
        """At least half of the time in exercises goes to what was wished for; and so whatever the doses."""
        broken = []
        for end in (0, -1):
            spent = [(step, self._spent(step, end)) for step in self.steps]
            wished = sum(
                length for step, length in spent if self.areas_of(step["exercise"]) & set(self.areas)
                if self.works(EXERCISES[step["exercise"]])
            )  # fmt: skip
            every = sum(length for _, length in spent)
            cold = self.when == "any" and every - wished <= self._spent(self.steps[0], end)
            if wished < every / 2 and not cold:
                broken.append(f"{wished:.0f} of {every:.0f} seconds are for what was wished")
        return broken

    def shared(self, name: str) -> bool:
        """Whether an exercise is for several of the areas, so that one may have it for nothing."""
        return len(self.areas_of(name) & set(self.areas)) > 1

    def areas_of(self, name: str) -> set[str]:
        return set(EXERCISES[name]["areas"])

    def _spent(self, step: Facts, end: int) -> float:
        """Seconds that a step takes by itself, at the low or the high end of its dose."""
        facts = EXERCISES[step["exercise"]]
        sides = max(1, len(facts.get("sides") or ())) * int(step["rounds"])
        if facts["kind"] == "reps":
            one = sum(seconds(phase["time"])[0] for phase in facts["rep"])
            return int(step["reps"].split("-")[end]) * one * sides
        return seconds(step[facts["kind"]])[end] * sides

    def _passes(self) -> list[str]:
        counts: dict[str, int] = {}
        for step in self.work:
            counts[step["exercise"]] = counts.get(step["exercise"], 0) + int(step["rounds"])
        wanted = {self.rounds} if self.rounds else {1, 2}
        return [f"{name} comes {count} times" for name, count in counts.items() if count not in wanted]

    def _order(self) -> list[str]:
        broken = []
        inner = [s["exercise"] for s in self.steps if EXERCISES[s["exercise"]]["role"] != "easing"]
        postures = [posture for posture, _ in groupby(EXERCISES[name]["posture"] for name in inner)]
        if len(postures) != len(set(postures)):
            broken.append(f"there and back again: {postures}")
        heights = [int(POSTURES[posture]["height"]) for posture in postures]
        if heights != sorted(heights, reverse=self.when != "before"):
            broken.append(f"up and down: {postures}")
        for posture in postures:
            here = [s["exercise"] for s in self.work if EXERCISES[s["exercise"]]["posture"] == posture]
            efforts = [int(EXERCISES[name]["effort"]) for name in dict.fromkeys(here)]
            roles = [EXERCISES[name]["role"] for name in dict.fromkeys(here)]
            pairs = pairwise(zip(efforts, roles, strict=True))
            if any(b[0] < a[0] and b[1] == a[1] for a, b in pairs):
                broken.append(f"deep before easy, {posture}")
        return broken

    def _frame(self) -> list[str]:
        broken = []
        facts = [EXERCISES[step["exercise"]] for step in self.steps]
        for number, exercise in enumerate(facts):
            if exercise["role"] == "easing" and number not in (0, len(facts) - 1):
                broken.append(f"{exercise['name']} in the middle")
            held = any(other["role"] == "stretch" for other in facts[:number])
            if self.when != "before" and exercise["role"] == "mobility" and held:
                broken.append(f"{exercise['name']} after something was held")
        if facts[0]["role"] == "easing" and facts[0]["posture"] != "standing":
            broken.append("it begins at rest")
        if self.when == "before" and len(facts) > 1 and facts[-1]["role"] == "easing":
            broken.append("it ends at rest, before a run")
        if self.when == "any" and facts[0]["kind"] == "hold":
            broken.append("it begins with a hold, cold")
        return broken
