"""The settings file: read, changed with care, and overruled in the right order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest

from coach.cli.group import COMMANDS, PERSONAL
from coach.cli.group import coach as group
from coach.errors import CoachError, RoutineError
from coach.settings.settings_file import change, read_settings, settings_in_force, template, variable
from coach.settings.values import EXAMPLES, Settings
from tests.processes import run_coach

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "config.toml"


def test_the_template_sets_nothing_and_has_an_example_of_everything(file: Path) -> None:
    change("rate", "120", file)
    change("rate", None, file)
    assert read_settings(file) == Settings()
    lines = [line.removeprefix("# ") for line in template().splitlines()]
    examples = [line for line in lines if " = " in line or line.startswith("[")]
    file.write_text("\n".join(examples))
    assert read_settings(file).model_dump(mode="json", exclude_defaults=True) == EXAMPLES


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("voice", "en-gb", "en-gb"),
        ("rate", "135", 135),
        ("detail", "short", "short"),
        ("tones", "off", False),
        ("tones", "true", True),
        ("volume", "0", 0),
        ("avoid", "knee, neck", ("knee", "neck")),
        ("avoid", "knee", ("knee",)),
        ("goal", "3", 3),
        ("bed", "rain", "rain"),
        ("music", "~/Calm songs", "~/Calm songs"),
        ("music_volume", "150", 150),
    ],
)
def test_a_value_is_set_and_taken_out_again(key: str, written: str, value: object, file: Path) -> None:
    change(key, written, file)
    assert getattr(read_settings(file), key) == value
    change(key, None, file)
    assert getattr(read_settings(file), key) is None


def test_changing_one_leaves_all_else_as_it_was(file: Path) -> None:
    file.parent.mkdir()
    before = "# mine\nrate   =  120 # slow\n\nvoice = 'en-gb'   # hers\n"
    file.write_text(before)
    change("volume", "70", file)
    assert file.read_text() == before + "volume = 70\n"
    change("rate", "130", file)
    assert file.read_text() == before.replace("120", "130") + "volume = 70\n"


def test_it_is_set_where_its_example_stands(file: Path) -> None:
    change("rate", "120", file)
    before, after = template(), file.read_text()
    assert after == before.replace("# rate = 135", "rate = 120")
    change("rate", "130", file)
    assert file.read_text() == before.replace("# rate = 135", "rate = 130")
    file.write_text(file.read_text().replace("# [commands.mine]\n# run", "[commands.mine]\nrun"))
    settings = read_settings(file)
    assert settings.rate == 130
    assert settings.commands is not None
    file.write_text("# mine\n\n# a program\n[commands.mine]\nrun = ['x', '{text}']\n")
    change("goal", "2", file)
    assert file.read_text().startswith("# mine\n\ngoal = 2\n\n# a program\n[commands.mine]\n")
    file.write_text("rate = 1\nrate = 2\n")
    with pytest.raises(RoutineError, match="take one of the two lines away"):
        read_settings(file)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("language", "xx", "'language' cannot be 'xx'; there are en, de, es, fr"),
        ("avoid", "knees elbow", "there is no caution 'elbow'"),
        ("voice", "command:nope", "there is no voice 'command:nope'"),
        ("voice", "nope", "there is no voice 'nope'"),
        ("music", "gone", "gone: there is no such file or folder"),
    ],
)
def test_what_nobody_has_cannot_be_set(
    key: str, value: str, message: str, file: Path, tmp_path: Path
) -> None:
    done = run_coach("config", "set", key, *value.split(), COACH_CONFIG=str(file), cwd=tmp_path)
    assert (done.returncode, file.exists()) == (1, False)
    assert message in done.stderr
    file.parent.mkdir(exist_ok=True)
    change(key, value, file)
    checked = run_coach("config", "check", COACH_CONFIG=str(file), cwd=tmp_path)
    assert (checked.returncode, message in checked.stderr) == (1, True)


def test_music_is_set_for_every_folder(file: Path, tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    done = run_coach("config", "set", "music", "songs", COACH_CONFIG=str(file), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert read_settings(file).music == str(tmp_path / "songs")


def test_a_wrong_value_is_blamed_on_where_it_stands(file: Path) -> None:
    change("language", "xx", file)
    assert f"'language' in {file}: there is no 'xx'" in run_coach("list", COACH_CONFIG=str(file)).stderr
    said = run_coach("script", "post", COACH_RATE="999")
    assert "Invalid value for COACH_RATE: 999" in said.stderr


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("rat", "1", "there is no setting 'rat'; did you mean rate?"),
        ("rate", "500", "'rate' cannot be '500'; words a minute, 80 to 260; usually 140; for example 135"),
        (
            "detail",
            "loud",
            "'detail' cannot be 'loud'; how much is said: full, short or minimal; for example short",
        ),
        ("tones", "perhaps", "'tones' cannot be 'perhaps'"),
    ],
)
def test_what_cannot_be_set_changes_nothing(key: str, value: str, message: str, file: Path) -> None:
    change("goal", "2", file)
    before = file.read_text()
    with pytest.raises(CoachError) as error:
        change(key, value, file)
    assert str(error.value).startswith(message)
    assert file.read_text() == before


def test_every_mistake_is_named_at_its_place(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('goal = 2\nvoise = "x"\n  rate = "fast"\n[a]\nb = 1\n')
    with pytest.raises(RoutineError) as error:
        read_settings(file)
    found = [(problem.line, problem.column, problem.what) for problem in error.value.problems]
    assert found == [
        (2, 1, "unknown setting 'voise'"),
        (3, 3, "'rate' cannot be 'fast'"),
        (4, 2, "unknown setting 'a'"),
    ]
    file.write_text("goal = 2\nrate = \n")
    with pytest.raises(RoutineError, match=r":2:8: invalid value; write lines such as"):
        read_settings(file)
    with pytest.raises(RoutineError):
        change("goal", "3", file)
    file.write_text("goal = 2\navoid = [\n")
    with pytest.raises(RoutineError, match=r":2:10: invalid value"):
        read_settings(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CoachError, match="not a text file"):
        read_settings(file)


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change("rate", "120", file)
    monkeypatch.setenv("COACH_RATE", "150")
    [rate] = [setting for setting in settings_in_force(file) if setting.key == "rate"]
    assert (rate.value, rate.origin) == ("150", "COACH_RATE")


def test_command_line_beats_environment_beats_file(file: Path) -> None:
    def detail(*options: str, **variables: str) -> str:
        command = ("script", "post", "--format", "json", *options)
        done = run_coach(*command, cwd=None, stdin=None, COACH_CONFIG=str(file), **variables)
        assert done.returncode == 0, done.stderr
        found: str = json.loads(done.stdout)["detail"]
        return found

    assert detail() == "full"
    change("detail", "short", file)
    assert detail() == "short"
    assert detail(COACH_DETAIL="minimal") == "minimal"
    assert detail("--detail", "full", COACH_DETAIL="minimal") == "full"


@pytest.mark.parametrize("name", [name for name in PERSONAL if name in COMMANDS])
def test_every_option_that_can_be_set_obeys_the_environment_too(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    settable = [option for option in command.params if option.name in Settings.model_fields]
    assert {option.name: option.envvar for option in settable} == {
        option.name: variable(str(option.name)) for option in settable
    }


def test_what_is_said_nearer_of_bed_and_music_counts(file: Path, tmp_path: Path) -> None:
    def complaint(*options: str, **variables: str) -> str:
        command = ("play", "rescue", "--speaker", "nowhere", *options)
        done = run_coach(
            *command, cwd=tmp_path, stdin=None, COACH_CONFIG=str(file), HOME=str(tmp_path), **variables
        )
        assert done.returncode == 1
        return done.stderr

    change("bed", "waves", file)
    change("music", "~/away", file)
    assert str(tmp_path / "away") in complaint()
    assert "nowhere" in complaint("--bed", "rain")
    assert "nowhere" in complaint("--bed", "off")
    assert "nowhere" in complaint(COACH_BED="drone")
    assert "gone" in complaint("--music", "gone", COACH_BED="drone")
    change("music", None, file)
    assert "gone" in complaint("--music", "gone")
    assert "nowhere" in complaint()


def test_mistakes_are_mended_one_by_one(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# mine\nrate = 1\nvoise = "x"\ndetail = "loud"\n')
    change("rate", "130", file)
    change("voise", None, file)
    change("detail", None, file)
    assert file.read_text() == "# mine\nrate = 130\n"
    with pytest.raises(CoachError, match="there is no setting 'voise'"):
        change("voise", None, file)


def test_broken_settings_stop_a_session_but_not_what_mends_them(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("rate = 1\n")
    said = {}
    for command in (
        ("script", "post"),
        ("safety",),
        ("config", "path"),
        ("config", "set", "goal", "2"),
        ("play", "--help"),
    ):
        done = run_coach(*command, COACH_CONFIG=str(file))
        said[command[0], command[-1]] = (done.returncode, done.stderr)
    assert said["script", "post"][0] == 1
    assert said["script", "post"][1].startswith(f"{file}:1:1: 'rate' cannot be '1'")
    assert said["safety", "safety"][0] == said["config", "path"][0] == 0
    assert said["config", "2"] == (0, "")
    assert said["play", "--help"] == (0, "")


def test_settings_are_set_and_got_as_people_call_them(file: Path, tmp_path: Path) -> None:
    def config(*arguments: str) -> str:
        return run_coach("config", *arguments, COACH_CONFIG=str(file), cwd=tmp_path).stdout

    config("set", "language", "Deutsch")
    config("set", "avoid", "a", "bad", "knee")
    assert config("get", "language") == "de\n"
    assert config("get", "avoid") == "knee\n"
    assert config("get", "detail") == "full\n"
    assert config("get", "colour") == ""
