"""The QR code of an address."""

from __future__ import annotations


def code_svg(address: str) -> str:
    """Draw the code of an address as an SVG element, black on white."""
    import segno

    drawn: str = segno.make(address, error="m", micro=False).svg_inline(border=2, light="#fff", omitsize=True)
    return drawn


def code_rows(address: str) -> list[list[bool]]:
    """List the rows of the code of an address: which of their squares are black."""
    import segno

    return [[bool(square) for square in row] for row in segno.make(address, error="m", micro=False).matrix]
