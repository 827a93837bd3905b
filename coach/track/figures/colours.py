"""The colours of figures, on light and on dark paper."""

from __future__ import annotations

LIGHT = {
    "paper": "#ffffff",
    "floor": "#eaeef0",
    "wall": "#dfe5e8",
    "ground": "#b4bec5",
    "prop": "#b08d68",
    "strap": "#b5486a",
    "skin": "#d3a888",
    "skin-far": "#b68f74",
    "hair": "#3b2f2a",
    "shirt": "#5f7382",
    "legs": "#3d4b57",
    "legs-far": "#77848f",
    "moving": "#1f7f86",
    "moving-far": "#6fb0b3",
    "ghost": "#d9dfe3",
    "glow": "#f5b48a",
    "stretch": "#e2622d",
    "arrow": "#1f7f86",
}
DARK = {
    "paper": "#15191d",
    "floor": "#242b31",
    "wall": "#2b333a",
    "ground": "#59646d",
    "prop": "#a78966",
    "strap": "#e283a2",
    "skin": "#d9b093",
    "skin-far": "#a98469",
    "hair": "#6b5546",
    "shirt": "#8ea3b2",
    "legs": "#6b7f8e",
    "legs-far": "#4b5a66",
    "moving": "#58c2c4",
    "moving-far": "#3b8e92",
    "ghost": "#333b42",
    "glow": "#a8552a",
    "stretch": "#ff9a63",
    "arrow": "#58c2c4",
}
