"""The desk's lines of text: where am I, what is selected, what does the next key do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.domain.action import Action, ActionKind
from workbench.domain.flag import grouped, undecided
from workbench.domain.member import Permission
from workbench.domain.segment import Segment, Tier
from workbench.domain.timecode import format_timecode
from workbench.domain.timeline import density_line, marker_line, segment_line
from workbench.services.remarking import element_at
from workbench.tui.widgets.action_list import printable, scrolled
from workbench.tui.widgets.line import Line
from workbench.tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

_WIDE_COLUMNS = 100
_SHOWN_FOR_US = 1_500_000
_COUNTED = (Tier.TASK, Tier.STEP, Tier.NOTE)
"""The tiers whose names have a plural."""

_SIGNS = {"enter": "⏎", "tab": "⇥", "backspace": "⌫", "esc": "⎋", "space": "␣", "delete": "⌦"}
_STATES = {"returned": "↩ returned", "accepted": "✓ accepted", "submitted": "» submitted"}


class DeskLines:
    """Writes the lines of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        record = desk.session.record
        self._title = desk.session.words.read(record, "title") or desk.session_id

    def show_lines(self, t_us: int) -> None:
        """Everything that may change as the playhead moves."""
        self._show_status(t_us)
        self._show_segment(t_us)
        self._show_notice()
        self._show_keys(t_us)
        self._show_legend()

    def show_timeline(self) -> None:
        """The ruler's lines, for the width there is."""
        desk, model = self._desk, self._desk.model
        timeline = desk.query_one("#timeline", Timeline)
        width, duration_us = timeline.width, desk.duration_us
        counts = desk.session.capture.density(width, duration_us)
        total = [sum(int(kind[i]) for kind in counts.values()) for i in range(width)]
        digits = {label.key: str(label.digit) for label in model.ontology.labels if label.digit}
        timeline.show(
            model.tier.value,
            duration_us,
            density_line(total),
            segment_line(
                model.segments,
                width=width,
                duration_us=duration_us,
                selected_id=model.selected_id,
                digits=digits,
            ),
            marker_line(
                model.flags,
                hidden=[(mask.start_us, mask.end_us) for mask in model.hidden.pixels],
                bookmarks=[bookmark.t_us for bookmark in model.bookmarks],
                comments=[c.t_us for c in model.comments if not c.is_resolved],
                width=width,
                duration_us=duration_us,
            ),
        )

    def _show_status(self, t_us: int) -> None:
        desk, model = self._desk, self._desk.model
        is_wide = desk.size.width >= _WIDE_COLUMNS
        saved = (
            ("saved ✓", "$success") if desk.workbench.is_saving else ("NOT SAVED", "bold $error")
        )
        subject, tier = (f" · {desk.session.subject}", "tier ") if is_wide else ("", "")
        gap = "  " if is_wide else " "
        desk.query_one("#status", Line).show_after(
            (printable(self._title), "bold"),
            f"{subject} · {self._state(is_wide)}{gap}",
            (f"{format_timecode(t_us)} / {format_timecode(desk.duration_us)}", "bold $accent"),
            f"{gap}{self._running()}{gap}{desk.zoom.sign}{gap}{tier}{model.tier}{gap}",
            saved,
            first=[("PEEK", "bold $error"), gap] if model.is_peeking else [],
        )

    def _state(self, is_wide: bool) -> str:
        model = self._desk.model
        if not model.approval_holds:
            return "✗ approval lost" if is_wide else "✗ lost"
        return _STATES.get(model.state, model.state.value)

    def _running(self) -> str:
        """Whether and how the session plays."""
        playback = self._desk.playback
        sign = {1: "▶", -1: "◀", 0: "‖"}[playback.direction]
        idle = " skip" if self._desk.skips_idle else ""
        loop = " loop" if playback.loop else ""
        return f"{sign} {playback.speed:g}x{idle}{loop}"

    def _show_notice(self) -> None:
        """Why the work came back, until it is changed."""
        desk = self._desk
        line = desk.query_one("#notice", Line)
        line.display = bool(desk.model.returned) and not desk.has_edited
        line.show("↩ ", printable(desk.model.returned))

    def _show_segment(self, t_us: int) -> None:
        model = self._desk.model
        counts = (
            (self._unlabelled(), "$warning" if model.unlabelled else "$secondary"),
            (" · ", "$secondary"),
            (
                f"{undecided(grouped(model.flags))} {'●' if model.undecided else ''}",
                "$warning" if model.undecided else "$secondary",
            ),
        )
        segment = model.target(t_us)
        line = self._desk.query_one("#segment", Line)
        if segment is None:
            line.show(*counts, "   ", (self._nothing_here(), "$secondary"))
            return
        line.show(*counts, "   ", *self._told(segment))

    def _unlabelled(self) -> str:
        """How many segments of the tier in hand have no label, as "2 unlabelled tasks"."""
        count, tier = self._desk.model.unlabelled, self._desk.model.tier
        return f"{count} unlabelled {tier}{'s' if tier in _COUNTED and count != 1 else ''}"

    def _nothing_here(self) -> str:
        """What the keys do where no segment is."""
        if not self._desk.workbench.project.me.role.may(Permission.LABEL):
            return "no segment here"
        if self._desk.model.segments:
            return "a gap: i … o marks a segment"
        return "enter cuts here in two   i … o makes one"

    def _told(self, segment: Segment) -> list[str | tuple[str, str]]:
        model = self._desk.model
        number = model.segments.index(segment) + 1 if segment in model.segments else 0
        is_selected = segment.segment_id == model.selected_id
        label = ", ".join(segment.labels) or "unlabelled"
        told: list[str | tuple[str, str]] = [
            ("▸ " if is_selected else "  ", "$accent"),
            f"{number}/{len(model.segments)} ",
            (label, "bold $accent" if segment.labels else "bold $warning"),
            f" {segment.outcome or ''}  ",
        ]
        if segment.conflicts:
            told.append((f"in conflict: {', '.join(segment.conflicts)}  ", "bold $error"))
        if segment.instruction:
            told.append(f'"{printable(segment.instruction)}"')
        elif segment.is_task:
            told.append(("t instruction", "$secondary"))
        return told

    def _show_keys(self, t_us: int) -> None:
        desk, model = self._desk, self._desk.model
        window = model.window_at(t_us)
        title = printable(window.name) if window else ""
        remark = element_at(model.remarks, t_us, _SHOWN_FOR_US)
        element = printable(f"on {remark.name} {remark.text}".rstrip()) if remark else ""
        desk.query_one("#keys", Line).show(
            (self._why_masked(t_us), "$warning"),
            ("keys ", "$secondary"),
            (self._pressed(t_us) or " ", "bold"),
            (f"   {element}" if element else "", ""),
            (f"   window: {title}" if title else "", "$secondary"),
        )

    def _why_masked(self, t_us: int) -> str:
        """What to do where the whole screen is masked, and why it is; empty where it is not."""
        model, role = self._desk.model, self._desk.workbench.project.me.role
        whole = model.whole_masks(t_us)
        if not whole:
            return ""
        whole = [mask for mask in whole if mask.covers(t_us)] or whole
        decided = [mask.end_us for mask in whole if not model.is_liftable(mask)]
        if decided:
            until = f" until {format_timecode(max(decided))[:-4]}" if max(decided) > t_us else ""
            why = f"hidden{until}"
        elif role.may(Permission.REVIEW):
            why = "w lifts this mask: say where it shows"
        else:
            why = "a reviewer lifts this mask"
        does = "" if role.may(Permission.REVIEW) else "label by the actions; "
        kinds = ", ".join(sorted({mask.kind for mask in whole}))
        return f"▒ {does}{why} ({kinds})   "

    def _pressed(self, t_us: int) -> str:
        """What the person's keys or buttons do at a moment."""
        recent = [a for a in self._desk.model.actions if a.t_us <= t_us < a.end_us + _SHOWN_FOR_US]
        return "  ".join(self._sign(action, t_us) for action in recent[-3:])

    def _sign(self, action: Action, t_us: int) -> str:
        if action.kind is ActionKind.TYPE:
            return self._typed(action, t_us)
        if action.kind is ActionKind.PRESS:
            return _SIGNS.get(action.keys[0], action.keys[0]) if action.keys else ""
        if action.kind is ActionKind.HOTKEY:
            return "+".join(action.keys)
        if action.kind is ActionKind.SCROLL:
            return f"scroll {scrolled(action)}"
        return action.kind.value.replace("_", " ")

    def _typed(self, action: Action, t_us: int) -> str:
        """The text as far as it is typed; a masked one shows at once, without its rhythm."""
        text = printable(action.text or "")
        if action.mask is not None:
            return f"{text} {action.mask}"
        runs = self._desk.session.capture.typed_runs
        run = next((run for run in runs if run.action_id == action.action_id), None)
        if run is None or t_us >= action.end_us:
            return text
        return text[: sum(len(k.text) for k in run.kept if k.t_us <= t_us)] + "▏"

    def _show_legend(self) -> None:
        model = self._desk.model
        labels = sorted(
            (label for label in model.ontology.labels if label.digit), key=lambda label: label.digit
        )
        named = [(str(label.digit), label.name) for label in labels]
        named += [("0", "not a task"), (";", "more")]
        line = self._desk.query_one("#legend", Line)
        parts: list[str | tuple[str, str]] = []
        for key, shown in _legend(named, line.content_size.width):
            parts += [(key, "bold $accent"), f"{shown} "]
        line.show(*parts)

    def next_keys(self) -> str:
        """The six keys that matter now."""
        desk, model = self._desk, self._desk.model
        if desk.selection_box is not None:
            return "arrows move   shift+arrows size   enter hide   esc cancel"
        if desk.segments.is_carrying:
            return "← → , . e carry the edge   enter drop   b other edge   esc restore"
        if desk.segments.range_start_us is not None:
            return "o ends the range   esc cancel   f flag it"
        play = "space pause" if desk.playback.is_playing else "space play"
        if not desk.workbench.project.me.role.may(Permission.LABEL):
            accept = "" if model.is_accepted else "S accept   "
            return f"{play}   w review flags   R redact   v peek   {accept}B return   ? help"
        if model.is_handed_in:
            return f"{play}   e next action   c comment   Q next for me   ? help   q back"
        if not model.all_segments:
            return f"{play}   enter split here   i/o range   f flag   e next action   ? help"
        if model.unlabelled:
            return f"{play}   enter split   1-9 label   b edge   u undo   ? help"
        return f"{play}   t instruction   p outcome   tab next   S submit   ? help"


def _legend(named: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """Keys and names; where there is no room for the names they are cut, so that all keys show."""
    if sum(len(key) + len(name) + 3 for key, name in named) <= room:
        return [(key, f" {name} ") for key, name in named]
    lengths = range(max(len(name) for _, name in named), 1, -1)
    fits = (n for n in lengths if sum(len(k) + len(name[:n]) + 1 for k, name in named) <= room + 1)
    length = next(fits, 1)
    return [(key, name[:length]) for key, name in named]
