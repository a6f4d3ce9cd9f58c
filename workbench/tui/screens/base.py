"""What every screen has in common: commands by id, roles that grey them, one line of messages."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.timer import Timer

from workbench.errors import (
    Conflict,
    KeyUnavailable,
    NotFound,
    Refused,
    StorageFailed,
    WorkbenchError,
)
from workbench.services.consenting import is_erased
from workbench.tui.commands import Command, command
from workbench.tui.widgets.line import Line

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp


_SAID_S = 4.0
_FAILED_S = 3600.0

ERASED = Refused("the subject of this session was erased", hint="Nothing of it opens.")
"""Why a screen over a session closes, or does not open."""


class CommandScreen(Screen[None]):
    """A screen whose keys are commands, carried out by its groups.

    A group is any object with a method for each of its commands' verbs.
    """

    COMMANDS_HERE: ClassVar[Sequence[Command]] = ()
    session_id = ""
    """The session it is about, where it is about one."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: Mapping[str, object] = {}
        self._message = ("", "")
        self._message_timer: Timer | None = None
        self._subject = ""

    @property
    def workbench(self) -> "WorkbenchApp":
        """The application."""
        return cast("WorkbenchApp", self.app)

    @property
    def is_open(self) -> bool:
        """Whether it is among the screens; one that was left must not do anything any more."""
        return self in self.app.screen_stack

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, where it is on top: the second of two keys must not close what is beneath."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def action_command(self, command_id: str) -> None:
        """Carry a command out; what a service refuses is said on the message line."""
        if not self.is_open or self.workbench.is_leaving:
            return
        wanted = command(command_id)
        if not self.may(wanted):
            self.say(
                f"a member with the role {self.workbench.role} may not {wanted.title}", "refused"
            )
            return
        if wanted.screen == "app":
            self.workbench.run_command(wanted)
            return
        # A key may come before the screen has opened what it is about.
        if wanted.group in self.groups:
            verb = getattr(self.groups[wanted.group], wanted.verb)
            self.attempt(partial(verb, *wanted.arguments))

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something; what a service refuses is said, not raised."""
        self.succeeds(action)

    def succeeds(self, action: Callable[[], object]) -> bool:
        """Attempt something; whether it was done."""
        try:
            action()
        except StorageFailed as error:
            self.workbench.saving_failed(error)
        except WorkbenchError as error:
            self.say(f"{error.message}. {error.hint}".strip(), "refused")
            self._look_again(error)
        else:
            return True
        return False

    def _look_again(self, error: WorkbenchError) -> None:
        """Look at what has changed so that something was refused."""
        self.workbench.check_standing()
        if isinstance(error, (Conflict, NotFound)) and self.session_id and self.is_open:
            self.hear_journal(frozenset({self.session_id}))

    def give_up(self, error: WorkbenchError) -> None:
        """Leave a screen whose session cannot be opened; the screen below says why.

        A session whose subject was erased has no key any more: that is what is said then.
        """
        if isinstance(error, KeyUnavailable) and self.is_of_erased:
            error = ERASED
        self.workbench.close_down_to(self, f"{error.message}. {error.hint}".strip())

    @property
    def is_of_erased(self) -> bool:
        """Whether it is about a session whose subject was erased."""
        if not self.session_id:
            return False
        project = self.workbench.project
        if not self._subject:
            listed = project.catalogue.sessions()
            subjects = (one.subject for one in listed if one.session_id == self.session_id)
            self._subject = next(subjects, "")
        return bool(self._subject) and is_erased(project, self._subject)

    def may(self, wanted: Command) -> bool:
        """Whether the acting member's role permits a command."""
        permission = wanted.permission
        return permission is None or self.workbench.may(permission)

    def say(self, text: str, kind: str = "") -> None:
        """Say something for a while; `kind` is refused, failed or nothing."""
        self._message = (text, kind)
        if self._message_timer is not None:
            self._message_timer.stop()
        seconds = _FAILED_S if kind == "failed" else _SAID_S
        self._message_timer = self.set_timer(seconds, self._end_message)
        self.show_message()

    def show_message(self) -> None:
        """Show what was said last, else the keys that matter now."""
        text, kind = self._message
        # There is no line yet on a screen that was pushed just now.
        for line in self.query("#message").results(Line):
            line.set_class(kind == "refused", "refused")
            line.set_class(kind == "failed", "failed")
            line.show(text or self.next_keys())

    def show_saving(self) -> None:
        """Show whether the last change is on the disk, where the screen says so."""

    def next_keys(self) -> str:
        """The six keys that matter now."""
        return ""

    def _end_message(self) -> None:
        self._message = ("", "")
        self.show_message()

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Take in that others' ops have come for these sessions."""
