"""The table of the list of sessions: fitted to its room, in the theme's colours, one row chosen."""

from collections.abc import Sequence

from rich.text import Text
from textual.theme import Theme
from textual.widgets import DataTable

from workbench.services.listing import Listed
from workbench.tui.screens.session_rows import COLUMNS, cells, fitted, header, name_cell

_WIDE_COLUMNS = 100
_NARROW_LEAVES_OUT = ("recorded",)
"""What gives way in a narrow terminal, so that there is room for the note."""


class SessionTable(DataTable[Text]):
    """Shows sessions; a sign, not only a colour, stands before the chosen one."""

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False)
        self._listed: dict[str, Listed] = {}
        self._marked = ""
        """The session that has the sign."""

    def on_mount(self) -> None:
        """Take on another theme's colours at once."""
        self.app.theme_changed_signal.subscribe(self, self._recolour)

    def on_resize(self) -> None:
        """Fit the columns into the room there is now."""
        self._draw()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Put the sign before the session that is chosen now."""
        event.stop()
        self._mark()

    @property
    def chosen_id(self) -> str:
        """The session the cursor is on, empty where there is none."""
        if not self.row_count or not self.is_valid_row_index(self.cursor_row):
            return ""
        return str(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value)

    def show(self, shown: Sequence[Listed]) -> None:
        """Show these sessions, the cursor on the one it was on."""
        self._listed = {listed.session_id: listed for listed in shown}
        self._draw()

    def _draw(self) -> None:
        chosen = self.chosen_id
        width = self.app.size.width
        left_out = () if width >= _WIDE_COLUMNS else _NARROW_LEAVES_OUT
        columns = [name for name in COLUMNS if name not in left_out]
        self.clear(columns=True)
        for name in columns:
            self.add_column(header(name), key=name)
        rows = [cells(one, self.app.theme_variables, columns) for one in self._listed.values()]
        for session_id, row in zip(self._listed, fitted(rows, columns, width), strict=True):
            self.add_row(*row, key=session_id)
        if chosen in self._listed:
            self.move_cursor(row=self.get_row_index(chosen))
        self._mark()

    def _mark(self) -> None:
        chosen = self.chosen_id
        for session_id in {self._marked, chosen} & set(self._listed):
            name = name_cell(self._listed[session_id], is_chosen=session_id == chosen)
            self.update_cell(session_id, COLUMNS[0], name)
        self._marked = chosen

    def _recolour(self, _theme: Theme) -> None:
        self._draw()
