"""The widget that draws screenshots, without a terminal."""

import re

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.pilot import Pilot
from textual.widgets import Static

from workbench.media.cells import Picture, picture
from workbench.media.overlay import Pointer
from workbench.tui.widgets.frame_view import FrameView

RED = np.full((90, 160, 3), (0, 0, 255), np.uint8)


class OneView(App[None]):
    """A view above a line; keeps what the view says."""

    CSS = "FrameView { height: 1fr; } Static { height: 1; } .framed { border: solid blue; }"

    def __init__(self, classes: str = "") -> None:
        super().__init__()
        self._view_classes = classes
        self.sizes: list[tuple[int, int]] = []
        self.clicks: list[tuple[float, float]] = []

    def compose(self) -> ComposeResult:
        yield FrameView(id="view", classes=self._view_classes)
        yield Static("below")

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        self.sizes.append((message.columns, message.rows))

    def on_frame_view_clicked(self, message: FrameView.Clicked) -> None:
        self.clicks.append((message.x_px, message.y_px))

    @property
    def view(self) -> FrameView:
        return self.query_one(FrameView)

    def fitting(self, image: np.typing.NDArray[np.uint8]) -> Picture:
        return picture(image, self.view.size.width, self.view.size.height)


async def settled(pilot: Pilot[None]) -> str:
    """The screen as SVG once nothing is left to be drawn."""
    await pilot.pause()
    await pilot.pause()
    return pilot.app.export_screenshot()


async def test_it_says_how_much_room_there_is_and_when_that_changes() -> None:
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(40, 11)
        await pilot.pause()
    assert app.sizes == [(60, 20), (40, 10)]


async def test_a_picture_is_on_the_screenshot_and_gone_when_another_is_shown() -> None:
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(app.fitting(RED))
        assert "#ff0000" in await settled(pilot)
        app.view.show(app.fitting(np.zeros_like(RED)))
        assert "#ff0000" not in await settled(pilot)


async def test_a_simplified_screenshot_shows_the_same_picture() -> None:
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(app.fitting(RED))
        await settled(pilot)
        assert "#ff0000" in app.export_screenshot(simplify=True)


async def test_marks_are_drawn_over_the_picture() -> None:
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(app.fitting(RED), [Pointer(80, 45)])
        assert "▀" in await settled(pilot)


async def test_a_click_is_told_as_a_pixel_of_the_screenshot() -> None:
    app = OneView()
    async with app.run_test(size=(80, 23)) as pilot:
        app.view.show(app.fitting(np.zeros((1080, 1920, 3), np.uint8)))
        await settled(pilot)
        await pilot.click("#view", offset=(40, 11))
        await pilot.pause()
    assert app.clicks == [pytest.approx((972, 552), abs=13)]


async def test_a_click_beside_the_picture_says_nothing() -> None:
    app = OneView()
    async with app.run_test(size=(80, 11)) as pilot:
        app.view.show(app.fitting(np.zeros((100, 100, 3), np.uint8)))
        await settled(pilot)
        await pilot.click("#view", offset=(1, 5))
        await pilot.pause()
    assert app.clicks == []


async def test_it_never_takes_the_focus() -> None:
    app = OneView()
    async with app.run_test() as pilot:
        await pilot.click("#view")
        await pilot.press("tab")
        assert app.focused is None


async def test_a_picture_made_for_another_size_is_cut_or_filled() -> None:
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(picture(RED, 10, 4))
        await settled(pilot)
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
    assert [len(line) for line in lines] == [60] * 21


async def test_with_a_border_it_is_drawn_inside_of_it() -> None:
    app = OneView("framed")
    async with app.run_test(size=(60, 22)) as pilot:
        app.view.show(app.fitting(RED))
        shot = await settled(pilot)
    assert "┌" in shot
    assert "#ff0000" in shot


async def test_without_colour_the_picture_is_grey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(app.fitting(RED))
        shot = await settled(pilot)
    colours = re.findall(r"fill: ?#([0-9a-f]{6})", shot)
    assert colours
    assert "ff0000" not in shot


async def test_what_is_shown_under_a_dialog_appears_when_it_closes() -> None:
    from textual.screen import ModalScreen

    app = OneView()
    async with app.run_test(size=(60, 21)) as pilot:
        app.view.show(app.fitting(RED))
        await settled(pilot)
        await app.push_screen(ModalScreen[None]())
        app.view.show(app.fitting(np.zeros_like(RED)))
        assert app.view.is_waiting
        await app.pop_screen()
        shot = await settled(pilot)
        assert not app.view.is_waiting
    assert "#ff0000" not in shot


async def test_a_view_scrolled_half_out_of_sight_is_cut_there() -> None:
    class Scrolled(App[None]):
        CSS = "#box { height: 10; overflow-y: scroll; } FrameView { height: 20; width: 40; }"

        def compose(self) -> ComposeResult:
            with Container(id="box"):
                yield FrameView()

    app = Scrolled()
    async with app.run_test(size=(60, 21)) as pilot:
        view = app.query_one(FrameView)
        image = RED.copy()
        image[:45] = 255
        view.show(picture(image, 40, 20))
        app.query_one("#box").scroll_to(y=10, animate=False)
        shot = await settled(pilot)
    assert "#ff0000" in shot
