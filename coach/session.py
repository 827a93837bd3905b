"""A session: one routine, in one voice, with the options it was asked for, ready to be heard or written.

Live playing and tracks both take ``Session.sound``: what is rehearsed is what is rendered.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Self

from coach.content.fields import Detail
from coach.content.manner import Manner
from coach.content.under import OFF
from coach.errors import CoachError, NotFoundError, UnspeakableError, VoiceError
from coach.script.estimate import expecting
from coach.script.fitting import choose_with_detail
from coach.script.frame import greetings
from coach.script.habits import NO_HABITS
from coach.script.model import Talk
from coach.script.request import Request
from coach.script.sayable import sayable
from coach.script.writer import draft
from coach.session_options import Options
from coach.timeline.compiler import announce
from coach.timeline.layout import Memory, lay_out, lay_passage
from coach.timeline.model import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.content.under import Under
    from coach.script.dose import Choice
    from coach.script.habits import Habits
    from coach.script.model import Script, Section
    from coach.script.writer import Draft
    from coach.sound.backing import Backing
    from coach.sound.bed import Source
    from coach.sound.pcm import Samples
    from coach.timeline.model import Passage
    from coach.units import Ms
    from coach.voice.api import Voice
    from coach.voice.narrator import Narrator
    from coach.voice.private_narrator import Narration

USUAL_SHARE = 0.25
"""Of a session's time that is spoken in, where it cannot be foreseen: that of the least detail."""


def open_narrator(
    options: Options = Options(), cache: Path | None = None, routines: Iterable[Routine] = ()
) -> Narrator:
    """Return the narrator for these options, a context manager, keeping its clips in ``cache``.

    ``routines`` are what it will say, where that is known.

    Raises NotFoundError or VoiceError when there is no such voice.
    """
    from coach.voice.cache import ClipCache, default_folder
    from coach.voice.narrator import Narrator

    folder = ClipCache(cache or default_folder())
    return Narrator(voice_of(options, routines), folder, treated=options.treatment)


def voice_of(options: Options, routines: Iterable[Routine] = ()) -> Voice:
    """Return the voice that is asked for, or the usual one, which can say the routines if they are known.

    Raises NotFoundError or VoiceError when there is no such voice.
    """
    from coach.voice.engines import find_voice

    return find_voice(voice_name(options, routines), _rate(options), options.language, options.pitch)


def voice_name(options: Options, routines: Iterable[Routine] = ()) -> str:
    """Return the name of the voice that ``voice_of`` opens; raises as it does."""
    from coach.voice.choice import usual_voice
    from coach.voice.engines import find_voice

    known = tuple(routines)

    def shipped(name: str) -> bool:
        return bool(known) and _are_shipped(known, options, find_voice(name, _rate(options)))

    return options.voice or usual_voice(options.language, shipped)


def _rate(options: Options) -> int:
    from coach.content.phrases import PhraseBook

    return options.rate or PhraseBook.read(options.language).rate


def _are_shipped(routines: Iterable[Routine], options: Options, voice: Voice) -> bool:
    """Whether a voice without its engine has words enough for sessions of these routines."""
    from coach.content.library import Library
    from coach.voice.cache import ClipCache, default_folder
    from coach.voice.narrator import Narrator

    if options.minutes is not None:  # which doses make up a length shows only as they are said
        return False
    library, narrator = Library(options.language), Narrator(voice, ClipCache(default_folder()))
    try:
        return all(Session(routine, library, narrator, options).script for routine in routines)
    except CoachError:  # the session itself will say what is wrong, in the other voice
        return False


class Session:
    """A routine on its way from words to sound. It does its work when it is asked for it, passage by passage."""

    def __init__(
        self,
        routine: Routine,
        library: Library,
        narrator: Narration,
        options: Options,
        habits: Habits = NO_HABITS,
    ) -> None:
        self.routine = routine
        self.habits = habits
        self.options = options
        self.library = library.with_own(routine.exercises)
        self._narrator = self._privately(narrator) if options.greet else narrator

    def _privately(self, narrator: Narration) -> Narration:
        """The narrator, but for the greeting, which is kept in no cache."""
        from coach.voice.private_narrator import PrivateNarrator

        return PrivateNarrator(
            narrator,
            lambda: voice_of(self.options, [self.routine]),
            greetings(self.library.phrases, self.options.greet),
            treated=self.options.treatment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the voice."""
        self._narrator.close()

    @cached_property
    def script(self) -> Script:
        """What the coach says, before it is laid on the clock."""
        return self._sayable(self._draft)

    @property
    def detail(self) -> Detail:
        """How much is said."""
        return self._fitted[0].detail

    def rewritten(self, detail: Detail) -> Script:
        """Return the script in another detail: the same sections with the same doses, more or less said.

        Raises VoiceError where a voice without its engine has not enough words.
        """
        return self._sayable(self._draft.rewritten(detail=detail))

    def _sayable(self, written: Draft) -> Script:
        """Return what this voice can say of a draft: without its engine, it may lack what habits leave out."""
        for each in (written, written.rewritten(habits=NO_HABITS)):
            if script := sayable(each.script(self._length), self.says):
                return script
        what = f"'{self.routine.name}' is not shipped in this voice as asked, and its engine is not installed"
        raise VoiceError(what, hint="choose --system-voice, or install the voice: see 'coach voices'")

    def says(self, text: str, manner: Manner = Manner.PLAIN) -> bool:
        """Whether the voice can say a sentence: without its engine, it says what is shipped."""
        return self._narrator.says(text, manner)

    @cached_property
    def _length(self) -> Ms | None:
        """What the welcome says: the length asked for, or the one to be expected before a word is spoken."""
        return self._draft.request.length or (self._expected.duration if self._expected else None)

    @cached_property
    def _draft(self) -> Draft:
        return draft(*self._fitted)

    @cached_property
    def _expected(self) -> Timeline | None:
        """The timeline before a word is spoken; None where a movement may have no time for its words."""
        try:
            return announce(self._draft, expecting(self.library.phrases, self.options.rate))[1]
        except UnspeakableError:  # at the lengths expected; the voice may be quicker
            return None

    @cached_property
    def _fitted(self) -> tuple[Request, Choice]:
        """The request with its detail settled, and the doses, by the length that is asked for."""
        options = self.options
        request = Request(
            *(self.routine, self.library, options.detail or Detail.FULL, options.minutes, self.habits),
            tones=options.tones,
            greet=options.greet,
        )
        return choose_with_detail(request, self._measure, flexible=options.detail is None)

    def _measure(self, script: Script) -> Ms:
        return lay_out(script, self._narrator.length).duration

    @cached_property
    def timeline(self) -> Timeline:
        """Every cue at its exact time. Speaks the whole session if that has not been done."""
        return self.timeline_of(self.passages())

    def passages(self) -> Iterator[Passage]:
        """Yield the session on the clock, one section at a time, while the next ones are being spoken."""
        self.prepare(self.script)
        memory = Memory()
        for number in range(len(self.script.sections)):
            passage, memory = self.lay(self.script, number, memory)
            yield passage

    def sound(self) -> Iterator[tuple[Passage, Samples]]:
        """Yield each passage with its sound, mono 16-bit samples at 44.1 kHz; end to end they are the session."""
        for passage in self.passages():
            yield passage, self.mix(passage)

    @property
    def steps(self) -> int:
        """How many steps there are to begin with."""
        return sum(section.index is not None for section in self.script.sections)

    def check_step(self, number: int) -> None:
        """Raise NotFoundError if there is no step of that number, from 1, to begin with."""
        if number > self.steps:
            what = f"there is no step {number} in '{self.routine.name}'"
            raise NotFoundError(what, hint=f"choose 1 to {self.steps}")

    def prepare(self, script: Script, since: int = 0) -> None:
        """Have the sentences of a script spoken in the background, from section ``since`` (from 0) on."""
        ahead = (each for section in script.sections[since:] for each in _sentences(section))
        for manner, sentences in groupby(ahead, key=itemgetter(1)):
            self._narrator.prepare([text for text, _ in sentences], manner)

    def lay(self, script: Script, number: int, memory: Memory) -> tuple[Passage, Memory]:
        """Lay one section of a script on the clock, in this session's voice."""
        return lay_passage(script, number, self._narrator.length, memory)

    def mix(self, passage: Passage) -> Samples:
        """Return the sound of a passage."""
        from coach.sound.mixer import mix

        return mix(passage, self.speech, tones=self.options.tones, backing=self._backing)

    def parts(self, passage: Passage) -> Iterator[Samples]:
        """Yield the sound of a passage in parts of some seconds, so that a long one takes no more memory."""
        from coach.sound.mixer import parts

        return parts(passage, self.speech, tones=self.options.tones, backing=self._backing)

    def excerpt(self, passage: Passage, begin: int, end: int) -> Samples:
        """Return what is in a passage of the session's samples ``begin`` to before ``end``, multiples of BLOCK."""
        from coach.sound.mixer import excerpt

        return excerpt(passage, self.speech, begin, end, tones=self.options.tones, backing=self._backing)

    def speech(self, text: str, manner: Manner = Manner.PLAIN) -> Samples:
        """The sound of one sentence in this session's voice."""
        return self._narrator.clip(text, manner).samples

    @cached_property
    def _backing(self) -> Backing | None:
        """What goes under the voice. Its level is settled before anything is said: by how much that will be."""
        if not self.backed:
            return None
        from coach.sound.backing import Backing
        from coach.sound.bed import BEDS, bed

        options = self.options
        source = options.music.programme() if options.music else bed(options.bed) if options.bed else None
        others: dict[Under, Source | None] = {}
        if options.by_step:
            others[OFF] = None
            others.update((step.bed, bed(step.bed)) for step in self.routine.steps if step.bed in BEDS)
            others.update((path, each.programme()) for path, each in options.step_music or ())
        share = self._expected.share_of_speech if self._expected else USUAL_SHARE
        return Backing(source, share, options.music_volume / 100, others)

    @property
    def backed(self) -> bool:
        """Whether something sounds under the voice, be it in a single step."""
        own = self.options.by_step and any(step.under not in (None, OFF) for step in self.routine.steps)
        return self.options.backed or own

    def timeline_of(self, passages: Iterable[Passage]) -> Timeline:
        """Return the timeline of these passages, which have to be all of the session."""
        return Timeline(self.script.routine, self.script.title, self.script.detail, tuple(passages))


def _sentences(section: Section) -> Iterator[tuple[str, Manner]]:
    """Yield the sentences that a section is likely to need and how to say them, in the order it asks for them."""
    for part in section.parts:
        lines = part.all_lines if isinstance(part, Talk) else [prompt.line for prompt in part.prompts]
        for line in lines:
            for take in line.takes[:1]:  # the others are said where there is no room for the first: seldom
                yield from ((sentence, line.kind.manner) for sentence in take)
