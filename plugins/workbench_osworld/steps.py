"""The lines of a trajectory as told actions, pictures and remarks, in their order."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from workbench.domain.pyautogui_hands import Hands
from workbench.domain.remark import About, Remark
from workbench.domain.segment import Outcome
from workbench.domain.tally import WarningTally
from workbench.domain.told import OrderedTimes, Told, writable
from workbench.media.stills import Still
from workbench.source_files import JSONValue, json_object, microseconds_in, text_in
from workbench_osworld.folder import TaskFolder, named_in
from workbench_osworld.notation import calls_in

_STAMP = re.compile(r"(\d{8})@(\d{6})(\d{0,6})")
_THOUGHTS = ("response", "reasoning", "thought", "natural_language_action")
_OUTCOMES = {"success": Outcome.SUCCESS, "failure": Outcome.FAILURE, "fail": Outcome.FAILURE}


class Steps:
    """What all lines come to; the picture of a line is from after its action."""

    def __init__(self, folder: TaskFolder, tally: WarningTally) -> None:
        self.told = Told()
        self.stills: list[Still] = []
        self.remarks: list[Remark] = []
        self.instruction = ""
        self.has_times = False
        """Whether the source tells when anything was done."""
        self._tally = tally
        self._times = OrderedTimes()
        self._hands = Hands(self.told, lambda x, y: (x, y))
        self._count = 0
        self._names = folder.picture_names()
        for line in folder.lines(tally):
            self._take(line, folder)
        self._add_first(folder)
        self._note()

    @property
    def claimed(self) -> Outcome | None:
        """How the work ended in the words of who did it."""
        return _OUTCOMES.get(self._hands.status)

    def _take(self, line: Mapping[str, JSONValue], folder: TaskFolder) -> None:
        self._count += 1
        t_us = self._time(line)
        self._hands.tell(t_us, calls_in(line.get("action", line.get("actions"))))
        self.instruction = self.instruction or text_in(line.get("instruction"))
        self._remark(t_us, line)
        picture = folder.picture(line, self._names)
        if picture is None and not named_in(line):
            return
        if picture is not None and self.stills and self.stills[-1].path == picture:
            # Two actions within a second share a file name: the file is from after the last.
            self.stills.pop()
            self._tally.add("pictures-overwritten", "pictures replaced by that of a later action")
        self.stills.append(Still(t_us + 1, picture))

    def _time(self, line: Mapping[str, JSONValue]) -> int:
        told = line.get("action_timestamp", line.get("timestamp"))
        t_us = _stamp_us(told) if isinstance(told, str) else microseconds_in(told)
        if t_us is not None:
            self.has_times = True
            return self._times.at(t_us)
        if self.has_times:
            self._tally.add("times-unreadable", "lines without a time, put right after the last")
            return self._times.next()
        self._tally.add("times-invented", "actions without a time, put one second apart")
        return self._times.at(self._count * 1_000_000)

    def _remark(self, t_us: int, line: Mapping[str, JSONValue]) -> None:
        for name in _THOUGHTS:
            said = line.get(name)
            parts = {name: said} if isinstance(said, str) else json_object(said)
            for part, text in parts.items():
                if isinstance(text, str) and text:
                    named, words = writable(part), writable(text)
                    self.remarks.append(Remark(t_us, t_us, About.THOUGHT, named, words))

    def _add_first(self, folder: TaskFolder) -> None:
        """The picture from before everything goes first, where there is one."""
        if not self._count or not self.stills:
            return
        first = folder.picture_before_all()
        starts = [event.t_us for event in self.told.events[:1]]
        if first is not None and all(still.path != first for still in self.stills):
            self.stills.insert(0, Still(min([*starts, self.stills[0].t_us - 1]) - 1, first))
        else:
            self._tally.add("first-picture-missing", "no picture is from before the first action")

    def _note(self) -> None:
        self._times.note(self._tally)
        counted = (
            ("actions-unknown", "actions in code not known here, left out", self._hands.unknown),
            (
                "hovers",
                "steps that only moved the pointer: an event, no action",
                self._hands.hovers,
            ),
            ("waits", "steps of waiting: a gap, and no action", self._hands.waits),
            ("never-released", "keys and buttons held to the end", self._hands.unfinished),
        )
        for code, detail, count in counted:
            self._tally.add(code, detail, count)


def _stamp_us(stamp: str) -> int | None:
    found = _STAMP.fullmatch(stamp)
    if found is None:
        return None
    try:
        whole = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    since = whole - datetime(1970, 1, 1, tzinfo=UTC)
    t_us = since // timedelta(microseconds=1) + int(found[3].ljust(6, "0"))
    return t_us if t_us >= 0 else None
