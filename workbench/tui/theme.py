"""Two themes: one accent for "selected, now", one for "needs you", one for "hidden"."""

from textual.theme import Theme

DARK = Theme(
    name="workbench-dark",
    primary="#5fb3d4",
    secondary="#8a8f98",
    accent="#5fb3d4",
    warning="#e0b050",
    error="#e06c66",
    success="#86b878",
    foreground="#d4d7dc",
    background="#15171a",
    surface="#1b1e22",
    panel="#24282d",
    dark=True,
    variables={"hidden": "#7d8590", "density": "#6d7a86", "bar": "#31404b"},
)

LIGHT = Theme(
    name="workbench-light",
    primary="#0f6a8f",
    secondary="#5d636b",
    accent="#0f6a8f",
    warning="#8a5a00",
    error="#b3261e",
    success="#2f6b25",
    foreground="#22262b",
    background="#f6f6f3",
    surface="#eeeeea",
    panel="#e2e3de",
    dark=False,
    variables={"hidden": "#6b7075", "density": "#7b858d", "bar": "#c9dbe4"},
)

THEMES = (DARK, LIGHT)
STYLES: dict[str, str] = {
    "density": "$density",
    "free": "$density",
    "segment": "$foreground on $bar",
    "segment-selected": "bold $background on $accent",
    "segment-unlabelled": "$warning",
    "segment-conflict": "bold $error",
    "hidden": "$hidden",
    "playhead": "bold $accent",
    "mark": "$accent",
    "comment": "$accent",
    "flag-open": "bold $warning",
    "flag-decided": "$hidden",
}
"""How each role of a timeline's piece is drawn."""
