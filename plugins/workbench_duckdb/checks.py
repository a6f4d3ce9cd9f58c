"""What must hold of the rows of a capture, each rule naming the column it is about.

Rules are conditions that find the rows that break them, so that DuckDB checks a million rows
before the first one is read.
"""

from dataclasses import dataclass

from workbench.domain.event import EventKind
from workbench_duckdb.tables import TABLES

_LATEST_US = 2**53
_KINDS = ", ".join(f"'{kind.value}'" for kind in EventKind if kind is not EventKind.MASKED)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `table` where `broken` is true are wrong, for the reason given."""

    table: str
    column: str
    broken: str
    reason: str


def _numbers(table: str, *columns: str) -> list[Rule]:
    return [Rule(table, name, f'NOT isfinite("{name}")', "is no finite number") for name in columns]


def _blank(column: str) -> str:
    # A blank is the name that some give the space bar.
    return f"coalesce({column}, '') = ''"


def _times(table: str, column: str) -> list[Rule]:
    wrong = f'"{column}" NOT BETWEEN 0 AND {_LATEST_US}'
    backwards = f'"{column}" < lag("{column}") OVER (ORDER BY row_number)'
    return [
        Rule(table, column, wrong, "is no time in microseconds"),
        Rule(table, column, backwards, "goes back: rows must stand in time order"),
    ]


RULES: tuple[Rule, ...] = (
    *(
        Rule(table, column.name, f'"{column.name}" IS NULL', "is empty")
        for table, columns in TABLES.items()
        for column in columns
        if column.is_needed
    ),
    *_times("geometry", "start_us"),
    Rule("geometry", "width_px", "width_px NOT BETWEEN 1 AND 65536", "is no width of a screen"),
    Rule("geometry", "height_px", "height_px NOT BETWEEN 1 AND 65536", "is no height of a screen"),
    *_numbers("geometry", "scale"),
    Rule("geometry", "scale", "scale <= 0", "must be above zero"),
    *_times("event", "t_us"),
    Rule("event", "event_id", "count(*) OVER (PARTITION BY event_id) > 1", "is not unique"),
    Rule("event", "kind", f"kind NOT IN ({_KINDS})", "is no kind of event"),
    *_numbers("event", "x", "y", "dx", "dy"),
    Rule("event", "x", "kind IN ('move', 'down') AND x IS NULL", "is missing on a pointer event"),
    Rule("event", "y", "kind IN ('move', 'down') AND y IS NULL", "is missing on a pointer event"),
    Rule(
        "event",
        "button",
        f"kind IN ('down', 'up') AND {_blank('button')}",
        "is missing on a button",
    ),
    Rule(
        "event", "key", f"kind IN ('press', 'release') AND {_blank('key')}", "is missing on a key"
    ),
    Rule("event", "x", "(x IS NULL) <> (y IS NULL)", "must be there where y is, and not elsewhere"),
    Rule(
        "event",
        "text",
        "kind IN ('text', 'clipboard', 'navigate') AND text IS NULL",
        "is missing on an event that is about text",
    ),
    *_times("window_focus", "start_us"),
    Rule(
        "window_focus",
        "width_px",
        "(x, y, width_px, height_px) IS DISTINCT FROM (NULL, NULL, NULL, NULL) AND NOT "
        "coalesce(x IS NOT NULL AND y IS NOT NULL AND width_px > 0 AND height_px > 0, false)",
        "does not make a box together with x, y and height_px",
    ),
    *_times("frame", "t_us"),
    Rule(
        "frame",
        "image",
        "(image IS NULL) = (path IS NULL)",
        "must be there where path is not, and not where it is",
    ),
)
