"""Finding and loading: the shipped content, and the user's own routines before it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach.content.fields import When
from coach.content.finding import Listed
from coach.content.language_words import SHIPPED
from coach.content.library import Library
from coach.errors import NotFoundError, RoutineError
from tests.content.reports import SOUND


def own(folder: Path, **files: str) -> Library:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return Library(own=folder)


def test_every_shipped_exercise_loads_with_its_words(library: Library) -> None:
    assert len(library.exercise_names) >= 14
    for name in library.exercise_names:
        exercise = library.exercise(name)
        assert exercise.name == name
        assert exercise.posture in library.postures
        assert exercise.words.title
        assert set(exercise.needs) <= set(library.phrases.needs)
        assert set(exercise.sides) <= set(library.phrases.sides)


def test_an_exercise_is_read_once(library: Library) -> None:
    assert library.exercise("cat-cow") is library.exercise("cat-cow")


def test_every_shipped_routine_loads(library: Library) -> None:
    listed = library.routines()
    assert {"post", "pre", "seven"} <= {routine.name for routine in listed}
    for routine in listed:
        assert not routine.own
        loaded = library.load(routine.name)
        assert loaded.name == routine.name
        assert library.load(str(routine.path)) == loaded


def test_a_missing_exercise_is_met_with_the_nearest(library: Library) -> None:
    with pytest.raises(NotFoundError, match=r"there is no exercise 'cat cow'; did you mean cat-cow\?"):
        library.exercise("cat cow")
    with pytest.raises(NotFoundError, match="'coach list --exercises' names them all"):
        library.exercise("xyzzy")
    with pytest.raises(NotFoundError, match="there is no exercise"):
        library.exercise("../postures")


def test_a_missing_routine_is_met_with_the_nearest(library: Library) -> None:
    for reference in ("pots", "POST", "Post ", "poste"):
        with pytest.raises(NotFoundError, match=rf"there is no routine '{reference}'; did you mean post\?"):
            library.load(reference)
    for reference in ("", "xyzzy", "\x1b[2J", "a" * 100_000):
        with pytest.raises(
            NotFoundError, match="'coach list' names them all; a file is given by its path"
        ) as caught:
            library.load(reference)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 200


def test_paths_that_lead_nowhere(library: Library, tmp_path: Path) -> None:
    advice = "give the path of a .yaml file or a name from 'coach list'"
    for reference, what in {
        f"{tmp_path}/mine.yaml": f"there is no such file; {advice}",
        f"{tmp_path}/post.yaml": "there is no such file; did you mean post?",
        "post.yaml": "there is no such file; did you mean post?",
        f"{tmp_path}": f"this is a folder, not a routine file; {advice}",
        "~nobody-of-that-name/x.yaml": f"there is no such file; {advice}",
        "a\0b.yaml": f"there is no such file; {advice}",
        "n" * 5000 + "/x.yaml": f"there is no such file; {advice}",
    }.items():
        with pytest.raises(NotFoundError) as caught:
            library.load(reference)
        assert str(caught.value).endswith(what)
        assert str(caught.value).isprintable()


@pytest.mark.skipif(os.name == "nt", reason="devices and links as POSIX has them")
def test_devices_and_links_in_a_circle(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="/dev/zero: this is not an ordinary file"):
        library.load("/dev/zero")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    with pytest.raises(NotFoundError, match="there is no such file"):
        library.load(str(tmp_path / "loop.yaml"))
    (tmp_path / "link.yaml").symlink_to(SHIPPED / "routines" / "post.yaml")
    assert library.load(str(tmp_path / "link.yaml")).name == "post"


def test_a_file_in_this_folder_is_given_by_its_path(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hips.txt").write_text(SOUND, "utf-8")
    with pytest.raises(
        NotFoundError, match=r"there is no routine 'hips.txt'; to mean the file, write \./hips.txt"
    ):
        library.load("hips.txt")
    assert library.load("./hips.txt").name == "my-hips"


def test_the_home_folder_can_be_written_short(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "hips.yaml").write_text(SOUND, "utf-8")
    assert library.load("~/hips.yaml").name == "my-hips"


def test_ones_own_routines_come_after_the_shipped_and_hide_them(tmp_path: Path) -> None:
    mine = own(tmp_path, **{"my-hips.yaml": SOUND, "post.yml": SOUND.replace("my-hips", "post")})
    listed = mine.routines()
    assert [(routine.name, routine.own) for routine in listed][-2:] == [("my-hips", True), ("post", True)]
    assert [routine.name for routine in listed].count("post") == 1
    assert mine.load("post").title == "My hips"
    assert mine.load("my-hips").when is When.AFTER
    assert mine.find("post") == tmp_path / "post.yml"


def test_only_visible_yaml_files_are_routines(tmp_path: Path) -> None:
    mine = own(
        tmp_path,
        **{"notes.txt": "", "._my-hips.yaml": "\0", ".hidden.yml": "", "my-hips.yaml~": "", "b.yaml": SOUND},
    )
    (tmp_path / "folder.yaml").mkdir()
    assert [routine for routine in mine.routines() if routine.own] == [
        Listed("b", tmp_path / "b.yaml", own=True)
    ]


def test_a_broken_routine_of_ones_own_is_listed_and_refused(tmp_path: Path) -> None:
    mine = own(tmp_path, **{"broken.yaml": "name: [", "post.yaml": "title: x\n"})
    assert [routine.name for routine in mine.routines() if routine.own] == ["broken", "post"]
    assert mine.load("pre").name == "pre"
    for name in ("broken", "post"):
        with pytest.raises(RoutineError):
            mine.load(name)


def test_the_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_ROUTINES", str(tmp_path))
    assert Library().own == tmp_path
    assert Library(own=tmp_path / "other").own == tmp_path / "other"
    monkeypatch.setenv("COACH_ROUTINES", "~nobody-of-that-name/routines")
    assert Library().own == Path("~nobody-of-that-name/routines")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COACH_ROUTINES", "~/routines")
    assert Library().own == tmp_path / "routines"
    monkeypatch.delenv("COACH_ROUTINES")
    assert Library().own.parts[-2:] == ("coach", "routines")


@pytest.mark.parametrize("folder", ["missing", "a-file", "n" * 5000])
def test_a_folder_that_is_none_holds_no_routines(folder: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("", "utf-8")
    assert not any(routine.own for routine in Library(own=tmp_path / folder).routines())


def test_the_digest_is_of_words_and_timing() -> None:
    assert Library().digest == Library().digest
    assert len(Library().digest) == 64
