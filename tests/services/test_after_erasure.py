"""After an erasure nothing more is said about the person's sessions, whoever has one open."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.domain.segment import Outcome
from workbench.errors import Refused
from workbench.services import commenting, consenting, labeling, undoing
from workbench.services.importing import import_capture
from workbench.services.session import Session
from workbench.store.staging import Staging

if TYPE_CHECKING:
    from tests.conftest import Team

DOING: dict[str, Callable[[Session, str], object]] = {
    "comment": lambda session, _: commenting.add_comment(session, t_us=1, text="hello"),
    "bookmark": lambda session, _: commenting.add_bookmark(session, t_us=1),
    "outcome": lambda session, task: labeling.set_outcome(session, task, Outcome.FAILURE),
    "delete": labeling.delete,
    "undo": lambda session, _: undoing.undo(session),
}


@pytest.mark.parametrize("what", sorted(DOING))
def test_an_open_desk_saves_nothing_more(stocked: "tuple[Team, str]", what: str) -> None:
    team, session_id = stocked
    task = team.label(session_id)[0]
    session = team.session("ana", session_id)
    consenting.erase(team.open(), "p-01")
    journal = team.journal_bytes()

    with pytest.raises(Refused, match="erased") as refused:
        DOING[what](session, task)

    assert refused.value.hint
    assert team.journal_bytes() == journal
    consenting.withdraw(team.open(), "p-01")


def test_the_sessions_of_others_go_on(
    stocked: "tuple[Team, str]", capture_maker: Callable[..., Path], tmp_path: Path
) -> None:
    team, _ = stocked
    second = team.take_in(capture_maker(tmp_path / "two", typed="other"), "p-02")
    session = team.session("ana", second)
    consenting.erase(team.open(), "p-01")

    commenting.add_comment(session, t_us=1, text="hello")
    assert len(list(team.session("rev", second).records.alive("comment"))) == 1


def test_an_import_under_way_is_not_published(
    team: "Team", capture_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = team.open()
    consenting.ensure_subject(lead, "p-01")
    whole = Staging.move_into_place

    def erase_first(self: Staging) -> None:
        consenting.erase(team.open(), "p-01")
        whole(self)

    monkeypatch.setattr(Staging, "move_into_place", erase_first)
    with pytest.raises(Refused, match="erased"):
        import_capture(lead, capture_source, subject="p-01")

    assert list((team.root / "project" / "sessions").iterdir()) == []
    assert team.open().catalogue.sessions() == []
