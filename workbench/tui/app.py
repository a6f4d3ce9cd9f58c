"""The application: one project, opened by one member, and the screens over it."""

import sys
import traceback
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen

from workbench.config import Settings
from workbench.domain.member import Permission
from workbench.errors import NotAllowed, StorageFailed, WorkbenchError
from workbench.services.session import find_session
from workbench.store.project import Project
from workbench.tui.commands import ANYWHERE, Command, bindings, check_keys
from workbench.tui.dialogs.help import Help
from workbench.tui.palette import CommandProvider, Palette
from workbench.tui.screens.base import ERASED, CommandScreen
from workbench.tui.theme import THEMES
from workbench.tui.type_ahead import Done, TypeAhead

_FOLLOW_S = 0.5
"""How often the journals of others are looked at."""


class WorkbenchApp(App[None]):
    """Holds the project; screens do the rest."""

    CSS_PATH = Path(__file__).with_name("base.tcss")
    TITLE = "Workbench"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ANYWHERE)]
    COMMANDS = {CommandProvider}  # noqa: RUF012

    def __init__(self, settings: Settings, project: Project, *, session_id: str = "") -> None:
        super().__init__()
        self.settings = settings
        self.project = project
        self.is_saving = True
        """False while the disk refuses: editing stops until a change is saved again."""
        self.is_leaving = False
        """Whether the app is being left: keys that come after that do nothing."""
        self.ended: WorkbenchError | None = None
        """Why the member may not stay, where their membership has ended."""
        self._session_id = session_id
        self._saw_error = False
        self._type_ahead = TypeAhead(self, super().on_event)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme

    @property
    def role(self) -> str:
        """The acting member's role."""
        return self.project.me.role.value

    def on_mount(self) -> None:
        """Show the sessions, or the one asked for, and follow the journal."""
        from workbench.tui.screens.sessions import SessionsScreen

        self.set_keymap(self.settings.keys)
        self.push_screen(SessionsScreen())
        if self._session_id:
            self.open_desk(self._session_id)
        self.set_interval(_FOLLOW_S, self._follow)
        self._leave_when_the_line_drops()

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys one after the other."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._type_ahead.take(event)
        else:
            await super().on_event(event)

    async def on_done(self, message: Done) -> None:
        """A key has been carried out."""
        await self._type_ahead.done(message)

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Leave."""
        self.is_leaving = True
        super().exit(result, return_code, message)

    def get_driver_class(self) -> type[Driver]:
        """One that outlives its terminal long enough to leave in order, where there is one."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from workbench.tui.terminal import TerminalDriver

        return TerminalDriver

    def _leave_when_the_line_drops(self) -> None:
        if sys.platform == "win32":
            return
        from workbench.tui.terminal import TerminalDriver, on_hang_up

        driver = self._driver
        if isinstance(driver, TerminalDriver):
            on_hang_up(self.exit)
            # A line that drops without a signal shows only when one asks.
            self.set_interval(_FOLLOW_S, lambda: self.exit() if driver.is_lost else None)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own: a screenshot would write what is shown to a file in clear."""
        return ()

    def run_command(self, wanted: Command) -> None:
        """Carry out a command that every screen has."""
        if wanted.verb == "theme":
            dark, light = (theme.name for theme in THEMES)
            self.theme = light if self.theme == dark else dark
        elif wanted.verb == "help" and isinstance(self.screen, CommandScreen):
            screen = self.screen
            self.push_screen(Help(screen.COMMANDS_HERE, self.settings.keys, screen.may))

    def action_command_palette(self) -> None:
        """Show the commands, where they are not shown yet."""
        if not (self.is_leaving or isinstance(self.screen, Palette)):
            self.push_screen(Palette())

    def action_command(self, command_id: str) -> None:
        """Pass a command of every screen on to the one on top."""
        if isinstance(self.screen, CommandScreen):
            self.screen.action_command(command_id)

    def open_desk(self, session_id: str, *, t_us: int | None = None) -> None:
        """Open a session's desk, at a moment or where it was left."""
        from workbench.tui.screens.desk.screen import DeskScreen

        if self.is_leaving:
            return
        self.push_screen(DeskScreen(session_id, t_us=t_us))

    def saving_failed(self, error: StorageFailed) -> None:
        """Say in red that nothing is saved, until a change is saved again."""
        self.is_saving = False
        if isinstance(self.screen, CommandScreen):
            self.screen.say(f"NOT SAVED: {error.message}. {error.hint}", "failed")
            self.screen.show_saving()

    def saved(self) -> None:
        """Note that the last change is on the disk."""
        self.is_saving = True

    def may(self, permission: Permission) -> bool:
        """Whether the acting member's role permits something; nothing where they are no member."""
        return self._is_member() and self.project.me.role.may(permission)

    def _follow(self) -> None:
        """Take in what others have done, on every screen; leave what may not stay open."""
        try:
            touched = self.project.refresh()
        except WorkbenchError as error:
            if isinstance(self.screen, CommandScreen):
                self.screen.say(f"{error.message}. {error.hint}", "failed")
            return
        self.check_standing()
        if touched and self.ended is None:
            for screen in self.screen_stack:
                if isinstance(screen, CommandScreen):
                    screen.attempt(partial(screen.hear_journal, touched))

    def check_standing(self) -> None:
        """Leave where the membership has ended; close the sessions of whoever was erased."""
        if not self._is_member():
            return
        for screen in self.screen_stack:
            if isinstance(screen, CommandScreen) and screen.is_of_erased:
                self.close_down_to(screen, f"{ERASED.message}. {ERASED.hint}")
                return

    def close_down_to(self, lowest: CommandScreen, why: str) -> None:
        """Close a screen and all that lies over it; the screen below says why."""
        stack = self.screen_stack
        if lowest not in stack:
            return
        for screen in reversed(stack[stack.index(lowest) :]):
            screen.dismiss()
        if isinstance(self.screen, CommandScreen):
            self.screen.say(why, "refused")

    def _is_member(self) -> bool:
        """Whether the acting member still is one; the app is left where not."""
        if self.ended is None:
            try:
                self.project.me  # noqa: B018  - raises where the user is no member
            except WorkbenchError as error:
                self.ended = _farewell(self.project.identity.name, error)
                self.exit()
        return self.ended is None

    def _handle_exception(self, error: Exception) -> None:
        """An error is unexpected, unless it came of a membership that has just ended."""
        if self._is_member():
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave without a traceback: its locals could name people."""
        self._saw_error = True
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Nothing is printed; `run` says what kind of error it was."""

    @property
    def crash(self) -> Exception | None:
        """The error that ended the app, None where the user left."""
        return self._exception if self._saw_error else None


def run(settings: Settings, session: str = "", *, debug: bool = False) -> int:
    """Run the application until the user leaves; the exit status.

    What was on the screen is in no message: only the type of an unexpected error is told, and
    with `debug` where in the code it came from.
    """
    check_keys(settings.keys)
    project = Project.open(settings)
    try:
        session_id = find_session(project, session) if session else ""
        app = WorkbenchApp(settings, project, session_id=session_id)
        app.run()
    finally:
        project.close()
    if app.ended is not None:
        sys.stderr.write(f"error: {app.ended.message}\nhint: {app.ended.hint}\n")
        return app.ended.exit_status
    if app.crash is None:
        return 0
    sys.stderr.write(
        f"Workbench stopped: an unexpected {type(app.crash).__name__}. "
        "What was said to be saved is saved.\n"
        "Run again with --debug and report what it says.\n"
    )
    if debug:
        traceback.print_tb(app.crash.__traceback__)
    return 2


def _farewell(name: str, error: WorkbenchError) -> WorkbenchError:
    """Why somebody who was a member when they came may not stay."""
    if not isinstance(error, NotAllowed):
        return error
    return NotAllowed(
        f"the membership of {name!r} has ended",
        hint="What was said to be saved is saved; ask a lead about the rest.",
    )
