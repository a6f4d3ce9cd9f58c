"""Flagged texts on screens of text: hidden where they show, and nothing else for their sake."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.domain.place import ECHO_LATEST_US, Place, Where
from workbench.domain.text_screen import CELL_PX, Run, TextScreen
from workbench.errors import UsageError
from workbench.services import redacting
from workbench.services.detecting import Detection
from workbench.services.replaying import exposure
from workbench.services.rescanning import rescan
from workbench.services.shown_texts import shown_on_screens

from .test_text_screens import cast_of, lines_seen, typed

if TYPE_CHECKING:
    from tests.conftest import Team

SECRET = "ingrid.solheim@example.net"
WIDTH, HEIGHT = CELL_PX


@pytest.fixture
def session_id(team: "Team", tmp_path: Path) -> str:
    """An address typed at a prompt, told again in capitals, cut in half, then gone."""
    rows = [
        (0.1, "o", "mail: "),
        *typed(SECRET, 1.0, is_echoed=True),
        (5.0, "o", f"sent to {SECRET.upper()}\r\n"),
        (6.0, "o", f"or ...{SECRET[-12:]}\r\n"),
        (7.0, "o", "\x1b[2J\x1b[Hdone, nothing else\r\n"),
        (9.0, "o", "$ "),
    ]
    return team.take_in(cast_of(tmp_path / "mail.cast", *rows))


def test_a_typed_text_hides_the_whole_screen_only_while_it_is_typed(
    team: "Team", session_id: str
) -> None:
    session = team.session("ana", session_id)

    whole = [(m.start_us, m.end_us) for m in exposure(session).pixels if m.box is None]

    assert whole == [(1_000_000, 1_000_000 + (len(SECRET) - 1) * 100_000 + 1 + ECHO_LATEST_US)]


def test_it_is_hidden_wherever_it_shows_in_capitals_and_in_pieces(
    team: "Team", session_id: str
) -> None:
    seen = lines_seen(team.session("ana", session_id))

    assert f"sent to {'█' * len(SECRET)}" in seen
    assert f"or ...{'█' * 12}" in seen
    assert "done, nothing else" in seen
    assert not [line for line in seen if "example" in line.lower()]


def test_what_shows_while_it_is_typed_is_sealed_but_for_its_first_character(
    team: "Team", session_id: str
) -> None:
    seen = [line for line in lines_seen(team.session("ana", session_id)) if "mail" in line]

    assert {line.strip("█") for line in seen} <= {"mail:", "mail: i", "mail: "}


def test_all_places_of_it_are_decided_together(team: "Team", session_id: str) -> None:
    session = team.session("rev", session_id)
    (typed_flag,) = [f for f in session.flags() if f.place.where is Where.TYPED]

    later = [f for f in session.flags() if f.place.t_us >= typed_flag.place.end_us]

    assert typed_flag.shows is Shows.READ
    assert len(later) == 3
    assert {flag.value_id for flag in later} == {typed_flag.value_id}


def test_a_password_without_echo_hides_nothing_once_it_is_typed(
    team: "Team", tmp_path: Path
) -> None:
    rows = [(0.1, "o", "Password: "), *typed("lavender", 1.0, is_echoed=False), (3.0, "o", "in")]
    session = team.session("ana", team.take_in(cast_of(tmp_path / "a.cast", *rows)))

    assert {(m.box, m.start_us, m.end_us) for m in exposure(session).pixels} == {
        (None, 1_000_000, 1_700_001 + ECHO_LATEST_US)
    }


def test_only_reading_the_screens_says_that_they_were_read(team: "Team", session_id: str) -> None:
    session = team.session("rev", session_id)
    flags = session.flags()

    with pytest.raises(UsageError, match="not for anybody to say"):
        redacting.hide(session, flags, shows=Shows.READ)
    with pytest.raises(UsageError, match="not for anybody to say"):
        redacting.say_where_it_shows(session, flags, Shows.READ)


def test_who_does_not_see_all_of_the_screens_cannot_settle_where_a_text_shows(
    team: "Team", session_id: str
) -> None:
    session = team.session("ana", session_id)

    assert not [flag for flag in rescan(session) if flag.shows is Shows.READ]


def _screen(t_us: int, *lines: str) -> TextScreen:
    return TextScreen(t_us, 80, 10, tuple((Run(line),) for line in lines))


def _typed(value: str, *, t_us: int = 0) -> Detection:
    return Detection("d/1", "password", 90, "because", Place(Where.TYPED, t_us, t_us + 1), value)


def test_what_is_too_short_to_be_told_from_other_words_stays_unsettled() -> None:
    found = [_typed("abc"), _typed("abcd")]

    marked = shown_on_screens(found, [], [_screen(5, "an abc")], 10)

    assert [one.shows for one in marked] == [Shows.UNKNOWN, Shows.READ]


def test_without_screens_of_text_nothing_is_settled() -> None:
    assert shown_on_screens([_typed("lavender")], [], [], 10) == [_typed("lavender")]


def test_a_place_that_is_flagged_already_is_not_flagged_twice() -> None:
    box = Box(0, 0, 8 * WIDTH, HEIGHT)
    known = Detection("d/1", "key", 90, "so", Place(Where.SCREEN, 5, 10, box=box), "lavender")

    marked = shown_on_screens([_typed("lavender")], [known], [_screen(5, "lavender")], 10)

    assert [one.place.where for one in marked] == [Where.TYPED]


@given(
    value=st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=4, max_size=30),
    data=st.data(),
)
def test_every_cell_of_a_piece_is_covered_whatever_stands_around_it(
    value: str, data: st.DataObject
) -> None:
    least = max(4, min(len(value) // 2, 8))
    start = data.draw(st.integers(0, len(value) - least))
    stop = data.draw(st.integers(start + least, len(value)))
    before = data.draw(st.text("xyz .-", max_size=30))
    line = before + value[start:stop].swapcase() + data.draw(st.text("xyz .-", max_size=15))

    marked = shown_on_screens([_typed(value)], [], [_screen(5, "", line)], 10)

    boxes = [one.place.box for one in marked if one.place.box is not None]
    for column in range(len(before), len(before) + stop - start):
        assert any(b.x <= column * WIDTH < b.x + b.width_px and b.y == HEIGHT for b in boxes)


def test_other_words_are_left_alone() -> None:
    marked = shown_on_screens(
        [_typed("lavender")], [], [_screen(5, "lave xx render laven nde")], 10
    )

    assert [one.place.box for one in marked[1:]] == [
        Box(0, 0, 4 * WIDTH, HEIGHT),
        Box(9 * WIDTH, 0, 5 * WIDTH, HEIGHT),
        Box(15 * WIDTH, 0, 5 * WIDTH, HEIGHT),
    ]


def test_a_title_that_repeats_a_typed_secret_is_flagged_and_sealed(
    team: "Team", tmp_path: Path
) -> None:
    told = (3.0, "o", "\x1b]0;user lavender7 of ops\x07$ ")
    rows = [(0.1, "o", "Password: "), *typed("lavender7", 1.0, is_echoed=False), told]
    session_id = team.take_in(cast_of(tmp_path / "a.cast", *rows))

    lead, annotator = team.session("lea", session_id), team.session("ana", session_id)

    assert "user lavender7 of ops" in [w.title for w in lead.capture.windows]
    assert not [w.title for w in annotator.capture.windows if "lavender" in (w.title or "")]


def test_what_answers_a_password_prompt_is_flagged_however_short_its_runs(
    team: "Team", tmp_path: Path
) -> None:
    rows = [
        (0.1, "o", "Password: "),
        *typed("hun", 1.0, is_echoed=False)[:-2],
        *typed("ter", 14.0, is_echoed=False)[:-2],
        *typed("2!", 28.0, is_echoed=False),
    ]
    session_id = team.take_in(cast_of(tmp_path / "a.cast", *rows))

    texts = {a.text for a in team.session("ana", session_id).capture.actions if a.text}

    assert not {text for text in texts if text.strip("▒")}


@pytest.mark.parametrize("shows", [Shows.NOWHERE, Shows.BOXES, Shows.UNKNOWN])
def test_whatever_a_reviewer_says_the_typing_itself_stays_masked(
    team: "Team", session_id: str, shows: Shows
) -> None:
    session = team.session("rev", session_id)

    redacting.hide(session, session.flags(), shows=shows)

    whole = [(m.start_us, m.end_us) for m in exposure(session).pixels if m.box is None]
    assert (1_000_000, 3_500_001 + ECHO_LATEST_US) in whole


def test_an_echo_that_comes_late_is_masked_and_sealed(team: "Team", tmp_path: Path) -> None:
    keys = typed(SECRET, 1.0, is_echoed=False)[:-2]
    echo = [(round(4.0 + place * 0.01, 6), "o", key) for place, key in enumerate(SECRET)]
    rows = [(0.1, "o", "mail: "), *keys, *echo, (9.0, "o", "\r\n$ ")]

    seen = lines_seen(team.session("ana", team.take_in(cast_of(tmp_path / "a.cast", *rows))))

    assert {line.strip("█") for line in seen if "mail" in line} <= {"mail:", "mail: i", "mail: "}


@pytest.mark.parametrize(
    "shown", ["X k 2 9 p l m w 8 8", "Xk29-plmw-88", "xk2.9pl.mw8.8", "x|k|2|9|p|l|m|w|8|8"]
)
def test_a_secret_that_is_spaced_out_is_found(shown: str) -> None:
    marked = shown_on_screens([_typed("Xk29plmw88")], [], [_screen(5, f"= {shown} =")], 10)

    assert [one.place.box for one in marked[1:]] == [
        Box(2 * WIDTH, 0, len(shown) * WIDTH, HEIGHT),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["|Xk29-pl|", "|mw-88Qz|", "|-vvTa-0|", "|012    |"],
        ["Xk29", "plmw", "88Qz", "vvTa", "0012"],
    ],
)
def test_a_secret_in_a_frame_is_found_over_its_lines(lines: list[str]) -> None:
    screens = [_screen(5, *lines), _screen(8, "gone")]

    marked = shown_on_screens([_typed("Xk29plmw88QzvvTa0012")], [], screens, 10)

    shown = [one.place for one in marked[1:]]
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            if character.isalnum():
                assert any(
                    place.box is not None
                    and place.box.y == row * HEIGHT
                    and place.box.x <= column * WIDTH < place.box.x + place.box.width_px
                    and (place.t_us, place.end_us) == (5, 8)
                    for place in shown
                )


@pytest.mark.parametrize(
    "shown", ["GEHEIMNIS-MULLER", "geheimnis-mu\u0308ller", "Geheimnis-Müller"]
)
def test_accents_and_how_they_are_written_make_no_difference(shown: str) -> None:
    marked = shown_on_screens([_typed("Geheimnis-Müller")], [], [_screen(5, shown)], 10)

    assert [one.place.box for one in marked[1:]] == [Box(0, 0, len(shown) * WIDTH, HEIGHT)]


def test_what_stands_on_many_screens_is_one_place() -> None:
    screens = [_screen(t_us, "lave", f"nder {t_us}") for t_us in range(20)]

    marked = shown_on_screens([_typed("lavenderx", t_us=30)], [], screens, 20)

    assert {(one.place.t_us, one.place.end_us) for one in marked[1:]} == {(0, 20)}


def test_a_name_is_not_taken_for_the_address_that_holds_it() -> None:
    found = [_typed("ingrid.solheim@example.net")]

    marked = shown_on_screens(found, [], [_screen(5, "for Ingrid Solheim - 90")], 10)

    assert [one.place.where for one in marked] == [Where.TYPED]
