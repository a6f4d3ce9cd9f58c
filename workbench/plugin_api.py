"""What a plugin promises: importers bring captures in, detectors look, exporters write releases.

A plugin is a class registered under one of the entry point groups `workbench.importers`,
`workbench.detectors` and `workbench.exporters`; it is made without arguments. It sees this
module, `workbench.domain`, `workbench.errors` and the pixel helpers of `workbench.media`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.finding import Finding, Passage
from workbench.domain.geometry import Geometry
from workbench.domain.release import Release
from workbench.domain.remark import Remark
from workbench.domain.segment import Outcome, Tier
from workbench.domain.text_screen import TextScreen
from workbench.domain.thresholds import USUAL_THRESHOLDS, ReductionSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "BringsLabels",
    "CaptureInfo",
    "Detector",
    "Exporter",
    "HoldsMany",
    "Importer",
    "MakesRemarks",
    "OpenCapture",
    "Progress",
    "ShowsText",
    "SourceFrame",
    "SourceSegment",
    "TellsActions",
    "TellsFilesOfParts",
]

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with a step's name, how much is done and how much there is; may raise to cancel."""


@dataclass(frozen=True, slots=True)
class CaptureInfo:
    """What a capture says of itself; times are microseconds of the capture's own clock.

    `started_at` is UTC in ISO 8601, empty where unknown; `clock` says in words how the
    source's clock was read.
    """

    format_version: str
    recorder: str = ""
    platform: str = ""
    started_at: str = ""
    description: str = ""
    clock: str = ""
    geometry: tuple[Geometry, ...] = ()
    reduction: ReductionSettings = USUAL_THRESHOLDS
    """Thresholds the recorder tells of, and its own keys; the field's usual ones elsewhere."""


@dataclass(frozen=True, slots=True)
class SourceFrame:
    """One screenshot: `image` is height x width x 3, BGR, uint8."""

    t_us: int
    image: "NDArray[np.uint8]"


@dataclass(frozen=True, slots=True)
class SourceSegment:
    """A stretch `[start_us, end_us)` that was labelled elsewhere."""

    tier: Tier
    start_us: int
    end_us: int
    instruction: str = ""
    outcome: Outcome | None = None


class OpenCapture(Protocol):
    """A capture opened for reading; the source is never written to.

    Events, windows and frames come in time order on one clock of the capture's own; the
    caller moves them to the session's clock. Each may be iterated once.
    """

    info: CaptureInfo

    def events(self) -> Iterator[Event]:
        """Raw events; `event_id` is unique and as the source numbers them, where it does."""
        ...

    def windows(self) -> Iterator[Window]:
        """Changes of the focused window."""
        ...

    def frames(self) -> Iterator[SourceFrame]:
        """Screenshots, unchanged ones included; the caller drops those."""
        ...

    def warnings(self) -> Sequence[CaptureWarning]:
        """What had to be repaired or assumed; complete once everything was iterated."""
        ...


@runtime_checkable
class TellsActions(Protocol):
    """An open capture that tells finished actions: they are taken instead of reduced events.

    Their `event_ids` name events of the capture; `workbench.domain.told` makes both.
    """

    def actions(self) -> Iterator[Action]:
        """What was done, in time order on the capture's clock."""
        ...


@runtime_checkable
class MakesRemarks(Protocol):
    """An open capture that tells more than events: elements, actions of the recorder's own."""

    def remarks(self) -> Iterator[Remark]:
        """The remarks in time order on the capture's clock."""
        ...


@runtime_checkable
class ShowsText(Protocol):
    """An open capture whose screen is text; `frames` of it yields nothing.

    Where `is_drawn`, a character is what stood in a cell of the screen, and pictures are made
    of it; else the text is what the screen said and nobody saw it so.
    """

    is_drawn: bool

    def screens(self) -> Iterator[TextScreen]:
        """The screens in time order on the capture's clock."""
        ...


@runtime_checkable
class BringsLabels(Protocol):
    """An open capture that was curated before, with the segments somebody made of it."""

    labelled_by: str
    """Who made them, as far as the source says: a person, a data set, a model."""

    def segments(self) -> Iterator[SourceSegment]:
        """The segments on the capture's clock."""
        ...


class Importer(Protocol):
    """Reads one kind of capture."""

    name: str
    version: str

    def recognises(self, source: Path) -> bool:
        """Whether this looks like a capture of this kind, judged by content; never raises."""
        ...

    def files(self, source: Path) -> Sequence[Path]:
        """The files the capture consists of, sorted; their digests identify it."""
        ...

    def open(self, source: Path) -> AbstractContextManager[OpenCapture]:
        """Open it; raises BadCapture where it cannot be read."""
        ...


@runtime_checkable
class TellsUsualNames(Protocol):
    """An importer whose captures go by certain names.

    A file of such a name that nobody recognises is named as damaged, and not passed over.
    """

    usual_names: tuple[str, ...]
    """Patterns of names of files, as `*.cast`."""


@runtime_checkable
class HoldsMany(Protocol):
    """An importer of sources that may hold many captures: each becomes a session of its own."""

    def parts(self, source: Path) -> Sequence[str]:
        """The names of the captures inside, unique and in a fixed order."""
        ...

    def open_part(self, source: Path, part: str) -> AbstractContextManager[OpenCapture]:
        """Open one of them; raises BadCapture where it cannot be read."""
        ...


@runtime_checkable
class TellsFilesOfParts(Protocol):
    """An importer of many captures that knows which of a source's files each consists of.

    A capture is then identified by those alone, and its chain of custody lists no others.
    """

    def files_of(self, source: Path, part: str) -> Sequence[Path]:
        """The files of one part, sorted; what several parts share is named for each."""
        ...


class Detector(Protocol):
    """Looks for sensitive text; raises rather than finding nothing when it cannot look."""

    name: str
    version: str

    def detect(self, passages: Sequence[Passage]) -> Sequence[Sequence[Finding]]:
        """For each passage its findings, sorted."""
        ...


class Exporter(Protocol):
    """Writes a release in one format, and reads its rows back for verification."""

    name: str
    version: str

    def write(self, release: Release, out: Path, *, progress: Progress) -> Sequence[Path]:
        """Write every split under `out`; the paths written, relative to it."""
        ...

    def read(self, out: Path, split: str) -> Iterable[dict[str, object]]:
        """The rows of a split as they stand in the files, images as encoded bytes."""
        ...

    def strings(self, out: Path) -> Iterable[tuple[str, bytes]]:
        """Every decoded byte string of the export, metadata and names too, and where it stands."""
        ...
