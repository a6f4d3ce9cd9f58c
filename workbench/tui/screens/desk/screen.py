"""The desk: the picture, its ruler, and everything that is said about it, by keys alone."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from workbench.domain.geometry import Box
from workbench.domain.playback import Playback, past_idle
from workbench.errors import WorkbenchError
from workbench.media.overlay import Mark
from workbench.services.session import Session
from workbench.store.playheads import Playheads
from workbench.tui.commands import DESK, bindings, command
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.desk.flow import Flow
from workbench.tui.screens.desk.guard import Guard
from workbench.tui.screens.desk.labels import Labels
from workbench.tui.screens.desk.lines import DeskLines
from workbench.tui.screens.desk.marks import marks_at, pointer_at
from workbench.tui.screens.desk.model import DeskModel
from workbench.tui.screens.desk.safety import Safety
from workbench.tui.screens.desk.search import Search
from workbench.tui.screens.desk.segments import Segments
from workbench.tui.screens.desk.steps import Steps
from workbench.tui.screens.desk.transport import Transport
from workbench.tui.screens.picture import SessionPicture
from workbench.tui.screens.text_picture import SessionText
from workbench.tui.screens.zoom import Zoom
from workbench.tui.widgets.action_list import ActionList
from workbench.tui.widgets.frame_view import FrameView
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.timeline import Timeline

_TICK_S = 1 / 30
_WIDE_COLUMNS = 110


class DeskScreen(CommandScreen):
    """One session on the desk; its groups hold the commands."""

    COMMANDS_HERE = DESK
    CSS_PATH = "desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(DESK)]

    def __init__(self, session_id: str, *, t_us: int | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self._start_us = t_us
        self.playback = Playback(1)
        self.skips_idle = False
        self.selection_box: Box | None = None
        """A redaction box while it is being drawn."""
        self._picture: SessionPicture | None = None
        self._text: SessionText | None = None
        self._was_covered = False
        self.has_edited = False
        """Whether the member has changed anything of the work since it was opened."""

    def compose(self) -> ComposeResult:
        """Lay the desk out, the picture largest."""
        yield Line(id="status")
        yield Line(id="segment")
        yield Line(id="notice")
        with Horizontal(id="middle"):
            yield FrameView(id="picture")
            with Vertical(id="side"):
                yield ActionList(id="actions")
        yield Line(id="keys")
        yield Timeline(id="timeline")
        yield Line(id="legend")
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Open the session where it was left, or say why it cannot be opened."""
        project = self.workbench.project
        try:
            self.session = Session(project, self.session_id)
            self.model = DeskModel(self.session)
        except WorkbenchError as error:
            self.give_up(error)
            return
        self.playheads = Playheads(project.state_dir / f"{project.identity.name}.playheads.json")
        start_us = self._start_us
        if start_us is None:
            start_us = self.playheads.position_us(self.session_id)
        self.playback = replace(
            Playback(self.session.duration_us), position_us=min(start_us, self.duration_us - 1)
        )
        view = self.query_one("#picture", FrameView)
        if self.session.capture.screens:
            self._text = SessionText(
                self.session,
                view,
                lambda: self.model.exposure,
                lambda: [self.selection_box] if self.selection_box else [],
            )
        elif self.session.pack is not None:
            self._picture = SessionPicture(self.session.pack, view, self._marks, self._no_picture)
        self.zoom = Zoom(self._picture, self.show_position)
        self.transport = Transport(self)
        self.segments = Segments(self)
        self.safety = Safety(self)
        self.guard = Guard(self)
        self.groups = {
            "transport": self.transport,
            "steps": Steps(self),
            "segments": self.segments,
            "labels": Labels(self),
            "search": Search(self),
            "safety": self.safety,
            "flow": Flow(self),
            "view": self.zoom,
        }
        self.lines = DeskLines(self)
        self.show_model()
        self.set_interval(_TICK_S, self._tick)

    def on_unmount(self) -> None:
        """Remember the position and let go of the files."""
        if self._picture is not None:
            self._picture.close()
        if not self.groups:
            return
        self.playheads.remember(self.session_id, self.position_us)
        self.session.close()

    def on_screen_suspend(self) -> None:
        """Another screen comes on top, on which much may be decided."""
        self._was_covered = True

    def on_screen_resume(self) -> None:
        """Take in what was decided there."""
        if self.groups and self._was_covered:
            self._was_covered = False
            self.model.reload()
            self.show_model()

    def on_resize(self) -> None:
        """Make room for the picture, or for the actions where there is none."""
        self._fold_side()

    @property
    def duration_us(self) -> int:
        """How long the session is."""
        return self.session.duration_us

    @property
    def position_us(self) -> int:
        """Where the playhead is."""
        return self.playback.at(monotonic())

    def seek(self, t_us: int) -> None:
        """Put the playhead somewhere."""
        self.playback = self.playback.sought(t_us, monotonic())
        self.show_position()

    def change(self, make: Callable[[], object], said: str = "") -> None:
        """Carry out an edit, take it in, and say that it is saved."""
        before = (self.model.all_segments, self.model.flags)
        make()
        self.workbench.saved()
        self.model.reload()
        self.has_edited |= before != (self.model.all_segments, self.model.flags)
        self.say(said)
        self.show_model()

    def action_command(self, command_id: str) -> None:
        """Carry a command out, unless a box that is being drawn takes it, or a slip is feared."""
        if not self.groups or self.safety.takes(command_id):
            return
        wanted = command(command_id)
        if not (self.may(wanted) and self.guard.stops(wanted)):
            super().action_command(command_id)

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Take in what others have done to this session, or to the ontology."""
        if self.groups and touched & {self.session_id, ""}:
            self.model.reload()
            self.show_model()

    def show_saving(self) -> None:
        """Show on the status line whether the last change is on the disk."""
        self.lines.show_lines(self.position_us)

    def next_keys(self) -> str:
        """The six keys that matter now."""
        return self.lines.next_keys()

    def show_model(self) -> None:
        """Draw everything that depends on decisions."""
        self.query_one("#actions", ActionList).show(self.model.actions)
        self.lines.show_timeline()
        self.show_position()

    def show_position(self) -> None:
        """Draw everything that depends on the playhead."""
        t_us = self.position_us
        self._fold_side()
        self._show_picture(t_us)
        self.query_one("#actions", ActionList).follow(t_us)
        self.query_one("#timeline", Timeline).move_playhead(
            t_us, self.segments.pending_stretch(t_us)
        )
        self.lines.show_lines(t_us)
        self.show_message()

    def on_frame_view_resized(self, message: FrameView.Resized) -> None:
        """Make the picture for the new size."""
        message.stop()
        if self.groups:
            self._show_picture(self.position_us)

    def on_timeline_resized(self, message: Timeline.Resized) -> None:
        """Draw the lines for the new width."""
        message.stop()
        if self.groups:
            self.lines.show_timeline()
            self.lines.show_lines(self.position_us)

    def on_timeline_pointed(self, message: Timeline.Pointed) -> None:
        """Go where the mouse pointed."""
        message.stop()
        self.seek(message.t_us)

    def _tick(self) -> None:
        if not self.playback.is_playing or not self.is_active:
            return
        now = monotonic()
        self.playback = self.playback.settled(now)
        if self.skips_idle and self.playback.direction > 0:
            landed = past_idle(self.playback.position_us, self.model.idle)
            if landed != self.playback.position_us:
                self.playback = self.playback.sought(landed, now)
        self.show_position()

    def _fold_side(self) -> None:
        """Fold the actions away where they would be in the way of a picture that shows."""
        is_wide = self.size.width >= _WIDE_COLUMNS
        is_ready = bool(self.groups)
        is_blind = is_ready and self._picture is None and self._text is None
        is_masked = is_ready and not is_wide and bool(self.model.whole_masks(self.position_us))
        side = self.query_one("#side")
        side.display = is_wide or is_masked or is_blind
        side.set_class(is_masked, "instead")
        side.set_class(is_blind, "alone")
        self.query_one("#picture").display = not is_blind

    def _show_picture(self, t_us: int) -> None:
        if self._text is not None:
            self._text.show(t_us)
        pack = self.session.pack
        if self._picture is not None and pack is not None:
            box = self.selection_box
            self._picture.aim(box.centre if box else pointer_at(self, t_us))
            self._picture.show(pack.frame_at(t_us) or 0)

    def _marks(self, frame_no: int) -> list[Mark]:
        return marks_at(self, frame_no, self.position_us)

    def _no_picture(self, problem: str) -> None:
        self.say(problem, "refused")
