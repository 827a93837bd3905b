"""Finds and loads exercises, phrase books and routines: the shipped ones and the user's own."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, TypeAdapter

from coach.content.exercise import AreaFacts, CautionFacts, Exercise, MoveFacts, PostureFacts, ShippedWords
from coach.content.fields import Slug
from coach.content.finding import find_routine, list_exercises, list_routines
from coach.content.language_words import SHIPPED, folder_of, sound
from coach.content.nearest import as_name
from coach.content.phrases import PhraseBook, Titles
from coach.content.problems import Model, nearest
from coach.content.step_words import StepWords
from coach.content.yaml_io import read_yaml
from coach.errors import NotFoundError, RoutineError, shown
from coach.folders import moved, user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from coach.content.figure import Figure
    from coach.content.finding import Listed
    from coach.content.picture import Picture
    from coach.content.routine import Own, Routine, Step

_ALSO = TypeAdapter(dict[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]])


class Library:
    """The shipped content in one language, with the user's own routines before it.

    Files are read when first needed and kept. ``own`` is the folder of the user's routines (by default
    ``COACH_ROUTINES``, or ``routines`` in the user's configuration folder); it need not exist.
    """

    def __init__(self, language: str = "en", own: Path | None = None) -> None:
        self.language = language
        self._own = own
        self.carried: Mapping[str, Own] = {}
        """The exercises that a routine brings along."""
        self._exercises: dict[str, Exercise] = {}
        self._figures: dict[str, Figure | None] = {}

    @cached_property
    def own(self) -> Path:
        """The folder of the user's own routines."""
        return self._own or moved("COACH_ROUTINES") or user_folder("config") / "routines"

    @cached_property
    def exercise_folder(self) -> Path:
        """The folder of the user's own exercises: beside that of the routines, or in it where that was chosen."""
        chosen = self._own or moved("COACH_ROUTINES")
        return (chosen or user_folder("config")) / "exercises"

    @cached_property
    def exercise_names(self) -> tuple[str, ...]:
        """The name of every exercise, shipped or one's own, in alphabetical order."""
        shipped = (path.stem for path in (SHIPPED / "exercises").glob("*.yaml"))
        return tuple(sorted({*shipped, *self.own_exercises, *self.carried}))

    @cached_property
    def own_exercises(self) -> Mapping[str, Path]:
        """The files of the user's own exercises, by name, and of those that plug-ins add to the shipped ones."""
        from coach.plugins import exercise_folders

        own = list_exercises(self.exercise_folder)
        added = {name: path for each in exercise_folders() for name, path in list_exercises(each).items()}
        shipped = list_exercises(SHIPPED / "exercises")
        return {**{name: added[name] for name in added if name not in shipped}, **own}

    def exercises(self) -> Iterator[Exercise]:
        """Yield every exercise, leaving out those of one's own that cannot be used."""
        for name in self.exercise_names:
            try:
                yield self.exercise(name)
            except RoutineError:
                if name not in self.own_exercises:
                    raise

    def with_own(self, exercises: Mapping[str, Own]) -> Library:
        """Return a library that knows these exercises before all others, as a routine brings them along.

        Whatever takes a routine beside a library begins with it; done twice, it changes nothing.
        """
        if not exercises or exercises == self.carried:
            return self
        library = Library(self.language, self._own)
        library.carried = exercises
        known = self._exercises.items()
        library._exercises = {name: exercise for name, exercise in known if name not in exercises}
        return library

    def own_of(self, steps: Iterable[Step]) -> dict[str, Own]:
        """Return those of the exercises in ``steps`` that somebody wrote."""
        from coach.content.own_files import read_own

        names = dict.fromkeys(name for step in steps for name in step.exercises)
        own = {name: self.carried[name] for name in names if name in self.carried}
        files = {name: path for name, path in self.own_exercises.items() if name in names and name not in own}
        return {**own, **{name: read_own(self, path) for name, path in files.items()}}

    @cached_property
    def also(self) -> Mapping[str, str]:
        """The name of an exercise by what else it is called, in English."""
        file = read_yaml(SHIPPED / "also.yaml")
        return {word: name for name, words in _ALSO.validate_python(file.root).items() for word in words}

    @cached_property
    def postures(self) -> Mapping[str, PostureFacts]:
        """Every posture by name."""
        return _table(PostureFacts, "postures.yaml")

    @cached_property
    def moves(self) -> Mapping[str, MoveFacts]:
        """Every move from one posture to another, by name."""
        return _table(MoveFacts, "moves.yaml")

    @cached_property
    def areas(self) -> Mapping[str, AreaFacts]:
        """Every part of the body that exercises are for, by name, from the feet up."""
        return _table(AreaFacts, "areas.yaml")

    @cached_property
    def cautions(self) -> Mapping[str, CautionFacts]:
        """Everything that exercises ask some bodies to mind, by name."""
        return _table(CautionFacts, "cautions.yaml")

    @cached_property
    def phrases(self) -> PhraseBook:
        """The phrase book of this library's language."""
        return PhraseBook.read(self.language)

    @cached_property
    def titles(self) -> Titles:
        """What routines and areas are called in this library's language."""
        return Titles.read(self.language)

    @cached_property
    def step_words(self) -> StepWords:
        """What is said in this library's language about steps that are no shipped exercise."""
        return StepWords.read(self.language)

    def exercise(self, name: str) -> Exercise:
        """Return an exercise with its words; raises NotFoundError with the nearest names."""
        if name not in self._exercises:
            if name not in self.exercise_names:
                raise NotFoundError(f"there is no exercise {shown(name)}", hint=self.likely(name))
            if name in self.carried or name in self.own_exercises:
                self._exercises[name] = self._own_exercise(name)
                return self._exercises[name]
            words = sound(ShippedWords, read_yaml(folder_of(self.language) / "exercises" / f"{name}.yaml"))
            facts = read_yaml(SHIPPED / "exercises" / f"{name}.yaml")
            merged = {**facts.root, "words": words} if isinstance(facts.root, dict) else facts.root
            self._exercises[name] = sound(Exercise, facts, merged)
        return self._exercises[name]

    def likely(self, word: str) -> str:
        """Suggest the exercise that ``word`` probably means, as a hint for a message."""
        called = self.also.get(as_name(word), word)
        return nearest(called, self.exercise_names, "'coach list --exercises' names them all")

    def _own_exercise(self, name: str) -> Exercise:
        """Return an exercise of one's own, completed in this library's language."""
        from coach.content.own import ShortExercise, completed
        from coach.content.own_files import read_own

        own = self.carried[name] if name in self.carried else read_own(self, self.own_exercises[name])
        return completed(name, own, self.step_words) if isinstance(own, ShortExercise) else own

    def figure(self, name: str) -> Figure | None:
        """How an exercise looks; None where nothing shows it."""
        if name not in self._figures:
            self._figures[name] = self._figure(name)
        return self._figures[name]

    def _figure(self, name: str) -> Figure | None:
        from coach.content.figure import read_figure

        shown = name
        if name in self.carried or name in self.own_exercises:
            exercise = self.exercise(name)
            if exercise.figure:
                return exercise.figure
            shown = exercise.figure_of or ""
        return read_figure(SHIPPED / "figures" / f"{shown}.yaml") if shown in self.figure_names else None

    @cached_property
    def figure_names(self) -> tuple[str, ...]:
        """The name of every exercise that there is a shipped figure of."""
        return tuple(sorted(path.stem for path in (SHIPPED / "figures").glob("*.yaml")))

    def picture(self, name: str) -> Picture | None:
        """The picture file that shows an exercise of one's own."""
        own = name in self.carried or name in self.own_exercises
        return self.exercise(name).picture if own else None

    def routines(self) -> list[Listed]:
        """List every routine by name; one of the user's own hides a shipped one of the same name."""
        return list_routines(SHIPPED / "routines", self.own)

    def has(self, name: str) -> bool:
        """Whether there is a routine of this name."""
        return any(routine.name == name for routine in self.routines())

    def find(self, reference: str) -> Path:
        """Return the file of a routine, given by name or by path; raises NotFoundError with the nearest names.

        An exercise of one's own is found as well, where no routine has its name.
        """
        if reference in self.own_exercises and not self.has(reference):
            return self.own_exercises[reference]
        return find_routine(reference, self.routines(), self.titles.routines)

    def load(self, reference: str) -> Routine:
        """Load a routine by name or path; raises NotFoundError or a RoutineError with every problem it has."""
        return self.load_file(self.find(reference))

    def load_file(self, path: Path) -> Routine:
        """Load a routine from its file; raises a RoutineError with every problem it has."""
        routine = self.read(path)
        if path.parent == SHIPPED / "routines":
            return self._worded(routine)
        return routine

    def _worded(self, routine: Routine) -> Routine:
        """Return a shipped routine, which is written in English, with its words in this library's language."""
        from coach.content.routine_words import RoutineWords

        title = self.titles.routines.get(routine.name, routine.title)
        routine = routine.model_copy(update={"title": title})
        path = folder_of(self.language) / "routines" / f"{routine.name}.yaml"
        return sound(RoutineWords, read_yaml(path)).put_into(routine) if path.is_file() else routine

    def read(self, source: Path | BinaryIO) -> Routine:
        """Read a routine from a file or an open stream; raises a RoutineError with every problem it has."""
        from coach.content.review import review

        found = review(self, source)
        if found.routine is None:
            raise RoutineError(found.errors)
        return found.routine

    @cached_property
    def digest(self) -> str:
        """A hash over every data file that words or timing come from."""
        total = hashlib.sha256()
        for path in sorted(SHIPPED.rglob("*.yaml")):
            if path.relative_to(SHIPPED).parts[0] not in ("routines", "figures"):
                total.update(path.relative_to(SHIPPED).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()


def _table(model: type[Model], name: str) -> dict[str, Model]:
    """Read a shipped file of facts by name."""
    file = read_yaml(SHIPPED / name)
    assert isinstance(file.root, dict)  # noqa: S101 (our own file, covered by tests)
    return {key: model.model_validate(facts) for key, facts in file.root.items()}
