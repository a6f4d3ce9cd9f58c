"""What was flagged and corrected, came without keys, or stands beside what was typed: hidden."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import plugins
from workbench.domain.custody import Custody
from workbench.domain.event import Event, EventKind
from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.domain.flag import FlagState
from workbench.domain.masking import MASK_CHARACTER, Hidden, masked_action
from workbench.domain.place import Place, Where
from workbench.domain.reduction import reduce_events
from workbench.services import labeling, redacting, replaying, rescanning, rows
from workbench.services.detecting import Detection, detect
from workbench.services.passages import Texts
from workbench.services.sealing import Intake, write_sealed
from workbench.store.captures import CaptureFile, CaptureWriter
from workbench.store.keyring import KeyClass
from workbench.store.seals import SubjectKey, new_key
from workbench_rules import RulesDetector

if TYPE_CHECKING:
    from tests.conftest import Team
    from workbench.services.session import Session

CARD, MAIL = "4929123456789015", "quentin.blyth@example.net"
FROM_US, KEY_US = 1_000_000, 100_000


# --- making captures

Typed = Sequence[str | int | tuple[str]]
"""Texts that are typed, numbers of characters then erased, texts an input method put in."""


def typing(script: Typed) -> list[Event]:
    """The events of a script, from one second on."""
    events: list[Event] = []

    def add(kind: EventKind, key: str | None, text: str | None) -> None:
        number = len(events) + 1
        events.append(Event(number, FROM_US + number * KEY_US // 2, kind, key=key, text=text))

    def tap(key: str, text: str | None = None) -> None:
        add(EventKind.PRESS, key, text)
        add(EventKind.RELEASE, key, None)

    for step in script:
        if isinstance(step, tuple):
            add(EventKind.TEXT, None, step[0])
        elif isinstance(step, int):
            for _ in range(step):
                tap("backspace")
        else:
            for character in step:
                tap("space" if character == " " else character, character)
    return events


def capture_of(
    folder: Path, events: Sequence[Event], *, app: str = "shop", description: str = "Ship it"
) -> Path:
    """A capture in the documented DuckDB schema, without pictures."""
    folder.mkdir(parents=True)
    path = folder / "capture.duckdb"
    ends_us = max((event.t_us for event in events), default=0) + 2_000_000
    clicks = [
        Event(900, 0, EventKind.DOWN, 5, 5, "left"),
        Event(901, 80_000, EventKind.UP, 5, 5, "left"),
        Event(902, ends_us, EventKind.DOWN, 5, 5, "left"),
        Event(903, ends_us + 1, EventKind.UP, 5, 5, "left"),
    ]
    every = sorted([*clicks, *events], key=lambda event: event.t_us)
    with duckdb.connect(str(path)) as database:
        database.execute(
            "CREATE TABLE session AS SELECT 1 AS schema_version, 'rec' AS recorder, "
            "'linux' AS platform, $description AS description",
            {"description": description},
        )
        database.execute(
            "CREATE TABLE geometry AS SELECT 0 AS start_us, 320 AS width_px, 200 AS height_px"
        )
        database.execute(
            "CREATE TABLE event (event_id BIGINT, t_us BIGINT, kind VARCHAR, x DOUBLE, y DOUBLE, "
            "button VARCHAR, dx DOUBLE, dy DOUBLE, key VARCHAR, text VARCHAR)"
        )
        database.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?)",
            [(e.event_id, e.t_us, e.kind.value, e.x, e.y, e.button, e.key, e.text) for e in every],
        )
        database.execute("CREATE TABLE frame (t_us BIGINT, image BLOB)")
        database.execute(
            "CREATE TABLE window_focus (start_us BIGINT, window_id BIGINT, title VARCHAR, "
            "app VARCHAR, x INTEGER, y INTEGER, width_px INTEGER, height_px INTEGER)"
        )
        database.execute(
            "INSERT INTO window_focus VALUES (0, 1, 'Orders', $app, 0, 0, 320, 200)", {"app": app}
        )
    return path


def readable(session: "Session") -> str:
    """Everything of text that the member's keys open, as one string."""
    capture = session.capture
    parts = [action.text or "" for action in capture.actions]
    parts += ["".join(k.text for k in run.keystrokes) for run in capture.typed_runs]
    events = list(capture.events())
    parts += [event.text or "" for event in events if event.kind is not EventKind.PRESS]
    parts.append("".join(e.text or "" for e in events if e.kind is EventKind.PRESS))
    parts += [f"{window.title} {window.app}" for window in capture.windows]
    parts.append(capture.custody.description)
    return "\n".join(parts)


def released(session: "Session") -> str:
    """The text and the code of every row that would leave."""
    (task,) = [s for s in session.segments() if s.tier.value == "task"][:1]
    whole = replace(task, start_us=0, end_us=session.duration_us)
    style = rows.RowStyle("a-1", "pixel", frozenset())
    found = rows.rows_of_task(session, whole, replaying.exposure(session), style)
    return "\n".join(f"{row.action.text} {row.code}" for row in found)


def parts_of(value: str) -> set[str]:
    return {value[i : i + 4] for i in range(len(value) - 3)}


# --- a value that was corrected


def test_a_value_with_a_character_erased_is_hidden_with_all_that_is_left_of_it(
    team: "Team", tmp_path: Path
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 1])))
    reviewer = team.session("rev", session_id)
    (flag,) = reviewer.flags()
    left = CARD[:-1]

    assert flag.masked == "card·16"
    assert (flag.place.start, flag.place.stop, flag.place.length) == (0, 15, 16)
    assert left in readable(reviewer)
    text = readable(team.session("ana", session_id))
    assert MASK_CHARACTER * 15 in text
    assert not [part for part in parts_of(left) if part in text]

    labeling.split_at(team.session("ana", session_id), 500_000)
    redacting.hide(reviewer, [flag])
    assert "[redacted]" in released(reviewer)
    assert not [part for part in parts_of(left) if part in released(reviewer)]


@pytest.mark.parametrize(
    ("script", "masked"),
    [
        ([CARD, 1, "3"], "▒" * 15 + "3"),
        ([CARD, 16], None),
        ([CARD, 8, "5678901x"], "▒" * 15 + "x"),
        (["pay ", CARD, 1, " now"], f"pay {'▒' * 15} now"),
        ([CARD, 16, "lamps 492912345"], f"lamps {'▒' * 9}"),
        ([CARD, 1, "3", 1, "4", 1], "▒" * 15),
        (["4929129", 1, "3456789015", 1], "▒" * 15),
        ([CARD, 2, " and ", MAIL, 10], f"{'▒' * 14} and {'▒' * 15}"),
        ([(CARD,), 1], "▒" * 15),
        ([CARD, 16, CARD], "▒" * 16),
    ],
)
def test_what_is_left_of_a_corrected_value_is_masked(script: Typed, masked: str | None) -> None:
    events = typing(script)
    reduced = reduce_events(events)
    texts = Texts(reduced.typed, [], events, 10**9)
    hidden = [_hidden(d.place) for d in detect([RulesDetector()], texts) if d.place.stop]

    found = [masked_action(action, hidden).text for action in reduced.actions]
    assert [text for text in found if text] == ([masked] if masked else [])


def _hidden(place: Place) -> Hidden:
    return Hidden(place.start, place.stop, "card")


def test_a_value_of_which_nothing_is_left_has_no_place_in_a_text(
    team: "Team", tmp_path: Path
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 16, "hello"])))

    (flag,) = team.session("rev", session_id).flags()
    assert (flag.place.start, flag.place.stop, flag.place.length) == (0, 0, 16)
    assert "hello" in readable(team.session("ana", session_id))


def test_a_password_mistyped_by_a_character_is_flagged_once() -> None:
    events = typing(["Zx9!kQ", 1, "P2#vQ"])
    reduced = reduce_events(events)

    found = detect([RulesDetector()], Texts(reduced.typed, [], events, 10**9))

    assert [(d.value, d.place.start, d.place.stop) for d in found] == [("Zx9!kP2#vQ", 0, 10)]


def test_corrections_count_by_time_not_by_number() -> None:
    events = typing([CARD, 2, "7"])
    numbers = {event.event_id: 1000 - event.event_id for event in events}
    renumbered = [event._replace(event_id=numbers[event.event_id]) for event in events]
    reduced = reduce_events(renumbered)

    (found,) = detect([RulesDetector()], Texts(reduced.typed, [], renumbered, 10**9))

    assert (found.value, found.place.start, found.place.stop) == (CARD, 0, 14)


SECRETS = [CARD, MAIL, "Zx9!kP2#vQ", "DE89370400440532013000", "+49 30 1234 5671"]
WORDS = ["pay ", " now ", "lamp", "shift ", "row"]


@st.composite
def scripts(draw: st.DrawFn) -> list[str | int | tuple[str]]:
    """Words and secrets typed, put in by an input method, retyped in part, and erased in part."""
    script: list[str | int | tuple[str]] = []
    standing = 0
    for _ in range(draw(st.integers(1, 9))):
        secret = draw(st.sampled_from(SECRETS))
        cut = sorted(draw(st.tuples(st.integers(0, len(secret)), st.integers(0, len(secret)))))
        step = draw(
            st.sampled_from(WORDS)
            | st.just(secret)
            | st.just(secret[cut[0] : cut[1]] or "x")
            | st.just((secret,))
            | st.integers(1, 20)
        )
        if isinstance(step, int):
            step = min(step, standing)
            standing -= step
        else:
            standing += len(step[0] if isinstance(step, tuple) else step)
        script.append(step)
    return script


@settings(max_examples=80, deadline=None)
@given(scripts())
def test_no_four_characters_of_a_flagged_value_stay_readable(
    script: list[str | int | tuple[str]],
) -> None:
    events = typing(script)
    reduced = reduce_events(events)
    sealed, keys, detections = _sealed(events)
    hidden = [_hidden(d.place) for d in detections if d.place.stop]
    left = "".join(k.text for run in reduced.typed for k in run.kept)

    redacted = "".join(masked_action(a, hidden).text or "" for a in reduced.actions)
    for value, standing in _flagged_while_typing(script):
        own = {standing[i : i + 4] for i in range(len(standing) - 3)}
        for run in own:
            assert not all(sealed[position] == left[position] for position in run)
            assert not all(redacted[position] == left[position] for position in run)
        if value not in left:
            shown = (sealed, redacted, keys)
            assert not [part for part in parts_of(value) for text in shown if part in text]


def _sealed(events: list[Event]) -> tuple[str, str, Sequence[Detection]]:
    """What the content key alone opens of a capture file: typed text, and what keys made."""
    reduced = reduce_events(events)
    intake = Intake([], (), sealed_events=events, duration_us=10**9)
    intake.actions, intake.typed = list(reduced.actions), list(reduced.typed)
    found = detect([RulesDetector()], Texts(reduced.typed, [], events, 10**9))
    keys = {key_class: SubjectKey(new_key()) for key_class in KeyClass}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "capture.duckdb"
        writer = CaptureWriter(path, project_id="p", session_id="s", keys=keys)
        write_sealed(writer, intake, [], found, Custody("a", "b", "1", "c/1", "", ()))
        writer.close()
        content = {KeyClass.CONTENT: keys[KeyClass.CONTENT]}
        capture = CaptureFile(path, project_id="p", session_id="s", keys=content)
        text = "".join(action.text or "" for action in capture.actions)
        keys_made = "".join(
            e.text or "·" for e in capture.events() if e.kind is not EventKind.RELEASE
        )
        capture.close()
        return text, keys_made, found


def _flagged_while_typing(
    script: Sequence[str | int | tuple[str]],
) -> list[tuple[str, tuple[int, ...]]]:
    """Every value flagged before a correction or at the end, and where what is left of it stands.

    Typed afresh here, character by character, without anything of the code that is tested.
    """
    screen: list[int] = []
    texts: dict[int, str] = {}
    looks: list[list[int]] = []
    for before, step in zip(["", *script], script, strict=False):
        if isinstance(step, int):
            looks += [list(screen)] if not isinstance(before, int) else []
            del screen[len(screen) - step :]
        else:
            for character in step[0] if isinstance(step, tuple) else step:
                texts[len(texts)] = character
                screen.append(len(texts) - 1)
    places = {number: position for position, number in enumerate(screen)}
    found = []
    for look in [*looks, screen]:
        text = "".join(texts[number] for number in look)
        for finding in RulesDetector().detect([Passage(text, PassageSource.TYPED)])[0]:
            own = look[finding.start : finding.end]
            standing = tuple(places[number] for number in own if number in places)
            found.append((text[finding.start : finding.end], standing))
    return found


# --- text without keys, and text beside what was typed


def test_flagged_text_of_an_input_method_is_sealed_with_its_event(
    team: "Team", tmp_path: Path
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([(MAIL,), " lamp"])))
    content = team.session("ana", session_id)

    (text,) = [e.text for e in team.session("rev", session_id).capture.events(kind="text")]
    assert text == MAIL
    assert list(content.capture.events(kind="text")) == []
    assert " lamp" in readable(content)
    assert not [part for part in parts_of(MAIL) if part in readable(content)]


def test_text_noted_with_a_key_that_types_nothing_is_looked_through(
    team: "Team", tmp_path: Path
) -> None:
    paste = Event(1, FROM_US, EventKind.PRESS, key="enter", text=f"mail {MAIL}\n")
    session_id = team.take_in(capture_of(tmp_path / "one", [paste]))

    (flag,) = team.session("rev", session_id).flags()
    assert (flag.kind, flag.place.where, flag.place.stop) == ("email", Where.TYPED, 0)
    assert MAIL in readable(team.session("rev", session_id))
    assert MAIL not in readable(team.session("ana", session_id))


LINK = "https://lea:Hunter2Pass!@example.com/?token=AKIAIOSFODNN7EXAMPLE"
IN_LINK = ("lea:Hunter2Pass!", "AKIAIOSFODNN7EXAMPLE")


@pytest.fixture
def told(team: "Team", tmp_path: Path) -> "tuple[Team, str]":
    """A session that tells something in an address, in a program's name and in its description."""
    link = Event(1, FROM_US, EventKind.NAVIGATE, text=LINK)
    source = capture_of(
        tmp_path / "one", [link], app=f"mail of {MAIL}", description=f"Call {MAIL} back"
    )
    return team, team.take_in(source)


def test_addresses_programs_and_the_description_are_looked_through(
    told: "tuple[Team, str]",
) -> None:
    team, session_id = told
    places = {(f.kind, f.place.where) for f in team.session("rev", session_id).flags()}

    assert places == {
        ("url_credentials", Where.URL),
        ("email", Where.APP),
        ("email", Where.DESCRIPTION),
    }


def test_what_is_flagged_in_them_is_sealed_apart(told: "tuple[Team, str]") -> None:
    team, session_id = told
    content = team.session("ana", session_id).capture
    whole = team.session("rev", session_id).capture

    ((shown,), (link,)) = (
        [e.text or "" for e in c.events(kind="navigate")] for c in (content, whole)
    )
    assert link == LINK
    assert shown.startswith("https://▒")
    assert "example.com/?token=▒" in shown
    assert not [secret for secret in IN_LINK if secret in shown]
    assert [w.app for w in content.windows] == [f"mail of {'▒' * len(MAIL)}"]
    assert [w.app for w in whole.windows] == [f"mail of {MAIL}"]
    assert content.custody.description == f"Call {'▒' * len(MAIL)} back"
    assert whole.custody.description == f"Call {MAIL} back"
    assert content.custody.digest == whole.custody.digest
    assert not [
        word for word in (MAIL, *IN_LINK) if word in readable(team.session("ana", session_id))
    ]


def test_looking_again_at_what_is_flagged_flags_nothing_new(told: "tuple[Team, str]") -> None:
    team, session_id = told

    assert rescanning.rescan(team.session("rev", session_id)) == []
    assert rescanning.rescan(team.session("ana", session_id)) == []


# --- sessions that are here already


def _as_flagged_before(session: "Session") -> None:
    """Places as versions wrote them that did not say what was left of a corrected value."""
    edit = session.edit("flag.move")
    for flag in session.flags():
        place = replace(flag.place, start=0, stop=0)
        edit.update(session.records.get("flag", flag.flag_id), {"place": place.to_json()})
    edit.save()


@pytest.mark.parametrize("state", [FlagState.OPEN, FlagState.HIDDEN])
def test_looking_again_flags_what_is_left_of_a_value_once(
    team: "Team", tmp_path: Path, state: FlagState
) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 1])))
    session = team.session("rev", session_id)
    _as_flagged_before(session)
    if state is FlagState.HIDDEN:
        redacting.hide(session, session.flags())

    made = rescanning.rescan(session)

    assert [(f.place.start, f.place.stop, f.state) for f in made] == [(0, 15, FlagState.OPEN)]
    (group,) = redacting.flag_groups(session)
    assert len(group.flags) == 2
    texts = [
        a.text for a in replaying.shown_actions(session, replaying.exposure(session)) if a.text
    ]
    assert texts == ["▒" * 15]
    assert rescanning.rescan(session) == []


def test_looking_again_leaves_a_value_that_was_kept(team: "Team", tmp_path: Path) -> None:
    session_id = team.take_in(capture_of(tmp_path / "one", typing([CARD, 1])))
    session = team.session("rev", session_id)
    _as_flagged_before(session)
    redacting.keep(session, session.flags(), reason="invented")

    assert rescanning.rescan(session) == []


def test_all_that_was_erased_completely_is_looked_at_again(team: "Team", tmp_path: Path) -> None:
    """Two values typed and erased, each in a run of its own: they must not be read as one."""
    events = typing([CARD, 16])
    later = [
        e._replace(event_id=e.event_id + 300, t_us=e.t_us + 20_000_000) for e in typing([MAIL, 25])
    ]
    session_id = team.take_in(capture_of(tmp_path / "one", [*events, *later]))
    session = team.session("rev", session_id)
    runs = ["".join(k.text for k in run.keystrokes) for run in session.capture.typed_runs]
    edit = session.edit("flag.remove")
    for flag in session.flags():
        edit.delete(session.records.get("flag", flag.flag_id))
    edit.save()

    made = rescanning.rescan(session)

    assert runs == [CARD, MAIL]
    assert [(f.kind, f.place.length) for f in made] == [("card", 16), ("email", 25)]


class _OnlyMail:
    """A detector that knows less than the one that comes later."""

    name, version = "mail", "1"

    def detect(self, passages: Sequence[Passage]) -> Sequence[Sequence[Finding]]:
        """Addresses at example.net."""
        return [
            [Finding(start, start + len(MAIL), "email", 90, "an address")] if start >= 0 else []
            for start in (passage.text.find(MAIL) for passage in passages)
        ]


def test_an_annotator_who_looks_again_flags_the_right_characters(
    team: "Team", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keystrokes of what is sealed already are missing from those that they may see."""
    script: Typed = ["to ", MAIL, " pay ", CARD, " now"]
    with monkeypatch.context() as known:
        known.setattr(plugins, "detectors", lambda: [_OnlyMail()])
        session_id = team.take_in(capture_of(tmp_path / "one", typing(script)))

    (made,) = rescanning.rescan(team.session("ana", session_id))

    start = len(f"to {MAIL} pay ")
    assert (made.kind, made.place.start, made.place.stop) == ("card", start, start + len(CARD))
    for name in ("ana", "rev"):
        session = team.session(name, session_id)
        hidden = replaying.exposure(session)
        (text,) = [a.text for a in replaying.shown_actions(session, hidden) if a.text]
        assert text == f"to {'▒' * len(MAIL)} pay {'▒' * len(CARD)} now"
        keys = [e.text or "" for e in replaying.shown_events(session, hidden, kind="press")]
        assert "4" not in keys
