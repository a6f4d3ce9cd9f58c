"""Undo and redo: each author's own, across restarts, an act as a whole, never over others."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.flag import FlagState, Shows
from workbench.domain.geometry import Box
from workbench.domain.op import JSON
from workbench.domain.review import ReviewState
from workbench.domain.segment import Outcome, Tier
from workbench.errors import Conflict, WorkbenchError
from workbench.services import labeling, redacting, reviewing, undoing
from workbench.services.session import Session

if TYPE_CHECKING:
    from tests.conftest import Team


def facts(session: Session) -> tuple[object, ...]:
    return (session.segments(), session.flags(), session.redactions(), session.state())


def test_undo_and_redo_walk_back_and_forth(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    states = [facts(session)]
    first, second = labeling.split_at(session, 6_000_000)
    states.append(facts(session))
    acts: list[Callable[[], object]] = [
        lambda: labeling.label(session, first, ["form"]),
        lambda: labeling.label(session, first, ["read"]),
        lambda: labeling.set_outcome(session, second, Outcome.FAILURE),
        lambda: labeling.set_instruction(session, second, "Do it"),
        lambda: labeling.delete(session, first),
        lambda: labeling.edit_segment(session, second, start_us=1_000, end_us=2_000),
    ]
    for act in acts:
        act()
        states.append(facts(session))
    for state in reversed(states[:-1]):
        assert undoing.undo(session) is not None
        assert facts(session) == state
    assert undoing.undo(session) is None
    for state in states[1:]:
        assert undoing.redo(session) is not None
        assert facts(session) == state
    assert undoing.redo(session) is None


def test_it_goes_on_after_reopening(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    start = facts(session)
    first, _ = labeling.split_at(session, 6_000_000)
    labeling.label(session, first, ["form"])
    undoing.undo(session)

    session = team.session("ana", session_id)
    undoing.undo(session)
    assert facts(session) == start
    session = team.session("ana", session_id)
    undoing.redo(session)
    undoing.redo(session)
    assert [s.labels for s in session.segments()] == [("form",), ()]


def test_a_new_edit_ends_what_could_be_redone(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    first, _ = labeling.split_at(session, 6_000_000)
    undoing.undo(session)
    labeling.split_at(session, 3_000_000)

    assert undoing.redo(session) is None
    assert first not in {s.segment_id for s in session.segments()}


def test_everybody_undoes_their_own(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    ana, rev = team.session("ana", session_id), team.session("rev", session_id)
    labeling.split_at(ana, 6_000_000)
    rev.project.refresh()
    redacting.redact_span(rev, t_us=0, end_us=1_000)
    ana.project.refresh()

    assert undoing.undo(ana) is not None
    assert ana.segments() == []
    assert len(ana.redactions()) == 1
    assert undoing.undo(ana) is None


def test_hiding_a_group_is_undone_as_a_whole(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    rev = team.session("rev", session_id)
    before = facts(rev)
    redacting.hide(rev, rev.flags(), shows=Shows.NOWHERE)
    hidden = facts(rev)
    assert {flag.state for flag in rev.flags()} == {FlagState.HIDDEN}

    undoing.undo(rev)
    assert facts(rev) == before
    undoing.redo(rev)
    assert facts(rev) == hidden


@pytest.mark.parametrize("by", ["lea", "rev"])
def test_an_accepting_and_a_returning_can_be_taken_back(
    approved: "tuple[Team, str]", by: str
) -> None:
    team, session_id = approved
    session = team.session(by, session_id)
    reviewing.give_back(session, comment="once more")
    assert session.state() is ReviewState.RETURNED
    undoing.undo(session)
    assert session.state() is ReviewState.ACCEPTED
    assert reviewing.approval_holds(session)
    if by == "rev":
        undoing.undo(session)
        assert session.state() is ReviewState.SUBMITTED


def test_an_annotator_takes_back_neither_a_flag_nor_a_submission(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    team.label(session_id)
    session = team.session("ana", session_id)
    redacting.add_flag(session, kind="person", t_us=0, end_us=10)
    undoing.undo(session)

    assert session.state() is ReviewState.SUBMITTED
    assert len(session.flags()) == 4
    assert [bool(s.instruction) for s in session.segments()] == [True, False]


@pytest.mark.parametrize("field", ["labels", "instruction"])
def test_undo_is_refused_where_somebody_else_has_gone_on(
    stocked: "tuple[Team, str]", field: str
) -> None:
    team, session_id = stocked
    ana, lea = team.session("ana", session_id), team.session("lea", session_id)
    first, _ = labeling.split_at(ana, 6_000_000)
    labeling.label(ana, first, ["form"])
    lea.project.refresh()
    if field == "labels":
        labeling.label(lea, first, ["read"])
    else:
        labeling.set_instruction(lea, first, "Mine")
    ana.project.refresh()
    before = facts(ana)

    if field == "instruction":
        # The label was touched by nobody else, the segment itself was.
        undoing.undo(ana)
        before = facts(ana)
    with pytest.raises(Conflict):
        undoing.undo(ana)
    assert facts(ana) == before


def test_somebody_elses_change_below_ones_own_undone_one_still_counts(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    ana, lea = team.session("ana", session_id), team.session("lea", session_id)
    first, _ = labeling.split_at(ana, 6_000_000)
    labeling.label(ana, first, ["form"])
    lea.project.refresh()
    labeling.label(lea, first, ["read"])
    ana.project.refresh()
    labeling.label(ana, first, ["search"])
    undoing.undo(ana)
    assert ana.segments()[0].labels == ("read",)
    with pytest.raises(Conflict):
        undoing.undo(ana)

    lea.project.refresh()
    undoing.undo(lea)
    ana.project.refresh()
    undoing.undo(ana)
    assert ana.segments()[0].labels == ()


ACTS: list[Callable[[Session, int, int], object]] = [
    lambda s, a, b: labeling.split_at(s, a * 1_000_000 + 1),
    lambda s, a, b: labeling.split_at(s, a * 1_000_000 + 7, tier=Tier.STEP, snap=False),
    lambda s, a, b: labeling.label(s, _one(s, b), [["form"], ["read"], ["search", "form"]][a % 3]),
    lambda s, a, b: labeling.set_instruction(s, _one(s, b), ["Do it", "", "Do that"][a % 3]),
    lambda s, a, b: labeling.set_outcome(s, _one(s, b), [*Outcome, None][a % 4]),
    lambda s, a, b: labeling.delete(s, _one(s, b)),
    lambda s, a, b: labeling.merge(s, [_one(s, a), _one(s, b)]),
    lambda s, a, b: labeling.edit_segment(
        s, _one(s, b), start_us=a * 700_000, end_us=a * 700_000 + 900_000
    ),
    lambda s, a, b: labeling.duplicate(s, _one(s, b), Tier.NOTE),
    lambda s, a, b: redacting.hide(s, s.flags()[: a % 3 + 1], shows=[None, *Shows][b % 4]),
    lambda s, a, b: redacting.keep(s, s.flags()[: b % 3 + 1], reason=f"because {a}"),
    lambda s, a, b: redacting.redact_box(
        s, Box(a, b, 10, 10), t_us=a, end_us=a + 1 + b, flags=s.flags()[: a % 2]
    ),
    lambda s, a, b: redacting.remove_redaction(s, _redaction(s, a)),
    lambda s, a, b: undoing.undo(s),
    lambda s, a, b: undoing.redo(s),
]


def _one(session: Session, index: int) -> str:
    ids = [s.segment_id for s in session.segments()]
    return ids[index % len(ids)] if ids else "none"


def _redaction(session: Session, index: int) -> str:
    ids = [r.redaction_id for r in session.redactions()]
    return ids[index % len(ids)] if ids else "none"


_acts = st.lists(
    st.tuples(st.integers(0, len(ACTS) - 1), st.integers(0, 11), st.integers(0, 11)),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(_acts)
def test_undoing_everything_returns_to_the_first_state_and_redoing_it_to_the_last(
    taken_in: tuple[Path, str],
    tmp_path_factory: pytest.TempPathFactory,
    team_class: "type[Team]",
    chosen: list[tuple[int, int, int]],
) -> None:
    root = tmp_path_factory.mktemp("undo") / "it"
    shutil.copytree(taken_in[0], root)
    session = team_class(root).session("lea", taken_in[1])
    start = facts(session)
    for index, a, b in chosen:
        try:
            ACTS[index](session, a, b)
        except WorkbenchError:
            # What cannot be done here changes nothing.
            continue
    end = facts(session)
    while undoing.redo(session) is not None:
        pass
    end = facts(session)
    steps = 0
    while undoing.undo(session) is not None:
        steps += 1
        assert steps < 200
    assert facts(session) == start
    session = team_class(root).session("lea", taken_in[1])
    for _ in range(steps):
        assert undoing.redo(session) is not None
    assert undoing.redo(session) is None
    assert facts(session) == end
    assert session.records.conflicts() == []
    shutil.rmtree(root)


def test_a_conflict_that_was_settled_is_one_again(stocked: "tuple[Team, str]") -> None:
    team, session_id = stocked
    ana, lea = team.session("ana", session_id), team.session("lea", session_id)
    first, _ = labeling.split_at(ana, 6_000_000)
    lea.project.refresh()
    # Two machines that have not met: each journal file is hidden from the other.
    folder = team.root / "project" / "journal"
    (path,) = folder.glob("ana-*.jsonl")
    labeling.label(lea, first, ["read"])
    lines = path.read_bytes()
    apart = next(iter(folder.glob("lea-*.jsonl")))
    theirs = apart.read_bytes()
    apart.write_bytes(b"".join(theirs.splitlines(keepends=True)[:-1]))
    other = team.session("ana", session_id)
    labeling.label(other, first, ["form"])
    apart.write_bytes(theirs)
    assert path.read_bytes().startswith(lines)

    ana = team.session("ana", session_id)
    assert [name for _, name in ana.records.conflicts()] == ["labels"]
    settled: list[JSON] = [ana.segments()[0].labels[0]]
    labeling.label(ana, first, [str(key) for key in settled])
    assert ana.records.conflicts() == []
    undoing.undo(ana)
    assert undoing.redo(ana) is not None


def test_what_was_undone_is_told_with_the_segment_and_its_number_on_its_tier(
    stocked: "tuple[Team, str]",
) -> None:
    team, session_id = stocked
    session = team.session("ana", session_id)
    _, second = labeling.split_at(session, 6_000_000)
    step = labeling.add(session, start_us=0, end_us=2_000_000, tier=Tier.STEP)
    labeling.label(session, step, ["form"])
    labeling.set_instruction(session, second, "Do it")

    told = []
    for _ in range(4):
        op = undoing.undo(session)
        assert op is not None
        segment = undoing.segment_of(session, op)
        told.append((undoing.in_words(session, op), segment.segment_id if segment else ""))

    assert told == [
        ("instruction of 2/2", second),
        ("label of step 1/1", step),
        ("segment on the tier step", ""),
        ("cut on the tier task", ""),
    ]
