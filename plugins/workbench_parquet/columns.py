"""The columns of a release, and what a consent must cover for each to be there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.domain.release import Scope


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `needs` are the scopes without which it is absent.

    `kind` is string, int32, int64, float64, strings (a list), image, or struct with `parts`.
    """

    name: str
    kind: str
    needs: frozenset[Scope] = frozenset()
    parts: tuple["Column", ...] = ()


_KEYS = frozenset({Scope.KEYS})
_POINTER = frozenset({Scope.POINTER})
_SCREEN = frozenset({Scope.SCREEN})

_ACTION = (
    Column("type", "string"),
    Column("x", "float64", _POINTER),
    Column("y", "float64", _POINTER),
    Column("x2", "float64", _POINTER),
    Column("y2", "float64", _POINTER),
    Column("button", "string", _POINTER),
    Column("clicks", "int32", _POINTER),
    Column("dx", "float64", _POINTER),
    Column("dy", "float64", _POINTER),
    Column("text", "string", _KEYS),
    Column("keys", "strings", _KEYS),
    Column("duration_us", "int64"),
    Column("gap_us", "int64"),
)

_ALL = (
    Column("task_id", "string"),
    Column("session_id", "string"),
    Column("subject", "string"),
    Column("step_index", "int32"),
    Column("n_steps", "int32"),
    Column("t_us", "int64"),
    Column("end_us", "int64"),
    Column("task_instruction", "string"),
    Column("intent", "string"),
    Column("outcome", "string"),
    Column("action", "struct", parts=_ACTION),
    # The code spells out what was typed and where the pointer went.
    Column("code", "string", _KEYS | _POINTER),
    Column("image", "image", _SCREEN),
    Column("image_t_us", "int64", _SCREEN),
    Column("width_px", "int32", _SCREEN),
    Column("height_px", "int32", _SCREEN),
    # A window's title is what stood on the screen.
    Column("app", "string", _SCREEN),
    Column("thought", "string"),
    Column("redacted", "string"),
)


def columns(scopes: frozenset[Scope]) -> tuple[Column, ...]:
    """The columns that a release of these scopes has, in order."""
    return tuple(_covered(_ALL, scopes))


def _covered(among: tuple[Column, ...], scopes: frozenset[Scope]) -> Iterator[Column]:
    for column in among:
        if column.needs <= scopes:
            yield replace(column, parts=tuple(_covered(column.parts, scopes)))
