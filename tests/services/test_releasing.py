"""What may leave, what stays behind and why; and what verification notices."""

import ast
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image, PngImagePlugin

from workbench.domain.flag import Shows
from workbench.domain.op import JSON, Change
from workbench.domain.segment import Outcome
from workbench.errors import (
    BadCapture,
    NewerVersion,
    NotAllowed,
    NotFound,
    Refused,
    StorageFailed,
    UsageError,
    WorkbenchError,
)
from workbench.services import consenting, labeling, redacting, replaying, reviewing, undoing
from workbench.services.building import build_release, rows_of
from workbench.services.gates import Excluded
from workbench.services.planning import Plan, ReleaseRequest, plan_release
from workbench.services.verifying import Verification, verify_release
from workbench_parquet.seal import BLANK, SEAL_KEY, seal

if TYPE_CHECKING:
    from tests.conftest import Team

    Approved = tuple[Team, str]
    Released = tuple[Team, str, Path]

ON = date(2026, 11, 23)
REQUEST = ReleaseRequest("demo", "1", "agent-training", {"train": 1.0}, ON)
SECRET = "ines.quiroga@example.org"
FIELD = (20, 40, 220, 70)


def planned(team: "Team", request: ReleaseRequest = REQUEST) -> Plan:
    return plan_release(team.open(), request)


def reasons(team: "Team", request: ReleaseRequest = REQUEST) -> set[str]:
    plan = planned(team, request)
    if plan.excluded:
        assert plan.included == ()
    return {excluded.reason for excluded in plan.excluded}


def test_an_approved_session_leaves(approved: "Approved") -> None:
    team, session_id = approved
    plan = planned(team)

    assert plan.refusals == ()
    assert plan.excluded == ()
    assert {task.session_id for task in plan.included} == {session_id}
    assert plan.placements == {"p-01": "train"}


@pytest.mark.parametrize("name", ["ana", "rev"])
def test_only_a_lead_releases(approved: "Approved", name: str, tmp_path: Path) -> None:
    project = approved[0].open(name)
    with pytest.raises(NotAllowed):
        plan_release(project, REQUEST)
    with pytest.raises(NotAllowed):
        build_release(project, REQUEST, tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"purpose": "advertising"}, "no consent for the purpose 'advertising'"),
        ({"on": date(2031, 1, 2)}, "consent has expired"),
    ],
)
def test_consent_holds_for_its_purpose_and_time(
    approved: "Approved", change: dict[str, Any], reason: str
) -> None:
    assert reasons(approved[0], replace(REQUEST, **change)) == {reason}
    assert reasons(approved[0], replace(REQUEST, on=date(2031, 1, 1))) == set()


def test_withdrawn_consent_keeps_everything_back(approved: "Approved") -> None:
    team, session_id = approved
    assert consenting.withdraw(team.open(), "p-01") == [session_id]

    assert reasons(team) == {"consent was withdrawn"}
    with pytest.raises(Refused):
        build_release(team.open(), REQUEST, team.root / "out")
    assert not (team.root / "out").exists()
    consenting.add_consent(
        team.open(),
        "p-01",
        consenting.ConsentTerms(
            ("agent-training",), frozenset(consenting.parse_scopes("keys")), date(2031, 1, 1)
        ),
    )
    plan = planned(team)
    assert plan.excluded == ()
    assert plan.scopes == consenting.parse_scopes("keys")


def test_nothing_leaves_where_the_end_of_the_journal_was_cut_off(approved: "Approved") -> None:
    team, _ = approved
    lead = team.open()
    consenting.withdraw(lead, "p-01")
    (path,) = (team.root / "project" / "journal").glob("lea-*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))

    plan = planned(team)

    assert plan.included
    assert plan.refusals == (
        f"part of the journal is missing: of {path.stem}, from op {len(lines)} on",
    )
    with pytest.raises(Refused, match="journal is missing"):
        build_release(team.open(), REQUEST, team.root / "out")
    path.write_bytes(b"".join(lines))
    assert reasons(team) == {"consent was withdrawn"}


def test_every_row_of_code_is_python(approved: "Approved") -> None:
    team, _ = approved
    project = team.open()
    codes = [row.code for row in rows_of(project, plan_release(project, REQUEST), "train")]
    for code in codes:
        ast.parse(code)
    assert "computer.terminate(status='success')" in codes


def test_an_erased_subject_stays_behind(approved: "Approved") -> None:
    team, _ = approved
    consenting.erase(team.open(), "p-01")

    assert reasons(team) == {"the subject was erased"}


def test_a_session_without_a_named_subject_stays_behind(team: "Team", capture_source: Path) -> None:
    from workbench.services.importing import Imported, import_capture

    done = import_capture(team.open(), capture_source)
    assert isinstance(done, Imported)
    assert reasons(team) == {"imported without naming a subject"}


def test_a_subject_without_consent_stays_behind(team: "Team", capture_source: Path) -> None:
    from workbench.services.importing import import_capture

    import_capture(team.open(), capture_source, subject="p-09")
    assert reasons(team) == {"no consent on record"}


def test_every_stage_of_the_work_has_its_reason(stocked: "Approved") -> None:
    team, session_id = stocked
    assert reasons(team) == {"not accepted: new", "undecided flags: 3", "screens not checked"}
    team.label(session_id)
    assert "not accepted: submitted" in reasons(team)
    with pytest.raises(Refused, match="undecided"):
        reviewing.accept(team.session("rev", session_id))
    team.approve(session_id)
    assert reasons(team) == set()
    reviewing.give_back(team.session("rev", session_id), comment="no")
    assert reasons(team) == {"not accepted: returned"}


Edit = Callable[["Team", str], None]


def _relabel(team: "Team", session_id: str) -> None:
    session = team.session("ana", session_id)
    labeling.label(session, session.segments()[0].segment_id, ["read"])


def _instruct(team: "Team", session_id: str) -> None:
    session = team.session("ana", session_id)
    labeling.set_instruction(session, session.segments()[0].segment_id, "Something else")


def _outcome(team: "Team", session_id: str) -> None:
    session = team.session("ana", session_id)
    labeling.set_outcome(session, session.segments()[0].segment_id, Outcome.FAILURE)


def _edges(team: "Team", session_id: str) -> None:
    session = team.session("ana", session_id)
    first = session.segments()[0]
    labeling.edit_segment(
        session, first.segment_id, start_us=first.start_us + 1, end_us=first.end_us
    )


def _keep_flag(team: "Team", session_id: str) -> None:
    session = team.session("rev", session_id)
    redacting.keep(session, session.flags()[:1], reason="invented")


def _shows(team: "Team", session_id: str) -> None:
    session = team.session("rev", session_id)
    redacting.say_where_it_shows(session, session.flags()[:1], Shows.UNKNOWN)


def _raise_flag(team: "Team", session_id: str) -> None:
    redacting.add_flag(team.session("rev", session_id), kind="person", t_us=0, end_us=10)


def _redact(team: "Team", session_id: str) -> None:
    redacting.redact_span(team.session("rev", session_id), t_us=0, end_us=10)


def _unredact(team: "Team", session_id: str) -> None:
    session = team.session("rev", session_id)
    redacting.remove_redaction(session, session.redactions()[0].redaction_id)


EDITS: list[tuple[str, Edit]] = [
    ("ana", _relabel),
    ("ana", _instruct),
    ("ana", _outcome),
    ("ana", _edges),
    ("rev", _keep_flag),
    ("rev", _shows),
    ("rev", _raise_flag),
    ("rev", _redact),
    ("rev", _unredact),
]


@pytest.mark.parametrize(("by", "edit"), EDITS, ids=[edit.__name__ for _, edit in EDITS])
def test_an_approval_is_lost_by_an_edit_and_regained_when_it_is_undone(
    approved: "Approved", by: str, edit: Edit
) -> None:
    team, session_id = approved
    edit(team, session_id)

    session = team.session("rev", session_id)
    assert not reviewing.approval_holds(session)
    assert reviewing.approval_lost_by(session).endswith(f"by {by}")
    assert any(reason.startswith("approval lost") for reason in reasons(team))
    undoing.undo(team.session(by, session_id))
    assert reviewing.approval_holds(team.session("rev", session_id))
    assert reasons(team) == set()


def test_a_new_version_of_the_ontology_voids_an_approval(approved: "Approved") -> None:
    team, session_id = approved
    project = team.open()
    record = project.common.get("ontology", "main")
    session = team.session("rev", session_id)
    labels = labeling.ontology(session).to_json()
    fields: dict[str, JSON] = {"alive": True, "version": 7, "labels": labels}
    project.append("ontology.set", [Change(record.heads, record.key, fields)])

    session.project.refresh()
    assert not reviewing.approval_holds(session)
    assert "ontology" in reviewing.approval_lost_by(session)


@pytest.mark.parametrize("kind", ["comment", "bookmark", "peek", "screens"])
def test_an_approval_is_not_lost_by_looking_or_talking(approved: "Approved", kind: str) -> None:
    team, session_id = approved
    session = team.session("rev", session_id)
    if kind == "peek":
        replaying.peek(session, t_us=5, reason="to be sure")
    elif kind == "screens":
        reviewing.check_screens(session, scenes=9, never_shown=[])
    else:
        edit = session.edit(f"{kind}.add")
        edit.create(kind, {"t_us": 5, "text": "hm", "note": "hm"})
        edit.save()

    assert reviewing.approval_holds(session)
    assert reasons(team) == set()


def test_nobody_accepts_what_they_had_a_hand_in(stocked: "Approved") -> None:
    team, session_id = stocked
    tasks = team.label(session_id)
    team.decide(session_id)
    lead = team.session("lea", session_id)
    labeling.set_instruction(lead, tasks[0], "In my own words")
    with pytest.raises(Refused, match="hand in"):
        reviewing.accept(lead)
    reviewing.accept(team.session("rev", session_id))
    assert reasons(team) == set()


def test_an_approval_counts_as_theirs_who_gave_it_last(stocked: "Approved") -> None:
    """A lead who edits after somebody else's acceptance cannot renew it, whatever they write."""
    team, session_id = stocked
    tasks = team.label(session_id)
    team.approve(session_id)
    lead = team.session("lea", session_id)
    labeling.set_instruction(lead, tasks[0], "In my own words")
    edit = lead.edit("review.accept")
    review = lead.records.get("review", session_id)
    edit.update(review, {"digest": reviewing.current_digest(lead)})
    edit.save()

    assert reasons(team) == {"accepted by somebody who had a hand in it"}


def test_a_second_acceptance_is_on_record_as_the_second_reviewers(approved: "Approved") -> None:
    from workbench.domain.review import accepted_by

    team, session_id = approved
    _relabel(team, session_id)
    session = team.session("lea", session_id)
    reviewing.accept(session)

    assert accepted_by(session.records.get("review", session_id)) == "lea"
    assert reasons(team) == set()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s, t: labeling.label(s, t, ["not-a-task"]), "marked as not a task"),
        (
            lambda s, t: labeling.edit_segment(s, t, start_us=0, end_us=1),
            "nothing is done in it",
        ),
    ],
)
def test_a_task_may_stay_behind_alone(
    stocked: "Approved", change: Callable[[Any, str], None], reason: str
) -> None:
    team, session_id = stocked
    tasks = team.label(session_id)
    change(team.session("ana", session_id), tasks[0])
    team.approve(session_id)
    plan = planned(team)

    assert [(e.segment_id, e.reason) for e in plan.excluded] == [(tasks[0], reason)]
    assert [task.task.segment_id for task in plan.included] == [tasks[1]]


def test_an_empty_split_is_refused_unless_allowed(approved: "Approved") -> None:
    team, _ = approved
    request = replace(REQUEST, ratios={"train": 0.5, "test": 0.5})
    assert any("would be empty" in refusal for refusal in planned(team, request).refusals)
    with pytest.raises(Refused):
        build_release(team.open(), request, team.root / "out")
    allowed = replace(request, allow_empty_split=True)
    assert planned(team, allowed).refusals == ()
    build_release(team.open(), allowed, team.root / "out")
    manifest = json.loads((team.root / "out" / "manifest.json").read_bytes())
    assert manifest["allow_empty_split"] is True
    assert verify_release(team.root / "out", team.open()).problems == ()


def test_a_placed_subject_never_moves(approved: "Approved") -> None:
    team, _ = approved
    build_release(team.open(), REQUEST, team.root / "out")
    other = replace(REQUEST, version="2", ratios={"test": 1.0})

    plan = planned(team, other)
    assert plan.included == ()
    assert {e.reason for e in plan.excluded} == {"its subject belongs to train"}


def test_a_session_whose_pack_is_damaged_stays_behind(approved: "Approved") -> None:
    team, session_id = approved
    path = team.root / "project" / "sessions" / session_id / "frames.pack"
    path.write_bytes(path.read_bytes()[:-40])

    (reason,) = reasons(team)
    assert reason.startswith("cannot be read")


def test_building_again_gives_the_same_bytes(approved: "Approved") -> None:
    team, _ = approved
    first = build_release(team.open(), REQUEST, team.root / "one")
    again = build_release(team.open(), REQUEST, team.root / "two")

    assert first.manifest_sha256 == again.manifest_sha256
    for path in sorted((team.root / "one").rglob("*")):
        twin = team.root / "two" / path.relative_to(team.root / "one")
        assert path.is_dir() or path.read_bytes() == twin.read_bytes()


def test_the_same_name_with_other_contents_is_refused(approved: "Approved") -> None:
    team, session_id = approved
    build_release(team.open(), REQUEST, team.root / "one")
    _relabel(team, session_id)
    reviewing.accept(team.session("rev", session_id))
    with pytest.raises(Refused, match="released before"):
        build_release(team.open(), REQUEST, team.root / "two")

    assert not (team.root / "two").exists()
    assert [p.name for p in team.root.iterdir() if "two" in p.name] == []


@pytest.mark.parametrize("harm", ["file", "full"])
def test_an_existing_place_is_not_written_over(approved: "Approved", harm: str) -> None:
    team, _ = approved
    out = team.root / "out"
    if harm == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / "mine").write_text("mine")
    with pytest.raises(UsageError):
        build_release(team.open(), REQUEST, out)
    assert (out if harm == "file" else out / "mine").read_text() == "mine"


def test_an_instruction_that_holds_a_hidden_value_is_not_accepted(stocked: "Approved") -> None:
    team, session_id = stocked
    tasks = team.label(session_id)
    session = team.session("ana", session_id)
    labeling.set_instruction(session, tasks[0], f"Write to {SECRET.upper()} please")

    with pytest.raises(Refused, match="holds a hidden email") as refused:
        team.approve(session_id)

    assert SECRET not in str(refused.value).casefold()
    labeling.set_instruction(session, tasks[0], "Write to the customer please")
    reviewing.accept(team.session("rev", session_id))
    assert reasons(team) == set()


def test_a_redacted_value_in_another_sessions_instruction_stays_behind_too(
    stocked: "Approved", capture_maker: "Callable[..., Path]"
) -> None:
    team, session_id = stocked
    other = team.take_in(capture_maker(team.root / "other", typed="nothing to see"))
    tasks = team.label(other)
    team.label(session_id)
    labeling.set_instruction(team.session("ana", other), tasks[1], f"As {SECRET} did")
    team.approve(session_id)
    team.approve(other)

    assert planned(team).excluded == (
        Excluded(other, tasks[1], "its instruction holds a redacted email"),
    )


def test_a_redacted_value_in_any_other_word_that_leaves_stops_the_release(
    stocked: "Approved", capture_maker: "Callable[..., Path]"
) -> None:
    team, _ = stocked
    session_id = team.take_in(capture_maker(team.root / "other", typed="shop"), "p-02")
    team.label(session_id)
    session = team.session("rev", session_id)
    typed = next(a for a in session.capture.actions if a.text == "shop")
    redacting.redact_run(session, typed.action_id)
    team.approve(session_id)

    with pytest.raises(Refused, match="a redacted text stands in"):
        build_release(team.open(), REQUEST, team.root / "out")

    assert [p.name for p in team.root.iterdir() if "out" in p.name] == []


def test_a_value_hidden_in_a_session_that_stays_behind_stands_nowhere_either(
    stocked: "Approved", capture_maker: "Callable[..., Path]"
) -> None:
    team, _ = stocked
    kept_back = team.take_in(capture_maker(team.root / "first", typed="shop"))
    redacting.redact_run(
        session := team.session("rev", kept_back),
        next(a.action_id for a in session.capture.actions if a.text == "shop"),
    )
    released = team.take_in(capture_maker(team.root / "second", typed="lamp@example.org"))
    team.label(released)
    team.approve(released)

    with pytest.raises(Refused, match="a redacted text stands in"):
        build_release(team.open(), REQUEST, team.root / "out")


@pytest.mark.parametrize("parent", [SECRET, "../up", "a b"])
def test_a_parent_is_a_version_and_nothing_else(parent: str) -> None:
    with pytest.raises(UsageError):
        replace(REQUEST, parent=parent)


def test_a_format_nobody_writes_is_refused_before_anything_is_planned(
    approved: "Approved",
) -> None:
    with pytest.raises(WorkbenchError, match="nope"):
        planned(approved[0], replace(REQUEST, format="nope"))


def test_a_link_to_an_empty_directory_gets_the_release(
    approved: "Approved", tmp_path: Path
) -> None:
    team, _ = approved
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    build_release(team.open(), REQUEST, tmp_path / "link")

    assert (tmp_path / "real" / "manifest.json").is_file()
    assert (tmp_path / "link").is_symlink()
    assert verify(team, tmp_path / "link").problems == ()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place nobody can write to")
def test_where_nothing_can_be_written_says_so_and_nothing_is_on_record(
    approved: "Approved",
) -> None:
    project = approved[0].open()
    with pytest.raises(StorageFailed):
        build_release(project, REQUEST, Path("/proc/out"))
    assert not list(project.common.alive("release"))


def test_rows_whose_picture_is_masked_all_over_are_counted(approved: "Approved") -> None:
    team, session_id = approved
    assert [task.blank_rows for task in planned(team).included] == [0, 0]
    reviewer = team.session("rev", session_id)
    redacting.redact_span(reviewer, t_us=0, end_us=6_000_000)
    reviewing.accept(reviewer)

    project = team.open()
    plan = plan_release(project, REQUEST)

    blank = [row.task_id for row in rows_of(project, plan, "train") if _has_one_colour(row.image)]
    assert blank
    for task in plan.included:
        assert task.blank_rows == blank.count(task.task.segment_id)


def _has_one_colour(png: bytes | None) -> bool:
    if png is None:
        return False
    with Image.open(io.BytesIO(png)) as image:
        return len(image.getcolors(1 << 20) or ()) == 1


# --- verification ---------------------------------------------------------------------------


@pytest.fixture
def released(approved: "Approved") -> "tuple[Team, str, Path]":
    """A release that checks out, and where it lies."""
    team, session_id = approved
    out = team.root / "out"
    build_release(team.open(), REQUEST, out)
    return team, session_id, out


def codes(team: "Team", out: Path) -> set[str]:
    return {problem.code for problem in verify(team, out).problems}


def verify(team: "Team", out: Path) -> Verification:
    found = verify_release(out, team.open())
    for problem in found.problems:
        assert SECRET not in problem.detail + problem.where
    return found


def part(out: Path) -> Path:
    (path,) = (out / "train").glob("*.parquet")
    return path


def rewritten(
    out: Path,
    change: Callable[[list[dict[str, Any]]], object],
    *,
    metadata: dict[bytes, bytes] | None = None,
) -> None:
    """Write the rows anew as an insider would: seal and manifest made to fit again."""
    path = part(out)
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    with pq.ParquetFile(path) as whole:
        kept = {**whole.metadata.metadata, **(metadata or {})}
    kept.pop(SEAL_KEY)
    with pq.ParquetWriter(path, table.schema, store_schema=False) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=table.schema))
        writer.add_key_value_metadata({**kept, SEAL_KEY: BLANK})
    with path.open("r+b") as file:
        seal(file)
    remade(out)


def remade(out: Path) -> None:
    """The manifest's digests made to fit what lies there."""
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["files"] = {
        path.relative_to(out).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size_bytes": path.stat().st_size,
        }
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def png(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def opened_image(row: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(row["image"]["bytes"])).convert("RGB")


def test_a_good_release_is_green(released: "Released") -> None:
    team, _, out = released
    found = verify(team, out)

    assert found.problems == ()
    assert found.leak_audit_done
    assert found.rows > 4
    without = verify_release(out, None)
    assert without.problems == ()
    assert not without.leak_audit_done


def test_only_rewriting_it_unchanged_is_noticed_as_no_leak(released: "Released") -> None:
    team, _, out = released
    rewritten(out, lambda rows: None)

    assert codes(team, out) == {"altered"}


def _as_text(rows: list[dict[str, Any]]) -> None:
    rows[1]["action"]["text"] = f"to {SECRET}"


def _as_shouted_text(rows: list[dict[str, Any]]) -> None:
    rows[1]["task_instruction"] = f"to {SECRET.upper()}"


def _as_code(rows: list[dict[str, Any]]) -> None:
    rows[1]["code"] = f"pyautogui.write('{SECRET}')"


def _as_image_path(rows: list[dict[str, Any]]) -> None:
    row = next(row for row in rows if row["image"])
    row["image"]["path"] = f"{SECRET}.png"


@pytest.mark.parametrize("change", [_as_text, _as_shouted_text, _as_code, _as_image_path])
def test_a_secret_put_back_as_text_is_a_leak(
    released: "Released", change: Callable[[list[dict[str, Any]]], None]
) -> None:
    team, _, out = released
    rewritten(out, change)

    assert "leak" in codes(team, out)


def test_the_recorded_pixels_put_back_into_the_redacted_box_are_noticed(
    released: "Released",
) -> None:
    team, session_id, out = released
    session = team.session("rev", session_id)

    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["image_t_us"] == 4_800_000:
                shot = replaying.raw_shot_at(session, row["image_t_us"])
                row["image"]["bytes"] = png(Image.fromarray(shot.image[:, :, ::-1].copy()))
                return
        raise AssertionError("no row has the frame")

    rewritten(out, change)
    assert {"unredacted", "differs"} <= codes(team, out)


def test_a_secret_painted_elsewhere_is_noticed(released: "Released") -> None:
    from PIL import ImageDraw

    team, _, out = released

    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["image"])
        image = opened_image(row)
        ImageDraw.Draw(image).text((30, 150), SECRET, fill=(0, 0, 0))
        row["image"]["bytes"] = png(image)

    rewritten(out, change)
    assert "differs" in codes(team, out)


@pytest.mark.parametrize("value", [1, 255])
def test_a_single_changed_pixel_is_noticed(released: "Released", value: int) -> None:
    team, _, out = released

    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["image"])
        pixels = np.asarray(opened_image(row)).copy()
        pixels[55, 25, 1] ^= value
        row["image"]["bytes"] = png(Image.fromarray(pixels))

    rewritten(out, change)
    assert {"unredacted", "differs"} <= codes(team, out)


def _text_chunk() -> dict[str, Any]:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    return {"pnginfo": info}


def _packed_chunk() -> dict[str, Any]:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET, zip=True)
    return {"pnginfo": info}


def _exif() -> dict[str, Any]:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    return {"exif": exif}


@pytest.mark.parametrize("options", [_text_chunk, _packed_chunk, _exif])
def test_a_secret_in_an_images_metadata_is_noticed(
    released: "Released", options: Callable[[], dict[str, Any]]
) -> None:
    team, _, out = released

    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["image"])
        row["image"]["bytes"] = png(opened_image(row), **options())

    rewritten(out, change)
    assert "image" in codes(team, out)
    assert "image" in {problem.code for problem in verify_release(out, None).problems}
    if options is not _packed_chunk:
        assert "leak" in codes(team, out)


def test_bytes_after_an_images_end_are_noticed(released: "Released") -> None:
    team, _, out = released

    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["image"])
        row["image"]["bytes"] += SECRET.encode()

    rewritten(out, change)
    assert {"image", "leak"} <= codes(team, out)


@pytest.mark.parametrize("pair", [(b"note", SECRET.encode()), (SECRET.encode(), b"note")])
def test_a_secret_in_a_files_metadata_is_a_leak(
    released: "Released", pair: tuple[bytes, bytes]
) -> None:
    team, _, out = released
    rewritten(out, lambda rows: None, metadata={pair[0]: pair[1]})

    assert "leak" in codes(team, out)


def test_a_secret_as_a_files_name_is_a_leak(released: "Released") -> None:
    team, _, out = released
    (out / f"{SECRET}.txt").write_text("")
    remade(out)
    assert "leak" in codes(team, out)
    (out / f"{SECRET}.txt").unlink()
    (out / SECRET).mkdir()
    remade(out)
    assert "leak" in codes(team, out)


@pytest.mark.parametrize("name", ["README.md", "manifest.json", "notes.txt", "more/x.bin"])
def test_a_secret_in_any_file_is_a_leak(released: "Released", name: str) -> None:
    team, _, out = released
    path = out / name
    if name == "manifest.json":
        manifest = json.loads(path.read_bytes())
        path.write_text(json.dumps({**manifest, "note": SECRET}))
    else:
        before = path.read_bytes() if path.exists() else b""
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(before + SECRET.encode())
        remade(out)

    assert "leak" in codes(team, out)


def test_withdrawn_consent_turns_a_release_red(released: "Released") -> None:
    team, session_id, out = released
    consenting.withdraw(team.open(), "p-01")
    found = verify(team, out)

    assert [(p.code, p.where) for p in found.problems] == [("withdrawn", session_id)]


def test_an_erased_subject_turns_a_release_red(released: "Released") -> None:
    team, session_id, out = released
    consenting.erase(team.open(), "p-01")
    found = verify(team, out)

    assert ("withdrawn", session_id) in {(p.code, p.where) for p in found.problems}
    assert not found.leak_audit_done


def test_a_subject_in_two_splits_is_leakage(released: "Released") -> None:
    team, _, out = released
    (out / "test").mkdir()
    rows_in_train = pq.read_table(part(out)).num_rows
    shutil.copy(part(out), out / "test" / part(out).name)
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["splits"]["test"] = manifest["splits"]["train"]
    (out / "manifest.json").write_text(json.dumps(manifest))
    remade(out)

    assert rows_in_train > 0
    # The copy says itself that it belongs to another split; moved there for real it leaks.
    assert "unreadable" in codes(team, out)


def test_a_missing_and_an_extra_file_are_noticed(released: "Released") -> None:
    team, _, out = released
    (out / "extra.txt").write_text("x")
    assert codes(team, out) == {"extra"}
    (out / "README.md").unlink()
    assert {"missing", "extra"} <= codes(team, out)
    part(out).unlink()
    assert "missing" in codes(team, out)


@pytest.mark.parametrize("recomputed", [False, True])
@pytest.mark.parametrize("size_bytes", [0, 10, 5_000, -20])
def test_a_truncated_parquet_file_is_noticed(
    released: "Released", recomputed: bool, size_bytes: int
) -> None:
    team, _, out = released
    path = part(out)
    path.write_bytes(path.read_bytes()[:size_bytes])
    if recomputed:
        remade(out)
    found = verify(team, out)

    assert {p.code for p in found.problems} >= {"unreadable" if recomputed else "altered"}
    assert not found.leak_audit_done


def test_dropped_rows_are_noticed(released: "Released") -> None:
    team, _, out = released
    rewritten(out, lambda rows: rows.pop())

    assert codes(team, out) & {"rows", "unreadable"}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", BadCapture),
        (b"[]", BadCapture),
        (b"{}", BadCapture),
        (b"\xff", BadCapture),
        (b'{"format": "workbench-release/1"}', BadCapture),
        (b'{"format": "workbench-release/2"}', NewerVersion),
    ],
)
def test_a_manifest_that_cannot_be_read_is_an_error(
    released: "Released", data: bytes, error: type[Exception]
) -> None:
    team, _, out = released
    (out / "manifest.json").write_bytes(data)
    with pytest.raises(error):
        verify_release(out, team.open())


def test_a_directory_without_a_manifest_is_no_release(team: "Team", tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        verify_release(tmp_path, team.open())


def test_another_projects_keys_audit_nothing(
    released: "Released", founded: Path, tmp_path: Path, team_class: "type[Team]"
) -> None:
    _, _, out = released
    shutil.copytree(founded, tmp_path / "other")

    other = verify_release(out, team_class(tmp_path / "other").open())
    assert not other.leak_audit_done
