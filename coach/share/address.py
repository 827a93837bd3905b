"""Where this computer is on its network, and that as a QR code."""

from __future__ import annotations

import io
import socket

LOCAL = "127.0.0.1"


def lan_address() -> str | None:
    """Return this computer's address on the network it reaches others by; None when it is on none.

    Nothing is sent: a datagram socket that is connected only looks up which way it would go.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # kept for documentation: nobody's (RFC 5737)
            found = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if found.startswith(("127.", "0.")) else found


def qr_code(text: str) -> str:
    """Return a QR code for a terminal, two dots above one another in a character, on white whatever the theme."""
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, border=2, compact=True)
    lines = drawn.getvalue().rstrip("\n").split("\n")
    return "\n".join(f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" for line in lines)
