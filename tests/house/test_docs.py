"""README and docs tell the truth: their commands, routine and Python are run, their links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from coach.cli.group import COMMANDS
from coach.content.library import Library
from tests.processes import run_coach

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
PAGES = {
    path: path.read_text("utf-8") for path in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")))
}


GUIDE = ROOT / "docs" / "write-your-own.md"


def _commands(text: str = README) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line.removeprefix("scripts/coach ") for line in lines if line.startswith("scripts/coach ")]


def test_the_two_commands_of_the_set_up_come_first() -> None:
    shell = [block.strip() for kind, block in BLOCKS if kind == "sh"]
    assert (shell[0], shell[2]) == ("scripts/coach export post", "scripts/test")


@pytest.mark.parametrize(
    "line",
    dict.fromkeys(line for path, text in PAGES.items() if path != GUIDE for line in _commands(text)),
)
def test_every_command_that_is_shown_works(line: str, tmp_path: Path, shared_cache: Path) -> None:
    if line.startswith("export --all"):
        pytest.skip("every track at every detail is rendered elsewhere")
    arguments = [str(ROOT / part) if part.startswith("examples/") else part for part in shlex.split(line)]
    if arguments[0] in ("play", "say") and "-o" not in arguments:
        arguments += ["--speaker", "null:fast"]
    if arguments[0] == "share":
        arguments += ["--no-lan", "--for", "1s"]
    _run(arguments, tmp_path, shared_cache)


def _run(arguments: list[str], folder: Path, cache: Path) -> None:
    done = run_coach(*arguments, cwd=folder, COACH_CACHE=str(cache), COACH_ROUTINES=str(folder / "own"))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_guide_can_be_followed_to_the_letter(tmp_path: Path, shared_cache: Path) -> None:
    """Do what it says, in its order: its commands are run, its files are written where they are to be."""
    for kind, block in re.findall(r"```(\w*)\n(.*?)```", PAGES[GUIDE], re.DOTALL):
        if kind == "yaml":
            name, at_its_end = re.match(r"# ([\w.-]+)(, at its end)?\n", block).groups()  # type: ignore[union-attr]
            path = next(tmp_path.rglob(name), tmp_path / name)
            path.write_text((path.read_text("utf-8") if at_its_end else "") + block, "utf-8")
        for line in _commands(f"```{kind}\n{block}```"):
            arguments = [str(ROOT / part) if part.startswith("examples/") else part for part in line.split()]
            _run(
                [*arguments, *(["--speaker", "null:fast"] if arguments[0] == "play" else [])],
                tmp_path,
                shared_cache,
            )
    assert (tmp_path / "steady-feet.mp3").stat().st_size > 500_000
    assert (tmp_path / "steady-feet.pdf").exists()
    assert Library(own=tmp_path).load(str(tmp_path / "knee.yaml")).exercises


@pytest.mark.parametrize(
    "line",
    re.findall(
        r"^    coach ((?:log|plan|config|remind) .+)$",
        "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "coach" / "cli").glob("*.py"))),
        re.MULTILINE,
    ),
)
def test_every_example_of_a_help_text_works(line: str, tmp_path: Path) -> None:
    done = run_coach(*shlex.split(line), cwd=tmp_path, COACH_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", PAGES[page]):
        assert (page.parent / target).exists(), target


def test_every_command_is_in_the_readme() -> None:
    named = {line.split()[0] for line in _commands()}
    assert named == set(COMMANDS)


def test_the_routine_of_the_readme_is_the_example() -> None:
    shown = next(block for kind, block in BLOCKS if kind == "yaml")
    assert shown == (ROOT / "examples" / "my-hips.yaml").read_text("utf-8")


def test_the_python_of_the_readme_runs(
    tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = next(block for kind, block in BLOCKS if kind == "python")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_CACHE", str(shared_cache))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 (our own README)
    assert "2000 Hello" in printed.getvalue() or "2000 Easy back" in printed.getvalue()
    assert (tmp_path / "post.mp3").stat().st_size > 1_000_000
