"""What the release screen says: the splits with their bars, and what stays behind."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.domain.counting import counted
from workbench.services.gates import Excluded
from workbench.services.left_out import left_out
from workbench.services.planning import Plan, SplitSummary
from workbench.services.verifying import Verification
from workbench.tui.screens.release.work import Step
from workbench.tui.widgets.action_list import printable
from workbench.tui.widgets.row_list import Parts

_NUMBERS = re.compile(r": \d+( of \d+ scenes never shown)?$")
_BAR_CELLS = 24
_MOST_LABELS = 9
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """What the bars of all splits have in common, so that they can be compared."""

    most: int
    """The count that fills a bar's room."""
    longest: int
    """The characters of the longest label there is a bar for."""
    width: int
    """The cells of the narrowest column."""

    @property
    def room(self) -> int:
        """The cells of the longest bar: beside the label and its count."""
        return max(1, self.width - self.longest - len(str(self.most)) - 2)


def scale_of(summaries: Iterable[SplitSummary], width: int) -> Scale:
    """The scale on which the labels of all splits are drawn into columns of a width."""
    shown = [pair for one in summaries for pair in one.labels.most_common(_MOST_LABELS)]
    most = max((count for _, count in shown), default=1)
    return Scale(most, max((len(label) for label, _ in shown), default=0), width)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stays behind, and all that does for it."""

    text: str
    left_out: tuple[Excluded, ...]

    @property
    def sessions(self) -> list[str]:
        """The sessions concerned, each once."""
        return list(dict.fromkeys(excluded.session_id for excluded in self.left_out))


def reasons_of(plan: Plan) -> list[Reason]:
    """What stays behind by reason, the most frequent first; how many flags or scenes is none."""
    found: dict[str, list[Excluded]] = defaultdict(list)
    for excluded in plan.excluded:
        found[_NUMBERS.sub("", excluded.reason)].append(excluded)
    reasons = [Reason(text, tuple(entries)) for text, entries in found.items()]
    return sorted(reasons, key=lambda reason: (-len(reason.sessions), reason.text))


def left_out_title(plan: Plan | None, reasons: Sequence[Reason]) -> str:
    """How much stays behind; the reasons below may add up to more."""
    if plan is None:
        return ""
    if not reasons:
        return "nothing stays behind"
    named = [session_id for reason in reasons for session_id in reason.sessions]
    several = "; some for several reasons" if len(named) > len(set(named)) else ""
    return f"left out: {left_out(plan).told}{several}"


def reason_row(reason: Reason, titles: Mapping[str, str]) -> Parts:
    """A reason with its counts; sessions go by their titles, where those can be read."""
    tasks = sum(bool(excluded.segment_id) for excluded in reason.left_out)
    counts = counted(len(reason.sessions), "session")
    counts += f", {counted(tasks, 'task')}" if tasks else ""
    names = [titles.get(name) or name for name in reason.sessions[:_MOST_NAMED]]
    named = ", ".join(printable(name) for name in names)
    others = " …" if len(reason.sessions) > _MOST_NAMED else ""
    return [(f"{counts:<22}", "$warning"), reason.text, (f"  {named}{others}", "$secondary")]


def split_column(name: str, share: float, summary: SplitSummary | None, scale: Scale) -> Content:
    """One split: its share, its counts, and its labels as bars."""
    parts: list[str | tuple[str, str]] = [
        (name, "bold $accent"),
        (f"  {share:.0%}\n" if share else "  not asked for\n", "$secondary"),
    ]
    if summary is None:
        return Content.assemble(*parts)
    style = "$foreground" if summary.tasks else "$secondary"
    counts = ((len(summary.subjects), "subject"), (summary.tasks, "task"), (summary.rows, "row"))
    for number, noun in counts:
        parts += [(f"{number:>7}", f"bold {style}"), (f" {_noun(number, noun)}\n", "$secondary")]
    minutes = summary.duration_us / 6e7
    parts += [(f"{minutes:>7.1f}", f"bold {style}"), (" minutes\n", "$secondary")]
    if summary.blank_rows:
        parts.append((f"{summary.blank_rows:>7} rows masked all over\n", "$warning"))
    return Content.assemble(*parts, *_label_bars(summary, scale))


def progress_parts(steps: Sequence[Step]) -> Parts:
    """Every step begun so far with its bar."""
    parts: list[str | tuple[str, str]] = []
    for step in steps:
        share = step.done / step.total if step.total else 0.0
        filled = round(share * _BAR_CELLS)
        counts = f"{step.done}/{step.total}" if step.total else str(step.done)
        parts += [
            (f"{step.name} ", "bold"),
            ("█" * filled, "$accent"),
            ("░" * (_BAR_CELLS - filled), "$secondary"),
            f" {counts}   ",
        ]
    return parts


def verdict(found: Verification) -> tuple[str, str]:
    """What reading the release again has found, and how serious it is."""
    rows = counted(found.rows, "row")
    if found.problems:
        first = found.problems[0]
        count = counted(len(found.problems), "problem")
        return f"verify: {count}, first: {first.code} in {first.where}: {first.detail}", "failed"
    if not found.leak_audit_done:
        return f"verified {rows}; the leak audit was not done", "refused"
    return f"verified ✓ {rows} in {counted(found.files, 'file')}, nothing hidden in any text", ""


def _label_bars(summary: SplitSummary, scale: Scale) -> Parts:
    named = summary.labels.most_common(_MOST_LABELS)
    parts: list[str | tuple[str, str]] = ["\n"] if named else []
    for label, count in named:
        bar = "█" * max(1, round(count / scale.most * scale.room))
        parts += [(f"{label:<{scale.longest}} ", "$foreground"), (bar, "$density"), f" {count}\n"]
    left = len(summary.labels) - len(named)
    if left > 0:
        parts.append((f"and {left} more labels", "$secondary"))
    return parts


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
