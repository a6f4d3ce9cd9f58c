"""Handing in: whose turn it is, whether the work is ready, and what waits after it."""

from typing import TYPE_CHECKING

from workbench.domain.member import Permission
from workbench.domain.review import ReviewState, label_authors
from workbench.errors import Conflict
from workbench.services import reviewing
from workbench.services.listing import Listed, next_for, sessions
from workbench.tui.widgets.action_list import printable

if TYPE_CHECKING:
    from workbench.tui.screens.desk.screen import DeskScreen

SCREENS_FIRST = "its screens are looked over: w, then s"
NOTHING_WAITS = "nothing else waits for you"

_HANDED_IN = (ReviewState.SUBMITTED, ReviewState.ACCEPTED)


def is_to_accept(desk: "DeskScreen") -> bool:
    """Whether the member is to accept: who made the work hands it in again instead."""
    model, me = desk.model, desk.workbench.project.me
    if not me.role.may(Permission.REVIEW) or model.state not in _HANDED_IN:
        return False
    if model.state is ReviewState.ACCEPTED:
        is_own = me.name in label_authors(desk.session.records)
        return not model.approval_holds and not (is_own and me.role.may(Permission.LABEL))
    return True


def is_ready(desk: "DeskScreen") -> bool:
    """Whether S would submit the work as it stands."""
    may_label = desk.workbench.project.me.role.may(Permission.LABEL)
    if not may_label or desk.model.is_handed_in or is_to_accept(desk):
        return False
    return all(item.is_warning for item in reviewing.missing(desk.session))


def refuse_submitting(desk: "DeskScreen") -> None:
    """Raise Conflict where there is nothing to hand in, or it is not this member's to do."""
    if desk.model.is_accepted:
        checked = reviewing.screens_checked(desk.session)
        raise Conflict(
            "the session is accepted already",
            hint="Nothing is to be done." if checked else f"No release before {SCREENS_FIRST}.",
        )
    if not desk.workbench.project.me.role.may(Permission.LABEL):
        raise Conflict(
            f"the session is {desk.model.state}, not submitted",
            hint="Its annotator submits it first.",
        )


def next_waiting(desk: "DeskScreen") -> Listed | None:
    """The session that waits most for the member, this one left out; None where none does."""
    project = desk.workbench.project
    others = (one for one in sessions(project) if one.session_id != desk.session_id)
    return next_for(project.me.role, others)


def what_comes_next(desk: "DeskScreen") -> str:
    """Which session waits next, by its title, and the key that opens it."""
    waiting = next_waiting(desk)
    if waiting is None:
        return NOTHING_WAITS
    return f"Q opens what waits for you next: {printable(waiting.title or waiting.session_id)}"
