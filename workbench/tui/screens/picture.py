"""A session's frames on a view: made in a thread, and never shown without their masks."""

from collections.abc import Callable, Sequence

from workbench.domain.exposure import Exposure
from workbench.domain.geometry import Box
from workbench.domain.lens import Lens, after, nearest, parts_of
from workbench.media.cells import Placement
from workbench.media.overlay import Mark, Masked
from workbench.services import replaying
from workbench.services.session import Session
from workbench.store.packs import PackReader
from workbench.tui.frames import Answer, FramePump, Wish
from workbench.tui.widgets.frame_view import FrameView


class SessionPicture:
    """Shows frames of one pack on one view.

    `marks` gives what lies over a frame, masks included; it is asked for the frame that is
    drawn, which may still be the one before the one that was wished for. `fail` is told why a
    frame cannot be shown.
    """

    def __init__(
        self,
        pack: PackReader,
        view: FrameView,
        marks: Callable[[int], Sequence[Mark]],
        fail: Callable[[str], object],
    ) -> None:
        self.lens = Lens()
        """Which part of the frames is shown."""
        self._pack = pack
        self._view = view
        self._marks = marks
        self._fail = fail
        self._frame_no = 0
        self._aimed_at: tuple[float, float] | None = None
        self._answer: Answer | None = None
        self._pump = FramePump(pack, lambda answer: view.call_later(self._take, answer))

    def show(self, frame_no: int) -> None:
        """Show a frame as soon as it is made."""
        self._frame_no = frame_no
        self.draw()

    def zoom(self, by: int) -> None:
        """Some factors closer, or less close."""
        self.lens = self.lens.stepped(by)
        self.draw()

    def aim(self, point_px: tuple[float, float] | None) -> None:
        """Let the lens follow a point, where it has moved; the next drawing shows it."""
        if self._view.size and point_px is not None and point_px != self._aimed_at:
            self._aimed_at = point_px
            self.lens = self.lens.following(*point_px, self._size_px, self._room)

    def next_part(self, by: int = 1) -> bool:
        """Some parts on, as one reads, or back; False once that is the first one again."""
        if not (self._view.size and self.lens.is_on):
            return False
        parts = self._parts
        self.lens = after(self.lens, parts, by)
        self.draw()
        return self.lens != parts[0]

    @property
    def part_number(self) -> tuple[int, int]:
        """Which part is shown, or is nearest to what is, as people count; and of how many."""
        parts = self._parts if self._view.size else [self.lens]
        return nearest(self.lens, parts) + 1, len(parts)

    @property
    def drawn(self) -> Placement | None:
        """Which pixels of a frame were drawn last, and where; None before."""
        made = self._answer.picture if self._answer is not None else None
        return made.placement if made is not None else None

    @property
    def shown_px(self) -> tuple[int, int]:
        """How many pixels of the frame the view shows, across and down."""
        part = self.lens.part(self._size_px, self._room) if self._view.size else None
        return (part.width_px, part.height_px) if part else self._size_px

    @property
    def _parts(self) -> list[Lens]:
        return parts_of(self._size_px, self._room, self.lens.factor)

    @property
    def _size_px(self) -> tuple[int, int]:
        return self._pack.size(self._frame_no)

    @property
    def _room(self) -> tuple[int, int]:
        return self._view.size.width, 2 * self._view.size.height

    def draw(self) -> None:
        """Draw what is wanted, with the marks as they are now and for the size there is now."""
        size = self._view.size
        if not size:
            return
        part = self.lens.part(self._size_px, self._room)
        wish = Wish(self._frame_no, size.width, size.height, part, self._view.paper_bgr)
        if self._answer is None or self._answer.wish != wish:
            self._answer = self._pump.ask(wish) or self._answer
        answer = self._answer
        if answer is None or (answer.wish.columns, answer.wish.rows) != (wish.columns, wish.rows):
            return
        if answer.picture is None:
            self._fail(answer.problem)
            return
        self._view.show(answer.picture, self._marks(answer.wish.frame_no))

    def close(self) -> None:
        """Stop making frames."""
        self._pump.close()

    def _take(self, answer: Answer) -> None:
        self._answer = answer
        self.draw()


def masks_over(session: Session, hidden: Exposure, frame_no: int) -> list[Mark]:
    """The masks of every moment at which a frame is on the screen, as they are drawn."""
    if session.pack is None:
        return []
    whole = Box(0, 0, *session.pack.size(frame_no))
    return [Masked(mask.box or whole) for mask in replaying.masks_on(session, frame_no, hidden)]
