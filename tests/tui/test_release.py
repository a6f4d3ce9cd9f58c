"""The release screen: planned, built and verified beside the screen."""

import json
import threading
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.segment import NOT_A_TASK
from workbench.services import consenting, labeling
from workbench.services.gates import Excluded
from workbench.services.planning import ReleaseRequest, SplitSummary
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.release import ReleaseScreen, work
from workbench.tui.screens.release.draft import first_draft
from workbench.tui.screens.release.lines import (
    progress_parts,
    reason_row,
    scale_of,
    split_column,
)
from workbench.tui.screens.review import ReviewScreen
from workbench.tui.screens.sessions import SessionsScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit


async def _planned(seat: "Seat") -> None:
    await seat.until(lambda: not seat.release.doing)
    await seat.pilot.pause()


async def _opened(seat: "Seat") -> None:
    await seat.press("L")
    assert isinstance(seat.app.screen, ReleaseScreen)
    await _planned(seat)


async def test_what_would_leave_stands_by_split(approved: "tuple[Team, str]", sit: "Sit") -> None:
    team, _ = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        plan = seat.release.plan
        assert plan is not None
        shown = seat.shown

        full = next(s for s in plan.splits.values() if s.tasks)
        assert f"{full.rows} rows" in shown
        assert "2 tasks" in shown
        assert "form " in shown
        assert "█" in shown
        assert "release@1" in seat.line("status")
        assert "for agent-training" in seat.line("status")
        assert "consents cover keys, pointer, screen" in seat.line("request")


async def test_an_empty_split_is_refused_until_it_is_allowed(
    approved: "tuple[Team, str]", sit: "Sit", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, _ = approved
    monkeypatch.chdir(tmp_path)

    async with sit(team, "lea") as seat:
        await _opened(seat)
        assert "refused: the split" in seat.line("refusals")
        await seat.press("enter")
        assert "nothing is released" in seat.message
        assert "e allows empty splits." in seat.message
        assert not seat.release.doing

        await seat.press("e")
        await _planned(seat)
        assert not seat.app.screen.query_one("#refusals").display
        assert "empty splits allowed" in seat.line("request")


async def test_enter_builds_and_verifies_and_puts_it_on_record(
    approved: "tuple[Team, str]", sit: "Sit", tmp_path: Path
) -> None:
    team, _ = approved
    out = tmp_path / "made"

    async with sit(team, "lea") as seat:
        await _opened(seat)
        await seat.press("e")
        await _planned(seat)
        await seat.press("o", "ctrl+u")
        await seat.write(str(out))
        await _planned(seat)
        await seat.press("enter")
        await _planned(seat)

        assert "verified ✓" in seat.message
        assert set(seat.release.steps) == {"write", "verify"}
        assert all(step.done == step.total for step in seat.release.steps.values())
        manifest = json.loads((out / "manifest.json").read_bytes())
        assert manifest["name"] == "release"
        assert manifest["allow_empty_split"] is True
        assert seat.project.common.get("release", "release@1").is_alive
        assert first_draft(seat.project).title == "release@2"

        await seat.press("v")
        await _planned(seat)
        assert "looked at" in seat.message
        assert "verified ✓" in seat.message

        await seat.press("enter")
        await _planned(seat)
        assert "is there already" in seat.message


async def test_a_cancelled_build_leaves_nothing(
    approved: "tuple[Team, str]", sit: "Sit", tmp_path: Path
) -> None:
    team, _ = approved
    out = tmp_path / "made"

    async with sit(team, "lea") as seat:
        await _opened(seat)
        await seat.press("e")
        await _planned(seat)
        plan = seat.release.plan
        assert plan is not None
        seat.release.build(plan.request, out)
        seat.app.action_command("release.plan.cancel")
        await _planned(seat)

        assert "cancelled" in seat.message
        assert list(tmp_path.glob("*made*")) == []
        assert not seat.project.common.get("release", "release@1").is_alive


def test_a_build_stops_at_its_next_row(approved: "tuple[Team, str]", tmp_path: Path) -> None:
    team, _ = approved
    request = ReleaseRequest(
        "demo",
        "1",
        "agent-training",
        {"train": 1.0},
        date(2026, 11, 23),
    )
    steps: list[work.Step] = []

    def show(step: work.Step) -> None:
        steps.append(step)
        stop.set()

    stop = threading.Event()
    with pytest.raises(work.Cancelled):
        work.build(team.settings(), request, tmp_path / "made", show=show, stop=stop)

    assert [step.name for step in steps] == ["write"]
    assert list(tmp_path.glob("*made*")) == []


async def test_leaving_cancels_a_build_first(
    approved: "tuple[Team, str]", sit: "Sit", tmp_path: Path
) -> None:
    team, _ = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        await seat.press("e")
        await _planned(seat)
        plan = seat.release.plan
        assert plan is not None
        seat.release.build(plan.request, tmp_path / "made")
        seat.app.action_command("release.plan.leave")
        await seat.until(lambda: isinstance(seat.app.screen, SessionsScreen))

        assert list(tmp_path.glob("*made*")) == []


async def test_what_stays_behind_stands_by_reason_and_g_goes_there(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _session_id = stocked

    async with sit(team, "lea") as seat:
        await _opened(seat)
        reasons = [reason.text for reason in seat.release.reasons]
        assert reasons == ["not accepted: new", "screens not checked", "undecided flags"]
        assert "left out: 1 of 1 session; some for several reasons" in seat.shown
        assert "▸ 1 session " in seat.shown
        assert "refused: no task may leave" in seat.line("refusals")

        screens = []
        for _ in reasons:
            await seat.press("g")
            screens.append(type(seat.app.screen))
            await seat.press("q")
            await _planned(seat)
            await seat.press("down")
        assert screens == [DeskScreen, ReviewScreen, ReviewScreen]


async def test_it_is_planned_again_when_something_changed(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        assert seat.release.reasons == []
        consenting.withdraw(team.open("lea", "-other"), "p-01")
        seat.app._follow()
        await _planned(seat)

        assert [reason.text for reason in seat.release.reasons] == ["consent was withdrawn"]
        assert session_id in seat.release.reasons[0].sessions


async def test_name_purpose_and_splits_are_asked_for(
    approved: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        await seat.press("n", "ctrl+u")
        await seat.write("lamps@7")
        await _planned(seat)
        assert seat.release.draft.title == "lamps@7"
        assert str(seat.release.draft.directory) == "lamps-7"

        await seat.press("r", "ctrl+u")
        await seat.write("train=1")
        await _planned(seat)
        assert seat.release.plan is not None
        assert seat.release.plan.refusals == ()
        assert "not asked for" in seat.shown

        await seat.press("p", "ctrl+u")
        await seat.write("ads")
        await _planned(seat)
        assert [r.text for r in seat.release.reasons] == ["no consent for the purpose 'ads'"]


async def test_a_name_alone_keeps_the_version(approved: "tuple[Team, str]", sit: "Sit") -> None:
    team, _ = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        await seat.press("n", "ctrl+u")
        await seat.write("lamps")
        await _planned(seat)

        assert seat.release.draft.title == "lamps@1"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("n", "Lamps@1", "cannot be a name"),
        ("r", "train=0.5", "do not add up"),
        ("r", "train=x", "is not a ratio"),
        ("p", "", "has a purpose"),
    ],
)
async def test_what_makes_no_sense_is_said_and_changes_nothing(
    approved: "tuple[Team, str]", sit: "Sit", key: str, text: str, said: str
) -> None:
    team, _ = approved

    async with sit(team, "lea") as seat:
        await _opened(seat)
        before = seat.release.draft
        await seat.press(key, "ctrl+u")
        await seat.write(text)

        assert said in seat.message
        assert seat.release.draft == before


def test_the_first_draft_is_for_what_consents_are_for(approved: "tuple[Team, str]") -> None:
    team, _ = approved

    draft = first_draft(team.open())

    assert (draft.title, draft.purpose) == ("release@1", "agent-training")
    assert draft.ratios_text == "train=0.8,validation=0.1,test=0.1"


def test_reasons_and_steps_are_told_with_their_counts() -> None:
    from workbench.tui.screens.release.lines import Reason

    left_out = (Excluded("s-1", "t-1", "why"), Excluded("s-1", "t-2", "why"))
    row = reason_row(Reason("why", left_out), {"s-1": "A form"})
    (name, filled, _, counts) = progress_parts([work.Step("write", 6, 24)])

    assert "1 session, 2 tasks" in str(row[0][0])
    assert "A form" in str(row[-1])
    assert name[0] == "write "
    assert filled[0] == "█" * 6
    assert counts == " 6/24   "


async def test_what_is_left_out_of_a_session_that_leaves_is_counted_in_tasks(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    first, _ = team.label(session_id)
    labeling.label(team.session("ana", session_id), first, [NOT_A_TASK])
    team.approve(session_id)

    async with sit(team, "lea") as seat:
        await _opened(seat)

        assert "left out: 1 task of 1 session" in seat.shown
        assert "▸ 1 session, 1 task" in seat.shown


def test_the_bars_of_all_splits_have_one_scale() -> None:
    full = SplitSummary(labels=Counter({"form": 8, "an-unusually-long-label": 2}))
    small = SplitSummary(labels=Counter({"form": 4}))
    scale = scale_of([full, small, SplitSummary()], 60)

    shown = [split_column("s", 0.5, summary, scale).plain for summary in (full, small)]
    bars = [[line.count("█") for line in text.splitlines() if "█" in line] for text in shown]

    assert bars == [[scale.room, round(scale.room / 4)], [scale.room // 2]]
    assert all(len(line) <= 60 for text in shown for line in text.splitlines())
