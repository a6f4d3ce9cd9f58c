"""The list of sessions: what waits for whom, and the way to every other screen."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from workbench.domain.member import Permission
from workbench.domain.review import ReviewState
from workbench.domain.timecode import format_timecode
from workbench.services.listing import Listed, sessions
from workbench.tui.commands import SESSIONS, bindings
from workbench.tui.dialogs.ask import Ask
from workbench.tui.screens.base import CommandScreen
from workbench.tui.widgets.action_list import printable
from workbench.tui.widgets.line import Line

_SIGNS = {
    ReviewState.NEW: ("new", ""),
    ReviewState.DRAFT: ("draft", ""),
    ReviewState.SUBMITTED: ("» submitted", "accent"),
    ReviewState.RETURNED: ("↩ returned", "warning"),
    ReviewState.ACCEPTED: ("✓ accepted", "success"),
}
_COLUMNS = ("session", "subject", "recorded", "length", "state", "tasks", "undecided", "note")
_SORTS = ("recorded", "session", "subject", "length", "state", "undecided")


class SessionsScreen(CommandScreen):
    """Lists the sessions, filtered and sorted, and opens them."""

    COMMANDS_HERE = SESSIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SESSIONS)]

    def __init__(self) -> None:
        super().__init__()
        self.groups = {"list": self}
        self._listed: list[Listed] = []
        self._filter = ""
        self._sort = _SORTS[0]

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Line(id="head")
        yield DataTable(cursor_type="row", zebra_stripes=False)
        yield Line(id="message", classes="quiet")

    def on_mount(self) -> None:
        """Make the columns and fill them."""
        table = self.query_one(DataTable)
        for name in _COLUMNS:
            table.add_column(name, key=name)
        self.reload()

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was on top."""
        if self.is_mounted and self.query(DataTable):
            self.reload()

    def hear_journal(self, touched: frozenset[str]) -> None:
        """Show what others have done."""
        self.reload()

    def reload(self) -> None:
        """Fill the table anew, the cursor on the session it was on."""
        self._listed = sessions(self.workbench.project)
        table = self.query_one(DataTable)
        chosen = self._chosen_id()
        table.clear()
        shown = self._shown()
        for listed in shown:
            table.add_row(*_cells(listed, self.app.theme_variables), key=listed.session_id)
        if chosen in {listed.session_id for listed in shown}:
            table.move_cursor(row=table.get_row_index(chosen))
        self._show_lines(len(shown))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open a session with enter or a click."""
        event.stop()
        self.open()

    def next_keys(self) -> str:
        """The keys that matter now; an empty list says what fills it."""
        if not self._listed:
            return "No sessions yet. Bring one in: workbench import CAPTURE --subject ID"
        return "enter open   / filter   s sort   S next for me   : commands   ? help   q quit"

    def open(self) -> None:
        """Open the chosen session's desk."""
        chosen = self._chosen_id()
        if chosen:
            self.workbench.open_desk(chosen)

    def filter(self) -> None:
        """Ask for words and show only sessions that have them."""
        self.app.push_screen(
            Ask("Show only sessions with these words", text=self._filter, hint="empty for all"),
            self._set_filter,
        )

    def sort(self) -> None:
        """Sort by the next column."""
        self._sort = _SORTS[(_SORTS.index(self._sort) + 1) % len(_SORTS)]
        self.reload()
        self.say(f"sorted by {self._sort}")

    def next_for_me(self) -> None:
        """Open what waits for the acting member most."""
        waiting = sorted(filter(None, (self._urgency(listed) for listed in self._listed)))
        if waiting:
            self.workbench.open_desk(waiting[0][1])
        else:
            self.say("nothing waits for you")

    def review(self) -> None:
        """Decide the findings of the chosen session."""
        from workbench.tui.screens.review import ReviewScreen

        chosen = self._chosen_id()
        if chosen:
            self.app.push_screen(ReviewScreen(chosen))

    def release(self) -> None:
        """Plan and build a release."""
        from workbench.tui.screens.release import ReleaseScreen

        self.app.push_screen(ReleaseScreen())

    def leave(self) -> None:
        """Leave Workbench."""
        self.app.exit()

    def _set_filter(self, words: str | None) -> None:
        if words is not None:
            self._filter = words.strip().casefold()
            self.reload()

    def _shown(self) -> list[Listed]:
        words = self._filter.split()
        found = [
            listed for listed in self._listed if all(word in _words_of(listed) for word in words)
        ]
        return sorted(found, key=lambda listed: _sort_key(listed, self._sort))

    def _chosen_id(self) -> str:
        table = self.query_one(DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return ""
        return str(table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value)

    def _urgency(self, listed: Listed) -> tuple[int, str] | None:
        """How soon a session needs the acting member, lower first; None where it does not."""
        role = self.workbench.project.me.role
        if role.may(Permission.REVIEW) and listed.state is ReviewState.SUBMITTED:
            return (0, listed.session_id)
        if not role.may(Permission.LABEL):
            return None
        order = {ReviewState.RETURNED: 1, ReviewState.DRAFT: 2, ReviewState.NEW: 3}
        urgency = order.get(listed.state)
        return (urgency, listed.session_id) if urgency else None

    def _show_lines(self, shown: int) -> None:
        project = self.workbench.project
        to_label = sum(
            listed.state in (ReviewState.NEW, ReviewState.DRAFT) for listed in self._listed
        )
        returned = sum(listed.state is ReviewState.RETURNED for listed in self._listed)
        submitted = sum(listed.state is ReviewState.SUBMITTED for listed in self._listed)
        trial = "  trial" if project.is_trial else ""
        self.query_one("#head", Line).show(
            ("Workbench", "bold $accent"),
            f"  {project.root.resolve().name} · {project.me.role} {project.me.name}{trial}   ",
            (
                f"{shown} of {len(self._listed)} sessions · {to_label} to label · "
                f"{submitted} to review · {returned} returned",
                "$secondary",
            ),
        )
        self.show_message()


def _cells(listed: Listed, colours: Mapping[str, str]) -> tuple[Text, ...]:
    sign, role = _SIGNS[listed.state]
    if not listed.approval_holds:
        sign, role = "✗ approval lost", "warning"
    if listed.is_erased:
        sign, role = "erased", "hidden"
    undecided = Text(f"{listed.open_flags} ●" if listed.open_flags else "0")
    if listed.open_flags:
        undecided.stylize(colours["warning"])
    return (
        Text(printable(listed.title or listed.session_id)),
        Text(listed.subject),
        Text(listed.recorded_at[5:16].replace("T", " ")),
        Text(format_timecode(listed.duration_us)[:-4]),
        Text(sign, style=colours.get(role, "")),
        Text(f"{listed.tasks_done}/{listed.tasks}" if listed.tasks else "–"),
        undecided,
        Text(printable(listed.note)[:60]),
    )


def _words_of(listed: Listed) -> str:
    return " ".join(
        (listed.title, listed.session_id, listed.subject, listed.format, listed.state, listed.note)
    ).casefold()


def _sort_key(listed: Listed, column: str) -> tuple[str | int, str]:
    keys: dict[str, str | int] = {
        "recorded": listed.recorded_at,
        "session": listed.title,
        "subject": listed.subject,
        "length": listed.duration_us,
        "state": list(ReviewState).index(listed.state),
        "undecided": -listed.open_flags,
    }
    return keys[column], listed.session_id
