"""The list of sessions: what waits for whom, and the way to every other screen."""

from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable

from workbench.domain.timecode import format_timecode
from workbench.services import commenting
from workbench.services.listing import FINDINGS_FIRST, Listed, next_for, sessions
from workbench.services.session import Session
from workbench.tui.commands import SESSIONS, bindings
from workbench.tui.dialogs.ask import Ask
from workbench.tui.dialogs.read import Read
from workbench.tui.screens.base import CommandScreen
from workbench.tui.screens.session_rows import SORTS, sort_key, waiting, words_of
from workbench.tui.screens.session_table import SessionTable
from workbench.tui.widgets.action_list import printable
from workbench.tui.widgets.line import Line

_WIDE_COLUMNS = 100
_LEAVES_S = 4.0
"""How long a first q waits for the second."""


class SessionsScreen(CommandScreen):
    """Lists the sessions, filtered and sorted, and opens them."""

    COMMANDS_HERE = SESSIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SESSIONS)]

    def __init__(self) -> None:
        super().__init__()
        self.groups = {"list": self}
        self._listed: list[Listed] = []
        self._filter = ""
        self._sort = SORTS[0]
        self._leaves_until = 0.0

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Line(id="head")
        yield SessionTable()
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Fill the list."""
        self.reload()

    def on_resize(self) -> None:
        """Fit the lines into the room there is now."""
        self._show_lines()

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was on top; a q pressed there leaves nothing."""
        self._leaves_until = 0.0
        if self.is_mounted and self.query(SessionTable):
            self.reload()

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Show what others have done."""
        self.reload()

    def reload(self) -> None:
        """Fill the table anew, the cursor on the session it was on."""
        self._listed = sessions(self.workbench.project)
        self._table.show(self._shown())
        self._show_lines()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open a session with enter or a click; once, where a second key comes close behind."""
        event.stop()
        if self.is_active:
            self.open()

    def next_keys(self) -> str:
        """The keys that matter now; an empty list says what fills it."""
        if not self._listed:
            return "No sessions yet. Bring one in: workbench import CAPTURE --subject ID"
        if self._filter:
            shown = f"{self._table.row_count} of {len(self._listed)} shown"
            return f"with {self._filter!r}: {shown}   esc show all   / change   enter open   ? help"
        commands = ": commands   " if self._is_wide else ""
        return (
            "enter open   C comments   / filter   s sort   S next for me   "
            f"{commands}? help   q quit"
        )

    def open(self) -> None:
        """Open the chosen session's desk."""
        chosen = self._chosen()
        if chosen is not None:
            self.workbench.open_desk(chosen.session_id)

    def filter(self) -> None:
        """Ask for words and show only sessions that have them."""
        self.app.push_screen(
            Ask("Show only sessions with these words", text=self._filter, hint="empty for all"),
            self._set_filter,
        )

    def show_all(self) -> None:
        """Show all sessions again."""
        self._set_filter("")

    def sort(self) -> None:
        """Sort by the next column."""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self.reload()
        self.say(f"sorted by {self._sort}")

    def next_for_me(self) -> None:
        """Open what waits for the acting member most."""
        role = self.workbench.project.me.role
        listed = next_for(role, self._listed)
        if listed is None:
            self.say("nothing waits for you")
        elif listed.urgency(role) == FINDINGS_FIRST:
            self._open_review(listed)
        else:
            self.workbench.open_desk(listed.session_id)

    def review(self) -> None:
        """Decide the findings of the chosen session."""
        chosen = self._chosen()
        if chosen is not None:
            self._open_review(chosen)

    def comments(self) -> None:
        """Show whole what was said of the chosen session."""
        chosen = self._chosen()
        if chosen is None:
            return
        said = _said_of(Session(self.workbench.project, chosen.session_id))
        if said.plain:
            self.app.push_screen(Read(printable(chosen.title or chosen.session_id), said))
        else:
            self.say("nothing was said of it")

    def release(self) -> None:
        """Plan and build a release."""
        from workbench.tui.screens.release import ReleaseScreen

        self.app.push_screen(ReleaseScreen())

    def leave(self) -> None:
        """Leave Workbench, at the second q: the first one may have been meant for a desk."""
        now = monotonic()
        if now < self._leaves_until:
            self.app.exit()
            return
        self._leaves_until = now + _LEAVES_S
        self.say("q again leaves Workbench")

    def _open_review(self, listed: Listed) -> None:
        from workbench.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(listed.session_id))

    @property
    def _table(self) -> SessionTable:
        return self.query_one(SessionTable)

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= _WIDE_COLUMNS

    def _chosen(self) -> Listed | None:
        chosen_id = self._table.chosen_id
        return next((one for one in self._listed if one.session_id == chosen_id), None)

    def _set_filter(self, words: str | None) -> None:
        if words is not None:
            self._filter = words.strip().casefold()
            self.reload()

    def _shown(self) -> list[Listed]:
        words = self._filter.split()
        found = [
            listed for listed in self._listed if all(word in words_of(listed) for word in words)
        ]
        return sorted(found, key=lambda listed: sort_key(listed, self._sort))

    def _show_lines(self) -> None:
        project = self.workbench.project
        is_wide = self._is_wide
        trial = " · trial" if project.is_trial else ""
        name = f"{project.me.role} {project.me.name}{trial} · {project.root.resolve().name}"
        total = f"{self._table.row_count} of {len(self._listed)} sessions · " if is_wide else ""
        self.query_one("#head", Line).show_after(
            (name, ""),
            (f"   {total}{waiting(self._listed, project.me.role)}", "$secondary"),
            first=[("Workbench", "bold $accent"), "  "] if is_wide else [],
        )
        self.show_message()


def _said_of(session: Session) -> Content:
    """What its review says and its comments, each with who said it."""
    parts: list[str | tuple[str, str]] = []
    verdict = commenting.verdict_of(session)
    if verdict is not None:
        parts += [(f"{verdict.state} by {verdict.author}\n", "$secondary")]
        parts += [_lines(verdict.text), "\n\n"]
    for said in commenting.comments_of(session):
        state = ", resolved" if said.is_resolved else ""
        at = f"at {format_timecode(said.t_us)} by {said.author}{state}\n"
        parts += [(at, "$secondary"), _lines(said.text), "\n\n"]
    return Content.assemble(*parts).rstrip()


def _lines(text: str) -> str:
    """What somebody wrote, line by line."""
    return "\n".join(map(printable, text.splitlines()))
