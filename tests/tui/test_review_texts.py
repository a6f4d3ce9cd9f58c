"""The review of findings in addresses, programs' names and descriptions."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.services.test_sealing_leaks import FROM_US, IN_LINK, LINK, MAIL, capture_of
from workbench.domain.event import Event, EventKind

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Sit


async def test_findings_beside_what_was_typed_say_where_they_are(
    team: "Team", tmp_path: Path, sit: "Sit"
) -> None:
    link = Event(1, FROM_US, EventKind.NAVIGATE, text=LINK)
    other = MAIL.replace("quentin", "marlene")
    source = capture_of(tmp_path / "one", [link], app=f"mail of {MAIL}", description=f"To {other}")
    session_id = team.take_in(source)

    async with sit(team, "rev", session_id, size=(140, 44)) as seat:
        await seat.press("w")
        places, befores = "", ""
        for _ in seat.review.model.groups:
            places += seat.line("place")
            befores += seat.line("before")
            assert not [s for s in (MAIL, other, *IN_LINK) if s in seat.shown]
            await seat.press("down")

    for where in ("address at", "program's name at", "description at"):
        assert where in places
    for around in ("https://▒▒▒▒▒▒", "mail of ▒▒▒▒▒▒", "To ▒▒▒▒▒▒"):
        assert around in befores
