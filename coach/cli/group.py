"""The command line as a whole: its commands, what the settings give them, and how it ends."""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import keyword
import os
import signal
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import click

from coach.cli.faults import tell
from coach.cli.help_page import columns, narrow
from coach.cli.tables import print_text
from coach.errors import CoachError, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_UNWRITABLE = {*_FULL, errno.EIO, errno.EBADF}

AREAS = {
    "Stretch": {
        "play": "Be guided through a routine, live.",
        "list": "List the routines, or the exercises, that there are.",
        "show": "Show what a routine consists of.",
        "safety": "Say when to stop, and when to see a doctor.",
    },
    "Take it along": {
        "export": "Render routines as tracks for the phone.",
        "share": "Serve tracks to the phone on the same network.",
        "handout": "Write a routine on a sheet of paper, with figures.",
        "roster": "Make tracks for many people, from a table.",
    },
    "Have a routine made, or write one": {
        "plan": "Make a routine for what is tight.",
        "swap": "Replace an exercise that feels off by another.",
        "like": "Have plans prefer an exercise.",
        "dislike": "Have plans leave an exercise out.",
        "new": "Write an exercise or a routine to start from.",
        "check": "Check routine files, and say what a coach would question.",
        "import": "Make a routine of a workout from Intervals.icu.",
    },
    "Hear and read it": {
        "script": "Print everything the coach will say, and when.",
        "voices": "List the voices that can speak.",
        "say": "Say a text as a session would.",
        "record": "Record a voice of your own, sentence by sentence.",
        "speakers": "List what a session can be played through.",
    },
    "Keep track": {
        "history": "List what you did and how it felt, or export it.",
        "log": "Record by hand what you did and how it felt.",
        "progress": "Show how often you stretched and what became looser.",
        "remind": "Write reminders for your calendar.",
        "forget": "Delete what was recorded, all or the oldest of it.",
    },
    "Make it yours": {
        "config": "Show and change your settings.",
    },
}
"""Under which heading ``coach --help`` has each command, and what it does."""

COMMANDS = {name: summary for area in AREAS.values() for name, summary in area.items()}

PERSONAL = (
    "play",
    "list",
    "show",
    "script",
    "export",
    "roster",
    "handout",
    "share",
    "say",
    "plan",
    "swap",
    "progress",
    "remind",
    "try",
    "exercise",
    "routine",
)
"""Commands whose options the user's settings are for, with those of ``coach voices`` and ``coach new``."""
GROUPS = ("voices", "new")
"""Commands that have such commands."""


class _Commands(click.Group):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*COMMANDS]  # not list(): the module of that command shadows it here

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"coach.cli.{module}").command
        return narrow(command)

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        with _noticing_readers():
            return super().make_context(*given, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _noticing_readers():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, COMMANDS))
        for heading, commands in AREAS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name == "help":
            return self._help(ctx, args[1:])
        if name not in COMMANDS and not name.startswith("-"):
            from coach.content.problems import nearest

            hint = nearest(name, (*COMMANDS, "help"), "'coach --help' lists the commands")
            if _is_routine(name):
                hint = f"to be guided through the routine {printable(name)}: coach play {printable(name)}"
            ctx.fail(f"there is no command '{name}'; {hint}")
        return super().resolve_command(ctx, args)

    def _help(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Read ``coach help play`` as ``coach play --help``."""
        if not args:
            print_text(ctx.get_help())
            ctx.exit()
        name, found, _ = self.resolve_command(ctx, args[:1])
        return name, found, [*args[1:], "--help"]


def _is_routine(name: str) -> bool:
    from coach.content.library import Library

    return Library().has(name)


class _ReaderGoneError(Exception):
    """Whoever read the output has seen enough."""


@contextlib.contextmanager
def _noticing_readers() -> Iterator[None]:
    """Tell ``main`` of a reader that went away, which click would take for a failure."""
    try:
        yield
    except BrokenPipeError as fault:
        raise _ReaderGoneError from fault


class _Settings(Mapping[str, Any]):
    """The user's settings, read when an option first asks: a setting is one wherever an option has its name."""

    @cached_property
    def _said(self) -> dict[str, Any]:
        from coach.settings.settings_file import read_settings

        try:
            return read_settings().model_dump(mode="json", exclude_none=True)
        except CoachError:
            if click.get_current_context().resilient_parsing:  # help is to be had all the same
                return {}
            raise

    def __getitem__(self, name: str) -> Any:
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


class _Defaults(dict[str, Any]):
    """The defaults of each command that the settings are for."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return the defaults of a command, or those of a group's commands."""
        if name in GROUPS:
            return self
        return _Settings() if name in PERSONAL else default


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from coach import __version__

        print_text(f"coach {__version__}")
        ctx.exit()


@narrow
@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def coach(ctx: click.Context) -> None:
    """Guide runners through stretching, by voice, eyes closed.

    \b
    Be guided, right now:                 coach play post
    Render a cooldown for the phone:      coach export post
    See what there is:                    coach list
    Read what it says:                    coach script post
    Make one for your tight spots:        coach plan --tight calves

    A ROUTINE is the name of a shipped routine or of one of your own, or the path of a .yaml file;
    for 'play', 'export', 'script', 'show', 'check' and 'swap' also "-": a file on standard input.
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    ctx.default_map = _Defaults()


def run() -> NoReturn:
    """Run the command line: exit 0 done, 1 it could not be done (one clear line), 2 wrong usage."""
    for name in ("SIGTERM", "SIGQUIT"):
        if (number := getattr(signal, name, None)) and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminated)
    _open_what_is_closed()
    try:
        coach.main(prog_name="coach", standalone_mode=False, terminal_width=columns())
        sys.stdout.flush()
    except click.UsageError as error:
        _name_the_culprit(error)
        _show(error)
        code = 2
    except click.ClickException as error:
        _show(error)
        code = 1
    except (click.Abort, KeyboardInterrupt):
        print_text("Stopped.", err=True)
        code = 1
    except CoachError as error:
        tell(error)
        code = 1
    except (BrokenPipeError, _ReaderGoneError):
        _close_quietly()
        code = 0
    except Exception as error:
        code = 1
        if isinstance(error, OSError) and error.errno in _UNWRITABLE and error.filename is None:
            hint = "free some space" if error.errno in _FULL else "send it elsewhere"
            print_text(f"coach: the output cannot be written ({error.strerror}); {hint}", err=True)
            _close_quietly()
        elif isinstance(error, OSError) and error.filename is not None and not os.environ.get("COACH_DEBUG"):
            place = printable(os.fsdecode(error.filename))
            print_text(f"coach: {place}: {error.strerror}; choose another file or folder", err=True)
        elif os.environ.get("COACH_DEBUG"):
            raise
        else:
            print_text(
                f"coach: something unforeseen went wrong ({type(error).__name__}: {error}); "
                "run again with COACH_DEBUG=1 and report what it prints",
                err=True,
            )
    else:
        code = 0
    sys.exit(code)


def _show(error: click.ClickException) -> None:
    """Show an error of click's, harmless to a terminal: it quotes what was typed."""
    told = "\n".join(map(printable, error.format_message().split("\n")))
    said = io.StringIO()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):  # the help itself, and nothing wrong
        said.write(told)
    elif isinstance(error, click.UsageError):
        click.UsageError(told, error.ctx).show(said)
    else:
        click.ClickException(told).show(said)
    print_text(said.getvalue().removesuffix("\n"), err=True)


def _open_what_is_closed() -> None:
    """Give a process that was started without them (``>&-``, ``pythonw``) standard streams that lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _name_the_culprit(error: click.UsageError) -> None:
    """Say where a wrong value comes from, if it is not the command line."""
    if not (isinstance(error, click.BadParameter) and error.ctx and error.param and error.param.name):
        return
    source = error.ctx.get_parameter_source(error.param.name)
    if source is click.core.ParameterSource.ENVIRONMENT:
        error.param_hint = str(error.param.envvar)
    elif source is click.core.ParameterSource.DEFAULT_MAP:
        from coach.settings.settings_file import settings_path

        error.param_hint = f"'{error.param.name}' in {settings_path()}"


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    """Leave on SIGTERM and SIGQUIT as on Ctrl-C, so that children end and half-written files go."""
    raise KeyboardInterrupt


def _close_quietly() -> None:
    """Give up on a reader that went away (``coach list | head -1``) without a complaint at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
