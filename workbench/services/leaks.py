"""Searching a release for what was hidden: by value in every byte, by pixel in every image."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.flag import FlagState
from workbench.domain.place import Place
from workbench.domain.release import SPLITS
from workbench.errors import KeyUnavailable, NotFound
from workbench.plugin_api import Exporter
from workbench.services.flagged_texts import source_text
from workbench.services.session import Session
from workbench.store.project import Project

_SHORTEST_VALUE = 4
"""Shorter values stand by chance in any file; they are compared with whole texts instead."""

_SHORTEST_LEFT = 8
"""What is left of a corrected value may be a common word where it is shorter."""

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset({b"IHDR", b"IDAT", b"IEND"})


@dataclass(frozen=True, slots=True)
class HiddenValue:
    """A value that must stand nowhere; only its kind is ever shown."""

    kind: str
    text: str

    def stands_in(self, data: bytes) -> bool:
        """Whether the bytes hold the value, in any case of letters."""
        text = data.decode("utf-8", errors="replace").casefold()
        value = self.text.casefold()
        return text == value if len(value) < _SHORTEST_VALUE else value in text


def hidden_values(session: Session) -> list[HiddenValue]:
    """The values that were hidden in a session; raises KeyUnavailable without its keys."""
    session.value_key()
    values = {
        HiddenValue(flag.kind, text)
        for flag in session.flags()
        if flag.state is FlagState.HIDDEN
        for text in _texts_at(session, flag.place)
    }
    values |= {
        HiddenValue("text", text)
        for redaction in session.redactions()
        if not redaction.flag_id
        for text in _texts_at(session, redaction.place)
    }
    found = (value for value in values if value.text.strip())
    return sorted(found, key=lambda value: (value.kind, value.text))


def told_in(text: str, values: Iterable[HiddenValue]) -> list[str]:
    """The kinds of the hidden values that stand in a text, sorted."""
    data = text.encode(errors="replace")
    return sorted({value.kind for value in values if value.stands_in(data)})


def leaked_values(
    directory: Path, values: list[HiddenValue], exporter: Exporter
) -> list[tuple[str, str]]:
    """Where a hidden value stands in the files, with its kind; sorted.

    Raises Damaged where the exporter cannot read what it wrote.
    """
    found = {
        (where, value.kind)
        for where, data in _all_strings(directory, exporter)
        for value in values
        if value.stands_in(data)
    }
    return sorted(found)


def subjects_values(project: Project, session_ids: list[str]) -> tuple[list[HiddenValue], bool]:
    """The hidden values of everybody in these sessions, and whether all of them could be read.

    What was hidden in one session of a person may stand in another; those of an erased subject
    are beyond reach.
    """
    listed = project.catalogue.sessions()
    subjects = {s.subject for s in listed if s.session_id in session_ids}
    theirs = [s.session_id for s in listed if s.subject in subjects]
    values: list[HiddenValue] = []
    is_complete = set(session_ids) <= set(theirs)
    for session_id in theirs:
        try:
            session = Session(project, session_id)
        except (KeyUnavailable, NotFound):
            is_complete = False
            continue
        try:
            values += hidden_values(session)
        finally:
            session.close()
    return values, is_complete


def image_problem(data: bytes) -> str:
    """What an image carries besides pixels, in words; empty where it carries nothing."""
    if not data.startswith(_PNG_MAGIC):
        return "not a PNG"
    position = len(_PNG_MAGIC)
    while position < len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = data[position + 4 : position + 8 + length]
        crc = int.from_bytes(data[position + 8 + length : position + 12 + length], "big")
        if kind not in _PNG_CHUNKS:
            return "metadata beside the pixels"
        if zlib.crc32(body) != crc:
            return "a damaged chunk"
        position += 12 + length
        if kind == b"IEND":
            return "" if position == len(data) else "bytes after its end"
    return "no end"


def leaked_outside(directory: Path, values: list[HiddenValue]) -> list[tuple[str, str]]:
    """Where a hidden value stands in a name or in a file beside the splits, with its kind."""
    found = {
        (where, value.kind)
        for where, data in _plain_strings(directory)
        for value in values
        if value.stands_in(data)
    }
    return sorted(found)


def _all_strings(directory: Path, exporter: Exporter) -> Iterator[tuple[str, bytes]]:
    yield from _plain_strings(directory)
    yield from exporter.strings(directory)


def _plain_strings(directory: Path) -> Iterator[tuple[str, bytes]]:
    """The name of every file and folder, and the bytes of those the exporter did not write."""
    for path in sorted(directory.rglob("*")):
        where = path.relative_to(directory)
        # Where it stands would quote the name itself.
        yield "a file's name", where.as_posix().encode()
        if path.is_file() and where.parts[0] not in SPLITS:
            yield where.as_posix(), path.read_bytes()


def text_of(session: Session, place: Place) -> str:
    """The captured text at a place; empty for a place that is no text."""
    if place.event_ids and place.stop - place.start != place.length:
        return _once_typed(session, place)
    return _left(session, place)


def _texts_at(session: Session, place: Place) -> list[str]:
    """The value at a place, and what is left of it where that is enough to tell it by."""
    left = _left(session, place)
    return [text_of(session, place), *([left] if len(left) >= _SHORTEST_LEFT else [])]


def _left(session: Session, place: Place) -> str:
    return (source_text(session, place) or "")[place.start : place.stop]


def _once_typed(session: Session, place: Place) -> str:
    """A value of which characters were erased, as it once stood."""
    wanted = set(place.event_ids)
    return "".join(
        keystroke.text
        for run in session.capture.typed_runs
        for keystroke in run.keystrokes
        if keystroke.event_id in wanted
    )


def as_plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its image left out and its action's fields beside the others."""
    plain = {name: value for name, value in row.items() if name not in ("image", "action")}
    action = row.get("action") or {}
    return plain | {f"action.{name}": value for name, value in action.items()}
