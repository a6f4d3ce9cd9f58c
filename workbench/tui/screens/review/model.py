"""What the review works on: the findings by value, and which place of which one is looked at."""

from dataclasses import replace

from workbench.domain.exposure import Exposure
from workbench.domain.flag import Flag, FlagGroup, FlagState, Shows
from workbench.domain.geometry import Box
from workbench.domain.place import Where
from workbench.domain.redaction import Redaction
from workbench.domain.review import ReviewState, label_authors
from workbench.services import redacting, replaying, reviewing
from workbench.services.session import Session
from workbench.tui.screens.stills import stills_of

_NOTHING = Exposure((), (), ())
_SHOWS_LATER = frozenset({Where.TYPED, Where.TITLE})
"""Places whose text is on the screen only once it is complete, or the window drawn."""
_ON_SCREEN = frozenset({Where.SCREEN, Where.SPAN})
"""Places that are pixels themselves: where they show needs no saying."""


class ReviewModel:
    """One session under review, and what of it is selected."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.is_peeking = False
        self.is_drawing = False
        """While a box is drawn nothing but finished boxes hides the picture; it is on record."""
        self.excepted: set[str] = set()
        """Places that the next decision leaves alone."""
        self.frame_no: int | None = None
        """The still looked at; the place's own for None."""
        self.stills = stills_of(session)
        """What shows of the screen; None for a session without one."""
        self.scenes = len(replaying.scene_starts(session))
        self._order: dict[str, int] = {}
        self._selected = ""
        self._place = 0
        self.reload()

    def reload(self) -> None:
        """Take in what has changed in the journal; groups keep their places in the list."""
        session = self.session
        groups = redacting.flag_groups(session)
        for group in groups:
            self._order.setdefault(group.value_id, len(self._order))
        self.groups: list[FlagGroup] = sorted(groups, key=lambda g: self._order[g.value_id])
        self.hidden: Exposure = replaying.exposure(session)
        self._masking = {mask.source_id for mask in self.hidden.pixels}
        self.redactions: list[Redaction] = session.redactions()
        self.state: ReviewState = session.state()
        self.approval_holds: bool = reviewing.approval_holds(session)
        self.screens_checked: bool = reviewing.screens_checked(session)
        self.scenes_left: int = len(reviewing.scenes_left(session))
        if self.group is None:
            self._select(self.groups[0].value_id if self.groups else "")

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted the work as it stands."""
        return self.state is ReviewState.ACCEPTED and self.approval_holds

    @property
    def is_handed_in(self) -> bool:
        """Whether there is something to be judged: work that was returned was judged."""
        return self.state in (ReviewState.SUBMITTED, ReviewState.ACCEPTED)

    @property
    def is_own(self) -> bool:
        """Whether the acting member had a hand in the work, and so never accepts it."""
        return self.session.project.me.name in label_authors(self.session.records)

    @property
    def may_be_accepted(self) -> bool:
        """Whether the work waits for an acceptance that the acting member may give."""
        return self.is_handed_in and not self.is_accepted and not self.is_own

    @property
    def index(self) -> int:
        """Which group is selected."""
        ids = [group.value_id for group in self.groups]
        return ids.index(self._selected) if self._selected in ids else 0

    @property
    def group(self) -> FlagGroup | None:
        """The selected group."""
        return next((g for g in self.groups if g.value_id == self._selected), None)

    @property
    def flag(self) -> Flag | None:
        """The place that is looked at."""
        return self.group.flags[self.place_index] if self.group else None

    @property
    def place_index(self) -> int:
        """Which place of the group is looked at."""
        return min(self._place, len(self.group.flags) - 1) if self.group else 0

    @property
    def undecided(self) -> int:
        """How many groups are open."""
        return sum(group.is_open for group in self.groups)

    @property
    def half_done(self) -> int:
        """How many groups are hidden and mask whole windows: where they show is unknown."""
        return sum(self.is_half_done(group) for group in self.groups)

    @property
    def chosen_flags(self) -> list[Flag]:
        """The places that a decision is about: the group's, but for those excepted."""
        flags = self.group.flags if self.group else ()
        return [flag for flag in flags if flag.flag_id not in self.excepted]

    @property
    def exposure(self) -> Exposure:
        """What must not show now."""
        if self.is_peeking:
            return _NOTHING
        return self.hidden_while_drawing if self.is_drawing else self.hidden

    @property
    def hidden_while_drawing(self) -> Exposure:
        """What must not show while a box is drawn: finished boxes, and every hidden text."""
        drawn = {redaction.redaction_id for redaction in self.redactions}
        boxes = tuple(mask for mask in self.hidden.pixels if mask.source_id in drawn)
        return replace(self.hidden, pixels=boxes)

    @property
    def boxes(self) -> list[Box]:
        """Where the group is on the screen, as far as it was flagged or drawn there."""
        flags = self.group.flags if self.group else ()
        ids = {flag.flag_id for flag in flags}
        places = [r.place for r in self.redactions if r.flag_ids & ids]
        places += [self.flag.place] if self.flag else []
        return [place.box for place in places if place.box is not None]

    def select(self, index: int) -> None:
        """Select a group by its place in the list."""
        if self.groups:
            self._select(self.groups[index % len(self.groups)].value_id)

    def is_half_done(self, group: FlagGroup | None) -> bool:
        """Whether a group is decided and a place of it masks a whole window in every copy."""
        if group is None or group.is_open:
            return False
        return any(self.masks_its_window(flag) for flag in group.flags)

    def masks_its_window(self, flag: Flag) -> bool:
        """Whether a hidden text masks a whole window, because nobody has said where it shows."""
        if flag.state is not FlagState.HIDDEN or is_on_screen(flag) or self.stills is None:
            return False
        return flag.shows is not Shows.READ and flag.flag_id in self._masking

    def select_next(self) -> bool:
        """Select the next group that is undecided, else the next half done; whether there is one.

        A group that is still open itself stays selected.
        """
        order = [*self.groups[self.index :], *self.groups[: self.index]]
        undecided = [group for group in order if group.is_open]
        half_done = [group for group in order[1:] if self.is_half_done(group)]
        following = next(iter([*undecided, *half_done]), None)
        if following is not None and following.value_id != self._selected:
            self._select(following.value_id)
        return following is not None

    def select_place(self, index: int) -> None:
        """Look at another place of the group."""
        if self.group is not None:
            self._place = index % len(self.group.flags)
            self.frame_no = None

    def frame(self) -> int | None:
        """The still to be shown; None where the session has none."""
        stills = self.stills
        if stills is None:
            return None
        if self.frame_no is not None:
            return self.frame_no
        place = self.flag.place if self.flag else None
        if place is None:
            return 0
        if place.where not in _SHOWS_LATER:
            return stills.at(place.t_us)
        return stills.after(place.end_us if place.where is Where.TYPED else place.t_us)

    def _select(self, value_id: str) -> None:
        self._selected = value_id
        self._place = 0
        self.frame_no = None
        self.excepted.clear()


def is_on_screen(flag: Flag) -> bool:
    """Whether what is flagged are pixels, not a text."""
    return flag.place.where in _ON_SCREEN
