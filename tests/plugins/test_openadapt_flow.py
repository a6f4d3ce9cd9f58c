"""openadapt-flow: an action a line, with the page before and after it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from workbench.domain.event import EventKind
from workbench.domain.remark import About
from workbench.errors import BadCapture
from workbench.media.images import decode_image, encode_png
from workbench.testing import check_importer
from workbench.testing.contents import Contents, read_as_imported
from workbench_openadapt_flow import OpenAdaptFlowImporter

if TYPE_CHECKING:
    from tests.conftest import Team

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "captures"
REAL = SHARED / "openadapt_flow"
SHOWCASE, TRIAGE = REAL / "docs_showcase_recording", REAL / "mockmed-triage-v1"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the shared captures are not here")


def _read(source: Path) -> Contents:
    with OpenAdaptFlowImporter().open(source) as opened:
        return read_as_imported(opened)


def _make(folder: Path, lines: Iterable[Mapping[str, object]], **meta: object) -> Path:
    (folder / "frames").mkdir(parents=True)
    about = {"id": "x", "created_at": "2026-07-06T20:29:42+02:00", "viewport": [64, 40]}
    (folder / "meta.json").write_text(json.dumps(about | meta))
    numbered = [{"i": i, "t": i + 0.5, **line} for i, line in enumerate(lines)]
    text = "".join(json.dumps(line) + "\n" for line in numbered)
    (folder / "events.jsonl").write_text(text)
    for number in range(len(numbered)):
        for when, shade in (("before", number), ("after", number + 1)):
            picture = encode_png(np.full((40, 64, 3), shade * 9, np.uint8))
            (folder / "frames" / f"{number:04d}_{when}.png").write_bytes(picture)
    return folder


def _codes(contents: Contents) -> dict[str, int]:
    return {warning.code: warning.count for warning in contents.warnings}


@needs_real
@pytest.mark.parametrize("folder", [SHOWCASE, TRIAGE], ids=["showcase", "triage"])
def test_the_real_recordings_are_told_as_their_recorder_has_them(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    contents = _read(folder)

    assert len(contents.actions) == len(lines)
    assert [action.kind.value for action in contents.actions] == [line["kind"] for line in lines]
    assert [action.t_us for action in contents.actions] == [
        round(line["t"] * 1_000_000) for line in lines
    ]
    texts = [line["text"] for line in lines if line["kind"] == "type"]
    assert [action.text for action in contents.actions if action.text] == texts
    places = [(line["x"], line["y"]) for line in lines if "x" in line]
    assert [(a.x, a.y) for a in contents.actions if a.x is not None] == places
    assert len(contents.frames) == 2 * len(lines)
    (screen,) = contents.info.geometry
    assert (screen.width_px, screen.height_px) == (1280, 800)


@needs_real
def test_each_picture_is_on_the_right_side_of_its_action() -> None:
    with OpenAdaptFlowImporter().open(TRIAGE) as opened:
        actions = [action.t_us for action in opened.actions()]
        frames = list(opened.frames())

    before = [max(f.t_us for f in frames if f.t_us < t_us) for t_us in actions]
    shown = {frame.t_us: frame.image for frame in frames}
    for number, t_us in enumerate(before):
        path = TRIAGE / "frames" / f"{number:04d}_before.png"
        assert np.array_equal(shown[t_us], decode_image(path.read_bytes()))


@needs_real
def test_pages_are_events_and_no_actions() -> None:
    contents = _read(TRIAGE)

    pages = [e.text or "" for e in contents.events if e.kind is EventKind.NAVIGATE]
    assert [page.partition("#")[2] for page in pages] == [
        "tasks",
        "patient/p1",
        "encounter",
        "patient/p1",
    ]
    assert [window.title for window in contents.windows] == ["MockMed"]
    elements = [r.text for r in contents.remarks if r.name == "button"]
    assert elements == ["Open", "New Encounter", "Triage", "Save Encounter"]
    assert ("parameter", "note") in [(r.name, r.text) for r in contents.remarks]


@needs_real
def test_the_real_recordings_keep_every_promise() -> None:
    others = [SHARED / name for name in ("ducktrack", "agentnetbench", "opencua_cot")]
    others += [SHARED / "pc_tracker" / "events_example"]

    check_importer(OpenAdaptFlowImporter(), SHOWCASE, others=others, damaged=2)
    check_importer(OpenAdaptFlowImporter(), TRIAGE / "events.jsonl", damaged=1)


def test_a_made_recording_keeps_every_promise_however_it_is_damaged(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "click", "x": 3, "y": 4, "structural": {"role": "button", "name": "Save it"}},
        {"kind": "type", "text": "lamps and chairs", "param": "note", "field_label": "Note"},
        {"kind": "hotkey", "modifiers": ["Control"], "key": "a", "url_after": "https://x.example"},
        {"kind": "drag", "x": 1, "y": 2, "end_x": 3, "end_y": 4, "title_after": "A long title"},
    ]
    folder = _make(tmp_path / "made", lines)

    check_importer(OpenAdaptFlowImporter(), folder, damaged=80)


def test_every_kind_of_action_is_told(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "double_click", "x": 3, "y": 4},
        {"kind": "right_click", "x": 5, "y": 6},
        {"kind": "drag", "x": 1, "y": 2, "end_x": 30, "end_y": 4},
        {"kind": "scroll", "dx": 0, "dy": 400},
        {"kind": "key", "key": "Enter"},
        {"kind": "key", "key": "ArrowDown"},
        {"kind": "key", "key": "Control+Shift++"},
        {"kind": "hotkey", "modifiers": ["Meta"], "key": "s"},
        {"kind": "hover", "x": 1, "y": 1},
        {"kind": "wait"},
    ]
    contents = _read(_make(tmp_path / "x", lines))

    told = [(a.kind.value, a.x, a.x2, a.dy, a.keys) for a in contents.actions]
    assert told == [
        ("double_click", 3, None, 0, ()),
        ("right_click", 5, None, 0, ()),
        ("drag", 1, 30, 0, ()),
        ("scroll", None, None, -4, ()),
        ("press", None, None, 0, ("enter",)),
        ("press", None, None, 0, ("down",)),
        ("hotkey", None, None, 0, ("ctrl", "shift", "+")),
        ("hotkey", None, None, 0, ("cmd", "s")),
    ]
    assert _codes(contents) == {"actions-unknown": 2, "scroll-in-pixels": 1}


def test_a_typed_secret_stays_withheld(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "type", "param": "password", "secret": True},
        {"kind": "type", "param": "code", "text": "***"},
        {"kind": "type"},
    ]
    folder = _make(tmp_path / "x", lines, secret_params=["password", "code"])

    contents = _read(folder)

    assert [action.text for action in contents.actions] == ["", "***", ""]
    assert _codes(contents) == {"secrets-withheld": 2, "texts-missing": 1}
    assert [r.text for r in contents.remarks if r.about is About.ACTION] == ["password", "code"]


def test_times_land_on_whole_microseconds_and_keep_their_order(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "click", "x": 1, "y": 1, "t": t} for t in (0.0, 0.0, 5.0, 2.0, 3.0, None)
    ]
    contents = _read(_make(tmp_path / "x", lines))

    at = [action.t_us for action in contents.actions]
    assert at == [3, 6, 5_000_000, 5_000_003, 6_000_000, 6_000_003]
    codes = {"clock-backwards": 1, "order-kept": 2, "times-unreadable": 1}
    assert _codes(contents) == codes
    assert contents.info.started_at == "2026-07-06T18:29:42+00:00"


def test_a_page_that_changes_its_size_has_spans(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"kind": "click", "x": 1, "y": 1, "viewport_before": [64, 40], "viewport_after": [64, 40]},
        {"kind": "click", "x": 1, "y": 1, "viewport_before": [64, 40], "viewport_after": [30, 40]},
    ]
    contents = _read(_make(tmp_path / "x", lines))

    spans = [(span.start_us, span.width_px) for span in contents.info.geometry]
    assert spans == [(499_999, 64), (1_500_001, 30)]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    folder = _make(tmp_path / "x", [{"kind": "click", "x": 1, "y": 1}], viewport=None)
    (folder / "frames" / "0000_after.png").unlink()
    (folder / "frames" / "0000_before.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")

    codes = _codes(_read(folder))

    assert codes == {"frames-missing": 1, "picture-damaged": 1, "screen-unknown": 1}
    (folder / "meta.json").unlink()
    assert not OpenAdaptFlowImporter().recognises(folder)
    with pytest.raises(BadCapture):
        _read(folder)


@needs_real
def test_it_comes_in_whole_through_the_service(team: "Team") -> None:
    session = team.session("rev", team.take_in(TRIAGE))
    capture = session.capture

    assert len(capture.actions) == 6
    texts = [action.text for action in capture.actions if action.text]
    assert texts == ["Synthetic follow-up in two weeks"]
    assert [window.title for window in capture.windows] == ["MockMed"]
    assert session.pack is not None
    assert len(session.pack) >= 6
