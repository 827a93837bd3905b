"""Imports point one way, and each outside library has one door: read from the code itself."""

from __future__ import annotations

import ast
from pathlib import Path

import coach

PACKAGE = Path(coach.__file__).parent
LAYERS = (
    ("errors",),
    ("units", "files"),
    ("content",),
    ("history", "settings"),
    ("script",),
    ("timeline",),
    ("sound",),
    ("voice",),
    ("plan",),
    ("session",),
    ("track", "live"),
    ("studio", "share"),
    ("api",),
    ("cli",),
    ("__main__",),
)
"""From the bottom up; a module imports only from lower layers and from its own room."""

DOORS = {
    "fit_tool": {"track/watch/garmin.py"},
    "pyttsx3": {"voice/pyttsx3/child.py"},
    "piper": {"voice/piper/voice.py"},
    "kokoro_onnx": {"voice/kokoro/speech.py"},
    "onnxruntime": {"voice/kokoro/speech.py", "voice/piper/voice.py"},
    "espeakng_loader": {"voice/kokoro/speech.py", "voice/pyttsx3/child.py"},
    "pydub": {"sound/codec.py"},
    "imageio_ffmpeg": {"sound/ffmpeg.py"},
    "yaml": {"content/yaml_file.py"},
    "PIL": {"track/cover.py", "track/figures/raster.py", "track/handout/logo.py"},
    "soundfile": {"voice/shipped/store.py"},
    "soxr": {"sound/pcm.py"},
    "simpleaudio": {"live/speakers/simpleaudio_tape.py"},
    "miniaudio": {"live/speakers/miniaudio_device.py"},
    "pocketsphinx": {"live/controls/ear.py"},
    "jeepney": {"live/controls/mpris.py"},
    "rich": {"live/screen/layout.py", "live/screen/panel.py"},
    "platformdirs": {
        "content/library.py",
        "settings/file.py",
        "voice/cache.py",
        "voice/pack/pack.py",
        "history/store.py",
    },
    "sqlite3": {"history/faults.py", "history/store.py"},
    "tomlkit": {"settings/file.py"},
    "pygal": {"history/plots.py"},
    "starlette": {"share/web.py"},
    "uvicorn": {"share/connections.py", "share/server.py"},
    "jinja2": {"share/pages.py"},
    "zipstream": {"share/web.py"},
    "segno": {"share/address.py", "track/handout/code.py"},
    "fpdf": {"track/handout/paper.py"},
}


def _imports(path: Path) -> set[str]:
    """Return the modules a file imports at run time, wherever in it."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


FILES = {path.relative_to(PACKAGE).as_posix(): _imports(path) for path in PACKAGE.rglob("*.py")}


def _room(module: str) -> str:
    return module.removesuffix(".py").replace("/", ".").split(".")[0]


def test_every_room_has_its_layer() -> None:
    known = {room for layer in LAYERS for room in layer} | {"__init__"}
    assert {_room(name) for name in FILES} <= known


def test_imports_point_downward_only() -> None:
    level = {room: number for number, layer in enumerate(LAYERS) for room in layer}
    upward = [
        f"{name} imports {module}"
        for name, modules in FILES.items()
        if name != "__init__.py"
        for module in modules
        if module.startswith("coach.") and _room(name) != _room(module.removeprefix("coach."))
        if level[_room(module.removeprefix("coach."))] >= level[_room(name)]
    ]
    assert upward == []


def test_each_outside_library_has_one_door() -> None:
    for library, doors in DOORS.items():
        users = {
            name for name, modules in FILES.items() if library in {module.split(".")[0] for module in modules}
        }
        assert users == doors, library
