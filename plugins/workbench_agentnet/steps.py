"""A task's steps as told actions, pictures, remarks and segments, one second apart."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from workbench.domain.geometry import Geometry
from workbench.domain.pyautogui_calls import Call, parse_calls
from workbench.domain.pyautogui_hands import Hands
from workbench.domain.remark import About, Remark
from workbench.domain.segment import Outcome, Tier
from workbench.domain.tally import WarningTally
from workbench.domain.told import Told
from workbench.media.stills import Still, screens_of, sizes_of
from workbench.plugin_api import SourceSegment
from workbench_agentnet.task import Step, Task

STEP_US = 1_000_000
SEEN_US = 500_000
"""How long a step's picture is shown before its action."""

_OUTCOMES = {
    "success": Outcome.SUCCESS,
    "failure": Outcome.FAILURE,
    "fail": Outcome.FAILURE,
    "infeasible": Outcome.FAILURE,
}
_NOMINAL_SCREEN = (1920, 1080)
_FARTHEST_SHARE = 2.0
"""A place this far off the screen is told in pixels, not as a share of the screen."""


class Steps:
    """What all steps come to; `find` says where the picture of that name lies."""

    def __init__(self, task: Task, find: Callable[[str], Path | None], tally: WarningTally) -> None:
        self.told = Told()
        self._task = task
        self._tally = tally
        self.stills = [
            Still(index * STEP_US, find(step.image))
            for index, step in enumerate(task.steps)
            if step.image
        ]
        self.screens = self._screens()
        self._size = (self.screens[0].width_px, self.screens[0].height_px)
        calls = [parse_calls(step.code) for step in task.steps]
        self._is_absolute = any(_is_in_pixels(call) for step in calls for call in step)
        self._hands = Hands(self.told, self._place)
        self._tell(calls)
        self._note()

    @property
    def outcome(self) -> Outcome | None:
        """How the task ended: as it was judged, else as its last step says."""
        return self._task.outcome or _OUTCOMES.get(self._hands.status)

    def remarks(self) -> Iterator[Remark]:
        """What was written about the task and each step, and where each should have gone."""
        for name, text in self._task.judgements:
            yield Remark(0, max(0, self._end_us() - 1), About.THOUGHT, name, text)
        for index, step in enumerate(self._task.steps):
            t_us = index * STEP_US
            for name, text in step.thoughts:
                yield Remark(t_us, t_us, About.THOUGHT, name, text)
            for box in step.targets:
                yield Remark(t_us, t_us, About.ELEMENT, "target", "", box)

    def segments(self) -> Iterator[SourceSegment]:
        """The whole task, and each step that says in words what it does."""
        end_us = self._end_us()
        if not self._task.steps or not end_us:
            return
        yield SourceSegment(Tier.TASK, 0, end_us, self._task.instruction, self.outcome)
        for index, step in enumerate(self._task.steps):
            start_us = index * STEP_US
            stop_us = min(end_us, start_us + STEP_US)
            if step.words and start_us < stop_us and not _only_ends(step):
                yield SourceSegment(Tier.STEP, start_us, stop_us, step.words)

    def _tell(self, calls: Sequence[Sequence[Call]]) -> None:
        screens = list(self.screens)
        for index, of_step in enumerate(calls):
            t_us = index * STEP_US
            while screens and screens[0].start_us <= t_us:
                screen = screens.pop(0)
                self._size = (screen.width_px, screen.height_px)
            self._hands.tell(t_us + SEEN_US, of_step)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        if self._is_absolute:
            return x, y
        return round(x * self._size[0], 4), round(y * self._size[1], 4)

    def _screens(self) -> tuple[Geometry, ...]:
        known = sizes_of(self.stills)
        if known:
            known[0] = (0, known[0][1])
            return screens_of(known)
        if self._task.screen is not None:
            return screens_of([(0, self._task.screen)])
        self._tally.add("screen-assumed", "no picture tells the screen: 1920 x 1080 stand for it")
        return screens_of([(0, _NOMINAL_SCREEN)])

    def _end_us(self) -> int:
        ends = [event.t_us for event in self.told.events]
        ends += [still.t_us for still in self.stills if still.path is not None]
        return max(ends, default=-1) + 1

    def _note(self) -> None:
        hands, judged = self._hands, self._task.outcome
        claimed = _OUTCOMES.get(hands.status)
        differs = judged is not None and claimed is not None and judged is not claimed
        counted = (
            ("actions-unknown", "calls not known here, left out", hands.unknown),
            ("hovers", "steps that only moved the pointer: an event, no action", hands.hovers),
            ("waits", "calls that only waited: a gap, and no action", hands.waits),
            ("never-released", "keys and buttons held to the end", hands.unfinished),
            ("places-in-pixels", "places are pixels, not shares of the screen", self._is_absolute),
            ("outcomes-differ", "judged to have ended otherwise than its last step says", differs),
            ("times-invented", "steps without a time, put one second apart", len(self._task.steps)),
        )
        for code, detail, count in counted:
            self._tally.add(code, detail, int(count))


def _is_in_pixels(call: Call) -> bool:
    if call.name.endswith("rel"):
        return False
    numbers = (call.values.get("x"), call.values.get("y"))
    return any(isinstance(n, int | float) and abs(n) > _FARTHEST_SHARE for n in numbers)


def _only_ends(step: Step) -> bool:
    return {call.name for call in parse_calls(step.code)} == {"terminate"}
