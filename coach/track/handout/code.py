"""The QR code of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import MediaError, shown

if TYPE_CHECKING:
    from segno import QRCode


def code_svg(address: str) -> str:
    """Draw the code of an address as an SVG element, black on white; raises MediaError where it has none."""
    drawn: str = _code(address).svg_inline(border=2, light="#fff", omitsize=True)
    return drawn


def code_rows(address: str) -> list[list[bool]]:
    """List the rows of the code of an address: which of their squares are black; raises MediaError likewise."""
    return [[bool(square) for square in row] for row in _code(address).matrix]


def _code(address: str) -> QRCode:
    import segno

    try:
        return segno.make(address, error="m", micro=False)
    except (segno.DataOverflowError, UnicodeError):
        what = f"there can be no QR code of the address {shown(address)}"
        raise MediaError(what, hint="give a shorter one, as a browser shows it") from None
