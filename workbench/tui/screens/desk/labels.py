"""Saying what a segment is: labels by digit or name, instruction, outcome."""

from functools import partial
from typing import TYPE_CHECKING

from workbench.domain.segment import Outcome, Segment, on_tier
from workbench.domain.segmentation import next_unlabelled
from workbench.domain.timecode import format_timecode
from workbench.errors import UsageError
from workbench.services import labeling
from workbench.tui.dialogs.ask import Ask
from workbench.tui.dialogs.choose import Choice, FuzzyChoose
from workbench.tui.screens.desk.handing import is_ready

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen


class Labels:
    """The label keys of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._kept: dict[str, str] = {}
        """Instructions that could not be saved, by segment; "" for one whose segment is gone."""

    def digit(self, digit: int) -> None:
        """Give the label of a digit and select the next unlabelled segment."""
        label = self._desk.model.ontology.by_digit(digit)
        if label is None:
            raise UsageError(f"no label has the digit {digit}", hint="; lists all labels.")
        self._give(label.key)

    def pick(self) -> None:
        """Pick a label by its name."""
        self._target()
        ontology = self._desk.model.ontology
        labels = filter(None, (ontology.label(key) for key in ontology.given_keys()))
        choices = [
            Choice(label.key, f"{label.name}  {label.definition}", str(label.digit or ""))
            for label in labels
        ]
        self._desk.app.push_screen(FuzzyChoose("Label", choices), self._picked)

    def repeat(self) -> None:
        """Give the last label again."""
        if not self._desk.model.last_label:
            raise UsageError("no label was given yet", hint="A digit gives one.")
        self._give(self._desk.model.last_label)

    def instruction(self) -> None:
        """Go to where the segment begins and write what one would ask an agent to do there."""
        segment = self._target()
        self._desk.transport.pause()
        self._desk.seek(segment.start_us)
        self._desk.app.push_screen(
            Ask(
                f"{self._named(segment)}: what would one ask an agent?",
                text=self._unsaved(segment),
            ),
            partial(self._instructed, segment.segment_id),
        )

    def outcome(self) -> None:
        """The next outcome."""
        segment = self._target()
        outcomes = list(Outcome)
        index = outcomes.index(segment.outcome) + 1 if segment.outcome else 0
        outcome = outcomes[index % len(outcomes)]
        self._desk.change(
            partial(labeling.set_outcome, self._desk.session, segment.segment_id, outcome),
            f"outcome {outcome}",
        )
        if segment.outcome is None:
            self._say_if_done(f"outcome {outcome}")

    def _picked(self, key: str | None) -> None:
        if key is not None:
            self._desk.attempt(partial(self._give, key))

    def _give(self, key: str) -> None:
        segment = self._target()
        self._desk.model.last_label = key
        self._desk.change(
            partial(labeling.label, self._desk.session, segment.segment_id, [key]), f"{key}"
        )
        if not self._advance(segment):
            self._say_if_done(key)

    def _named(self, segment: Segment) -> str:
        """A segment by its number, what it is, and from when until when it lasts."""
        tier = on_tier(self._desk.model.all_segments, segment.tier)
        start, end = (format_timecode(t_us)[:-2] for t_us in (segment.start_us, segment.end_us))
        label = ", ".join(segment.labels) or "unlabelled"
        return f"Segment {tier.index(segment) + 1}/{len(tier)}, {label}, {start}–{end}"

    def _unsaved(self, segment: Segment) -> str:
        """What stands in the dialog: what could not be saved, else what the segment has."""
        kept = self._kept.get(segment.segment_id, "")
        return kept or segment.instruction or self._kept.get("", "")

    def _instructed(self, segment_id: str, text: str | None) -> None:
        self._kept.pop(segment_id, None)
        if text is None:
            return
        write = partial(labeling.set_instruction, self._desk.session, segment_id, text)
        is_saved = self._desk.succeeds(partial(self._desk.change, write, "instruction saved"))
        segments = self._desk.model.all_segments
        segment = next((s for s in segments if s.segment_id == segment_id), None)
        if segment is None:
            self._kept[""] = text
            self._desk.say(
                "that segment is gone; t on another one brings your text back", "refused"
            )
            return
        if not is_saved:
            self._kept[segment_id] = text
            return
        if text == self._kept.get(""):
            del self._kept[""]
        if not self._advance(segment):
            self._say_if_done("instruction saved")
        selected = self._desk.model.selected
        if selected is not None and selected.segment_id != segment_id:
            self._desk.seek(selected.start_us)

    def _say_if_done(self, said: str) -> None:
        """Say that nothing is missing any more, where that is so."""
        if is_ready(self._desk):
            self._desk.say(f"{said}; all done: S submits")

    def _advance(self, done: Segment) -> bool:
        """Select the next segment to be labelled, then without instruction; False for none."""
        model = self._desk.model
        following = next_unlabelled(model.segments, done.end_us)
        if following is None:
            wanting = [s for s in model.segments if s.is_task and not s.instruction]
            later = [s for s in wanting if s.start_us >= done.end_us]
            following = next(iter(later or wanting), None)
        model.selected_id = following.segment_id if following else done.segment_id
        self._desk.show_model()
        return following is not None

    def _target(self) -> Segment:
        segment = self._desk.model.target(self._desk.position_us)
        if segment is None:
            raise UsageError(
                "there is no segment here", hint="enter cuts in two, i and o mark one."
            )
        return segment
