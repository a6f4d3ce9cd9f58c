"""What waits for whom: the queue of a role, as the list and the desk open it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.member import Role
from workbench.domain.segment import NOT_A_TASK
from workbench.services import labeling, reviewing
from workbench.services.listing import FINDINGS_FIRST, next_for, sessions

if TYPE_CHECKING:
    from tests.conftest import Team


def test_begun_work_waits_before_new_and_handed_in_work_no_longer(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    team, first = stocked
    source = capture_maker(tmp_path / "another", description="another")
    begun = team.take_in(source, subject="p-02")
    session = team.session("ana", begun)
    halves = labeling.split_at(session, 6_000_000)

    def hand_in_begun() -> None:
        for half in halves:
            labeling.label(session, half, [NOT_A_TASK])
        reviewing.submit(session)

    found = []
    for act in (lambda: None, hand_in_begun, lambda: team.label(first)):
        act()
        waiting = next_for(Role.ANNOTATOR, sessions(team.open("ana")))
        found.append(waiting.session_id if waiting else "")

    assert found == [begun, first, ""]


def test_a_reviewer_has_findings_to_decide_until_work_is_handed_in(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    urgencies = []

    for act in (lambda: None, lambda: team.label(session_id), lambda: team.approve(session_id)):
        act()
        (listed,) = sessions(team.open("rev"))
        urgencies.append(listed.urgency(Role.REVIEWER))

    assert urgencies == [FINDINGS_FIRST, 0, None]
