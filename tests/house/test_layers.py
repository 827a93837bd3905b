"""Imports point one way, none goes round in a circle, each outside library has one door, each file its own name.

Everything is read from the code itself: imports that are only for type checkers, too, and those inside functions.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coach
from coach.cli.group import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(coach.__file__).parent
ORDER = (
    "__main__",
    "cli",
    "api",
    "arguments",
    "studio share rosters",
    "track live",
    "session",
    "plan session_options",
    "voice",
    "sound",
    "timeline",
    "script",
    "history settings reminders",
    "content",
    "folders plugins",
    "similar units files children",
    "errors",
)
"""The pipeline, from its end to its beginning: a module imports from the lines below its own, and from its room.

Voice stands on sound, as a clip is trimmed, levelled and resampled by the means of sound.
"""

DOORS = {
    "fit_tool": {"track/watch/garmin.py"},
    "pyttsx3": {"voice/pyttsx3/child.py"},
    "piper": {"voice/piper/voice.py"},
    "kokoro_onnx": {"voice/kokoro/speech.py"},
    "onnxruntime": {"voice/shared_net.py"},
    "espeakng_loader": {"voice/kokoro/speech.py", "voice/pyttsx3/child.py"},
    "pydub": {"api.py", "sound/codec.py"},  # the API names the type of what it returns
    "imageio_ffmpeg": {"sound/ffmpeg.py"},
    "yaml": {"content/yaml_io.py"},
    "PIL": {"content/picture.py", "track/cover.py", "track/figures/raster.py", "track/handout/logo.py"},
    "soundfile": {"sound/short_streams.py"},
    "soxr": {"sound/pcm.py"},
    "simpleaudio": {"live/speakers/simpleaudio_tape.py"},
    "miniaudio": {"live/speakers/miniaudio_device.py", "studio/microphone.py"},
    "pocketsphinx": {"live/controls/ear.py"},
    "jeepney": {"live/controls/mpris.py"},
    "rich": {"live/screen/rows.py", "live/screen/panel.py"},
    "platformdirs": {"folders.py"},
    "sqlite3": {"history/schema.py", "history/database_errors.py", "history/store.py"},
    "tomlkit": {"settings/settings_file.py"},
    "pygal": {"history/plots.py"},
    "starlette": {"share/web.py"},
    "uvicorn": {"share/connections.py", "share/server.py"},
    "jinja2": {"track/page/templates.py"},
    "zipstream": {"share/web.py"},
    "icalendar": {"reminders/calendar_file.py"},
    "tzlocal": {"reminders/zones.py"},
    "segno": {"share/address.py", "track/handout/code.py"},
    "distributed": {"rosters/cluster.py"},
    "fsspec": {"rosters/remote_storage.py"},
    "openpyxl": {"rosters/spreadsheet.py"},
    "fpdf": {"track/handout/paper.py"},
}


ONE_NAME = {
    "api.py": {"api.py", "live/api.py", "voice/api.py"},
    "model.py": {"script/model.py", "timeline/model.py"},
    **{
        name: {f"voice/{engine}/{name}" for engine in ("command", "kokoro", "pack", "piper", "pyttsx3")}
        for name in ("engine.py", "voice.py")
    },
}
"""Names that mean the same wherever they stand: what a room offers, the data it hands on, and an engine's parts.

A module of a command has the command's name, whatever else has it.
"""


def _module(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in PACKAGE.rglob("*.py")}


def _imports(tree: ast.Module, *, anywhere: bool = True) -> Iterator[str]:
    """Yield the modules that a file imports, for type checkers too: anywhere in it, or only as it is loaded."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in MODULES else node.module for name in inner)
        elif anywhere or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting.extend(ast.iter_child_nodes(node))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {module: ast.parse(path.read_text("utf-8")) for module, path in MODULES.items()}


@pytest.fixture(scope="module")
def imports(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    return {module: set(_imports(tree)) for module, tree in trees.items()}


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_room_has_its_place() -> None:
    placed = [room for line in ORDER for room in line.split()]
    assert sorted(placed) == sorted({_room(module) for module in MODULES} - {""})


def test_imports_point_one_way(imports: dict[str, set[str]]) -> None:
    place = {room: number for number, line in enumerate(ORDER) for room in line.split()}
    wrong = [
        f"{module} imports {name}"
        for module, names in imports.items()
        for name in names
        if module != "coach" and name.startswith("coach.") and _room(module) != _room(name)
        if place[_room(module)] >= place[_room(name)]
    ]
    assert wrong == []


def test_no_modules_import_each_other(trees: dict[str, ast.Module]) -> None:
    loaded = {
        module: set(_imports(tree, anywhere=False)) & MODULES.keys() - {module}
        for module, tree in trees.items()
    }
    try:
        TopologicalSorter(loaded).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_each_outside_library_has_one_door(imports: dict[str, set[str]]) -> None:
    for library, doors in DOORS.items():
        users = {
            MODULES[module].relative_to(PACKAGE).as_posix()
            for module, names in imports.items()
            if library in {name.split(".")[0] for name in names}
        }
        assert users == doors, library


def test_no_two_files_have_one_name() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for path in MODULES.values():
        command = path.parent.name == "cli" and path.stem in COMMANDS
        if path.name != "__init__.py" and not command:
            places[path.name].add(path.relative_to(PACKAGE).as_posix())
    twice = {name: files for name, files in places.items() if len(files) > 1}
    assert twice == ONE_NAME
