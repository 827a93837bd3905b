"""``scripts/coach`` and ``scripts/test``, in a copy of the checkout, with a stand-in for the installer.

The stand-in is a ``uv`` on the PATH that makes an environment with a coach that only says how it was called, so
that everything but the installing is real. The whole is tried by the test marked slow.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TOP = Path(__file__).parents[2]
_SCRIPTS = ("coach", "extra", "test", "_venv.py", "_launch.py", "_setup.py")
SOURCES = [TOP / "scripts" / name for name in _SCRIPTS]
BASE = getattr(sys, "_base_executable", "") or sys.executable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts with a #! line")

UV = """#!{python}
import os, sys, time
here = os.path.dirname(os.path.abspath(__file__))
with open(here + "/uv.log", "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "venv":
    venv = sys.argv[-1]
    os.makedirs(venv + "/bin")
    os.makedirs(venv + "/lib/python{version}/site-packages")
    os.symlink("{python}", venv + "/bin/python")
    with open(venv + "/pyvenv.cfg", "w") as file:
        file.write("home = " + os.path.dirname("{python}") + "\\n")
    sys.exit()
time.sleep(float(os.environ.get("UV_TAKES", "0")))
while not os.path.exists(os.environ.get("UV_UNTIL", here)):
    time.sleep(0.02)
python = sys.argv[sys.argv.index("--python") + 1]
with open(os.path.dirname(python) + "/coach", "w") as file:
    file.write({coach!r})
site = os.path.dirname(os.path.dirname(python)) + "/lib/python{version}/site-packages/"
with open(site + "pytest.py", "w") as file:
    file.write({coach!r})
"""

PROJECT = "[project]\nname = 'coach'\n[project.optional-dependencies]\ndev = []\n"

COACH = """
import json, os, sys
print(json.dumps([sys.argv[1:], os.getcwd(), os.getpid()]))
sys.exit(7 if "fail" in sys.argv else 0)
"""


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def arguments(self) -> list[str]:
        said: list[str] = json.loads(self.out)[0]
        return said

    @property
    def folder(self) -> Path:
        return Path(json.loads(self.out)[1])


class Checkout:
    """A copy of the scripts in a folder with an awkward name, and a PATH with python3 and the stand-in."""

    def __init__(self, top: Path) -> None:
        self.top = top / "läuf er" / "co'ach"
        self.tools = top / "tools"
        self.venv = self.top / ".venv"
        self.stamp = self.venv / "coach-setup.stamp"
        shutil.copytree(TOP / "scripts", self.top / "scripts")
        self.project = self.top / "pyproject.toml"
        self.project.write_text(PROJECT)
        self.tools.mkdir()
        (self.tools / "python3").symlink_to(BASE)
        version = "{}.{}".format(*sys.version_info)
        self.uv = self.tools / "uv"
        self.uv.write_text(UV.format(python=BASE, coach=COACH, version=version))
        self.uv.chmod(0o755)

    def start(
        self, *arguments: str, script: Path | str = "coach", cwd: Path | None = None, **env: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.top / "scripts" / script if isinstance(script, str) else script, *arguments],
            cwd=cwd,
            env={"PATH": str(self.tools), "HOME": str(self.tools), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str, script: Path | str = "coach", cwd: Path | None = None, **env: str) -> Ran:
        with self.start(*arguments, script=script, cwd=cwd, **env) as process:
            out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)

    def installs(self) -> list[str]:
        """Return what was asked of the stand-in so far, and forget it."""
        log = self.tools / "uv.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line.split()[-1] for line in lines if line.startswith("pip install")]

    def module(self, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        monkeypatch.syspath_prepend(str(self.top / "scripts"))
        for each in ("_venv", "_launch", "_setup"):
            monkeypatch.delitem(sys.modules, each, raising=False)
        spec = importlib.util.spec_from_file_location(name, self.top / "scripts" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


@pytest.fixture
def new(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def ready(new: Checkout) -> Checkout:
    assert new.run().code == 0
    assert new.installs() == ["."]
    return new


def test_first_run_sets_up_and_later_runs_are_silent(new: Checkout) -> None:
    first, second = new.run("a"), new.run("a")
    assert first.arguments == second.arguments == ["a"]
    assert first.err.startswith("Setting up coach (once")
    assert first.err.count("\n") == 2
    assert second.err == ""
    assert new.installs() == ["."]


def test_arguments_and_exit_code_pass_unchanged(ready: Checkout) -> None:
    arguments = ["a b", "", "it's", 'say "ü"', "--", "*", "$HOME", "-o", "über\nzwei"]
    assert ready.run(*arguments).arguments == arguments
    assert ready.run("fail").code == 7


def test_it_becomes_coach_rather_than_waiting_for_it(ready: Checkout) -> None:
    with ready.start() as process:
        out, _ = process.communicate(timeout=60)
    assert json.loads(out)[2] == process.pid  # so Ctrl-C, kill and job control reach coach itself


def test_from_elsewhere_through_links(ready: Checkout, tmp_path: Path) -> None:
    link, second = tmp_path / "a link", tmp_path / "tools" / "second"
    link.symlink_to(ready.top / "scripts" / "coach")
    second.symlink_to(link)
    for script in (link, second, Path("../a link")):
        ran = ready.run("x", script=script, cwd=tmp_path / "tools")
        assert (ran.arguments, ran.folder, ran.err) == (["x"], tmp_path / "tools", "")


def test_modules_in_the_working_directory_are_not_taken_for_ours(ready: Checkout, tmp_path: Path) -> None:
    for name in ("_venv", "_launch", "_setup", "coach", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')")
    for env in ({}, {"PYTHONSAFEPATH": "1"}):
        assert ready.run("x", cwd=tmp_path, **env).arguments == ["x"]


def test_tests_run_at_the_top_with_their_extra(ready: Checkout, tmp_path: Path) -> None:
    ran = ready.run("-k", "a b", script="test", cwd=tmp_path)
    assert (ran.arguments, ran.folder) == (["-k", "a b"], ready.top)
    assert ready.installs() == [".[dev]"]
    for script in ("coach", "test"):
        assert ready.run(script=script).err == ""
    ready.project.write_text(f"{PROJECT}# changed")
    assert ready.run().code == 0
    assert ready.installs() == [".[dev]"], "bringing coach up to date must not lose the tests' extra"
    assert ready.run(script="test").err == ""


def test_extras_are_added_to_what_is_there_and_stay(ready: Checkout) -> None:
    extras = "[project.optional-dependencies]\nears = ['more']\nnose = []\ndev = []\n"
    ready.project.write_text(f"[project]\nname = 'coach'\n{extras}")
    for arguments, said in ((["nse"], "there is no extra 'nse'; there are dev, ears, nose"), ([], "name an")):
        wrong = ready.run(*arguments, script="extra")
        assert (wrong.code, wrong.out, wrong.err.count("\n")) == (1, "", 1)
        assert wrong.err.startswith(f"coach set-up: {said}")
    assert ready.run("nose", script="extra").code == 0
    assert ready.run("nose", script="extra").err == ""
    assert ready.run().err == ""
    assert ready.installs() == [".[nose]"]
    assert ready.run("ears", script="extra").code == 0
    assert ready.run(script="test").code == 0
    upgrade_interpreter(ready)
    assert ready.run("x").arguments == ["x"]
    assert ready.installs() == [".[ears,nose]", ".[dev,ears,nose]", ".[dev,ears,nose]"]


def test_the_natural_voice_is_added_in_a_step_of_its_own(new: Checkout) -> None:
    new.project.write_text(f"{PROJECT}natural = []\n")
    assert new.run("x").arguments == ["x"]
    assert new.run("x").err == ""
    assert new.installs() == [".", ".[natural]"]


def test_without_the_natural_voice_coach_is_there_all_the_same(new: Checkout) -> None:
    new.project.write_text(f"{PROJECT}natural = []\n")
    script = new.uv.read_text()
    refuse = 'if "natural" in sys.argv[-1]:\n    sys.exit("no wheel for this Python")\ntime.sleep'
    new.uv.write_text(script.replace("time.sleep", refuse, 1))
    ran = new.run("x")
    assert ran.arguments == ["x"]
    (said,) = [line for line in ran.err.splitlines() if "natural one" in line]
    assert "this computer's own voice speaks" in said.casefold()
    assert "no wheel for this Python" in said
    assert new.run("x").err == "", "it is tried once"
    new.installs()


@pytest.mark.parametrize(
    ("arguments", "env"),
    [(["--system-voice"], {}), ([], {"COACH_SYSTEM_VOICE": "1"})],
    ids=["option", "variable"],
)
def test_who_keeps_to_the_system_voice_need_not_wait(
    new: Checkout, arguments: list[str], env: dict[str, str]
) -> None:
    new.project.write_text(f"{PROJECT}natural = []\n")
    ran = new.run(*arguments, **env)  # type: ignore[arg-type]  # mypy takes the variables for the keywords, too
    assert ran.code == 0
    assert new.installs() == ["."]


def edit(checkout: Checkout) -> None:
    checkout.project.write_text("[project]\nname = 'coach'\ndependencies = ['more']\n")


def lose_interpreter(checkout: Checkout) -> None:
    gone = b"/usr/lib/gone/python3.11"
    stamp = checkout.stamp.read_bytes()
    assert os.fsencode(os.path.realpath(BASE)) in stamp
    checkout.stamp.write_bytes(stamp.replace(os.fsencode(os.path.realpath(BASE)), gone))
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "bin" / "python").symlink_to(os.fsdecode(gone))


def upgrade_interpreter(checkout: Checkout) -> None:
    other = checkout.tools / "python3.99"
    other.write_text(f'#!/bin/sh\nexec "{BASE}" "$@"\n')
    other.chmod(0o755)
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "bin" / "python").symlink_to(other)


def interrupt(checkout: Checkout) -> None:
    checkout.stamp.unlink()
    (checkout.venv / "bin" / "coach").write_text("raise SystemExit('half of a file')")


def uninstall(checkout: Checkout) -> None:
    (checkout.venv / "bin" / "coach").unlink()


def move(checkout: Checkout) -> None:
    checkout.top = checkout.top.rename(checkout.top.with_name("moved"))


def delete(checkout: Checkout) -> None:
    shutil.rmtree(checkout.venv)


@pytest.mark.parametrize(
    "harm", [edit, lose_interpreter, upgrade_interpreter, interrupt, uninstall, move, delete]
)
def test_sets_up_again_when_needed(ready: Checkout, harm: Callable[[Checkout], None]) -> None:
    harm(ready)
    assert ready.run("x").arguments == ["x"]
    assert ready.installs() == ["."]
    assert ready.run("x").err == ""


def test_coach_is_compiled_where_python_may_not_do_it(new: Checkout) -> None:
    (new.top / "coach").mkdir()
    (new.top / "coach" / "__init__.py").write_text("")
    assert new.run(PYTHONDONTWRITEBYTECODE="1").code == 0
    assert len(list(new.top.glob("coach/__pycache__/__init__.*.pyc"))) == 1


def test_a_coach_that_cannot_be_compiled_runs_all_the_same(new: Checkout) -> None:
    assert new.run(PYTHONDONTWRITEBYTECODE="1").code == 0
    assert new.stamp.exists()


def test_eight_at_once_set_up_once(new: Checkout) -> None:
    over = new.top / "over"
    with contextlib.ExitStack() as stack:
        all_run = [stack.enter_context(new.start(str(n), UV_UNTIL=str(over))) for n in range(8)]
        told = [run.stderr.readline() for run in all_run if run.stderr]
        over.touch()
        said = [run.communicate(timeout=60)[0] for run in all_run]
    assert [json.loads(each)[0] for each in said] == [[str(n)] for n in range(8)]
    assert new.installs() == ["."]
    assert sum("Waiting" in line for line in told) == 7


def test_killed_while_setting_up(new: Checkout) -> None:
    with new.start(UV_TAKES="1") as process:
        while not (new.tools / "uv.log").exists() or "pip" not in (new.tools / "uv.log").read_text():
            assert process.poll() is None
        process.kill()
        process.communicate()
    ran = new.run("x")
    assert ran.arguments == ["x"]
    assert "Waiting" in ran.err, "the installer left behind must be waited for"
    assert new.installs() == [".", "."]


def fail_like_pip(checkout: Checkout) -> None:
    """Take the stand-in for uv away, and let the environment have a pip that finds nothing."""
    checkout.uv.unlink()
    (checkout.venv / "bin" / "pip").touch()
    (site,) = checkout.venv.glob("lib/python*/site-packages")
    (site / "pip.py").write_text(
        "import sys\nprint('WARNING: NewConnectionError')\n"
        "print('ERROR: Could not find it')\nprint('ERROR: No matching distribution found for x')\n"
        "print('[notice] A new release of pip')\nsys.exit(1)\n"
    )


def test_a_failed_update_says_why_and_leaves_what_worked(ready: Checkout) -> None:
    fail_like_pip(ready)
    ran = ready.run(script="test")
    assert (ran.code, ran.out) == (1, "")
    said = ran.err.splitlines()[-1]
    assert said.startswith("coach set-up: No matching distribution found for x; is this machine online?")
    assert ready.run("still").arguments == ["still"]
    edit(ready)
    assert ready.run().code == 1
    assert ready.run().code == 1


def test_never_clears_a_folder_that_is_no_venv(new: Checkout) -> None:
    new.venv.mkdir()
    (new.venv / "precious").touch()
    ran = new.run()
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "in the way" in ran.err
    assert (new.venv / "precious").exists()


def test_a_checkout_that_cannot_be_written(new: Checkout) -> None:
    new.venv.touch()  # permissions would not stop a superuser
    ran = new.run()
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"coach set-up: {new.venv}: File exists; coach must be able to write there\n"


@pytest.mark.parametrize(("apt", "advice"), [(True, "sudo apt install python3-venv"), (False, "or uv")])
def test_a_python_without_venv(
    new: Checkout, monkeypatch: pytest.MonkeyPatch, apt: bool, advice: str
) -> None:
    setup = new.module("_setup", monkeypatch)
    monkeypatch.setattr(setup, "_has", lambda module: module == "venv")
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt" if apt and name == "apt" else None)
    monkeypatch.setattr(sys, "stderr", sys.stdout)
    with pytest.raises(SystemExit, match=advice):
        setup.set_up("")


OLD = """
import runpy, sys
if {marker!r} not in sys.argv:
    sys.version_info, sys.version = (3, 8, 10, "final", 0), "3.8.10 (default)"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run_on_old_python(checkout: Checkout) -> Ran:
    program = [BASE, "-c", OLD.format(marker="new"), checkout.top / "scripts" / "coach", "x"]
    env = {"PATH": str(checkout.tools)}
    done = subprocess.run(program, env=env, capture_output=True, encoding="utf-8", check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_an_old_python_is_told_what_is_needed(new: Checkout) -> None:
    ran = run_on_old_python(new)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "needs Python 3.11 or newer; this is 3.8.10" in ran.err


def test_an_old_python_hands_over_to_a_newer_one(new: Checkout) -> None:
    broken = new.tools / "python3.13"  # as a version manager leaves them
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    (new.tools / "python3.11").symlink_to(BASE)
    assert run_on_old_python(new).arguments == ["x"]


def test_an_old_python_serves_once_coach_is_set_up(ready: Checkout) -> None:
    ran = run_on_old_python(ready)
    assert (ran.arguments, ran.err) == (["x"], "")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_sources_parse_on_an_old_python(source: Path) -> None:
    tree = ast.parse(source.read_text("utf-8"), feature_version=(3, 6))
    future = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    assert not future, "3.6 does not know this import"
    for node in ast.walk(tree):
        hints = [node.annotation] if isinstance(node, ast.arg | ast.AnnAssign) else []
        hints += [node.returns] if isinstance(node, ast.FunctionDef) else []
        for hint in hints:
            assert not isinstance(hint, ast.Subscript | ast.BinOp), "3.6 cannot evaluate this: quote it"


def test_the_quick_way_imports_next_to_nothing(ready: Checkout) -> None:
    script = ready.top / "scripts" / "coach"
    program = (
        "import os, sys; before = set(sys.modules); sys.argv = sys.argv[1:]\n"
        "os.execv = lambda *_: print(*sorted(set(sys.modules) - before))\n"
        "exec(compile(open(sys.argv[0]).read(), sys.argv[0], 'exec'),"
        " {'__name__': '__main__', '__file__': sys.argv[0]})\n"
    )
    done = subprocess.run([BASE, "-I", "-c", program, script], capture_output=True, text=True, check=True)
    assert done.stdout == "_launch _venv\n"


def test_waiting_for_coach_where_it_cannot_be_become(new: Checkout) -> None:
    child = (
        "import sys, time\n"
        "try:\n print('up', flush=True); time.sleep(60)\n"
        "except KeyboardInterrupt:\n time.sleep(0.3); print('tidied', flush=True); sys.exit(5)\n"
    )
    parent = (
        f"import sys; sys.path.insert(0, {str(new.top / 'scripts')!r}); import _venv\n"
        f"sys.exit(_venv.wait_for([sys.executable, '-c', {child!r}]))"
    )
    with subprocess.Popen(
        [BASE, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does: all in the foreground get it
        assert process.communicate(timeout=30)[0] == "tidied\n"
    assert process.returncode == 5


@pytest.mark.parametrize("home", ["", None])
def test_installers_get_a_home(new: Checkout, monkeypatch: pytest.MonkeyPatch, home: str | None) -> None:
    setup = new.module("_setup", monkeypatch)
    monkeypatch.setenv("HOME", "")
    if home is None:
        monkeypatch.delenv("HOME")
    assert Path(setup._environment()["HOME"]).is_dir() or setup._venv()["HOME"] == str(new.venv)
    assert setup._environment()["HOME"] != "/"


def test_checkout_is_found_whatever_the_locale(ready: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = ready.module("_setup", monkeypatch)
    (site,) = ready.venv.glob("lib/python*/site-packages")
    pth = site / "_editable_impl_coach.pth"
    pth.write_text(str(ready.top), encoding="utf-8")
    setup._name_checkout_in_ascii()
    assert (site / pth.read_text("ascii").strip()).resolve() == ready.top.resolve()


@pytest.mark.parametrize("name", ["scripts/coach", "scripts/extra", "scripts/test", ".ci/run"])
def test_programs_are_executable(name: str) -> None:
    assert os.access(TOP / name, os.X_OK)
    assert (TOP / name).read_bytes().startswith(b"#!/usr/bin/env ")


@pytest.mark.slow
def test_real_set_up(tmp_path: Path) -> None:
    top = tmp_path / "eine Läuferin"
    kept = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(kept, cwd=TOP, capture_output=True, encoding="utf-8", check=True).stdout
    for name in filter(None, listing.split("\0")):
        if (TOP / name).exists():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / name, top / name)

    def run(script: str, *arguments: str) -> Ran:
        done = subprocess.run(
            [BASE, top / "scripts" / script, *arguments],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    first = run("coach", "list")
    assert first.code == 0, first.err
    assert "post" in first.out
    assert first.err.startswith("Setting up coach")
    later = [run("coach", "list"), run("test", "--version"), run("coach", "list")]
    assert [ran.code for ran in later] == [0, 0, 0], later
    assert ["set-up" in ran.err for ran in later] == [False, True, False]
