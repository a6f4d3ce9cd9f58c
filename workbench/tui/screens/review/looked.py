"""Which pictures of a session's scenes have been looked at, as they show now, and how closely."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.exposure import Exposure
from workbench.domain.geometry import Box
from workbench.domain.screens import closest, lifted, stretches_of
from workbench.media.cells import Placement
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

    A picture is seen once all of it was drawn, at once or part by part. One that is masked all
    over counts as seen: nothing of it shows. Where a mask is lifted, the pictures it lay over
    count as unseen again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.starts = replaying.scene_starts(session)
        self.pages = pages_of(self.starts, len(session.pack or ()))
        left = set(reviewing.scenes_left(session))
        self._seen = {p.frame_no for p in self.pages if self.starts[p.scene] not in left}
        self._drawn: dict[int, dict[Box, int]] = {}
        """The parts of the pictures that were drawn in this visit, with their scale."""
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

    def see(self, frame_no: int, part: Box, px_per_cell: int) -> bool:
        """Take in that a part of a picture was drawn; whether now all of it was."""
        drawn = self._drawn.setdefault(frame_no, {})
        drawn[part] = min(px_per_cell, drawn.get(part, px_per_cell))
        if self.has_seen(frame_no) or self._closest(frame_no) is None:
            return False
        self._seen.add(frame_no)
        return True

    def refresh(self) -> None:
        """Take in what is masked now; what a mask lay over that was lifted is unseen again."""
        before, self._hidden = self._hidden, replaying.exposure(self._session)
        gone = lifted(stretches_of(before.pixels), self._hidden.pixels)
        self._covered = set(self._masked_all_over())
        bared = reviewing.scenes_bared(self._session, self.starts, gone)
        for frame_no in (p.frame_no for p in self.pages if self.starts[p.scene] in bared):
            self._seen.discard(frame_no)
            self._drawn.pop(frame_no, None)

    def record(self) -> "Recorded":
        """Put on record what has been seen, and how closely, all visits together."""
        self.refresh()
        left = set(reviewing.scenes_left(self._session))
        never_shown = [start for start in self.never_shown if start in left]
        furthest = self._furthest({*self.starts} - set(never_shown), left)
        reviewing.check_screens(
            self._session,
            scenes=len(self.starts),
            never_shown=never_shown,
            px_per_cell=furthest,
        )
        return Recorded(len(self.starts), len(never_shown), furthest)

    def _furthest(self, shown: set[int], left: set[int]) -> int | None:
        """Screen pixels to a cell, where the scenes shown were looked at from furthest.

        Scenes that are not `left` were looked at before, as closely as that is on record. None
        where one of them was not looked at on a terminal, or nothing of any shows.
        """
        look = reviewing.screens_look(self._session)
        before = look.px_per_cell if look is not None else None
        scales: list[int | None] = []
        for page in self.pages:
            if self.starts[page.scene] not in shown or self.is_masked_all_over(page.frame_no):
                continue
            known = [self._closest(page.frame_no)]
            known += [before] if self.starts[page.scene] not in left else []
            scales.append(min((px for px in known if px is not None), default=None))
        told = [px for px in scales if px is not None]
        return max(told) if told and len(told) == len(scales) else None

    def _closest(self, frame_no: int) -> int | None:
        """How closely all of a picture was drawn in this visit; None where it was not."""
        pack = self._session.pack
        drawn = self._drawn.get(frame_no)
        if pack is None or drawn is None:
            return None
        return closest(drawn, Box(0, 0, *pack.size(frame_no)))

    def _masked_all_over(self) -> Iterator[int]:
        for page in self.pages:
            if replaying.is_masked_all_over(self._session, page.frame_no, self._hidden):
                yield page.frame_no


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was put on record: how many scenes are left, and from how far the others were seen."""

    scenes: int
    scenes_left: int
    px_per_cell: int | None


def px_per_cell(session: Session, frame_no: int, placed: Placement) -> int:
    """How many pixels of the screen, not of the picture, a cell is wide; at least one."""
    t_us = session.capture.frames[frame_no].t_us
    across, _ = session.pictures.scale_at(t_us)
    return max(1, round(placed.source.width_px / placed.width / across))


def pages_of(starts: list[int], frames: int) -> list[Page]:
    """The first and the last picture of every scene: what came in between shows at its end."""
    ends = [start - 1 for start in starts[1:]] + [frames - 1]
    pages: list[Page] = []
    for scene, (start, end) in enumerate(zip(starts, ends, strict=True)):
        pages.append(Page(scene, start, is_end=False))
        if end > start:
            pages.append(Page(scene, end, is_end=True))
    return pages
