"""The dialogs: asking for a text below the picture, answering once, and the help."""

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.command import CommandList
from textual.containers import VerticalScroll
from textual.widgets import OptionList

from workbench.services import labeling
from workbench.tui.dialogs.ask import Ask, TextBox
from workbench.tui.dialogs.choose import Choice, Choose
from workbench.tui.dialogs.confirm import Confirm
from workbench.tui.dialogs.dialog import Options
from workbench.tui.dialogs.help import Help
from workbench.tui.palette import CommandProvider, Palette
from workbench.tui.screens.desk.screen import DeskScreen
from workbench.tui.screens.sessions import SessionsScreen
from workbench.tui.widgets.frame_view import FrameView

if TYPE_CHECKING:
    from tests.conftest import Team
    from tests.tui.conftest import Seat, Sit

S = 1_000_000


async def test_a_text_is_asked_for_below_the_picture(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        picture = seat.desk.query_one(FrameView).region
        await seat.press("c")
        box = seat.app.screen.query_one(".dialog").region

        assert box.bottom == 24
        assert box.y > picture.y + picture.height // 2


async def test_a_long_text_is_wrapped_and_saved_as_one_line(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    text = "open the order of the fourth of march and send the customer an invoice for it " * 2

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "t")
        box = seat.app.screen.query_one(TextBox)
        one_line = box.size.height
        box.insert(text)
        await seat.pilot.pause()
        assert box.size.height == one_line + 2
        await seat.press("enter")

        assert seat.desk.model.segments[0].instruction == text.strip()


async def test_lines_that_are_pasted_become_one(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("c")
        seat.app.screen.query_one(TextBox).insert("one\ntwo")
        await seat.press("enter")

        assert [comment.text for comment in seat.desk.model.comments] == ["one two"]


async def test_pasted_lines_may_be_taken_back_and_pasted_again(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    text = "\n".join("a line of many that somebody pastes at once" for _ in range(20))

    async with sit(team, "ana", session_id, size=(40, 10)) as seat:
        await seat.press("c")
        box = seat.app.screen.query_one(TextBox)
        for _ in range(2):
            seat.app.post_message(events.Paste(text))
            await seat.pilot.pause()
            await seat.press("ctrl+z", "ctrl+y", "ctrl+z")
            assert box.text == ""
        seat.app.post_message(events.Paste("one\ntwo"))
        await seat.pilot.pause()
        await seat.press("enter")

        assert [comment.text for comment in seat.desk.model.comments] == ["one two"]


async def test_where_words_are_needed_an_empty_answer_is_refused_in_the_dialog(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    team.label(session_id)

    async with sit(team, "rev", session_id) as seat:
        for key, said in (("v", "A reason is needed"), ("B", "Say what is to be mended")):
            await seat.press(key, "space", "enter")
            assert isinstance(seat.app.screen, Ask)
            assert said in seat.shown
            assert "--reason" not in seat.shown
            await seat.press("escape")

        assert seat.kinds(session_id) == []


async def test_every_arrow_scrolls_the_help_at_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(80, 24)) as seat:
        await seat.press("question_mark")
        seen = [seat.app.screen.query_one(VerticalScroll).scroll_offset.y]
        for key in ("down", "down", "j", "pagedown", "up"):
            await seat.press(key)
            seen.append(seat.app.screen.query_one(VerticalScroll).scroll_offset.y)

        page = seat.app.screen.query_one(VerticalScroll).size.height - 1
        assert seen == [0, 3, 6, 9, 9 + page, 6 + page]


async def test_the_help_has_each_group_once_the_digits_in_one_line_and_the_signs(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(120, 140)) as seat:
        await seat.press("question_mark")
        lines = [line.strip(" │▒") for line in seat.shown.splitlines()]

        for group in ("transport", "search", "flow", "segments", "labels", "safety", "signs"):
            assert lines.count(group) == 1
        assert lines.count("1 … 9  Give the label with that digit.") == 1
        for sign in ("Fit", "○", "skip", "email·24"):
            assert any(line.startswith(f"{sign}  ") for line in lines)
        assert "▒  Hidden" in seat.shown


async def test_the_help_of_the_list_says_what_trial_means(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        await seat.press("question_mark")
        assert "trial  An identity was made here" in seat.shown


async def test_a_word_leaves_only_the_keys_that_have_it_and_escape_brings_all_back(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press("question_mark", "slash", *"bookmark")
        assert "Put a bookmark here" in seat.shown
        assert "Play or pause" not in seat.shown

        await seat.press("enter", "escape")
        assert isinstance(seat.app.screen, Help)
        assert "Play or pause" in seat.shown
        await seat.press("escape")
        assert isinstance(seat.app.screen, DeskScreen)


async def _rush(seat: "Seat", key: str, times: int = 3) -> None:
    """Press a key several times before the first of them has done anything."""
    for _ in range(times):
        seat.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
    await seat.pilot.pause()


@pytest.mark.parametrize(
    ("opens", "answer", "kind"),
    [
        ("c", "enter", Ask),
        ("f", "p", Choose),
        ("f", "enter", Choose),
        ("f", "escape", Choose),
        ("question_mark", "escape", Help),
    ],
)
async def test_a_dialog_that_is_answered_twice_closes_nothing_but_itself(
    stocked: "tuple[Team, str]", sit: "Sit", opens: str, answer: str, kind: type[object]
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        await seat.press(opens)
        assert isinstance(seat.app.screen, kind)
        await _rush(seat, answer)
        await seat.press("escape")

        assert isinstance(seat.app.screen, DeskScreen)


@pytest.mark.parametrize(
    "dialog", [Ask("?"), Confirm("?"), Choose("?", []), Help((), {}, lambda _: True), Palette()]
)
async def test_no_dialog_dismisses_another_screen(
    stocked: "tuple[Team, str]",
    sit: "Sit",
    dialog: "Ask | Confirm | Choose | Help | Palette",
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        seat.app.push_screen(dialog)
        await seat.pilot.pause()
        for _ in range(3):
            dialog.dismiss(None)
        await seat.pilot.pause()

        assert isinstance(seat.app.screen, SessionsScreen)


async def test_a_palette_carries_out_one_command(stocked: "tuple[Team, str]", sit: "Sit") -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        found = [hit async for hit in CommandProvider(seat.desk).discover()]
        command = next(hit.command for hit in found if "Put a bookmark" in str(hit.help))
        for _ in range(2):
            command()

        assert len(seat.desk.model.bookmarks) == 1


async def test_enter_pressed_again_on_the_palette_runs_a_command_once(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "rev", session_id) as seat:
        await seat.press("ctrl+p", *"bookmarkhere")
        options = seat.app.screen.query_one(CommandList)
        await seat.until(lambda: options.option_count == 1)
        await seat.press("down")
        await _rush(seat, "enter")
        await seat.until(lambda: isinstance(seat.app.screen, DeskScreen))
        await seat.pilot.pause()

        assert len(seat.desk.model.bookmarks) == 1


async def test_where_nothing_is_typed_any_more_a_list_of_names_is_whole_again(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "semicolon")
        count = seat.app.screen.query_one(OptionList).option_count
        for keys in (("x", "backspace"), ("space",), ("z", "z", "ctrl+u")):
            await seat.press(*keys)
            assert seat.app.screen.query_one(OptionList).option_count == count
        await seat.press("space", *"form", "space", "enter")

        assert [s.labels for s in seat.desk.model.segments] == [("form",), ()]


async def test_pages_of_the_palette_may_be_turned_where_there_is_no_room(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id, size=(8, 3)) as seat:
        await seat.press("ctrl+p", "pagedown", "pagedown", "pageup", "escape")

        assert isinstance(seat.app.screen, DeskScreen)


async def test_pages_of_a_list_may_be_turned_before_it_is_laid_out(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, _ = stocked

    async with sit(team, "ana") as seat:
        dialog = Choose("?", [Choice(str(number), "one of them") for number in range(30)])
        seat.app.push_screen(dialog)
        while not dialog.query(Options):
            await asyncio.sleep(0)
        options = dialog.query_one(Options)
        assert not options.size
        for turn in (options.action_page_down, options.action_page_down, options.action_page_up):
            turn()
        await seat.press("end", "enter")

        assert isinstance(seat.app.screen, SessionsScreen)


async def test_going_to_what_is_missing_turns_to_the_tier_it_is_on(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "T", "S", "enter", "t")

        assert isinstance(seat.app.screen, Ask)
        assert "Segment 1/2, unlabelled, " in seat.shown
        await seat.write("first")
        assert [s.instruction for s in seat.desk.model.segments] == ["first", ""]


async def test_a_text_for_a_segment_that_somebody_deleted_is_kept_for_another(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    other = team.session("ana", session_id)

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter", "t", *"work")
        desk = seat.app.screen_stack[-2]
        assert isinstance(desk, DeskScreen)
        other.project.refresh()
        labeling.delete(other, desk.model.selected_id)
        await seat.press("enter")

        assert "that segment is gone" in seat.message
        assert len(seat.desk.model.segments) == 1
        await seat.press("tab", "t")
        assert seat.app.screen.query_one(TextBox).text == "work"
        await seat.press("enter")
        assert [s.instruction for s in seat.desk.model.segments] == ["work"]
        await seat.press("t")
        assert seat.app.screen.query_one(TextBox).text == "work"


async def test_a_label_for_a_segment_that_somebody_deleted_shows_that_it_is_gone(
    stocked: "tuple[Team, str]", sit: "Sit"
) -> None:
    team, session_id = stocked
    other = team.session("ana", session_id)

    async with sit(team, "ana", session_id) as seat:
        seat.desk.seek(6 * S)
        await seat.press("enter")
        other.project.refresh()
        labeling.delete(other, seat.desk.model.selected_id)
        # An op of one's own takes in those of others, and the desk is not told of them.
        seat.project.refresh()
        seat.desk.action_command("desk.labels.digit.1")

        assert "there is no segment" in seat.message
        assert len(seat.desk.model.segments) == 1
