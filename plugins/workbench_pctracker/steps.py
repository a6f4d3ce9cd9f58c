"""The lines of a recording as told actions, pictures and remarks, in their order."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from workbench.domain.action import ActionKind
from workbench.domain.remark import About, Remark
from workbench.domain.segment import Outcome
from workbench.domain.tally import WarningTally
from workbench.domain.told import OrderedTimes, Told
from workbench.media.stills import Still
from workbench.source_files import JSONValue, box_between, text_in
from workbench_pctracker.folder import Recording
from workbench_pctracker.grammar import Spoken, read_action

_CLICKS = {
    "click": ActionKind.CLICK,
    "right click": ActionKind.RIGHT_CLICK,
    "double click": ActionKind.DOUBLE_CLICK,
    "triple click": ActionKind.TRIPLE_CLICK,
    "middle click": ActionKind.MIDDLE_CLICK,
}
_OUTCOMES = {"finish": Outcome.SUCCESS, "fail": Outcome.FAILURE}


class Steps:
    """What all lines come to; the picture of a line is from just before its action."""

    def __init__(self, recording: Recording, tally: WarningTally) -> None:
        self.told = Told()
        self.stills: list[Still] = []
        self.remarks: list[Remark] = []
        self.outcome: Outcome | None = None
        self._tally = tally
        self._times = OrderedTimes()
        self._pressed: tuple[int, float, float] | None = None
        for line in recording.lines(tally):
            self._take(line, recording)
        self._let_go()
        self._times.note(tally, shared="steps of one second")

    def _take(self, line: Mapping[str, JSONValue], recording: Recording) -> None:
        t_us = self._time(line)
        if line.get("screenshot"):
            self.stills.append(Still(t_us - 1, recording.picture(line.get("screenshot"))))
        self._remark(t_us, line)
        spoken = read_action(text_in(line.get("action")))
        if spoken is None:
            self._tally.add("actions-unknown", "actions in words not known here, left out")
            return
        if spoken.verb != "drag to":
            self._let_go()
        self._act(t_us, spoken)

    def _time(self, line: Mapping[str, JSONValue]) -> int:
        try:
            stamp = datetime.strptime(text_in(line.get("timestamp")), "%Y-%m-%d_%H:%M:%S")
            return self._times.at(round(stamp.replace(tzinfo=UTC).timestamp() * 1e6))
        except (ValueError, OverflowError):
            self._tally.add("times-unreadable", "lines without a time, put right after the last")
            return self._times.next()

    def _act(self, t_us: int, spoken: Spoken) -> None:
        verb, numbers = spoken.verb, spoken.numbers
        if verb in _CLICKS:
            self.told.click(t_us, _CLICKS[verb], numbers[0], numbers[1])
        elif verb in _OUTCOMES:
            self.outcome = _OUTCOMES[verb]
        else:
            self._others[verb](self, t_us, spoken)

    def _press(self, t_us: int, spoken: Spoken) -> None:
        self._pressed = (t_us, spoken.numbers[0], spoken.numbers[1])

    def _drag_to(self, t_us: int, spoken: Spoken) -> None:
        end = (spoken.numbers[0], spoken.numbers[1])
        if self._pressed is None:
            self._tally.add("drags-without-start", "drags that do not say from where")
            self.told.drag(t_us, (None, None), end)
            return
        (began_us, *start), self._pressed = self._pressed, None
        self.told.drag(began_us, (start[0], start[1]), end, end_us=t_us)

    def _let_go(self) -> None:
        if self._pressed is not None:
            (began_us, x, y), self._pressed = self._pressed, None
            self._tally.add("presses-alone", "buttons pressed and not dragged, taken as clicks")
            self.told.click(began_us, ActionKind.CLICK, x, y)

    def _drag(self, t_us: int, spoken: Spoken) -> None:
        x, y, x2, y2 = spoken.numbers
        self.told.drag(t_us, (x, y), (x2, y2))

    def _scroll(self, t_us: int, spoken: Spoken) -> None:
        dx, dy = spoken.numbers
        self.told.scroll(t_us, None, None, dx=dx, dy=dy)

    def _keys(self, t_us: int, spoken: Spoken) -> None:
        self.told.press(t_us, spoken.keys)

    def _type(self, t_us: int, spoken: Spoken) -> None:
        self.told.type(t_us, spoken.text)

    def _wait(self, _t_us: int, _spoken: Spoken) -> None:
        self._tally.add("waits", "steps of waiting: a gap, and no action")

    _others: Mapping[str, Callable[["Steps", int, Spoken], None]] = {
        "press": _press,
        "drag to": _drag_to,
        "drag": _drag,
        "scroll": _scroll,
        "press key": _keys,
        "hotkey": _keys,
        "type": _type,
        "wait": _wait,
    }

    def _remark(self, t_us: int, line: Mapping[str, JSONValue]) -> None:
        element, box = text_in(line.get("element")), box_between(line.get("rect"))
        if element or box is not None:
            self.remarks.append(Remark(t_us, t_us, About.ELEMENT, "", element, box))
        if thought := text_in(line.get("thought")):
            self.remarks.append(Remark(t_us, t_us, About.THOUGHT, "thought", thought))
