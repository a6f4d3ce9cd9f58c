"""A program that plays desktop frames in a Textual app and says what it cost; run as a script.

Its one argument is a `Play` as JSON. Keys pressed while it plays are counted on the line below
the picture; at the end that line says `done`, and any key then leaves.
"""

import asyncio
import json
import sys
import time
from abc import abstractmethod
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image
from textual import events, work
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from tests.benchmarks.desktop_frames import Frame, desktop_frames, scene_frames
from tests.benchmarks.plays import MARKS, Cost, Dialog, Other, Play
from workbench.media import cells
from workbench.media.overlay import draw
from workbench.tui.widgets.frame_view import FrameView


class PlayingApp(App[None]):
    """A widget that shows pictures and one line below it."""

    CSS = """
    Screen { layers: under over; }
    #box, #picture { width: 1fr; height: 1fr; }
    #line { height: 1; }
    #panel { layer: over; width: 20; height: 6; background: blue; }
    """

    def __init__(self, play: Play) -> None:
        super().__init__()
        made = scene_frames if play.scenes else desktop_frames
        self.frames: list[Frame] = list(made(play.frames, size=play.size)) * play.rounds
        self.play = play
        self._shown = 0
        self._keys = 0
        self._over = False
        self.displayed = asyncio.Event()

    def compose(self) -> ComposeResult:
        with Container(id="box"):
            yield self.picture()
        yield Static("ready", id="line")

    @abstractmethod
    def picture(self) -> Widget:
        """The widget that shows the pictures."""

    @abstractmethod
    async def show(self, number: int) -> None:
        """Show a frame."""

    async def drawn(self) -> None:
        """Wait until the frame shown last has gone to the terminal."""
        await self.displayed.wait()

    async def settled(self) -> None:
        """Wait until nothing is left to be drawn."""
        await asyncio.sleep(0.3)

    def reached(self) -> int:
        """How many of the frames shown went to the terminal."""
        return self._shown

    def write_expected(self, path: Path) -> None:
        """Write what the terminal should show, for those who can say."""

    def on_ready(self) -> None:
        self._go()

    def on_key(self, event: events.Key) -> None:
        if self._over:
            self.exit()
        self._keys += 1
        self.say(f"key={self._keys:04d}")

    def post_display_hook(self) -> None:
        self.displayed.set()

    def say(self, text: str) -> None:
        """Put a text on the line below the picture."""
        self.screen_stack[0].query_one("#line", Static).update(text, layout=False)

    @work
    async def _go(self) -> None:
        await asyncio.sleep(0.3)
        self.say("go")
        await asyncio.sleep(0.1)
        wall, cpu = time.monotonic(), time.process_time()
        if self.play.fps:
            await self._by_the_clock(wall)
        else:
            await self._at_full_speed()
        cost = Cost(self._shown, self.reached(), time.monotonic() - wall, time.process_time() - cpu)
        self.say("finished")
        await self.settled()
        report = Path(self.play.report)
        report.with_suffix(".json").write_text(json.dumps(asdict(cost)))
        self.write_expected(report.with_suffix(".npz"))
        self._over = True
        self.say("done")

    async def _at_full_speed(self) -> None:
        for number in range(len(self.frames)):
            self._steps(number, number)
            self.displayed.clear()
            await self.show(number)
            self._shown += 1
            if self.screen is self.screen_stack[0]:
                await self.drawn()

    async def _by_the_clock(self, start: float) -> None:
        """Frames whose time has passed are skipped, as a player does."""
        last = -1
        while True:
            number = int((time.monotonic() - start) * self.play.fps)
            if number >= len(self.frames):
                self._steps(last + 1, len(self.frames) - 1)
                if last < len(self.frames) - 1:
                    await self.show(len(self.frames) - 1)
                return
            if number > last:
                self._steps(last + 1, number)
                await self.show(number)
                self._shown += 1
                last = number
            await asyncio.sleep(max(0.0, start + (number + 1) / self.play.fps - time.monotonic()))

    def _steps(self, first: int, last: int) -> None:
        for number in range(first, last + 1):
            step = self.play.steps.get(str(number))
            if step is not None:
                self._step(step)
                self.say(f"frame={number:04d}")

    def _step(self, step: str) -> None:
        desk = self.screen_stack[0]
        match step:
            case "dialog":
                self.push_screen(Dialog())
            case "other":
                self.push_screen(Other())
            case "close":
                self.pop_screen()
            case "theme":
                self.theme = "textual-light"
            case "toast":
                self.notify("a toast over the picture", timeout=0.4)
            case "hide":
                desk.query_one("#picture").display = False
            case "show":
                desk.query_one("#picture").display = True
            case "hide all":
                desk.query_one("#box").display = False
            case "show all":
                desk.query_one("#box").display = True
            case "panel":
                desk.mount(Static("a panel over the picture", id="panel"))
            case "move":
                desk.query_one("#panel").styles.offset = (15, 4)
            case "drop":
                desk.query_one("#panel").remove()
            case "refresh":
                desk.refresh()
            case "suspend":
                with self.suspend():
                    print("\x1b[Hanother program was here\n" * 5, flush=True)  # noqa: T201


class UnhealedView(FrameView):
    """Sends nothing again unasked, so that what it gets wrong stays wrong."""

    HEALED_ROWS = 0


class FrameViewApp(PlayingApp):
    """Plays with our own widget."""

    def picture(self) -> Widget:
        return (FrameView if self.play.heals else UnhealedView)(id="picture")

    @property
    def view(self) -> FrameView:
        """The widget, whatever screen lies over it."""
        return self.screen_stack[0].query_one(FrameView)

    async def show(self, number: int) -> None:
        columns, rows = self.view.size
        if not columns or not rows:
            return
        picture = await asyncio.to_thread(cells.picture, self.frames[number], columns, rows)
        self._drawn_before = self.view.frames_drawn
        self.view.show(picture, MARKS if self.play.marks else ())

    async def drawn(self) -> None:
        while self.play.heals and self.view.frames_drawn <= self._drawn_before:
            self.displayed.clear()
            await self.displayed.wait()

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        if self._shown:
            frame = self.frames[min(self._shown, len(self.frames)) - 1]
            self.view.show(
                cells.picture(frame, message.columns, message.rows),
                MARKS if self.play.marks else (),
            )

    async def settled(self) -> None:
        await super().settled()
        while self.view.is_waiting:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)

    def reached(self) -> int:
        return self.view.frames_drawn

    def write_expected(self, path: Path) -> None:
        region = self.view.region
        picture = cells.picture(self.frames[-1], region.width, region.height)
        grid = draw(picture, MARKS if self.play.marks else ())
        np.savez(path, glyphs=grid.glyphs, ink=grid.ink, paper=grid.paper, at=[region.x, region.y])


class NaiveApp(PlayingApp):
    """Plays by giving textual-image's widget another image for each frame."""

    def picture(self) -> Widget:
        from textual_image.widget import HalfcellImage

        once = self.frames[: self.play.frames]
        self._images = [Image.fromarray(frame[:, :, ::-1]) for frame in once]
        self._widget = HalfcellImage(self._images[0], id="picture")
        return self._widget

    async def show(self, number: int) -> None:
        self._widget.image = self._images[number % len(self._images)]


if __name__ == "__main__":
    play = Play(**json.loads(sys.argv[1]))
    (FrameViewApp if play.widget == "frame_view" else NaiveApp)(play).run()
