"""What `workbench.testing` says of plugins that break a promise, each in its own way."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from workbench import plugins
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, EventKind, Window
from workbench.domain.finding import Finding, Passage
from workbench.domain.geometry import Geometry
from workbench.domain.release import Release, Scope
from workbench.errors import BadCapture
from workbench.plugin_api import CaptureInfo, Progress, SourceFrame
from workbench.testing import check_detector, check_exporter, check_importer
from workbench_parquet import ParquetExporter

MAGIC = b"plain 1\n"
TITLE = "Letter to Tomas Ferreira"
MOVE = Event(1, 10, EventKind.MOVE, 1.0, 2.0)
PRESS = Event(2, 20, EventKind.PRESS, key="a", text="a")


class Plain:
    """An open capture that is in order, until a test changes what it gives."""

    def __init__(self) -> None:
        self.info = CaptureInfo("1", clock="ticks", geometry=(Geometry(0, 10, 10),))
        self.given_events: list[Event] = [MOVE, PRESS]
        self.given_windows = [Window(1, 0, TITLE)]
        self.given_frames = [SourceFrame(5, np.zeros((4, 4, 3), np.uint8))]
        self.given_warnings = [CaptureWarning("lines-unreadable", 1, "lines left out")]

    def events(self) -> Iterator[Event]:
        return iter(self.given_events)

    def windows(self) -> Iterator[Window]:
        return iter(self.given_windows)

    def frames(self) -> Iterator[SourceFrame]:
        return iter(self.given_frames)

    def warnings(self) -> Sequence[CaptureWarning]:
        return self.given_warnings


class PlainImporter:
    """Reads files that begin in a certain way."""

    name, version = "plain", "1"

    def __init__(self, change: Callable[[Plain], object] = lambda _: None) -> None:
        self._change = change

    def recognises(self, source: Path) -> bool:
        return source.is_file() and source.read_bytes().startswith(MAGIC)

    def files(self, source: Path) -> Sequence[Path]:
        return [source]

    @contextmanager
    def open(self, source: Path) -> Iterator[Plain]:
        if not self.recognises(source):
            raise BadCapture("this is no plain file", hint="Give another.")
        opened = Plain()
        self._change(opened)
        yield opened


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "plain" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(MAGIC + b"x" * 50)
    return path


def test_an_importer_that_keeps_every_promise_passes(source: Path) -> None:
    check_importer(PlainImporter(), source, others=[source.parent])


def _event(**fields: object) -> Callable[[Plain], None]:
    return lambda opened: opened.given_events.append(
        MOVE._replace(event_id=9, t_us=30)._replace(**fields)  # type: ignore[arg-type]
    )


def _warning(code: str, count: int, detail: str) -> Callable[[Plain], None]:
    return lambda opened: opened.given_warnings.append(CaptureWarning(code, count, detail))


def _frame(image: object, t_us: int = 6) -> Callable[[Plain], None]:
    return lambda opened: opened.given_frames.append(SourceFrame(t_us, image))  # type: ignore[arg-type]


def _info(**fields: object) -> Callable[[Plain], None]:
    return lambda opened: setattr(
        opened,
        "info",
        CaptureInfo("1", **({"clock": "ticks"} | fields)),  # type: ignore[arg-type]
    )


BROKEN = {
    "an event id is given twice": _event(event_id=1),
    "event 2 comes before": _event(t_us=0),
    "no time in whole microseconds": _event(t_us=-1),
    "at 3.5, which is no time": _event(t_us=3.5),
    "a place of a move is no finite number": _event(x=float("nan")),
    "a move has no place": _event(x=None, y=None),
    "a move has half a place": _event(y=None),
    "a press is of no key": _event(kind=EventKind.PRESS),
    "calls its key otherwise": _event(kind=EventKind.PRESS, key="Key.ctrl_l"),
    "a down is of no button": _event(kind=EventKind.DOWN),
    "a clipboard has no text": _event(kind=EventKind.CLIPBOARD),
    "is no kind": _event(kind="move"),
    "half a character": _event(kind=EventKind.TEXT, text="\ud800"),
    "window 2 comes before": lambda o: o.given_windows.extend([Window(1, 9, ""), Window(1, 8, "")]),
    "frame 1 comes before": _frame(np.zeros((4, 4, 3), np.uint8), 4),
    "not height x width x 3": _frame(np.zeros((4, 4), np.uint8)),
    "are float64, not uint8": _frame(np.zeros((4, 4, 3))),
    "is no code in kebab-case": _warning("Lines Lost", 1, "lines"),
    "is not counted": _warning("lines-lost", 0, "lines"),
    "quotes a text that was recorded": _warning("titles-odd", 1, f"{TITLE} is odd"),
    "two warnings have the same code": _warning("lines-unreadable", 1, "again"),
    "is no UTC time": _info(started_at="2026-03-01T09:30:00"),
    "does not say how the times were read": _info(clock=" "),
    "a screen has no width or height": _info(geometry=(Geometry(0, 0, 10),)),
    "the events of a copy": lambda o: _event(x=random.random())(o),
}


@pytest.mark.parametrize("sentence", sorted(BROKEN))
def test_what_is_wrong_with_a_capture_is_said_in_a_sentence(sentence: str, source: Path) -> None:
    with pytest.raises(AssertionError, match=sentence):
        check_importer(PlainImporter(BROKEN[sentence]), source)


class _ByName(PlainImporter):
    def recognises(self, source: Path) -> bool:
        return source.name == "a.txt"


class _Raising(PlainImporter):
    def recognises(self, source: Path) -> bool:
        return source.read_bytes().startswith(MAGIC)


class _Writing(PlainImporter):
    @contextmanager
    def open(self, source: Path) -> Iterator[Plain]:
        with super().open(source) as opened:
            (source.parent / "a.lock").touch()
            yield opened


class _Holding(PlainImporter):
    held: list[object] = []  # noqa: RUF012

    @contextmanager
    def open(self, source: Path) -> Iterator[Plain]:
        with super().open(source) as opened:
            self.held.append(source.open("rb"))
            yield opened


class _Trusting(PlainImporter):
    @contextmanager
    def open(self, source: Path) -> Iterator[Plain]:
        with super().open(source) as opened:
            if source.read_bytes()[len(MAGIC) :] != b"x" * 50:
                raise ValueError("unforeseen")
            yield opened


class _Quoting(PlainImporter):
    @contextmanager
    def open(self, source: Path) -> Iterator[Plain]:
        if source.is_file() and source.stat().st_size < 30:
            raise BadCapture(f"cut off after {TITLE}", hint="Copy it again.")
        with super().open(source) as opened:
            yield opened


class _Astray(PlainImporter):
    def files(self, source: Path) -> Sequence[Path]:
        return sorted([source, Path(__file__)])


IMPORTERS = {
    "noise called a.txt is recognised": _ByName,
    "recognises\\(\\) raised": _Raising,
    "is not as it was": _Writing,
    "is still open": _Holding,
    "it raised ValueError": _Trusting,
    "quotes a text that was recorded": _Quoting,
    "lies outside the capture": _Astray,
}


@pytest.mark.parametrize("sentence", sorted(IMPORTERS))
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_an_importer_does_wrong_is_said_in_a_sentence(sentence: str, source: Path) -> None:
    try:
        with pytest.raises(AssertionError, match=sentence):
            check_importer(IMPORTERS[sentence](), source, damaged=30)
    finally:
        _Holding.held.clear()


class _Detector:
    name, version = "words", "1"

    def __init__(self, answer: Callable[[Passage, int], list[Finding]]) -> None:
        self._answer = answer

    def detect(self, passages: Sequence[Passage]) -> Sequence[Sequence[Finding]]:
        return [self._answer(passage, len(passages)) for passage in passages]


def _found(passage: Passage, *findings: Finding) -> list[Finding]:
    return list(findings) if len(passage.text) > 20 else []


DETECTORS: dict[str, Callable[[Passage, int], list[Finding]]] = {
    "ends after its text does": lambda p, _: _found(p, Finding(0, 10**6, "name", 50, "long")),
    "is no kind of one word": lambda p, _: _found(p, Finding(0, 5, "A Name", 50, "long")),
    "has no reason": lambda p, _: _found(p, Finding(0, 5, "name", 50, " ")),
    "quotes what was found": lambda p, _: _found(p, Finding(0, 9, "name", 50, p.text[:9])),
    "are not sorted": lambda p, _: _found(
        p, Finding(3, 5, "name", 50, "long"), Finding(0, 2, "name", 50, "long")
    ),
    "alone gives other findings": lambda p, n: (
        _found(p, Finding(0, 5, "name", 50, "long")) if n > 1 else []
    ),
}


@pytest.mark.parametrize("sentence", sorted(DETECTORS))
def test_what_a_detector_does_wrong_is_said_in_a_sentence(sentence: str) -> None:
    with pytest.raises(AssertionError, match=sentence):
        check_detector(_Detector(DETECTORS[sentence]))


class _Exporter(ParquetExporter):
    def __init__(self, wrong: str) -> None:
        self._wrong = wrong

    def write(self, release: Release, out: Path, *, progress: Progress) -> Sequence[Path]:
        if self._wrong == "what needs the scope":
            release = Release(
                release.name, release.version, frozenset(Scope), release.row_counts, release.rows
            )
        written = list(super().write(release, out, progress=self._told(progress)))
        if self._wrong == "names other paths":
            return written[:1]
        return written

    def read(self, out: Path, split: str) -> Iterable[dict[str, object]]:
        rows = list(super().read(out, split))
        return rows[1:] if self._wrong == "read\\(\\) gives" else rows

    def strings(self, out: Path) -> Iterator[tuple[str, bytes]]:
        for where, text in super().strings(out):
            if self._wrong != "keeps thought-7c5 back" or b"thought-7c5" not in text:
                yield where, text

    def _told(self, progress: Progress) -> Progress:
        return (lambda *_: None) if self._wrong == "never says how far" else progress


@pytest.mark.parametrize(
    "sentence",
    [
        "what needs the scope",
        "names other paths",
        "read\\(\\) gives",
        "keeps thought-7c5 back",
        "never says how far",
    ],
)
def test_what_an_exporter_does_wrong_is_said_in_a_sentence(sentence: str) -> None:
    with pytest.raises(AssertionError, match=sentence):
        check_exporter(_Exporter(sentence))


def test_our_own_detector_and_exporter_keep_their_promises() -> None:
    for detector in plugins.detectors():
        check_detector(detector)
    for name in plugins.plugin_names("exporters"):
        check_exporter(plugins.exporter(name))
