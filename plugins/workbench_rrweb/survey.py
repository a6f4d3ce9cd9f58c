"""What must be known of a recording before its events are read, found by going through it once."""

from collections.abc import Iterable

from workbench.domain.event import Window
from workbench.domain.geometry import Geometry
from workbench.domain.remark import About, Remark
from workbench.domain.tally import WarningTally
from workbench_rrweb.elements import element_at, name_of, role_of
from workbench_rrweb.pointer import MENU_US
from workbench_rrweb.records import MOVES, By, Interaction, Kind, Record
from workbench_rrweb.tabs import Tab, Tabs

APP = "browser"

_PRESSES = frozenset({Interaction.MOUSE_DOWN, Interaction.TOUCH_START})
_USED = frozenset({By.MUTATION, By.MOUSE_INTERACTION, By.SCROLL, By.VIEWPORT_RESIZE, By.INPUT})
_LAST_SOURCE = 16


class Survey:
    """The screen's sizes, the windows, the elements pressed, and which presses were which."""

    def __init__(self, records: Iterable[Record], tally: WarningTally) -> None:
        self.starts_us: int | None = None
        self.geometry: list[Geometry] = []
        self.windows: list[Window] = []
        self.has_presses = False
        self._right: set[int] = set()
        self._presses = 0
        self._is_confirmed = True
        self._pressed_us = -MENU_US
        self._pressed: list[Remark] = []
        self._clicked: list[Remark] = []
        self._tally = tally
        self._tabs = Tabs(tally)
        for record in records:
            self._take(record)
        self._confirm_last()

    @property
    def right_presses(self) -> frozenset[int]:
        """The presses of the right button, by their number among presses of the mouse."""
        return frozenset(self._right)

    @property
    def remarks(self) -> list[Remark]:
        """What was pressed; where no presses are recorded, what was clicked."""
        return self._pressed if self.has_presses else self._clicked

    def _take(self, record: Record) -> None:
        if self.starts_us is None:
            self.starts_us = record.t_us
        if record.source in MOVES:
            return
        tab = self._tabs.of(record)
        if record.source == By.MOUSE_INTERACTION:
            self._interaction(record, tab)
        else:
            self._count_unused(record)
        self._tabs.apply(record)
        if self._tabs.active is not None:
            self._note_window(record.t_us, self._tabs.active)
            self._note_size(record.t_us, self._tabs.active)

    def _interaction(self, record: Record, tab: Tab) -> None:
        what = record.interaction
        if what in _PRESSES:
            self.has_presses = True
            self._pressed.extend(_remark(record, tab))
            if what == Interaction.MOUSE_DOWN:
                self._confirm_last()
                self._presses += 1
                self._is_confirmed, self._pressed_us = False, record.t_us
        elif what == Interaction.CLICK:
            self._clicked.extend(_remark(record, tab))
            self._is_confirmed = True
        elif what == Interaction.CONTEXT_MENU and self._may_be_right(record.t_us):
            self._right.add(self._presses)
            self._is_confirmed = True

    def _may_be_right(self, t_us: int) -> bool:
        return not self._is_confirmed and t_us - self._pressed_us <= MENU_US

    def _confirm_last(self) -> None:
        if not self._is_confirmed:
            detail = "presses that neither a click nor a menu followed, taken for the left button"
            self._tally.add("buttons-assumed", detail)

    def _count_unused(self, record: Record) -> None:
        if record.kind in (Kind.CUSTOM, Kind.PLUGIN, Kind.ASSET):
            detail = "records of the page's own, of plugins and of assets, left out"
            self._tally.add("records-custom", detail)
        elif record.kind != Kind.INCREMENTAL or record.source in _USED:
            return
        elif 0 <= record.source <= _LAST_SOURCE:
            detail = "records of styles, media, drawings, fonts and selections, left out"
            self._tally.add("records-not-shown", detail)
        else:
            self._tally.add("records-unknown", "records of a kind not known here, left out")

    def _note_window(self, t_us: int, tab: Tab) -> None:
        last = self.windows[-1] if self.windows else None
        title = tab.title
        if tab.document.root is None or (title is None and last is None):
            return
        if last is None or (last.window_id, last.title) != (tab.number, title):
            # The first page was there before its title was told.
            since_us = t_us if last is not None or self.starts_us is None else self.starts_us
            self.windows.append(Window(tab.number, since_us, title, APP))

    def _note_size(self, t_us: int, tab: Tab) -> None:
        last = self.geometry[-1] if self.geometry else None
        if tab.size_px is None:
            return
        if last is None or (last.width_px, last.height_px) != tab.size_px:
            self.geometry.append(Geometry(t_us, *tab.size_px))


def _remark(record: Record, tab: Tab) -> list[Remark]:
    node = tab.document.get(record.data.get("id"))
    if node is None:
        return []
    element = element_at(node)
    name, t_us = name_of(element, tab.document), record.t_us
    return [Remark(t_us, t_us, About.ELEMENT, role_of(element), name, app=APP)]
