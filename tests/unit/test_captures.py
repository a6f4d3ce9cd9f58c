"""Capture files: what each key opens, and that damage is never taken for data."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from workbench.domain.action import Keystroke, TypedRun
from workbench.domain.event import EventKind
from workbench.errors import Damaged, KeyUnavailable, NewerVersion, NotFound
from workbench.store.captures import CaptureFile
from workbench.store.captures.rows import SCHEMAS, keystroke_rows, typed_runs_of
from workbench.store.keyring import KeyClass
from workbench.store.seals import SubjectKey

if TYPE_CHECKING:
    from tests.conftest import Team

    Stocked = tuple[Team, str]

EMAIL, TITLE, CLIP = "ines.quiroga@example.org", "tomas.ferreira@example.net", "4111 1111 1111 1111"
TYPED_AT_US = (1_500_000, 1_500_000 + 100_000 * (len(EMAIL) - 1))


def path_of(team: "Team", session_id: str) -> Path:
    return team.root / "project" / "sessions" / session_id / "capture.duckdb"


def test_an_annotator_sees_what_is_flagged_masked(stocked: "Stocked") -> None:
    team, session_id = stocked
    capture = team.session("ana", session_id).capture
    whole = team.session("rev", session_id).capture

    (typed,) = [a for a in capture.actions if a.mask is not None]
    assert typed.text == "▒" * len(EMAIL)
    assert EMAIL in [a.text for a in whole.actions]
    assert [a.text for a in capture.actions if a.text] == [typed.text, "order forty lamps"]
    assert [w.title for w in capture.windows] == ["Orders", f"Write to {'▒' * len(TITLE)}"]
    assert [w.title for w in whole.windows] == ["Orders", f"Write to {TITLE}"]
    ((clip,), (whole_clip,)) = (
        [e.text for e in one.events(kind="clipboard")] for one in (capture, whole)
    )
    assert clip == f"pay with {'▒' * len(CLIP)}"
    assert whole_clip == f"pay with {CLIP}"
    assert len(list(capture.events())) == len(list(whole.events()))


def test_an_annotator_cannot_tell_when_or_what_was_pressed(stocked: "Stocked") -> None:
    team, session_id = stocked
    capture = team.session("ana", session_id).capture
    whole = {e.event_id: e for e in team.session("rev", session_id).capture.events()}
    masked = list(capture.events(kind=EventKind.MASKED.value))
    pressed = [
        e
        for e in whole.values()
        if e.kind is EventKind.PRESS and TYPED_AT_US[0] <= e.t_us <= TYPED_AT_US[1]
    ]

    assert len(pressed) == len(EMAIL)
    assert {e.event_id for e in pressed} <= {e.event_id for e in masked}
    assert all((e.key, e.text, e.x) == (None, None, None) for e in masked)
    assert len({e.t_us for e in masked if e.t_us < 5_000_000}) == 1
    assert [k.text for run in capture.typed_runs for k in run.keystrokes] == list(
        "order forty lamps"
    )
    erased = [
        k.text
        for run in team.session("rev", session_id).capture.typed_runs
        for k in run.keystrokes
        if k.erased_by is not None
    ]
    assert erased == list("wxyz")


def test_the_content_key_opens_no_byte_of_what_is_flagged(stocked: "Stocked") -> None:
    """Every chunk it opens is searched as it is stored, not as our own reader shows it."""
    team, session_id = stocked
    project = team.open("ana")
    key = project.keyring.subject_key("p-01", KeyClass.CONTENT)
    with pytest.raises(KeyUnavailable):
        project.keyring.subject_key("p-01", KeyClass.RESTRICTED)
    plain = _opened_chunks(team, session_id, key)

    assert "order forty lamps" in plain
    secrets = [EMAIL, TITLE, CLIP, *(EMAIL[i : i + 5] for i in range(len(EMAIL) - 4))]
    for secret in secrets:
        assert secret not in plain
    times = [1_500_000 + 100_000 * index for index in range(1, len(EMAIL))]
    for t_us in (*times, 8_200_000, 8_300_000, 8_400_000):
        assert f'"t_us": {t_us}, "kind"' not in plain, t_us


def _opened_chunks(team: "Team", session_id: str, key: SubjectKey) -> str:
    from workbench.store.seals import RecordSeal

    project_id = json.loads((team.root / "project" / "project.json").read_bytes())["project"]
    context = f"{project_id}/{session_id}"
    with duckdb.connect(str(path_of(team, session_id)), read_only=True) as database:
        meta = dict(database.execute("SELECT name, value FROM meta").fetchall())
        chunks = database.execute("SELECT chunk_no, stream, key_class, data FROM sealed").fetchall()
    with pytest.raises(KeyUnavailable):
        key.unwrap(meta["key/restricted"], f"{context}/capture")
    seal = RecordSeal(key.unwrap(meta["key/content"], f"{context}/capture"), f"{context}/content")
    rows = []
    for number, stream, key_class, data in chunks:
        if key_class == "content":
            rows += pa.ipc.open_file(seal.open(stream, number, data)).read_all().to_pylist()
            continue
        with pytest.raises(Damaged):
            seal.open(stream, number, data)
    return json.dumps(rows)


def test_chunks_are_padded(stocked: "Stocked") -> None:
    team, session_id = stocked
    with duckdb.connect(str(path_of(team, session_id)), read_only=True) as database:
        sizes = database.execute("SELECT octet_length(data), stream FROM sealed").fetchall()

    assert {stream for _, stream in sizes} == set(SCHEMAS) - {"remark", "screen"}
    assert all(size % 4096 == 0 for size, _ in sizes)


def test_a_session_in_which_all_that_was_typed_is_flagged_opens(
    team: "Team", tmp_path: Path
) -> None:
    """One text of an input method, all of it flagged: no keystroke is left in the clear half."""
    source = tmp_path / "one" / "capture.duckdb"
    source.parent.mkdir()
    with duckdb.connect(str(source)) as database:
        for statement in ALL_FLAGGED.split(";")[:-1]:
            database.execute(statement)
    session_id = team.take_in(source)

    whole = team.session("rev", session_id).capture
    content = team.session("ana", session_id).capture
    assert [[k.text for k in run.keystrokes] for run in whole.typed_runs] == [list(EMAIL)]
    assert [a.text for a in whole.actions if a.text] == [EMAIL]
    assert content.typed_runs == []
    assert [a.text for a in content.actions if a.text] == ["▒" * len(EMAIL)]
    assert len(list(content.events())) == len(list(whole.events())) == 3


ALL_FLAGGED = f"""
CREATE TABLE session AS SELECT 1 AS schema_version, 'rec' AS recorder, 'linux' AS platform;
CREATE TABLE geometry AS SELECT 0 AS start_us, 320 AS width_px, 200 AS height_px;
CREATE TABLE event (event_id BIGINT, t_us BIGINT, kind VARCHAR, x DOUBLE, y DOUBLE,
  button VARCHAR, dx DOUBLE, dy DOUBLE, key VARCHAR, text VARCHAR);
INSERT INTO event VALUES
  (1, 0, 'down', 5, 5, 'left', NULL, NULL, NULL, NULL),
  (2, 80000, 'up', 5, 5, 'left', NULL, NULL, NULL, NULL),
  (3, 900000, 'text', NULL, NULL, NULL, NULL, NULL, NULL, '{EMAIL}');
CREATE TABLE window_focus (start_us BIGINT, window_id BIGINT, title VARCHAR, app VARCHAR,
  x INTEGER, y INTEGER, width_px INTEGER, height_px INTEGER);
CREATE TABLE frame (t_us BIGINT, image BLOB);
"""


def test_typing_erased_completely_is_read_run_by_run() -> None:
    runs = [
        TypedRun(0, tuple(Keystroke(c, 10 + i, i, 90 + i) for i, c in enumerate("abc"))),
        TypedRun(0, tuple(Keystroke(c, 20 + i, 3 + i, 80 + i) for i, c in enumerate("wxyz"))),
        TypedRun(2, tuple(Keystroke(c, 15 + i, 30 + i) for i, c in enumerate("kept"))),
    ]
    stored = sorted(keystroke_rows(runs), key=lambda r: (r["action_id"], r["t_us"], r["place"]))

    assert typed_runs_of(stored) == runs


def test_reading_may_stop_half_way_and_ask_for_other_things(stocked: "Stocked") -> None:
    team, session_id = stocked
    capture = team.session("rev", session_id).capture
    events = capture.events()
    first = next(events)
    assert capture.actions
    assert capture.density(10, 12_000_001)
    assert len(capture.event_times_us()) > 10
    assert next(events).event_id != first.event_id
    assert len(list(capture.events())) == 1 + sum(1 for _ in events) + 1


def test_a_capture_opens_in_its_own_session_only(stocked: "Stocked") -> None:
    team, session_id = stocked
    project = team.open("rev")
    keys = {c: project.keyring.subject_key("p-01", c) for c in KeyClass}
    path = path_of(team, session_id)
    for project_id, name in ((project.project_id, "s-other"), ("other", session_id)):
        with pytest.raises((KeyUnavailable, Damaged)):
            CaptureFile(path, project_id=project_id, session_id=name, keys=keys)
    wrong = {c: SubjectKey(bytes(32)) for c in KeyClass}
    with pytest.raises(KeyUnavailable):
        CaptureFile(path, project_id=project.project_id, session_id=session_id, keys=wrong)


def test_a_missing_a_truncated_and_a_later_file_are_told_apart(stocked: "Stocked") -> None:
    team, session_id = stocked
    path = path_of(team, session_id)
    whole = path.read_bytes()
    for size_bytes in (0, 100, 12_288, len(whole) // 2):
        path.write_bytes(whole[:size_bytes])
        with pytest.raises(Damaged):
            _ = team.session("rev", session_id).capture
    path.write_bytes(whole)
    with duckdb.connect(str(path)) as database:
        database.execute("UPDATE meta SET value = '2'::BLOB WHERE name = 'format'")
    with pytest.raises(NewerVersion):
        _ = team.session("rev", session_id).capture
    with duckdb.connect(str(path)) as database:
        database.execute("DELETE FROM meta WHERE name <> 'format'")
        database.execute("UPDATE meta SET value = '1'::BLOB")
    with pytest.raises(Damaged):
        _ = team.session("rev", session_id).capture
    path.unlink()
    with pytest.raises(NotFound):
        _ = team.session("rev", session_id).capture


READ = """
import sys
from pathlib import Path
from workbench.config import Settings
from workbench.errors import WorkbenchError
from workbench.services.session import Session
from workbench.store.project import Project

root, name = Path(sys.argv[1]), sys.argv[2]
project = Project.open(Settings(root / "project", None, "rev", root / "config", root / "state"))
path = root / "project" / "sessions" / name / "capture.duckdb"

def look():
    session = Session(project, name)
    try:
        c = session.capture
        return repr((c.actions, c.windows, c.typed_runs, c.frames, c.custody, c.geometry,
                     list(c.events()), c.pointer_path()[0].tolist()))
    finally:
        session.close()

whole = path.read_bytes()
right = look()
for line in sys.stdin:
    place, bit = map(int, line.split())
    changed = bytearray(whole)
    changed[place] ^= 1 << bit
    path.write_bytes(changed)
    try:
        found = "same" if look() == right else "WRONG"
    except WorkbenchError as error:
        found = "refused"
    print(place, found, flush=True)
    path.write_bytes(whole)
"""


def test_a_flipped_bit_anywhere_is_refused_or_changes_nothing(stocked: "Stocked") -> None:
    """In processes of their own, which DuckDB may take down with it."""
    team, session_id = stocked
    size_bytes = path_of(team, session_id).stat().st_size
    seeded = random.Random(5)
    flips = [(seeded.randrange(size_bytes), seeded.randrange(8)) for _ in range(200)]
    answers: list[str] = []
    while len(answers) < len(flips):
        text = "".join(f"{place} {bit}\n" for place, bit in flips[len(answers) :])
        done = subprocess.run(
            [sys.executable, "-c", READ, str(team.root), session_id],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        new = [line.split()[1] for line in done.stdout.splitlines()]
        answers += new
        if done.returncode:
            answers.append("died")

    assert set(answers) <= {"same", "refused"}, sorted(set(answers))
    assert answers.count("refused") > 50
