"""Looking over a session's screens: one scene after the other, and what was looked at recorded."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.domain.timecode import format_timecode
from workbench.media.overlay import Mark
from workbench.services.session import Session
from workbench.tui.commands import SCENES, bindings
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.picture import SessionPicture, masks_over
from workbench.tui.screens.review.looked import Looked, Page
from workbench.tui.screens.zoom import Zoom
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.line import Line

_QUESTION = "readable, and should not be? d, then R, hides it"
_NOTHING_SHOWS = "masked all over: nothing shows"
_WIDE_COLUMNS = 100


class ScenesScreen(CommandScreen):
    """Pages through the scenes with their masks; the session belongs to the screen below."""

    COMMANDS_HERE = SCENES
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SCENES)]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.groups: dict[str, object] = {"sheet": self}
        self._session = session
        self.looked = Looked(session)
        self._page = self.looked.first_unseen or 0
        self._picture: SessionPicture | None = None

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Line(id="status")
        yield FrameView(id="picture")
        yield Line(id="strip")
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Show the first picture that nobody has seen."""
        if self._session.pack is not None:
            view = self.query_one("#picture", FrameView)
            self._picture = SessionPicture(
                self._session.pack, view, self._marks, lambda problem: self.say(problem, "refused")
            )
        self.groups["view"] = Zoom(self._picture, self._show_lines)
        self._show_page()

    def on_screen_resume(self) -> None:
        """Show what was hidden on the desk."""
        self._take_in()

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Take in what others have hidden, or no longer hide."""
        if touched & {self._session.session_id, ""}:
            self._take_in()

    def on_unmount(self) -> None:
        """Let go of the pictures."""
        if self._picture is not None:
            self._picture.close()

    @property
    def page(self) -> Page:
        """The picture that is looked at."""
        return self.looked.pages[self._page]

    def next(self) -> None:
        """The next part while zoomed, then the next picture; from the last one to those unseen."""
        if self._picture is not None and self._picture.next_part():
            return
        is_last = self._page + 1 == len(self.looked.pages)
        following = self.looked.first_unseen if is_last else self._page + 1
        self._turn_to(self._page if following is None else following)

    def last(self) -> None:
        """The picture before."""
        self._turn_to(max(0, self._page - 1))

    def record(self) -> None:
        """Put on record what was looked over, and what was not."""
        left, count = len(self.looked.record()), len(self.looked.starts)
        self.workbench.saved()
        said = (
            f"{count - left} of {count} scenes on record; nothing leaves before all are: s goes on"
        )
        below = self.app.screen_stack[-2]
        if isinstance(below, CommandScreen):
            below.say(said if left else "screens looked over ✓")
        self.dismiss()

    def desk(self) -> None:
        """Open the desk at this picture, where a box hides what should not be seen."""
        pack = self._session.pack
        t_us = int(pack.times_us[self.page.frame_no]) if pack is not None else 0
        self.workbench.open_desk(self._session.session_id, t_us=t_us)

    def leave(self) -> None:
        """Back without a record."""
        self.dismiss()

    def next_keys(self) -> str:
        """The keys that matter now."""
        if self.looked.never_shown:
            return "space next   + zoom   d desk   enter record so far   esc back, no record"
        return "all shown ✓   enter record   + zoom   d desk   esc back, no record"

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        """Make the picture for the new size."""
        message.stop()
        self._show_page()

    def _take_in(self) -> None:
        self.looked.refresh()
        self._show_page()

    def _turn_to(self, page: int) -> None:
        self._page = page
        self._show_page()

    def _show_page(self) -> None:
        if self._picture is not None:
            self._picture.show(self.page.frame_no)
        self._show_lines()

    def _marks(self, frame_no: int) -> list[Mark]:
        """The masks; asked for a frame that is drawn, which so counts as looked at."""
        if self.looked.see(frame_no):
            self.call_later(self._show_lines)
        return masks_over(self._session, self.looked.hidden, frame_no)

    def _show_lines(self) -> None:
        self._show_status()
        is_hidden = self.looked.is_masked_all_over(self.page.frame_no)
        asked = f"   {_NOTHING_SHOWS if is_hidden else _QUESTION}"
        cells = self._cells(self.size.width - len(asked) - 2)
        self.query_one("#strip", Line).show(*cells, (asked, "$secondary"))
        self.show_message()

    def _show_status(self) -> None:
        page, pack, looked = self.page, self._session.pack, self.looked
        t_us = int(pack.times_us[page.frame_no]) if pack is not None else 0
        count, left = len(looked.starts), len(looked.never_shown)
        shown = f"shown: {looked.pictures_seen} of {len(looked.pages)} pictures"
        if self.size.width >= _WIDE_COLUMNS:
            shown += f", {count - left} of {count} scenes whole"
        self.query_one("#status", Line).show(
            ("Screens  ", "bold $accent"),
            (f"scene {page.scene + 1} of {count}", "bold"),
            f", {'last' if page.is_end else 'first'} picture, {format_timecode(t_us)[:-2]}   ",
            (shown, "$warning") if left else ("all shown ✓", "$success"),
        )

    def _cells(self, room: int) -> list[tuple[str, str]]:
        """One sign for each scene, whole, in part or not shown, as far as there is room."""
        seen: dict[int, list[Page]] = {}
        for page in self.looked.pages:
            seen.setdefault(page.scene, []).append(page)
        first = max(0, min(self.page.scene - room // 2, len(seen) - room))
        return [self._cell(s, seen[s]) for s in range(first, min(first + room, len(seen)))]

    def _cell(self, scene: int, pages: list[Page]) -> tuple[str, str]:
        shown = [self.looked.has_seen(page.frame_no) for page in pages]
        if scene == self.page.scene:
            return "▣", "bold $accent"
        if not all(shown):
            return "◧" if any(shown) else "□", "$warning"
        is_hidden = all(self.looked.is_masked_all_over(page.frame_no) for page in pages)
        return "▒" if is_hidden else "■", "$secondary"
