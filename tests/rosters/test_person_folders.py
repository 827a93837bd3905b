"""Names of folders: fit for every disk, and never shared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.rosters.person_folders import person_folders, safe_form


def fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ("P-001", "P-001"),
        ("Jörg Eins", "Jörg Eins"),
        ("Jo\u0308rg", "Jörg"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        (".hidden", "hidden"),
        ("ends. ", "ends"),
        ("CON", "CON_"),
        ("com1.txt", "com1.txt_"),
        ("💥", "person"),
        ("x" * 300, "x" * 60),
        ("李小龙", "李小龙"),
    ],
)
def test_safe_forms(person: str, name: str) -> None:
    assert safe_form(person) == name


@given(st.lists(st.text(min_size=1), unique=True), st.sampled_from(["", "a", "B", "person"]))
def test_every_person_has_a_folder_of_their_own(people: list[str], taken: str) -> None:
    folders = person_folders(people, lambda folder: "someone else" if fold(folder) == fold(taken) else None)
    assert folders.keys() == set(people)
    assert len({fold(folder) for folder in folders.values()}) == len(people)
    for folder in folders.values():
        assert fold(folder) != fold(taken)
        assert 0 < len(folder.encode()) < 255
        assert folder not in (".", "..")
        assert not set(folder) & set('/\\:*?"<>|\0')
        assert folder == folder.strip(" .")


def test_who_has_a_folder_keeps_it() -> None:
    def owner(folder: str) -> str | None:
        return "ANNE" if folder == "ANNE" else None

    folders = person_folders(["Anne", "ANNE"], owner)
    assert folders == person_folders(["ANNE", "Anne"], owner)
    assert folders["ANNE"] == "ANNE"
    assert folders["Anne"].startswith("Anne~")
    assert person_folders(["Anne"], lambda _: "ANNE")["Anne"] == folders["Anne"], (
        "on a disk that is not particular"
    )
