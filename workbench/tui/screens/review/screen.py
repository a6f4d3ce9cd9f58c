"""The review screen: findings on the left, the place in the picture, before and after below."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from workbench.domain.geometry import Box
from workbench.errors import WorkbenchError
from workbench.media.overlay import Mark, Selection
from workbench.services.session import Session
from workbench.tui.commands import REVIEW, bindings
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.picture import SessionPicture, masks_over
from workbench.tui.screens.review.findings import Findings
from workbench.tui.screens.review.lines import ReviewLines
from workbench.tui.screens.review.model import ReviewModel
from workbench.tui.screens.review.pictures import Pictures
from workbench.tui.screens.text_picture import SessionText
from workbench.tui.screens.zoom import Zoom
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.row_list import RowList


class ReviewScreen(CommandScreen):
    """One session's findings; its groups hold the commands."""

    COMMANDS_HERE = REVIEW
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(REVIEW)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    def __init__(self, session_id: str) -> None:
        super().__init__()
        self.session_id = session_id
        self.selection_box: Box | None = None
        """A redaction box while it is being drawn."""
        self._picture: SessionPicture | None = None
        self._text: SessionText | None = None

    def compose(self) -> ComposeResult:
        """Lay the review out."""
        yield Line(id="status")
        with Horizontal(id="middle"):
            yield RowList(id="groups")
            yield FrameView(id="picture")
        for name in ("place", "before", "after", "why", "shows"):
            yield Line(id=name)
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Open the session at its first finding, or say why it cannot be opened."""
        try:
            self.session = Session(self.workbench.project, self.session_id)
            self.model = ReviewModel(self.session)
        except WorkbenchError as error:
            self.give_up(error)
            return
        view = self.query_one("#picture", FrameView)
        if self.session.capture.screens:
            self._text = SessionText(
                self.session, view, lambda: self.model.exposure, self._marked_boxes
            )
        elif self.session.pack is not None:
            self._picture = SessionPicture(self.session.pack, view, self._marks, self._no_picture)
        self.pictures = Pictures(self)
        self.zoom = Zoom(self._picture, self.show_picture)
        self.groups = {
            "findings": Findings(self, self.pictures),
            "picture": self.pictures,
            "view": self.zoom,
        }
        self.lines = ReviewLines(self)
        self.show_model()

    def on_unmount(self) -> None:
        """Let go of the files."""
        if self._picture is not None:
            self._picture.close()
        if self.groups:
            self.session.close()

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was on top."""
        if self.groups:
            self.reload()

    def action_command(self, command_id: str) -> None:
        """Carry a command out, unless a box that is being drawn takes it."""
        if not self.groups or not self.pictures.takes(command_id):
            super().action_command(command_id)

    def change(self, make: Callable[[], object], said: str = "") -> None:
        """Carry out an edit, take it in, and say that it is saved."""
        make()
        self.workbench.saved()
        self.say(said)
        self.reload()

    def reload(self) -> None:
        """Take in what has changed."""
        self.model.reload()
        self.show_model()

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Take in what others have done to this session."""
        if self.groups and touched & {self.session_id, ""}:
            self.reload()

    def select(self, index: int) -> None:
        """Select a group of findings."""
        self.model.select(index)
        self.show_model()

    def open_desk(self, t_us: int | None) -> None:
        """Open the desk at a moment; where the review came from this desk, go back to it."""
        from workbench.tui.screens.desk.screen import DeskScreen

        below = self.app.screen_stack[-2]
        if isinstance(below, DeskScreen) and below.session_id == self.session_id:
            self.dismiss()
            if t_us is not None:
                below.seek(t_us)
            return
        self.workbench.open_desk(self.session_id, t_us=t_us)

    def show_saving(self) -> None:
        """Show on the status line whether the last change is on the disk."""
        self.lines.show_lines()

    def next_keys(self) -> str:
        """The keys that matter now."""
        return self.lines.next_keys()

    def show_model(self) -> None:
        """Draw everything."""
        self.lines.show_lines()
        self.show_picture()
        self.show_message()

    def show_picture(self) -> None:
        """Draw the place's still with its masks."""
        frame_no, stills = self.model.frame(), self.model.stills
        if frame_no is None or stills is None:
            return
        box = next(iter(self._marked_boxes()), None)
        aim = box.centre if box else self.pictures.likely_place()
        if self._text is not None:
            self._text.show(stills.times_us[frame_no], aim)
        elif self._picture is not None:
            self._picture.aim(aim)
            self._picture.show(frame_no)

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        """Make the picture for the new size."""
        message.stop()
        if self.groups:
            self.lines.show_lines()
            self.show_picture()

    def on_row_list_pointed(self, message: RowList.Pointed) -> None:
        """Select the group that was clicked on."""
        message.stop()
        self.select(message.index)

    def _marks(self, frame_no: int) -> Sequence[Mark]:
        marks = masks_over(self.session, self.model.exposure, frame_no)
        marks += [Selection(box) for box in self._marked_boxes()]
        return marks

    def _marked_boxes(self) -> list[Box]:
        """The box that is being drawn, else those of what is selected."""
        return [self.selection_box] if self.selection_box else self.model.boxes

    def _no_picture(self, problem: str) -> None:
        self.say(problem, "refused")
