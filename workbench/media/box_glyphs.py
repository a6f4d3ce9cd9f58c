"""Lines, blocks and arrows that join from cell to cell, drawn to the cells' very edges.

For U+2500 to U+259F as Unicode names them, and the four arrows that prompts are made of. A mask
is height x width, uint8, 255 where the ink is whole.
"""

import unicodedata

import numpy as np
from numpy.typing import NDArray

from workbench.domain.text_screen import CELL_PX

_WIDTH, _HEIGHT = CELL_PX
_MIDDLE = (_WIDTH // 2, _HEIGHT // 2)
_ARMS = {
    "UP": ("UP",),
    "DOWN": ("DOWN",),
    "LEFT": ("LEFT",),
    "RIGHT": ("RIGHT",),
    "VERTICAL": ("UP", "DOWN"),
    "HORIZONTAL": ("LEFT", "RIGHT"),
}
_OPPOSITE = {"UP": "DOWN", "DOWN": "UP", "LEFT": "RIGHT", "RIGHT": "LEFT"}
_WEIGHTS = {"LIGHT": "light", "SINGLE": "light", "HEAVY": "heavy", "DOUBLE": "double"}
_HALF = {"light": 0, "heavy": 1, "double": 1}
_DASHES = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}
_QUADRANTS = {0x2596: 4, 0x2597: 8, 0x2598: 1, 0x2599: 13, 0x259A: 9, 0x259B: 7, 0x259C: 11}
_QUADRANTS |= {0x259D: 2, 0x259E: 6, 0x259F: 14}
_SHADES = {0x2591: 64, 0x2592: 128, 0x2593: 192}


def box_mask(character: str) -> NDArray[np.uint8] | None:
    """The mask of a character that must join its neighbours, None for any other."""
    code = ord(character)
    if 0x2580 <= code <= 0x259F:
        return _block(code)
    if 0xE0B0 <= code <= 0xE0B3:
        return _arrow(code)
    if not 0x2500 <= code <= 0x257F:
        return None
    name = unicodedata.name(character).removeprefix("BOX DRAWINGS ")
    if "DIAGONAL" in name:
        return _diagonal(name)
    if "DASH" in name:
        return _dashed(name)
    mask = _lines(_arms(name.replace("ARC ", "")))
    if "ARC" in name:
        mask[_MIDDLE[1], _MIDDLE[0]] = 0
    return mask


def _arms(name: str) -> dict[str, str]:
    """The weight of each arm, from the character's name: `LIGHT UP AND HEAVY DOWN`."""
    arms: dict[str, str] = {}
    weight = "light"
    for part in name.split(" AND "):
        words = part.split()
        weight = next((_WEIGHTS[word] for word in words if word in _WEIGHTS), weight)
        for word in words:
            arms.update(dict.fromkeys(_ARMS.get(word, ()), weight))
    return arms


def _lines(arms: dict[str, str]) -> NDArray[np.uint8]:
    """Arms from the middle to the edges; double ones are wide and hollow, single ones on top."""
    mask = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    doubles = [arm for arm, weight in arms.items() if weight == "double"]
    for arm in doubles:
        _draw(mask, arm, 1, _start(arms, arm), 255)
    for arm in doubles:
        _draw(mask, arm, 0, 0, 0)
    for arm, weight in arms.items():
        if weight != "double":
            _draw(mask, arm, _HALF[weight], _start(arms, arm), 255)
    return mask


def _start(arms: dict[str, str], arm: str) -> int:
    """How far beyond the middle an arm begins: it closes a corner, and ends on a double line."""
    across = ("LEFT", "RIGHT") if arm in ("UP", "DOWN") else ("UP", "DOWN")
    weights = [arms[other] for other in across if other in arms]
    reach = max((_HALF[weight] for weight in weights), default=0)
    ends_on_line = len(weights) == 2 and _OPPOSITE[arm] not in arms
    return -reach if ends_on_line and "double" in weights else reach


def _draw(mask: NDArray[np.uint8], arm: str, half: int, start: int, ink: int) -> None:
    x, y = _MIDDLE
    if arm == "UP":
        mask[: y + start + 1, x - half : x + half + 1] = ink
    elif arm == "DOWN":
        mask[y - start :, x - half : x + half + 1] = ink
    elif arm == "LEFT":
        mask[y - half : y + half + 1, : x + start + 1] = ink
    else:
        mask[y - half : y + half + 1, x - start :] = ink


def _dashed(name: str) -> NDArray[np.uint8]:
    """A line with as many pieces as its name says, and a gap after each."""
    words = name.split()
    mask = _lines(_arms(name.replace(f"{words[1]} DASH ", "")))
    count = _DASHES[words[1]]
    length = _WIDTH if words[-1] == "HORIZONTAL" else _HEIGHT
    for number in range(1, count + 1):
        gap = number * length // count - 1
        mask[(slice(None), gap) if words[-1] == "HORIZONTAL" else gap] = 0
    return mask


def _diagonal(name: str) -> NDArray[np.uint8]:
    mask = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    rows = np.arange(_HEIGHT)
    columns = rows * _WIDTH // _HEIGHT
    if "UPPER LEFT" in name or "CROSS" in name:
        mask[rows, columns] = 255
    if "UPPER RIGHT" in name or "CROSS" in name:
        mask[rows, _WIDTH - 1 - columns] = 255
    return mask


def _block(code: int) -> NDArray[np.uint8]:
    mask = np.zeros((_HEIGHT, _WIDTH), np.uint8)
    half_x, half_y = _MIDDLE
    if code in _SHADES:
        mask[:] = _SHADES[code]
    elif code in _QUADRANTS:
        for bit, (y, x) in enumerate(((0, 0), (0, half_x), (half_y, 0), (half_y, half_x))):
            if _QUADRANTS[code] >> bit & 1:
                mask[y : y + half_y, x : x + half_x] = 255
    elif code == 0x2580:
        mask[:half_y] = 255
    elif code <= 0x2588:
        mask[_HEIGHT - (code - 0x2580) * _HEIGHT // 8 :] = 255
    elif code <= 0x258F:
        mask[:, : (0x2590 - code) * _WIDTH // 8] = 255
    elif code == 0x2590:
        mask[:, half_x:] = 255
    elif code == 0x2594:
        mask[: _HEIGHT // 8] = 255
    else:
        mask[:, _WIDTH - _WIDTH // 8 :] = 255
    return mask


def _arrow(code: int) -> NDArray[np.uint8]:
    """A triangle over the whole cell, or its two sides, pointing right or left."""
    rows = np.arange(_HEIGHT)
    tips = np.minimum(rows, _HEIGHT - 1 - rows)
    columns = np.arange(_WIDTH)
    is_outline = code & 1
    inside = columns[None, :] == tips[:, None] if is_outline else columns[None, :] <= tips[:, None]
    mask = np.where(inside, 255, 0).astype(np.uint8)
    return mask[:, ::-1] if code >= 0xE0B2 else mask
