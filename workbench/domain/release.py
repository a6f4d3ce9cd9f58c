"""What may leave: rows of approved, redacted, consented work, and the manifest over them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What of a recording a consent covers."""

    KEYS = "keys"
    POINTER = "pointer"
    SCREEN = "screen"


SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class ReleasedAction:
    """An action as it leaves; coordinates are in the unit the release was asked for."""

    type: str
    x: float | None = None
    y: float | None = None
    x2: float | None = None
    y2: float | None = None
    button: str | None = None
    clicks: int | None = None
    dx: float | None = None
    dy: float | None = None
    text: str | None = None
    keys: tuple[str, ...] | None = None
    duration_us: int = 0
    gap_us: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One action of one task; `image` is the encoded frame before it, already redacted."""

    task_id: str
    session_id: str
    subject: str
    step_index: int
    n_steps: int
    t_us: int
    end_us: int
    task_instruction: str
    intent: str
    outcome: str
    action: ReleasedAction
    code: str
    image: bytes | None
    image_t_us: int | None
    width_px: int | None
    height_px: int | None
    app: str | None
    thought: str | None
    redacted: str


@dataclass(frozen=True, slots=True)
class Release:
    """A checked set of rows by split; the only thing an exporter receives.

    `scopes` is what every consent in it covers: an exporter leaves out the columns of the
    others. `rows` may be called once for each split and yields in a fixed order.
    """

    name: str
    version: str
    scopes: frozenset[Scope]
    row_counts: dict[str, int]
    rows: Callable[[str], Iterator[Row]]
