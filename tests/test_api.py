"""The coach from Python: whatever is asked wrongly is a CoachError that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import coach

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"detail": "loud"}, "there is no detail 'loud'; there are full, short, minimal"),
        ({"bed": "snow"}, "there is no bed 'snow'; there are rain, waves, drone"),
        ({"language": "xx"}, "there is no language 'xx'; there are en, "),
        ({"rate": 5}, "a rate of '5' cannot be spoken; choose 80 to 260 words a minute"),
        ({"minutes": -5}, "a session cannot take -5 minutes; "),
        ({"minutes": float("nan")}, "a session cannot take nan minutes; "),
        ({"minutes": float("inf")}, "a session cannot take inf minutes; "),
        ({"music_volume": 300}, "the music volume cannot be 300; give 0 to 200"),
        ({"music": "no such folder"}, "no such folder: there is no such file or folder; "),
        ({"voice": "command:nobody"}, "there is no voice 'command:nobody'; "),
    ],
)
def test_what_cannot_be_asked_for(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(coach.CoachError) as error:
        coach.compile(coach.load("post"), cache=tmp_path, **options)
    assert str(error.value).startswith(message)


def test_a_routine_is_loaded_in_a_language_there_is() -> None:
    assert coach.load("post", language="de").title != coach.load("post").title
    with pytest.raises(coach.CoachError, match="there is no language 'xx'; there are en, "):
        coach.load("post", language="xx")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("track.foo", {}, "stands for no format; end it in one of .mp3, "),
        ("track.flac", {"bitrate": 96}, "flac keeps the sound whole and takes no bitrate; "),
        ("track.mp3", {"bitrate": 97}, "mp3 takes 32, "),
        ("track.mp3", {"extras": ["txt"]}, "there is no extra 'txt'; there are vtt, "),
    ],
)
def test_what_cannot_be_exported(name: str, options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with (
        coach.compile(coach.load("post"), cache=tmp_path) as session,
        pytest.raises(coach.CoachError) as error,
    ):
        coach.export(session, tmp_path / name, **options)
    assert message in str(error.value)


def test_it_is_played_as_the_command_plays_it(tmp_path: Path, shared_cache: Path) -> None:
    heard = tmp_path / "heard.wav"
    with coach.compile(coach.load("post"), detail="minimal", cache=shared_cache) as session:
        with pytest.raises(coach.CoachError, match="there is no step 99 in 'post'; choose 1 to "):
            coach.play(session, speaker=f"wav:{heard}", from_step=99)
        assert coach.play(session, speaker=f"wav:{heard}", from_step=session.steps)
    assert heard.stat().st_size > 44_100
