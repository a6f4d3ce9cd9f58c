"""A session's timeline as lines of characters: density, segments, flags and what is hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.flag import Flag, FlagState
from workbench.domain.segment import Segment

_LEVELS = "▁▂▃▄▅▆▇█"
_EMPTY = "·"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some cells of a line and what they are: `role` names a style."""

    text: str
    role: str


def column_of(t_us: int, duration_us: int, width: int) -> int:
    """The cell a moment falls into."""
    return min(width - 1, max(0, t_us * width // max(duration_us, 1)))


def time_of(column: int, duration_us: int, width: int) -> int:
    """The moment in the middle of a cell."""
    return min(duration_us - 1, (2 * column + 1) * duration_us // (2 * max(width, 1)))


def density_line(counts: Sequence[int]) -> list[Piece]:
    """One cell a count, from empty to full; the scale is that of the fullest."""
    fullest = max(counts, default=0)
    cells = "".join(_level(count, fullest) for count in counts)
    return [Piece(cells, "density")]


def segment_line(
    segments: Iterable[Segment],
    *,
    width: int,
    duration_us: int,
    selected_id: str = "",
    digits: dict[str, str] | None = None,
) -> list[Piece]:
    """The segments of one tier as bars with their labels; what is free stays empty.

    `digits` gives the key that stands for a label.
    """
    pieces: list[Piece] = []
    position = 0
    for segment in segments:
        start = max(position, column_of(segment.start_us, duration_us, width))
        end = max(start + 1, column_of(segment.end_us - 1, duration_us, width) + 1)
        if start >= width:
            break
        end = min(end, width)
        pieces.append(Piece(" " * (start - position), "free"))
        role = _role(segment, selected_id)
        pieces.append(Piece(_bar(_caption(segment, digits or {}), end - start), role))
        position = end
    pieces.append(Piece(" " * (width - position), "free"))
    return [piece for piece in pieces if piece.text]


def marker_line(
    flags: Iterable[Flag],
    *,
    hidden: Iterable[tuple[int, int]] = (),
    bookmarks: Iterable[int] = (),
    comments: Iterable[int] = (),
    width: int,
    duration_us: int,
) -> list[Piece]:
    """Signs for what lies where: ● open flag, ○ kept one, ▒ hidden, ◆ bookmark, ✎ comment."""
    cells = [(" ", "free")] * width

    def put(t_us: int, sign: str, role: str) -> None:
        cells[column_of(t_us, duration_us, width)] = (sign, role)

    for start_us, end_us in hidden:
        first = column_of(start_us, duration_us, width)
        last = column_of(max(start_us, end_us - 1), duration_us, width)
        cells[first : last + 1] = [("▒", "hidden")] * (last + 1 - first)
    for t_us in bookmarks:
        put(t_us, "◆", "mark")
    for t_us in comments:
        put(t_us, "✎", "comment")
    for flag in sorted(flags, key=lambda flag: flag.is_open):
        role = "flag-open" if flag.is_open else "flag-decided"
        sign = "○" if flag.state is FlagState.KEPT else "●" if flag.is_open else "▒"
        put(flag.place.t_us, sign, role)
    return _joined(cells)


def _level(count: int, fullest: int) -> str:
    if not count:
        return _EMPTY
    return _LEVELS[min(len(_LEVELS) - 1, count * len(_LEVELS) // (fullest + 1))]


def _role(segment: Segment, selected_id: str) -> str:
    if segment.segment_id == selected_id:
        return "segment-selected"
    if segment.conflicts:
        return "segment-conflict"
    return "segment" if segment.is_labelled else "segment-unlabelled"


def _caption(segment: Segment, digits: dict[str, str]) -> str:
    if not segment.labels:
        return "?"
    key = segment.labels[0]
    digit = digits.get(key, "")
    return f"{digit} {key}".strip()


def _bar(caption: str, width: int) -> str:
    """A bar that shows where it begins and, where there is room, what it is."""
    if width <= 2:
        return "▐" * width if width == 1 else f"[{caption[:1] or ' '}"
    body = caption[: width - 2].ljust(width - 2, "─")
    return f"[{body}]"


def _joined(cells: Sequence[tuple[str, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for text, role in cells:
        if pieces and pieces[-1].role == role:
            pieces[-1] = Piece(pieces[-1].text + text, role)
        else:
            pieces.append(Piece(text, role))
    return pieces
