"""What every screen has in common: commands by id, roles that grey them, one line of messages."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen
from textual.timer import Timer

from workbench.errors import StorageFailed, WorkbenchError
from workbench.tui.commands import Command, command
from workbench.tui.widgets.line import Line

if TYPE_CHECKING:
    from workbench.tui.app import WorkbenchApp


_SAID_S = 6.0
_FAILED_S = 3600.0


class CommandScreen(Screen[None]):
    """A screen whose keys are commands, carried out by its groups.

    A group is any object with a method for each of its commands' verbs.
    """

    COMMANDS_HERE: ClassVar[Sequence[Command]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.groups: Mapping[str, object] = {}
        self._message = ("", "")
        self._message_timer: Timer | None = None

    @property
    def workbench(self) -> "WorkbenchApp":
        """The application."""
        return cast("WorkbenchApp", self.app)

    def action_command(self, command_id: str) -> None:
        """Carry a command out; what a service refuses is said on the message line."""
        wanted = command(command_id)
        if not self.may(wanted):
            self.say(
                f"a member with the role {self.workbench.role} may not {wanted.title}", "refused"
            )
            return
        if wanted.screen == "app":
            self.workbench.run_command(wanted)
            return
        verb = getattr(self.groups[wanted.group], wanted.verb)
        self.attempt(partial(verb, *wanted.arguments))

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something; what a service refuses is said, not raised."""
        try:
            action()
        except StorageFailed as error:
            self.workbench.saving_failed(error)
        except WorkbenchError as error:
            self.say(f"{error.message}. {error.hint}".strip(), "refused")

    def give_up(self, error: WorkbenchError) -> None:
        """Leave a screen whose session cannot be opened; the screen below says why."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, CommandScreen):
            below.say(f"{error.message}. {error.hint}".strip(), "refused")

    def may(self, wanted: Command) -> bool:
        """Whether the acting member's role permits a command."""
        permission = wanted.permission
        return permission is None or self.workbench.project.me.role.may(permission)

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
        line = self.query_one("#message", Line)
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
