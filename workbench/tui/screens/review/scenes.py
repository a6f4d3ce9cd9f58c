"""Looking over a session's screens: one scene after the other, and what was looked at recorded."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.domain.geometry import Box
from workbench.domain.lens import FACTORS
from workbench.domain.screens import is_readable
from workbench.domain.timecode import format_timecode
from workbench.media.cells import Placement
from workbench.media.overlay import Mark
from workbench.services.session import Session
from workbench.tui.commands import SCENES, bindings
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.picture import SessionPicture, masks_over
from workbench.tui.screens.review.keys import with_keys
from workbench.tui.screens.review.looked import Looked, Page, Recorded, px_per_cell
from workbench.tui.screens.zoom import Zoom
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.line import Line

_QUESTION = "readable, and should not be? {sheet.desk}, then {desk.safety.redact}, hides it"
_NOTHING_SHOWS = "masked all over: nothing shows"
_TOO_SMALL = "text this small cannot be read: {view.closer} zooms"
_STILL_TOO_SMALL = "text this small cannot be read: a larger terminal shows it"
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
        recorded = self.looked.record()
        self.workbench.saved()
        below = self.app.screen_stack[-2]
        if isinstance(below, CommandScreen):
            below.say(_told_after(recorded, below))
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
        is_zoomed = self._picture is not None and self._picture.lens.is_on
        zoom = "{view.closer} {view.wider} zoom" if is_zoomed else "{view.closer} zoom"
        if self.looked.never_shown:
            turn = "{sheet.next} next part" if is_zoomed else "{sheet.next} next"
            keys = f"{turn}   {zoom}   {{sheet.desk}} desk   {{sheet.record}} record so far   "
        else:
            keys = f"all shown ✓   {{sheet.record}} record   {zoom}   {{sheet.desk}} desk   "
        return with_keys(self, keys + "{sheet.leave} no record")

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
        drawn = self._picture.drawn if self._picture is not None else None
        if drawn is not None and self.looked.see(
            frame_no, drawn.source, px_per_cell(self._session, frame_no, drawn)
        ):
            self.call_later(self._show_lines)
        return masks_over(self._session, self.looked.hidden, frame_no)

    def _show_lines(self) -> None:
        self._show_status()
        asked = f"   {self._asked()}"
        cells = self._cells(max(1, self.size.width - len(asked) - 2))
        style = "$warning" if self._is_too_small else "$secondary"
        self.query_one("#strip", Line).show(*cells, (asked, style))
        self.show_message()

    def _asked(self) -> str:
        """What is to be looked for, or why it cannot be seen; while zoomed, which part it is."""
        picture = self._picture
        if self.looked.is_masked_all_over(self.page.frame_no):
            return _NOTHING_SHOWS
        if picture is None or not picture.lens.is_on:
            return with_keys(self, _TOO_SMALL if self._is_too_small else _QUESTION)
        number, count = picture.part_number
        asked = _STILL_TOO_SMALL if picture.lens.factor == FACTORS[-1] else _TOO_SMALL
        told = with_keys(self, asked if self._is_too_small else _QUESTION)
        return f"{picture.lens.factor:g}x part {number}/{count}   {told}"

    @property
    def _is_too_small(self) -> bool:
        """Whether nobody can read the text of the picture as it is shown."""
        view, picture = self.query_one("#picture", FrameView), self._picture
        if picture is None or not view.size:
            return False
        whole = Box(0, 0, *picture.shown_px)
        placed = Placement.fitting(whole, view.size.width, view.size.height)
        is_masked = self.looked.is_masked_all_over(self.page.frame_no)
        return not is_masked and not is_readable(
            px_per_cell(self._session, self.page.frame_no, placed)
        )

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


def _told_after(recorded: Recorded, below: CommandScreen) -> str:
    """What is on record now, and whether anybody could have read it."""
    left, count, px = recorded.scenes_left, recorded.scenes, recorded.px_per_cell
    if left:
        said = f"{count - left} of {count} scenes on record; nothing leaves before all are: "
        return said + with_keys(below, "{review.findings.screens} goes on")
    if px is None or is_readable(px):
        return "screens looked over ✓"
    return f"screens looked over ✓ from so far that no text was read: {px} px a cell"
