"""What the list of sessions says: a row of cells for each, its order, and what waits for whom."""

from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from workbench.domain.member import Permission, Role
from workbench.domain.review import ReviewState
from workbench.domain.timecode import format_timecode
from workbench.services.listing import Listed
from workbench.tui.widgets.action_list import printable

COLUMNS = ("session", "subject", "recorded", "length", "state", "tasks", "undecided", "note")
SORTS = ("recorded", "session", "subject", "length", "state", "undecided")

_SIGNS = {
    ReviewState.NEW: ("new", ""),
    ReviewState.DRAFT: ("draft", ""),
    ReviewState.SUBMITTED: ("» submitted", "accent"),
    ReviewState.RETURNED: ("↩ returned", "warning"),
    ReviewState.ACCEPTED: ("✓ accepted", "success"),
}
_WAITING = (
    ("to review", Permission.REVIEW),
    ("to decide first", Permission.REVIEW),
    ("returned", Permission.LABEL),
    ("to label", Permission.LABEL),
)
"""What a session may wait for, the most urgent first, and who does it."""
_ALWAYS_TOLD = ("to review", "to label")
_SHORTEST_NOTE = 6


def waiting(listed: Iterable[Listed], role: Role) -> str:
    """How many sessions wait for what: first what that role does, the rarer kinds where any."""
    counts = dict.fromkeys((kind for kind, _ in _WAITING), 0)
    for one in listed:
        counts["to review"] += one.awaits_review
        counts["to decide first"] += one.awaits_findings
        if one.awaits_label:
            counts["returned" if one.state is ReviewState.RETURNED else "to label"] += 1
    ordered = sorted(_WAITING, key=lambda kind: not role.may(kind[1]))
    told = [kind for kind, _ in ordered if counts[kind] or kind in _ALWAYS_TOLD]
    return " · ".join(f"{counts[kind]} {kind}" for kind in told)


def state_told(listed: Listed) -> tuple[str, str]:
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


def header(column: str) -> str:
    """What stands over a column; over the names it leaves room for the sign of the chosen one."""
    return f"  {column}" if column == COLUMNS[0] else column


def name_cell(listed: Listed, *, is_chosen: bool) -> Text:
    """What a session is called, the chosen one with a sign before it."""
    return Text(f"{'▸' if is_chosen else ' '} {printable(listed.title or listed.session_id)}")


def cells(listed: Listed, colours: Mapping[str, str], columns: Sequence[str]) -> list[Text]:
    """A session as these columns have it, in a theme's colours."""
    sign, role = state_told(listed)
    undecided = Text(f"{listed.open_flags} ●" if listed.open_flags else "0")
    if listed.open_flags:
        undecided.stylize(colours["warning"])
    found = {
        "session": name_cell(listed, is_chosen=False),
        "subject": Text(listed.subject),
        "recorded": Text(listed.recorded_at[5:16].replace("T", " ")),
        "length": Text(format_timecode(listed.duration_us)[:-4]),
        "state": Text(sign, style=colours.get(role, "")),
        "tasks": Text(f"{listed.tasks_done}/{listed.tasks}" if listed.tasks else "–"),
        "undecided": undecided,
        "note": Text(printable(listed.note)),
    }
    return [found[name] for name in columns]


def fitted(rows: Sequence[list[Text]], columns: Sequence[str], width: int) -> Sequence[list[Text]]:
    """The rows, the notes in the last column cut to the room there is beside the others."""
    others = [
        max([len(header(name)), *(cell.cell_len for cell in column)])
        for name, column in zip(columns, zip(*rows, strict=True), strict=False)
    ][:-1]
    room = max(_SHORTEST_NOTE, width - sum(others) - 2 * len(columns))
    for row in rows:
        row[-1].truncate(room, overflow="ellipsis")
    return rows


def words_of(listed: Listed) -> str:
    """Everything a filter may find a session by."""
    told, _ = state_told(listed)
    return " ".join(
        (listed.title, listed.session_id, listed.subject, listed.format, told, listed.note)
    ).casefold()


def _rank(listed: Listed) -> int:
    """Its place among the states: as the work goes on, what nobody works on any more last."""
    if listed.is_closed:
        return len(_STEPS) + listed.is_erased
    return _STEPS.index(ReviewState.SUBMITTED if listed.awaits_review else listed.state)


_STEPS = list(ReviewState)


def sort_key(listed: Listed, column: str) -> tuple[str | int, str]:
    """Its place where the list is sorted by a column."""
    keys: dict[str, str | int] = {
        "recorded": listed.recorded_at,
        "session": listed.title,
        "subject": listed.subject,
        "length": listed.duration_us,
        "state": _rank(listed),
        "undecided": -listed.open_flags,
    }
    return keys[column], listed.session_id
