"""What stands on the release screen: the request, the splits, what stays behind, the steps."""

from typing import TYPE_CHECKING

from textual.widgets import Static

from workbench.domain.release import SPLITS
from workbench.tui.screens.release.lines import (
    left_out_title,
    progress_parts,
    reason_row,
    scale_of,
    split_column,
)
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from workbench.tui.screens.release.screen import ReleaseScreen


class Board:
    """Writes everything on one release screen."""

    def __init__(self, release: "ReleaseScreen") -> None:
        self._release = release

    def show(self) -> None:
        """Everything, as things stand."""
        self._show_request()
        self.show_splits()
        self.show_reasons()
        self.show_progress()
        self._release.show_message()

    def show_splits(self) -> None:
        """The three splits, their bars on one scale, as long as there is room."""
        release = self._release
        splits = release.plan.splits if release.plan else {}
        columns = {split: release.query_one(f"#{split}", Static) for split in SPLITS}
        narrowest = min(column.content_size.width for column in columns.values())
        scale = scale_of(splits.values(), narrowest)
        for split, column in columns.items():
            share = release.draft.ratios.get(split, 0.0)
            column.update(split_column(split, share, splits.get(split), scale))

    def show_reasons(self) -> None:
        """Why nothing would be built, and why some of it stays behind."""
        release, plan = self._release, self._release.plan
        refused = release.query_one("#refusals", Line)
        refused.show(f"refused: {'; '.join(plan.refusals)}" if plan else "")
        refused.display = bool(plan and plan.refusals)
        title = left_out_title(plan, release.reasons)
        rows = [reason_row(reason, release.titles) for reason in release.reasons] if plan else []
        release.query_one("#reasons", RowList).show([(title, "$secondary")], rows, release.selected)

    def show_progress(self) -> None:
        """The steps of the build begun so far."""
        parts = progress_parts(list(self._release.steps.values()))
        self._release.query_one("#progress", Line).show(*parts)

    def _show_request(self) -> None:
        release, draft, plan = self._release, self._release.draft, self._release.plan
        trial = "  trial" if release.workbench.project.is_trial else ""
        release.query_one("#status", Line).show(
            ("Release ", "bold $accent"),
            (draft.title, "bold"),
            f" · for {draft.purpose} · {draft.format} → {draft.directory}  ",
            (f"{release.doing} …" if release.doing else "", "bold $accent"),
            (trial, "$warning"),
        )
        allowed = " · empty splits allowed, on record" if draft.allows_empty else ""
        scopes = sorted(plan.scopes) if plan else []
        columns = f" · consents cover {', '.join(scopes)}" if scopes else ""
        release.query_one("#request", Line).show(f"{draft.ratios_text}{allowed}{columns}")
