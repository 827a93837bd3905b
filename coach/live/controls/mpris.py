"""Media keys and headset buttons on Linux: the session is put on the session bus as a media player.

This is the one door to jeepney, the library that speaks D-Bus: pure Python, and loaded in 4 ms, by the thread
that needs it. It is an extra: ``coach[mpris]``.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.errors import remedy
from coach.live.controls.mpris_object import PATH, ROOT, MprisObject, RefusedError

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

    from coach.live.api import Steering

LOOK = 0.25
"""Seconds between two looks at the session when nothing is asked."""

SOON = 0.03
"""Seconds from a call to a look at what came of it."""

PATIENCE = 2.0
"""Seconds that the bus has to give a name, and the thread to end."""


class MediaKeys:
    """Lets media keys steer a session, from a thread of its own, for as long as the ``with`` block lasts.

    Nothing that goes wrong here reaches the session: without Linux, jeepney or a session bus, or when the bus
    dies meanwhile, there are no media keys, and that is all. Only of keys that worked before is the runner told.
    """

    def __init__(self, steering: Steering) -> None:
        self._steering = steering
        self._object = MprisObject(steering)
        self._trouble = ""
        self._named = False
        self._leaving = threading.Event()
        self._connection: DBusConnection | None = None
        self._thread = threading.Thread(target=self._run, name="media-keys", daemon=True)

    @property
    def trouble(self) -> str:
        """Why there are no media keys; empty while nothing is wrong."""
        return self._trouble

    def __enter__(self) -> Self:
        if sys.platform == "linux":
            self._thread.start()
        else:
            self._trouble = "media keys are known on Linux only"
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        if self._connection:
            with contextlib.suppress(OSError):  # wakes the thread, whether it listens or speaks
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            self._serve()
        except ImportError:
            self._trouble = f"jeepney is not installed; {remedy('mpris')}"
        except Exception as fault:  # whatever it is, the session goes on
            if not self._leaving.is_set():
                self._trouble = f"the session bus cannot be used: {str(fault) or type(fault).__name__}"
                if self._named:
                    self._steering.tell(self._steering.words.news.no_media_keys)

    def _serve(self) -> None:
        """Answer calls, and tell what changes, until the session or the bus ends."""
        from jeepney import DBusAddress, new_signal
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(_address()) as connection:
            self._connection = connection
            if not self._leaving.is_set():
                _take_name(connection)
                self._named = True
            look_at = time.monotonic()
            while not self._leaving.is_set():
                with contextlib.suppress(TimeoutError):
                    message = connection.receive(timeout=max(0.0, look_at - time.monotonic()))
                    self._answer(connection, message)
                    look_at = min(look_at, time.monotonic() + SOON)
                at = time.monotonic()
                if at >= look_at:
                    look_at = at + LOOK
                    for interface, name, signature, body in self._object.signals(at):
                        emitter = DBusAddress(PATH, interface=interface)
                        connection.send(new_signal(emitter, name, signature, body))

    def _answer(self, connection: DBusConnection, message: Message) -> None:
        from jeepney import HeaderFields, MessageFlag, MessageType, new_error, new_method_return

        if message.header.message_type is not MessageType.method_call:
            return
        field = message.header.fields.get
        try:
            if field(HeaderFields.path) != PATH:
                raise RefusedError("UnknownObject", f"the only object is {PATH}")
            interface, member = field(HeaderFields.interface), field(HeaderFields.member)
            given = self._object.call(interface, member, field(HeaderFields.signature, ""), message.body)
            reply = new_method_return(message, *given)
        except RefusedError as refusal:
            reply = new_error(message, refusal.name, "s", (str(refusal),))
        if not message.header.flags & MessageFlag.no_reply_expected:
            connection.send(reply)


def _address() -> str:
    """Where the session bus is: what the environment says, else the place systemd gives it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    usual = f"unix:path={runtime}/bus" if runtime and Path(runtime, "bus").exists() else ""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or usual
    if not address:
        raise ConnectionError("DBUS_SESSION_BUS_ADDRESS is not set")
    return address


def _take_name(connection: DBusConnection) -> None:
    """Be found as a media player; where there is one of that name, as another instance of it."""
    from jeepney import DBusNameFlags, message_bus

    for name in (f"{ROOT}.coach", f"{ROOT}.coach.instance{os.getpid()}"):
        request = message_bus.RequestName(name, DBusNameFlags.do_not_queue)
        if connection.send_and_get_reply(request, timeout=PATIENCE).body[0] == 1:  # it is ours now
            return
    raise ConnectionError(f"the name {name} is taken")
