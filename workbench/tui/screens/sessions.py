"""The list of sessions: what waits for whom, and the way to every other screen."""

from collections.abc import Mapping
from time import monotonic
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from workbench.domain.review import ReviewState
from workbench.domain.timecode import format_timecode
from workbench.services.listing import FINDINGS_FIRST, Listed, next_for, sessions
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
_WIDE_COLUMNS = 100
_LEAVES_S = 4.0
"""How long a first q waits for the second."""
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
        self._leaves_until = 0.0

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
        """Show what changed while another screen was on top; a q pressed there leaves nothing."""
        self._leaves_until = 0.0
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
        """Open a session with enter or a click; once, where a second key comes close behind."""
        event.stop()
        if self.is_active:
            self.open()

    def next_keys(self) -> str:
        """The keys that matter now; an empty list says what fills it."""
        if not self._listed:
            return "No sessions yet. Bring one in: workbench import CAPTURE --subject ID"
        if self._filter:
            shown = f"{self.query_one(DataTable).row_count} of {len(self._listed)} shown"
            return f"with {self._filter!r}: {shown}   esc show all   / change   enter open   ? help"
        return "enter open   / filter   s sort   S next for me   : commands   ? help   q quit"

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
        self._sort = _SORTS[(_SORTS.index(self._sort) + 1) % len(_SORTS)]
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

    def _chosen(self) -> Listed | None:
        chosen_id = self._chosen_id()
        return next((one for one in self._listed if one.session_id == chosen_id), None)

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

    def _show_lines(self, shown: int) -> None:
        project = self.workbench.project
        is_wide = self.size.width >= _WIDE_COLUMNS
        trial = " · trial" if project.is_trial else ""
        name = f"{project.me.role} {project.me.name}{trial} · {project.root.resolve().name}"
        total = f"{shown} of {len(self._listed)} sessions · " if is_wide else ""
        self.query_one("#head", Line).show_after(
            (name, ""),
            (f"   {total}{self._waiting()}", "$secondary"),
            first=[("Workbench", "bold $accent"), "  "] if is_wide else [],
        )
        self.show_message()

    def _waiting(self) -> str:
        """How many sessions wait for what; the rarer kinds only where there are any."""
        to_label = [one.state for one in self._listed if one.awaits_label]
        to_review = sum(one.awaits_review for one in self._listed)
        findings = sum(one.awaits_findings for one in self._listed)
        returned = to_label.count(ReviewState.RETURNED)
        counts = [f"{len(to_label) - returned} to label", f"{to_review} to review"]
        counts += [f"{findings} to decide first"] if findings else []
        counts += [f"{returned} returned"] if returned else []
        return " · ".join(counts)


def _state_told(listed: Listed) -> tuple[str, str]:
    """Where a session stands, and the colour of that."""
    if listed.is_erased:
        return "erased", "hidden"
    if listed.is_withdrawn:
        return "withdrawn", "hidden"
    if not listed.approval_holds:
        return "✗ approval lost", "warning"
    if listed.state is ReviewState.ACCEPTED and not listed.screens_checked:
        return "✓ screens unseen", "warning"
    return _SIGNS[listed.state]


def _cells(listed: Listed, colours: Mapping[str, str]) -> tuple[Text, ...]:
    sign, role = _state_told(listed)
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
    told, _ = _state_told(listed)
    return " ".join(
        (listed.title, listed.session_id, listed.subject, listed.format, told, listed.note)
    ).casefold()


def _rank(listed: Listed) -> int:
    """Its place among the states: as the work goes on, what nobody works on any more last."""
    if listed.is_closed:
        return len(_STEPS) + listed.is_erased
    return _STEPS.index(ReviewState.SUBMITTED if listed.awaits_review else listed.state)


_STEPS = list(ReviewState)


def _sort_key(listed: Listed, column: str) -> tuple[str | int, str]:
    keys: dict[str, str | int] = {
        "recorded": listed.recorded_at,
        "session": listed.title,
        "subject": listed.subject,
        "length": listed.duration_us,
        "state": _rank(listed),
        "undecided": -listed.open_flags,
    }
    return keys[column], listed.session_id
