"""What media keys find on D-Bus: the MPRIS object, as plain values, without any bus.

The session is one track, as long as the session; its title is the exercise at hand. What the object must have:
https://specifications.freedesktop.org/mpris-spec/2.2/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from coach.live.api import VOLUME_STEP, Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.live.api import Now, Steering

    Typed = tuple[str, Any]
    """A value with its D-Bus signature before it."""

    Reply = tuple[str | None, tuple[Any, ...]]
    """The signature and the values of an answer."""

PATH = "/org/mpris/MediaPlayer2"
ROOT = "org.mpris.MediaPlayer2"
PLAYER = f"{ROOT}.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"

BUTTONS = {
    "Quit": Action.STOP,
    "Stop": Action.STOP,
    "Play": Action.RESUME,
    "Pause": Action.PAUSE,
    "PlayPause": Action.TOGGLE,
    "Next": Action.NEXT,
    "Previous": Action.BACK,
}

METHODS = {
    ROOT: {"Raise": "", "Quit": ""},
    PLAYER: {
        **dict.fromkeys(("Play", "Pause", "PlayPause", "Stop", "Next", "Previous"), ""),
        "Seek": "x",
        "SetPosition": "ox",
        "OpenUri": "s",
    },
    PROPERTIES: {"Get": "ss", "GetAll": "s", "Set": "ssv"},
    "org.freedesktop.DBus.Introspectable": {"Introspect": ""},
    "org.freedesktop.DBus.Peer": {"Ping": ""},
}
"""The methods of each interface, and the signatures of what they take. No two share a name."""

ANSWERS = {"Get": "v", "GetAll": "a{sv}", "Introspect": "s"}
"""The signatures of what methods give back; the others give nothing."""

WRITABLE = {"Rate": "d", "Volume": "d"}

SILENT = "Position"
"""The one property whose changes are not announced: it changes all the time, and Seeked tells of jumps."""

JUMP = 500
"""Milliseconds between where the session is and where others must believe it to be that are worth telling."""


class RefusedError(Exception):
    """A call that cannot be carried out, and the name of the D-Bus error that says so."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.name = f"org.freedesktop.DBus.Error.{kind}"


class Signal(NamedTuple):
    """Something to tell whoever listens."""

    interface: str
    name: str
    signature: str
    body: tuple[Any, ...]


class MprisObject:
    """A session as an MPRIS object. Belongs to one thread."""

    def __init__(self, steering: Steering) -> None:
        self._steering = steering
        self._length = 0
        self._told: dict[str, Typed] = {}
        self._believed = 0.0
        self._believed_at = 0.0

    def call(self, interface: str | None, member: str, signature: str, args: tuple[Any, ...]) -> Reply:
        """Carry out a call; raises RefusedError. Without an interface, which D-Bus allows, the name will do."""
        if interface is None:
            interface = next((name for name, methods in METHODS.items() if member in methods), "")
        takes = METHODS.get(interface, {}).get(member)
        if takes is None:
            raise RefusedError("UnknownMethod", f"there is no method '{member}' in '{interface}'")
        if takes != signature:
            raise RefusedError("InvalidArgs", f"{member} takes '{takes}', not '{signature}'")
        if member in BUTTONS:
            paused = self._steering.now().paused
            self._steering.do(BUTTONS[member])
            if paused and member in ("Next", "Previous"):  # which, here, do not play
                self._steering.do(Action.PAUSE)
        elif member == "OpenUri":
            raise RefusedError("NotSupported", "there is nothing to open")
        elif member == "Set":
            self._set(*args)
        elif member == "Get":
            return "v", (self._get(*args),)
        elif member == "GetAll":
            return "a{sv}", (self._properties(args[0], self._steering.now()),)
        elif member == "Introspect":
            return "s", (self._introspection(),)
        return None, ()  # Seek and SetPosition, too, do nothing where CanSeek is false

    def signals(self, at: float) -> Iterator[Signal]:
        """Yield what is to be told since the last time. ``at`` is in seconds, of any steady clock."""
        now = self._steering.now()
        properties = self._properties(PLAYER, now)
        if not self._told:  # whoever finds a new player asks it for everything
            self._believed, self._believed_at, self._told = now.position, at, properties
            return
        changed = {name: value for name, value in properties.items() if self._told.get(name) != value}
        changed.pop(SILENT, None)
        if changed:
            yield Signal(PROPERTIES, "PropertiesChanged", "sa{sv}as", (PLAYER, changed, []))
        if self._told["PlaybackStatus"][1] == "Playing":
            self._believed += 1000 * (at - self._believed_at)
        self._believed_at, self._told = at, properties
        if abs(now.position - self._believed) > JUMP:
            self._believed = now.position
            yield Signal(PLAYER, "Seeked", "x", (1000 * now.position,))

    def _get(self, interface: str, name: str) -> Typed:
        properties = self._properties(interface, self._steering.now())
        if name not in properties:
            raise RefusedError("UnknownProperty", f"there is no property '{name}' in '{interface}'")
        return properties[name]

    def _set(self, interface: str, name: str, value: Typed) -> None:
        if interface != PLAYER or name not in WRITABLE:
            raise RefusedError("PropertyReadOnly", f"'{name}' cannot be set")
        if value[0] != WRITABLE[name]:
            raise RefusedError("InvalidArgs", f"{name} is a '{WRITABLE[name]}', not a '{value[0]}'")
        if name == "Volume":
            self._set_volume(value[1])

    def _set_volume(self, wanted: float) -> None:
        """Go to a volume from 0 to 1 by the steps there are, one at least."""
        gap = min(1.0, max(0.0, wanted)) - self._steering.now().volume
        steps = max(1, round(abs(gap) / VOLUME_STEP)) if abs(gap) > VOLUME_STEP / 10 else 0
        for _ in range(steps):
            self._steering.do(Action.LOUDER if gap > 0 else Action.SOFTER)

    def _properties(self, interface: str, now: Now) -> dict[str, Typed]:
        if interface == ROOT:
            return {
                "CanQuit": ("b", True),
                "CanRaise": ("b", False),
                "HasTrackList": ("b", False),
                "Identity": ("s", "coach"),
                "DesktopEntry": ("s", "coach"),
                "SupportedUriSchemes": ("as", []),
                "SupportedMimeTypes": ("as", []),
            }
        if interface != PLAYER:
            return {}
        return {
            "PlaybackStatus": ("s", "Stopped" if now.finished else "Paused" if now.paused else "Playing"),
            "Metadata": ("a{sv}", self._metadata(now)),
            "Position": ("x", 1000 * now.position),
            "Volume": ("d", round(now.volume, 3)),
            **dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), ("d", 1.0)),
            **dict.fromkeys(("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanControl"), ("b", True)),
            "CanSeek": ("b", False),
        }

    def _metadata(self, now: Now) -> dict[str, Typed]:
        if now.remaining:  # once nothing remains, the position alone would make it grow
            self._length = now.position + now.remaining
        title = now.exercise or now.title
        if now.side:
            side = self._steering.words.side(now.side)[0]
            title += f", {side[0].lower()}{side[1:]}"
        metadata: dict[str, Typed] = {
            "mpris:trackid": ("o", "/coach/session"),
            "xesam:title": ("s", title),
            "xesam:album": ("s", now.title),
            "xesam:artist": ("as", ["coach"]),
        }
        if self._length:
            metadata["mpris:length"] = ("x", 1000 * self._length)
        if now.step:
            metadata["xesam:trackNumber"] = ("i", now.step)
        return metadata

    def _introspection(self) -> str:
        """Describe the object in XML, as programs that explore the bus like to have it."""
        now = self._steering.now()
        lines = []
        for interface, methods in METHODS.items():
            lines.append(f'<interface name="{interface}">')
            for name, takes in methods.items():
                args = "".join(f'<arg type="{kind}" direction="in"/>' for kind in takes)
                if name in ANSWERS:
                    args += f'<arg type="{ANSWERS[name]}" direction="out"/>'
                lines.append(f'<method name="{name}">{args}</method>')
            for name, (kind, _) in self._properties(interface, now).items():
                access = "readwrite" if name in WRITABLE else "read"
                lines.append(f'<property name="{name}" type="{kind}" access="{access}"/>')
            if interface == PLAYER:
                lines.append('<signal name="Seeked"><arg type="x"/></signal>')
            if interface == PROPERTIES:
                args = "".join(f'<arg type="{kind}"/>' for kind in ("s", "a{sv}", "as"))
                lines.append(f'<signal name="PropertiesChanged">{args}</signal>')
            lines.append("</interface>")
        return "\n".join(("<node>", *lines, "</node>"))
