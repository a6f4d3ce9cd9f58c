"""Frames made into pictures in a thread: the latest wish wins, neighbours are fetched ahead."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from workbench.domain.geometry import Box
from workbench.errors import WorkbenchError
from workbench.media.cells import Bgr, Picture, picture
from workbench.store.packs import Canvas, PackReader

_KEPT_PICTURES = 96


@dataclass(frozen=True, slots=True)
class Wish:
    """A frame, or a part of it, at the size of a view."""

    frame_no: int
    columns: int
    rows: int
    part: Box | None = None
    around: Bgr = (0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The picture of a wish, or why there is none."""

    wish: Wish
    picture: Picture | None
    problem: str = ""


class FramePump:
    """Makes pictures of one pack; `deliver` is called from the thread with each answer."""

    def __init__(self, pack: PackReader, deliver: Callable[[Answer], object]) -> None:
        self._pack = pack
        self._deliver = deliver
        self._canvas = Canvas(pack)
        self._kept: OrderedDict[Wish, Answer] = OrderedDict()
        self._wish: Wish | None = None
        self._is_closed = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="frames", daemon=True)
        self._thread.start()

    def ask(self, wish: Wish) -> Answer | None:
        """The answer where it is at hand; else it will be delivered, unless a later wish comes."""
        with self._wake:
            kept = self._kept.get(wish)
            if kept is None:
                self._wish = wish
                self._wake.notify()
            else:
                self._kept.move_to_end(wish)
        return kept

    def close(self) -> None:
        """Stop and wait for the thread."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        ahead: list[Wish] = []
        while True:
            with self._wake:
                while self._wish is None and not ahead and not self._is_closed:
                    self._wake.wait()
                if self._is_closed:
                    return
                asked, self._wish = self._wish, None
                wish = asked or ahead.pop(0)
                if not asked and wish in self._kept:
                    continue
            answer = self._answer(wish)
            with self._wake:
                self._kept[wish] = answer
                while len(self._kept) > _KEPT_PICTURES:
                    self._kept.popitem(last=False)
            if asked:
                self._deliver(answer)
                ahead = self._neighbours(wish)

    def _answer(self, wish: Wish) -> Answer:
        try:
            image = self._canvas.show(wish.frame_no)
            room = wish.columns, wish.rows
            made = picture(image, *room, viewport=wish.part, around=wish.around)
            return Answer(wish, made)
        except WorkbenchError as error:
            return Answer(wish, None, error.message)

    def _neighbours(self, wish: Wish) -> list[Wish]:
        numbers = (wish.frame_no + 1, wish.frame_no + 2, wish.frame_no - 1)
        return [
            replace(wish, frame_no=number) for number in numbers if 0 <= number < len(self._pack)
        ]
