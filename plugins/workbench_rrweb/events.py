"""Records as raw events: the pointer's, what was typed, and where the browser went."""

from collections.abc import Iterable, Iterator
from itertools import count

from workbench.domain.event import Event, EventKind
from workbench.domain.tally import WarningTally
from workbench.source_files import text_in
from workbench_rrweb.fields import well_formed
from workbench_rrweb.pointer import PointerReader
from workbench_rrweb.records import MOVES, By, Interaction, Kind, Record
from workbench_rrweb.survey import Survey
from workbench_rrweb.tabs import Tab, Tabs
from workbench_rrweb.typing import Typist

_LOADS = frozenset({Kind.DOM_CONTENT_LOADED, Kind.LOAD})
_PRESSES = frozenset(
    {
        Interaction.MOUSE_DOWN,
        Interaction.MOUSE_UP,
        Interaction.CLICK,
        Interaction.TOUCH_START,
        Interaction.TOUCH_END,
    }
)


class EventReader:
    """Reads events out of records, numbered from 1 as they stand in the file.

    Moves come up to half a second after what happened behind them: the caller sorts.
    """

    def __init__(self, survey: Survey, tally: WarningTally) -> None:
        self._number = count(1).__next__
        self._tabs = Tabs(WarningTally())
        self._typist = Typist(tally, self._number)
        self._pointer = PointerReader(
            tally, self._number, right=survey.right_presses, has_presses=survey.has_presses
        )
        self._loaded: set[int] = set()

    def read(self, records: Iterable[Record]) -> Iterator[Event]:
        """The events, nearly in time order."""
        moves = self._pointer.moves
        for record in records:
            if record.source in MOVES:
                yield from moves(record)
            else:
                yield from self._other(record, self._tabs.of(record))
                self._tabs.apply(record)

    def _other(self, record: Record, tab: Tab) -> Iterator[Event]:
        kind, source, t_us = record.kind, record.source, record.t_us
        if source == By.MOUSE_INTERACTION:
            yield from self._interaction(record, tab)
        elif source == By.SCROLL:
            yield from self._pointer.scroll(record, tab)
        elif source == By.INPUT:
            yield from self._typist.input(t_us, tab, record.data)
        elif kind == Kind.META:
            yield from self._navigation(record, tab)
        elif kind in _LOADS:
            self._loaded.add(tab.number)

    def _interaction(self, record: Record, tab: Tab) -> Iterator[Event]:
        what = record.interaction
        if what == Interaction.FOCUS:
            yield from self._typist.focus(record.t_us, tab, record.data.get("id"))
        elif what == Interaction.BLUR:
            self._typist.blur(tab)
        else:
            if what in _PRESSES:
                self._typist.pressed()
            yield from self._pointer.interaction(record)

    def _navigation(self, record: Record, tab: Tab) -> Iterator[Event]:
        """A page that was loaded, or another address; a recorder's own repeats are neither."""
        address = text_in(record.data.get("href"))
        if address and (address != tab.address or tab.number in self._loaded):
            self._typist.blur(tab)
            yield Event(self._number(), record.t_us, EventKind.NAVIGATE, text=well_formed(address))
        self._loaded.discard(tab.number)
