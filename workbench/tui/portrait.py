"""A picture of a screen, taken without a terminal: for the demo and the documentation."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.segment import Segment
from rich.style import Style

from workbench.config import Settings
from workbench.media.images import encode_png
from workbench.media.terminal_picture import Rgb, TerminalCell, draw_terminal
from workbench.store.files import write_atomic
from workbench.store.project import Project
from workbench.tui.app import WorkbenchApp

_SETTLE_S = 1.2
"""Long enough for the first picture to be decoded and drawn."""


def take_portrait(
    settings: Settings,
    out: Path,
    *,
    session_id: str = "",
    keys: Sequence[str] = (),
    size: tuple[int, int] = (120, 36),
    settle_s: float = _SETTLE_S,
) -> None:
    """Write a PNG of the screen that these keys lead to; `size` is columns and rows."""
    asyncio.run(_take(settings, out, session_id, keys, size, settle_s))


async def _take(
    settings: Settings,
    out: Path,
    session_id: str,
    keys: Sequence[str],
    size: tuple[int, int],
    settle_s: float,
) -> None:
    project = Project.open(settings)
    app = WorkbenchApp(settings, project, session_id=session_id)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(_SETTLE_S)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await pilot.pause(settle_s)
        rows = [_cells(strip, app) for strip in app.screen._compositor.render_strips()]
    project.close()
    write_atomic(out, encode_png(draw_terminal(rows)))


def _cells(strip: Iterable[Segment], app: WorkbenchApp) -> list[TerminalCell]:
    cells: list[TerminalCell] = []
    for text, style, _ in strip:
        ink, paper = _colours(style, app)
        cells.extend(TerminalCell(character, ink, paper) for character in text)
    return cells


def _colours(style: Style | None, app: WorkbenchApp) -> tuple[Rgb, Rgb]:
    ink = _rgb(style.color if style else None, app.theme_variables["foreground"])
    paper = _rgb(style.bgcolor if style else None, app.theme_variables["background"])
    return (paper, ink) if style and style.reverse else (ink, paper)


def _rgb(color: object, otherwise: str) -> Rgb:
    from rich.color import Color

    found = color if isinstance(color, Color) and not color.is_default else Color.parse(otherwise)
    triplet = found.get_truecolor()
    return triplet.red, triplet.green, triplet.blue
