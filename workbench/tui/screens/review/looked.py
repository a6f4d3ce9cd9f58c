"""Which pictures of a session's scenes have been looked at, as they show now."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.exposure import Exposure
from workbench.domain.screens import lifted, stretches_of
from workbench.services import replaying, reviewing
from workbench.services.session import Session


@dataclass(frozen=True, slots=True)
class Page:
    """One picture of a scene: how it begins, or how it ends."""

    scene: int
    frame_no: int
    is_end: bool


class Looked:
    """The pictures of one session, and which of them somebody has seen, in this visit or before.

    A picture that is masked all over counts as seen: nothing of it shows. Where a mask is
    lifted, the pictures it lay over count as unseen again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.starts = replaying.scene_starts(session)
        self.pages = pages_of(self.starts, len(session.pack or ()))
        left = set(reviewing.scenes_left(session))
        self._seen = {p.frame_no for p in self.pages if self.starts[p.scene] not in left}
        self._hidden = replaying.exposure(session)
        self._covered = set(self._masked_all_over())

    @property
    def hidden(self) -> Exposure:
        """What must not show, as of the last `refresh`."""
        return self._hidden

    @property
    def never_shown(self) -> list[int]:
        """The first frames of the scenes of which a picture has not been seen."""
        unseen = {page.scene for page in self.pages if not self.has_seen(page.frame_no)}
        return [self.starts[scene] for scene in sorted(unseen)]

    @property
    def pictures_seen(self) -> int:
        """How many of the pictures have been seen."""
        return sum(self.has_seen(page.frame_no) for page in self.pages)

    @property
    def first_unseen(self) -> int | None:
        """Which picture is the first not seen; None where all were."""
        pages = enumerate(self.pages)
        return next((i for i, page in pages if not self.has_seen(page.frame_no)), None)

    def has_seen(self, frame_no: int) -> bool:
        """Whether a picture was drawn as it shows now, or shows nothing."""
        return frame_no in self._seen or frame_no in self._covered

    def is_masked_all_over(self, frame_no: int) -> bool:
        """Whether nothing of a picture shows."""
        return frame_no in self._covered

    def see(self, frame_no: int) -> bool:
        """Take in that a picture was drawn; whether that is new."""
        if self.has_seen(frame_no):
            return False
        self._seen.add(frame_no)
        return True

    def refresh(self) -> None:
        """Take in what is masked now; what a mask lay over that was lifted is unseen again."""
        before, self._hidden = self._hidden, replaying.exposure(self._session)
        gone = lifted(stretches_of(before.pixels), self._hidden.pixels)
        self._covered = set(self._masked_all_over())
        bared = reviewing.scenes_bared(self._session, self.starts, gone)
        self._seen -= {p.frame_no for p in self.pages if self.starts[p.scene] in bared}

    def record(self) -> list[int]:
        """Put on record what has been seen; the scenes that are left."""
        self.refresh()
        left = set(reviewing.scenes_left(self._session))
        never_shown = [start for start in self.never_shown if start in left]
        reviewing.check_screens(self._session, scenes=len(self.starts), never_shown=never_shown)
        return never_shown

    def _masked_all_over(self) -> Iterator[int]:
        for page in self.pages:
            if replaying.is_masked_all_over(self._session, page.frame_no, self._hidden):
                yield page.frame_no


def pages_of(starts: list[int], frames: int) -> list[Page]:
    """The first and the last picture of every scene: what came in between shows at its end."""
    ends = [start - 1 for start in starts[1:]] + [frames - 1]
    pages: list[Page] = []
    for scene, (start, end) in enumerate(zip(starts, ends, strict=True)):
        pages.append(Page(scene, start, is_end=False))
        if end > start:
            pages.append(Page(scene, end, is_end=True))
    return pages
