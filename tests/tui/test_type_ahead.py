"""Keys that come in one piece: each goes to the screen that the one before it opened or left."""

from typing import TYPE_CHECKING

from textual import events
from textual.keys import _character_to_key

from workbench.domain.flag import FlagState
from workbench.tui.dialogs.ask import TextBox
from workbench.tui.screens.desk.screen import DeskScreen

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

S = 1_000_000


def send(seat: "Seat", text: str) -> None:
    """Hand keys to the app all at once, as a terminal does that was slow; `\\r` is enter."""
    for character in text:
        named = {"\r": "enter", "\x1b": "escape"}.get(character)
        key = named or _character_to_key(character)
        seat.app.post_message(events.Key(key, character))


async def test_a_text_that_is_typed_ahead_is_in_the_dialog_its_key_opened(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        desk.seek(6 * S)
        send(seat, "\rtFile the order, then reply\rcwhy so late?\rp")
        await seat.until(lambda: bool(desk.model.comments))
        await seat.until(lambda: any(segment.outcome for segment in desk.model.segments))

        assert desk.model.segments[0].instruction == "File the order, then reply"
        assert [comment.text for comment in desk.model.comments] == ["why so late?"]


async def test_a_reason_that_is_typed_ahead_flags_at_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        before = {flag.flag_id for flag in desk.model.flags}
        send(seat, "fp")
        await seat.until(lambda: len(desk.model.flags) > len(before))

        (made,) = [flag for flag in desk.model.flags if flag.flag_id not in before]
        assert (made.kind, made.state) == ("password", FlagState.OPEN)


async def test_a_text_that_is_pasted_ahead_is_in_the_dialog_too(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        desk = seat.desk
        send(seat, "c")
        seat.app.post_message(events.Paste("from the clipboard"))
        send(seat, "\r")
        await seat.until(lambda: bool(desk.model.comments))

        assert desk.model.comments[0].text == "from the clipboard"


async def test_keys_go_on_where_what_had_the_focus_has_gone(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        send(seat, "cab\x1bcde\x1bt")
        await seat.until(lambda: isinstance(seat.app.screen, DeskScreen))
        seat.desk.seek(6 * S)
        send(seat, "\rcx")
        await seat.until(lambda: [b.text for b in seat.app.screen.query(TextBox)] == ["x"])


async def test_a_desk_that_is_opened_ahead_takes_the_keys_after(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        send(seat, "\rl")
        await seat.until(lambda: isinstance(seat.app.screen, DeskScreen))
        await seat.until(lambda: seat.desk.playback.is_playing)
