"""Nobody's clock harms anybody: not the readers, not the log, not their own clocks."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from workbench.domain.op import Change
from workbench.errors import JournalDamaged, UsageError
from workbench.services.auditing import log
from workbench.store import ops
from workbench.store.project import Project

if TYPE_CHECKING:
    from tests.conftest import Pen, Team

    MakePen = Callable[..., Pen]

DAY_US = 24 * 3600 * 1_000_000


def note(name: str) -> Change:
    return Change((), f"comment/{name}", {"alive": True, "text": name})


def add(project: Project, name: str) -> int:
    return project.append("comment.add", [note(name)], session="s-1").hlc_us


def now_us() -> int:
    return time.time_ns() // 1000


@pytest.mark.parametrize("hlc_us", [ops.MAX_HLC_US + 1, 2**62 - 1, 2**63 - 1])
def test_a_clock_that_no_date_can_show_is_no_op(team: "Team", pen: "MakePen", hlc_us: int) -> None:
    head = team.open().ledger.authority.head
    author = pen("ana")
    author.write("comment.add", note("fine"), session="s-1", head=head)
    op = author.op("comment.add", note("late"), session="s-1", head=head, hlc_us=hlc_us)
    with pytest.raises(UsageError):
        ops.encode(op, author.identity.sign_key, author.project_id)
    line = ops.encode(
        author.op("comment.add", note("late"), session="s-1", head=head),
        author.identity.sign_key,
        author.project_id,
    )
    spelt = line.replace(b'"hlc_us":1700000000000001', b'"hlc_us":%d' % hlc_us)
    assert spelt != line
    with pytest.raises(JournalDamaged):
        ops.decode(spelt)
    author.put(spelt)

    for project in (team.open("rev"), team.open()):
        assert [(a.writer, a.seq) for a in project.damage()] == [(author.writer, 2)]
        assert [op.kind for op in log(project, session_id="s-1")] == ["comment.add"]
        assert add(project, project.identity.name) < now_us() + 1


def test_the_last_moment_there_is_can_be_shown(team: "Team", pen: "MakePen") -> None:
    head = team.open().ledger.authority.head
    pen("ana").write("comment.add", note("x"), session="s-1", head=head, hlc_us=ops.MAX_HLC_US)

    (logged,) = log(team.open(), session_id="s-1")

    assert logged.at == "9999-12-31T23:59:59.999+00:00"
    assert team.open().damage() == []


@pytest.mark.parametrize("ahead_us", [2 * DAY_US, 3650 * DAY_US])
@pytest.mark.parametrize("when", ["running", "opened", "both"])
def test_a_clock_far_ahead_does_not_push_ours(
    team: "Team", pen: "MakePen", ahead_us: int, when: str
) -> None:
    running = team.open("rev")
    head = running.ledger.authority.head
    far = now_us() + ahead_us
    pen("ana").write("comment.add", note("far"), session="s-1", head=head, hlc_us=far)
    project = team.open("rev") if when == "opened" else running

    times = [add(project, f"n{n}") for n in range(3)]
    again = team.open("rev") if when == "both" else project

    assert add(again, "last") > times[2] > times[1] > times[0]
    assert times[2] <= now_us()
    assert len(list(team.open().ledger.records("s-1").alive("comment"))) == 5


def test_a_clock_a_little_ahead_is_followed(team: "Team", pen: "MakePen") -> None:
    running = team.open("rev")
    near = now_us() + DAY_US // 2
    head = running.ledger.authority.head
    pen("ana").write("comment.add", note("near"), session="s-1", head=head, hlc_us=near)

    assert add(running, "after") > near


def test_a_clock_that_goes_back_does_not_bring_ops_twice(team: "Team", pen: "MakePen") -> None:
    running = team.open("rev")
    head = running.ledger.authority.head
    start = now_us()
    for back in range(4):
        pen("ana").write(
            "comment.add", note(f"c{back}"), session="s-1", head=head, hlc_us=start - back
        )

    running.refresh()
    running.refresh()

    assert running.ledger.state.positions["ana-0badf00d"].seq == 4
    cold = team.open().ledger
    assert running.ledger.tables.op_count() == cold.tables.op_count()
    assert len(running.ledger.ops("s-1")) == 4
