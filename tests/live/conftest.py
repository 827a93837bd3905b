"""What real sessions need: a place to play them in, a sound card to listen to, an ear that knows the voice.

On Windows, without pseudo-terminals, there are none.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if sys.platform != "win32":
    from tests.live.ear import Ear
    from tests.live.rehearsal import rehearse
    from tests.live.soundserver import SPEAKERS, WHY_NOT, SoundServer
    from tests.live.stage import MINIMAL, TWO, Stage

    if TYPE_CHECKING:
        from collections.abc import Iterator
        from concurrent.futures import Future
        from pathlib import Path

    @pytest.fixture
    def server(tmp_path: Path) -> Iterator[SoundServer]:
        with SoundServer(tmp_path) as running:
            yield running

    @pytest.fixture(scope="session")
    def stage(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Stage:
        return Stage(tmp_path_factory.mktemp("stage"), shared_cache)

    @pytest.fixture(scope="session")
    def ear(stage: Stage) -> Iterator[Ear]:
        with Ear(stage.cache) as ear:
            yield ear

    @pytest.fixture(scope="session")
    def rehearsals(
        request: pytest.FixtureRequest,
        tmp_path_factory: pytest.TempPathFactory,
        stage: Stage,
        ear: Ear,
    ) -> Iterator[dict[str, Future[list[float]]]]:
        """A short session on each speaker that is asked for: played while other tests go on."""
        asked = [item.name for item in request.session.items]
        test = "test_every_cue_of_a_short_session_is_in_its_place"
        able = [name for name, reason in SPEAKERS.items() if not (WHY_NOT or reason)]
        wanted = [name for name in able if f"{test}[{name}]" in asked]
        if wanted:  # what several say at the same time is said beforehand: each would keep a clip of its own
            stage.timeline(stage.routine(TWO), *MINIMAL)
        with ThreadPoolExecutor(len(SPEAKERS)) as pool:
            yield {
                name: pool.submit(
                    rehearse, name, stage, ear, tmp_path_factory.mktemp(name), TWO, *MINIMAL, step=2
                )
                for name in wanted
            }
