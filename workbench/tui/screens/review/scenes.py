"""Looking over a session's screens: one scene after the other, and what was looked at recorded."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.domain.geometry import Box
from workbench.domain.timecode import format_timecode
from workbench.media.overlay import Mark, Masked
from workbench.services import replaying, reviewing
from workbench.services.session import Session
from workbench.tui.commands import SCENES, bindings
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.picture import SessionPicture, masks_over
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.line import Line

_QUESTION = "readable, and should not be? d opens the desk, where R hides it"


@dataclass(frozen=True, slots=True)
class Page:
    """One picture of a scene: how it begins, or how it ends."""

    scene: int
    frame_no: int
    is_end: bool


class ScenesScreen(CommandScreen):
    """Pages through the scenes with their masks; the session belongs to the screen below."""

    COMMANDS_HERE = SCENES
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SCENES)]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.groups = {"sheet": self}
        self._session = session
        self._starts = replaying.scene_starts(session)
        self.pages = pages_of(self._starts, len(session.pack or ()))
        self._hidden = replaying.exposure(session)
        self._page = 0
        self.looked_at: set[int] = set()
        """The frames that were drawn and not masked all over."""
        self._picture: SessionPicture | None = None

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Line(id="status")
        yield FrameView(id="picture")
        yield Line(id="strip")
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Show the first picture."""
        if self._session.pack is not None:
            view = self.query_one("#picture", FrameView)
            self._picture = SessionPicture(
                self._session.pack, view, self._marks, lambda problem: self.say(problem, "refused")
            )
        self._show_page()

    def on_screen_resume(self) -> None:
        """Show what was hidden on the desk."""
        self._hidden = replaying.exposure(self._session)
        self._show_page()

    def on_unmount(self) -> None:
        """Let go of the pictures."""
        if self._picture is not None:
            self._picture.close()

    @property
    def never_shown(self) -> list[int]:
        """The first frames of the scenes of which a picture was not drawn."""
        unseen = {page.scene for page in self.pages if page.frame_no not in self.looked_at}
        return [self._starts[scene] for scene in sorted(unseen)]

    def next(self) -> None:
        """The next picture."""
        self._turn(1)

    def last(self) -> None:
        """The picture before."""
        self._turn(-1)

    def record(self) -> None:
        """Put on record what was looked over, and what was not."""
        reviewing.check_screens(
            self._session, scenes=len(self._starts), never_shown=self.never_shown
        )
        self.workbench.saved()
        self.dismiss()

    def desk(self) -> None:
        """Open the desk at this picture, where a box hides what should not be seen."""
        pack = self._session.pack
        t_us = int(pack.times_us[self.pages[self._page].frame_no]) if pack is not None else 0
        self.workbench.open_desk(self._session.session_id, t_us=t_us)

    def leave(self) -> None:
        """Back without a record."""
        self.dismiss()

    def next_keys(self) -> str:
        """The keys that matter now."""
        left = len(self.never_shown)
        if left:
            return "space next   ← back   d desk   enter record all the same   esc back, no record"
        return "all shown ✓   enter record   ← back   d desk   esc back, no record"

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        """Make the picture for the new size."""
        message.stop()
        self._show_page()

    def _turn(self, by: int) -> None:
        self._page = min(max(0, self._page + by), len(self.pages) - 1)
        self._show_page()

    def _show_page(self) -> None:
        if self._picture is not None:
            self._picture.show(self.pages[self._page].frame_no)
        self._show_lines()

    def _marks(self, frame_no: int) -> list[Mark]:
        """The masks; a frame counts as looked at once it is drawn, unless all of it is masked."""
        if frame_no not in self.looked_at and not self._is_wholly_masked(frame_no):
            self.looked_at.add(frame_no)
            self.call_later(self._show_lines)
        return masks_over(self._session, self._hidden, frame_no)

    def _is_wholly_masked(self, frame_no: int) -> bool:
        pack = self._session.pack
        if pack is None:
            return False
        size = pack.size(frame_no)
        marks = masks_over(self._session, self._hidden, frame_no)
        boxes = [mark.box for mark in marks if isinstance(mark, Masked)]
        return any(box.clipped(*size) == Box(0, 0, *size) for box in boxes)

    def _show_lines(self) -> None:
        page = self.pages[self._page]
        pack = self._session.pack
        t_us = int(pack.times_us[page.frame_no]) if pack is not None else 0
        count, left = len(self._starts), len(self.never_shown)
        self.query_one("#status", Line).show(
            ("Screens ", "bold $accent"),
            (f"scene {page.scene + 1} of {count}", "bold"),
            f", its {'last' if page.is_end else 'first'} picture, {format_timecode(t_us)[:-2]}  ",
            (f"{left} never shown" if left else "all shown ✓", "$warning" if left else "$success"),
        )
        unseen = set(self.never_shown)
        cells = [
            (
                "▣" if i == page.scene else "□" if start in unseen else "■",
                _colour(i, page, start in unseen),
            )
            for i, start in enumerate(self._starts)
        ]
        is_hidden = page.frame_no not in self.looked_at and self._is_wholly_masked(page.frame_no)
        asked = "masked all over: decide its findings first" if is_hidden else _QUESTION
        self.query_one("#strip", Line).show(*cells, (f"   {asked}", "$secondary"))
        self.show_message()


def pages_of(starts: list[int], frames: int) -> list[Page]:
    """The first and the last picture of every scene: what came in between shows at its end."""
    ends = [start - 1 for start in starts[1:]] + [frames - 1]
    pages: list[Page] = []
    for scene, (start, end) in enumerate(zip(starts, ends, strict=True)):
        pages.append(Page(scene, start, is_end=False))
        if end > start:
            pages.append(Page(scene, end, is_end=True))
    return pages


def _colour(scene: int, page: Page, is_unseen: bool) -> str:
    if scene == page.scene:
        return "bold $accent"
    return "$warning" if is_unseen else "$secondary"
