"""The release screen: three splits, what stays behind, and the build; all work in a thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from workbench.domain.release import SPLITS
from workbench.errors import UsageError, WorkbenchError
from workbench.services import listing
from workbench.services.planning import Plan, ReleaseRequest
from workbench.tui.commands import RELEASE, bindings
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.release import work
from workbench.tui.screens.release.board import Board
from workbench.tui.screens.release.draft import Draft, first_draft
from workbench.tui.screens.release.lines import Reason, reasons_of, verdict
from workbench.tui.screens.release.planning import Planning
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.row_list import RowList


class ReleaseScreen(CommandScreen):
    """What would leave; planned, built and verified beside the screen."""

    COMMANDS_HERE = RELEASE
    CSS_PATH = "release.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RELEASE)]

    @dataclass
    class Ended(Message):
        """The thread has done what it was asked; or says why not."""

        result: Plan | work.Outcome | WorkbenchError
        number: int

    @dataclass
    class Moved(Message):
        """A step has come further."""

        step: work.Step

    draft: Draft
    plan: Plan | None = None
    """What would leave; None until it is known."""
    selected = 0
    """Which reason is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.groups = {"plan": Planning(self)}
        self.board = Board(self)
        self.reasons: list[Reason] = []
        self.titles: dict[str, str] = {}
        """What the sessions are called."""
        self.steps: dict[str, work.Step] = {}
        self.doing = ""
        """What the thread does: planning, building, verifying, or nothing."""
        self._number = 0
        self._stop = threading.Event()
        self._leaves = False

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Line(id="status")
        yield Line(id="request")
        with Horizontal(id="splits"):
            for split in SPLITS:
                yield Static(id=split, classes="split")
        yield Line(id="refusals")
        yield RowList(id="reasons")
        yield Line(id="progress")
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Begin with what most likely is asked for."""
        self.ask_for(first_draft(self.workbench.project))

    def on_unmount(self) -> None:
        """A build does not outlive its screen."""
        self._stop.set()

    def on_screen_resume(self) -> None:
        """Plan again after something was mended elsewhere."""
        if self.is_mounted and not self.doing:
            self.ask_for(self.draft)

    def on_resize(self) -> None:
        """Draw the bars for the width there is."""
        self.call_after_refresh(self.board.show_splits)

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Plan again with what others have done."""
        if self.doing in ("", "planning"):
            self.ask_for(self.draft)

    @property
    def reason(self) -> Reason | None:
        """The selected reason."""
        return self.reasons[self.selected] if self.reasons else None

    def ask_for(self, draft: Draft) -> None:
        """Plan another release."""
        self._refuse_while_building()
        request = draft.request(datetime.now(UTC).date())
        self.draft = draft
        self.plan = None
        settings = self.workbench.settings
        self._begin("planning", lambda: work.plan(settings, request))

    def build(self, request: ReleaseRequest, out: Path) -> None:
        """Build, then verify; `escape` cancels."""
        self._refuse_while_building()
        settings, stop = self.workbench.settings, threading.Event()
        self._stop = stop
        job = partial(work.build, settings, request, out, show=self._moved, stop=stop)
        self._begin("building", job)

    def verify(self, out: Path) -> None:
        """Read a release again."""
        self._refuse_while_building()
        job = partial(work.verify, self.workbench.settings, out, show=self._moved)
        self._begin("verifying", job)

    def cancel(self) -> None:
        """Have the build stop at its next row."""
        if self.doing == "building":
            self._stop.set()
            self.say("cancelling …")

    def leave(self) -> None:
        """Back; a build is cancelled and waited for first."""
        if self.doing in ("building", "verifying"):
            self._leaves = True
            self.cancel()
        else:
            self.dismiss()

    def select(self, index: int) -> None:
        """Select a reason."""
        if self.reasons:
            self.selected = index % len(self.reasons)
            self.board.show_reasons()

    def on_release_screen_moved(self, message: Moved) -> None:
        """Show how far a step has come."""
        self.steps[message.step.name] = message.step
        if message.step.name == "verify" and self.doing == "building":
            self.doing = "verifying"
            self.board.show()
        self.board.show_progress()

    def on_release_screen_ended(self, message: Ended) -> None:
        """Show the plan, or how the build ended; what was overtaken is dropped."""
        if message.number != self._number:
            return
        did, self.doing = self.doing, ""
        if isinstance(message.result, WorkbenchError):
            error = message.result
            self.say(f"{error.message}. {error.hint}".strip(), "refused")
        elif isinstance(message.result, Plan):
            self._take_plan(message.result)
        else:
            self._take_outcome(message.result)
        if did != "planning":
            self.workbench.project.refresh()
        self.board.show()
        if self._leaves:
            self.dismiss()

    def on_row_list_pointed(self, message: RowList.Pointed) -> None:
        """Select the reason that was clicked on."""
        message.stop()
        self.select(message.index)

    def next_keys(self) -> str:
        """The keys that matter now."""
        if self.doing == "building":
            return "esc cancel: nothing of it remains"
        if self.doing == "verifying":
            return "every byte is read again …"
        if self.plan is not None and not self.plan.refusals:
            return "enter build   n name   p purpose   r splits   o directory   ? help   q back"
        return "↑↓ g go there   p purpose   r splits   e allow empty split   ? help   q back"

    def _begin(self, doing: str, job: Callable[[], Plan | work.Outcome]) -> None:
        self.doing = doing
        self._number += 1
        self.steps.clear()
        number = self._number

        def run() -> None:
            try:
                result: Plan | work.Outcome | WorkbenchError = job()
            except WorkbenchError as error:
                result = error
            self.post_message(self.Ended(result, number))

        self.run_worker(run, thread=True, group=doing)
        self.board.show()

    def _moved(self, step: work.Step) -> None:
        self.post_message(self.Moved(step))

    def _refuse_while_building(self) -> None:
        if self.doing in ("building", "verifying"):
            raise UsageError(f"{self.doing} goes on", hint="Wait for it; esc cancels a build.")

    def _take_plan(self, plan: Plan) -> None:
        self.plan = plan
        self.reasons = reasons_of(plan)
        listed = listing.sessions(self.workbench.project)
        self.titles = {session.session_id: session.title for session in listed}
        self.selected = min(self.selected, max(0, len(self.reasons) - 1))

    def _take_outcome(self, outcome: work.Outcome) -> None:
        text, kind = verdict(outcome.verification)
        where = "built in" if outcome.built else "looked at"
        self.say(f"{where} {outcome.directory}; {text}", kind)
