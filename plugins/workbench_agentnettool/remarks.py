"""What the tool noted beside events: elements, and actions of its own reduction."""

from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import TypeAlias

from workbench.domain.pynput_events import microseconds
from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench.source_files import JSONValue, json_list, json_object, text_in
from workbench_agentnettool.elements import Element, element_of, elements_of
from workbench_agentnettool.folder import RecordingFolder

_AT_MOST = 50_000
"""A window's tree may have thousands of elements, and there is one for every click."""
_LEFT_OUT = ("remarks-left-out", "elements and actions beyond the first 50,000")
_UNKNOWN = ("elements-unknown", "clicks and windows in which no element was found")
_UNUSABLE = ("remarks-unusable", "elements and actions without a usable time or name")
_HIGHEST_ID = 1_000_000
_STEP = "step"

_Record: TypeAlias = dict[str, JSONValue]


def remarks_of(folder: RecordingFolder, tally: WarningTally) -> list[Remark]:
    """Every remark of a recording in time order, up to so many; what is left out is counted."""
    reader = _Reader(folder, tally)
    kept: list[Remark] = []
    for remark in reader.remarks():
        if len(kept) < _AT_MOST:
            kept.append(remark)
        else:
            tally.add(*_LEFT_OUT)
    # Of one moment the most telling comes last: the window after what is inside it, then the
    # element that was pointed at. The last one is what the person is shown to be on.
    kept.reverse()
    kept.sort(key=attrgetter("t_us"))
    return kept


class _Reader:
    """Reads the files beside the events, the most telling ones first."""

    def __init__(self, folder: RecordingFolder, tally: WarningTally) -> None:
        self._folder = folder
        self._tally = tally
        self._steps: dict[int | None, tuple[str, str]] = {}
        """The kind and the description of actions by their numbers."""

    def remarks(self) -> Iterator[Remark]:
        """The tool's actions, what was pointed at, the buffer's entries, whole windows."""
        yield from self._reduced()
        yield from self._shown()
        yield from self._pointed_at()
        yield from self._buffered()
        yield from self._in_windows()

    def _reduced(self) -> Iterator[Remark]:
        """The actions with everything the tool knows of them."""
        ids: list[int] = []
        for record in self._records("reduced_events_complete.jsonl"):
            number, kind = _number(record), _text(record, "action")
            description = _text(record, "description")
            if number is not None:
                ids.append(number)
                self._steps[number] = (kind, description)
            yield from self._action(record, kind, description)
        if self._folder.file("reduced_events_vis.jsonl") is None:
            self._note_trimmed(ids)

    def _shown(self) -> Iterator[Remark]:
        """The actions as the annotator saw and reworded them; what repeats is told once."""
        ids: list[int] = []
        for record in self._records("reduced_events_vis.jsonl"):
            number = _number(record)
            kind, described = self._steps.get(number, ("", ""))
            if number is not None:
                ids.append(number)
            words, description = _text(record, "action"), _text(record, "description")
            if words not in ("", kind):
                yield from self._action(record, kind or _STEP, words)
            if description not in ("", described):
                yield from self._action(record, kind or _STEP, description)
        self._note_trimmed(ids)

    def _pointed_at(self) -> Iterator[Remark]:
        for record in self._records("element.jsonl"):
            element = element_of(json_object(record.get("a11y_tree")))
            if element.is_anything:
                yield from self._elements(record, [element])
            else:
                self._tally.add(*_UNKNOWN)

    def _in_windows(self) -> Iterator[Remark]:
        """Windows, each with those of its elements that were not there the time before."""
        before: set[Element] = set()
        for record in self._records("a11y.jsonl"):
            elements = elements_of(record.get("axtree"))
            every = list(islice(elements, _AT_MOST))
            if not every:
                self._tally.add(*_UNKNOWN)
            self._tally.add(*_LEFT_OUT, sum(1 for _ in elements))
            fresh = [*every[:1], *(element for element in every[1:] if element not in before)]
            repeated = len(every) - len(fresh)
            self._tally.add("elements-repeated", "elements that had not changed", repeated)
            before = set(every)
            yield from self._elements(record, fresh)

    def _buffered(self) -> Iterator[Remark]:
        """The compressed events of the pointer; those of keys would repeat them one by one."""
        for record in self._records("event_buffer.jsonl"):
            kind = _text(record, "action")
            if kind == "click":
                way = "pressed" if record.get("pressed") is True else "released"
                yield from self._action(record, kind, f"{_text(record, 'button')} {way}")
            elif kind == "scroll":
                count = len(json_list(record.get("trace"))) or 1
                yield from self._action(record, kind, f"notches: {count}")
            else:
                detail = "entries of the buffer that repeat single keys, left out"
                self._tally.add("buffer-keys-left-out", detail)

    def _records(self, name: str) -> Iterator[_Record]:
        return self._folder.lines(name, self._tally)

    def _action(self, record: _Record, kind: str, text: str) -> Iterator[Remark]:
        t_us = microseconds(record.get("start_time"))
        end_us = microseconds(record.get("end_time"))
        if t_us is None or not (kind or text):
            self._tally.add(*_UNUSABLE)
            return
        end_us = t_us if end_us is None else max(t_us, end_us)
        yield Remark(t_us, end_us, About.ACTION, kind, text)

    def _elements(self, record: _Record, elements: list[Element]) -> Iterator[Remark]:
        t_us = microseconds(record.get("time_stamp"))
        if t_us is None:
            self._tally.add(*_UNUSABLE)
            return
        for role, text, box in elements:
            yield Remark(t_us, t_us, About.ELEMENT, role, text, box)

    def _note_trimmed(self, ids: list[int]) -> None:
        """Count the numbers that are missing between the first step there can be and the last."""
        if ids:
            missing = max(ids) + 1 - len(set(ids))
            self._tally.add("steps-trimmed", "actions that were cut out of the tool's own", missing)


def _number(record: _Record) -> int | None:
    told = record.get("id")
    return told if type(told) is int and 0 <= told < _HIGHEST_ID else None


def _text(record: _Record, name: str) -> str:
    return text_in(record.get(name))
