"""All that an open capture gives, taken down, so that two readings can be compared."""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from workbench.domain.action import Action
from workbench.domain.custody import CaptureWarning
from workbench.domain.event import Event, Window
from workbench.domain.remark import Remark
from workbench.domain.text_screen import TextScreen
from workbench.plugin_api import (
    BringsLabels,
    CaptureInfo,
    MakesRemarks,
    OpenCapture,
    ShowsText,
    SourceFrame,
    SourceSegment,
    TellsActions,
)

T = TypeVar("T")

_SHORTEST_PRIVATE = 8
"""A shorter text may stand in a warning by chance, as the title `Files`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame without its pixels: when, of what shape and type, and their SHA-256."""

    t_us: int
    shape: tuple[int, ...]
    pixel_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What one reading of a capture gave; empty where the capture does not tell of it."""

    info: CaptureInfo
    events: tuple[Event, ...]
    windows: tuple[Window, ...]
    frames: tuple[Picture, ...]
    screens: tuple[TextScreen, ...]
    tells_actions: bool
    actions: tuple[Action, ...]
    remarks: tuple[Remark, ...]
    warnings: tuple[CaptureWarning, ...]
    segments: tuple[SourceSegment, ...]
    labelled_by: str

    def private(self) -> set[str]:
        """The recorded texts that are long enough to be known again where they are quoted."""
        texts = [self.info.description]
        texts += [event.text or "" for event in self.events]
        texts += [action.text or "" for action in self.actions]
        texts += [window.title or "" for window in self.windows]
        texts += [remark.text for remark in self.remarks]
        return {text for text in texts if len(text.strip()) >= _SHORTEST_PRIVATE}


def read_as_imported(opened: OpenCapture) -> Contents:
    """Everything, in the order an import asks: the first of each stream, then all the rest."""
    events, frames = _begun(opened.events()), _begun(opened.frames())
    screens = _begun(opened.screens() if isinstance(opened, ShowsText) else ())
    windows = tuple(opened.windows())
    return _rest(opened, tuple(events), windows, lambda: frames, tuple(screens))


def read_in_turn(opened: OpenCapture) -> Contents:
    """Everything, one stream after the other."""
    events, windows = tuple(opened.events()), tuple(opened.windows())
    screens = tuple(opened.screens()) if isinstance(opened, ShowsText) else ()
    return _rest(opened, events, windows, opened.frames, screens)


def _rest(
    opened: OpenCapture,
    events: tuple[Event, ...],
    windows: tuple[Window, ...],
    frames: Callable[[], Iterator[SourceFrame]],
    screens: tuple[TextScreen, ...],
) -> Contents:
    actions = tuple(opened.actions()) if isinstance(opened, TellsActions) else ()
    remarks = tuple(opened.remarks()) if isinstance(opened, MakesRemarks) else ()
    pictures = tuple(_picture(frame) for frame in frames())
    warnings = tuple(opened.warnings())
    return Contents(
        info=opened.info,
        events=events,
        windows=windows,
        frames=pictures,
        screens=screens,
        tells_actions=isinstance(opened, TellsActions),
        actions=actions,
        remarks=remarks,
        warnings=warnings,
        segments=tuple(opened.segments()) if isinstance(opened, BringsLabels) else (),
        labelled_by=opened.labelled_by if isinstance(opened, BringsLabels) else "",
    )


def _picture(frame: SourceFrame) -> Picture:
    image = frame.image
    digest = hashlib.sha256(image.tobytes()).hexdigest()
    return Picture(frame.t_us, tuple(image.shape), str(image.dtype), digest)


def _begun(items: Iterable[T]) -> Iterator[T]:
    """The items, of which the first was asked for already."""
    iterator = iter(items)
    return itertools.chain(list(itertools.islice(iterator, 1)), iterator)
