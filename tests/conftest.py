"""The options ``--slow`` (without it, tests marked ``slow`` are skipped) and ``--golden``."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest

from coach.settings.settings_file import variable
from coach.settings.values import Settings
from tests.skips import reason, skipped
from tests.turns import turn

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


# No test is timed: the machine may be busy with another.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")

MOST_AT_ONCE = 4
FIRST = ("house", "cli", "share", "rosters", "track", "studio", "attacks", "voice")
"""Rooms whose files take long, in the order in which they begin; what is short fills the time at the end."""

STEP_BACK = 10
"""How far other tests stand back for live sessions, on the scale of ``nice``."""


def pytest_configure() -> None:
    """Obey signals, and let what is started obey them: background jobs and nohup ignore some."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests out of the history of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("data")
        patch.setenv("COACH_DATA", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _no_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings and the language of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_CONFIG", str(tmp_path_factory.mktemp("settings") / "config.toml"))
        for key in Settings.model_fields:
            patch.delenv(variable(key), raising=False)
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("COACH_SYSTEM_VOICE", "1")  # it takes no time; what needs a natural voice asks for one
        yield


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for clips that all tests share: the real engine says each sentence once."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return tmp_path_factory.mktemp("clips")
    folder = tmp_path_factory.getbasetemp().parent / "clips"  # what is above belongs to all workers
    folder.mkdir(exist_ok=True)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow as well")
    parser.addoption("--golden", action="store_true", help="rewrite the golden scripts")


def pytest_xdist_auto_num_workers() -> int:
    """Run a few more tests at once than there are processors: they mostly wait for sound."""
    return min((os.cpu_count() or 1) + 1, MOST_AT_ONCE)


def _begins(item: pytest.Item) -> int:
    """When an item has its turn among several workers: the two long groups go first."""
    room = item.path.parent.name
    return -1 if _group(item) in ("live", "studio") else FIRST.index(room) if room in FIRST else len(FIRST)


def _group(item: pytest.Item) -> str:
    """What stays together in one worker: a file, for its fixtures; live sessions, to have the machine's ear.

    So do all that hear the same finished tracks, each of which is made once.
    """
    made_once = "studio" in getattr(item, "fixturenames", ())
    return "live" if _is_live(item) else "studio" if made_once else str(item.path)


def _is_live(item: pytest.Item) -> bool:
    return item.path.name.startswith("test_live")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in skipped(map(reason, terminalreporter.stats.get("skipped", ()))):
        terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let what is marked ``alone`` have the machine for itself, whichever worker it is in."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with turn(alone="alone" in item.keywords):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let live sessions, where a moment's delay is heard, go before the tests at work beside them.

    Whoever has stepped back may step forward again only as the superuser, which CI is: others stay where they are.
    """
    if sys.platform != "win32" and "PYTEST_XDIST_WORKER" in os.environ and os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, 0 if _is_live(item) else STEP_BACK)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_begins)
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow: run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)
