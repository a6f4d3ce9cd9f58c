"""What was recorded is shown masked, and what is redacted shows nowhere."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.conftest import ERASED_TEXT, PLAIN_TEXT, SECRET_CLIP, SECRET_EMAIL, SECRET_TITLE
from workbench.domain.masking import MASK_CHARACTER
from workbench.domain.thresholds import THRESHOLDS
from workbench.media.masks import FILL_BGR

from .conftest import Shell

SECRETS = (SECRET_EMAIL, SECRET_TITLE, SECRET_CLIP)
LISTINGS = (["events"], ["actions"], ["text"], ["show", "--text"], ["flags"], ["show"])


@pytest.mark.parametrize("who", ["ana", "rev", "lea"])
@pytest.mark.parametrize("listing", LISTINGS, ids=" ".join)
def test_no_listing_shows_what_is_flagged_to_anybody(
    stocked_shell: tuple[Shell, str], listing: list[str], who: str
) -> None:
    shell, session = stocked_shell

    for style in ([], ["--json"]):
        shown = shell(listing[0], session, *listing[1:], *style, who=who).out
        assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("who", ["ana", "rev"])
def test_the_keys_of_flagged_text_cannot_be_read_off_the_events(
    stocked_shell: tuple[Shell, str], who: str
) -> None:
    shell, session = stocked_shell

    events = shell.json("events", session, who=who)["events"]

    typed = "".join(event["text"] or "" for event in events if event["kind"] == "press")
    assert SECRET_EMAIL not in typed
    assert PLAIN_TEXT in typed
    masked = [event for event in events if event["kind"] == "masked"]
    assert len(masked) >= 2 * len(SECRET_EMAIL)
    assert all(e["key"] is None and e["text"] is None and e["x"] is None for e in masked)


def test_events_are_chosen_by_kind_time_and_number(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell

    clicks = shell.json("events", session, "--kind", "down")["events"]
    early = shell.json("events", session, "--to", "2", "--limit", "3")["events"]
    late = shell.json("events", session, "--from", "10")["events"]

    assert [event["x"] for event in clicks] == [60, 60, 200]
    assert len(early) == 3
    assert {event["kind"] for event in late} == {"move", "down", "up"}
    assert min(event["t_us"] for event in late) >= 10_000_000


def test_text_comes_as_runs_with_their_windows(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell

    runs = shell.json("text", session, who="ana")["runs"]

    assert [run["text"] for run in runs] == [MASK_CHARACTER * len(SECRET_EMAIL), PLAIN_TEXT]
    assert {run["window"] for run in runs} == {"Orders"}
    assert [run["masked"] for run in runs] == [True, False]


def test_a_redacted_run_shows_neither_in_text_nor_in_keys(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    run_id = shell.json("text", session)["runs"][1]["run_id"]

    made = shell.json("redact", session, "--text-run", run_id, who="rev")

    assert made["text_run"] == run_id
    shown = shell("text", session).out + shell("actions", session).out
    assert PLAIN_TEXT not in shown
    presses = shell.json("events", session, "--kind", "press", who="rev")["events"]
    assert PLAIN_TEXT not in "".join(event["text"] or "" for event in presses)


def test_a_redacted_stretch_leaves_no_trace_of_what_was_done(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    shell("redact", session, "--span", "0", "12", who="rev")

    actions = shell.json("actions", session)["actions"]
    events = shell.json("events", session, "--to", "12")["events"]
    log = shell("show", session, "--text").out

    assert all(a["x"] is None and a["keys"] == [] for a in actions)
    assert all(set(a["text"] or "") <= {MASK_CHARACTER} for a in actions)
    assert {event["kind"] for event in events} == {"masked"}
    assert "Orders" not in log
    assert PLAIN_TEXT not in log


def test_a_frame_is_masked_private_and_never_written_over_another(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    out = tmp_path / "frame.png"

    document = shell.json("frame", session, "--at", 6, "--out", out, who="ana")

    image = cv2.imread(str(out))
    assert image is not None
    assert document["t_us"] == 4_800_000
    assert (image == FILL_BGR).all()
    assert out.stat().st_mode & 0o777 == 0o600
    assert "there already" in shell("frame", session, "--at", 6, "--out", out, status=2).err
    assert shell("frame", session, "--at", 6, "--out", out, "--force").status == 0


def test_looking_under_the_masks_takes_permission_and_a_reason_and_is_on_record(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    out = tmp_path / "raw.png"
    asked = ("frame", session, "--at", 6, "--out", out, "--raw")

    shell(*asked, "--reason", "curious", who="ana", status=3)
    shell(*asked, who="rev", status=2)
    assert not out.exists()
    shell(*asked, "--reason", "is the address whole?", who="rev")

    image = cv2.imread(str(out))
    assert image is not None
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 2
    last = shell.json("audit", "log", "--limit", 1)["ops"][0]
    assert (last["kind"], last["by"], last["session_id"]) == ("peek", "rev", session)


def test_a_redacted_box_is_filled_from_then_on(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    flags = [flag["flag_id"] for flag in shell.json("flags", session)["flags"]]
    shell("flag", "keep", *flags, "--reason", "invented", who="rev")
    shell("redact", session, "--at", 3, "--box", "20,40,200,30", who="rev")

    images = []
    for at in (1, 6):
        out = tmp_path / f"{at}.png"
        shell("frame", session, "--at", at, "--out", out)
        images.append(cv2.imread(str(out)))

    before, after = images
    assert before is not None
    assert after is not None
    assert not (before[40:70, 20:220] == FILL_BGR).all()
    assert (after[40:70, 20:220] == FILL_BGR).all()
    assert (after[100:] == before[100:]).all()


def test_what_was_erased_while_typing_is_not_shown_to_annotators(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell

    events = shell.json("events", session, "--kind", "press", who="ana")["events"]

    assert ERASED_TEXT not in "".join(event["text"] or "" for event in events)


def test_show_names_the_thresholds_that_the_actions_were_made_with(
    shell: Shell, capture_source: Path, tmp_path: Path
) -> None:
    folder = shell.project.parent / "config"
    (folder / "config.toml").write_text("[reduction]\ndrag_px = 12.5\n")
    session = shell.json("import", capture_source)["sessions"][0]["session_id"]
    (folder / "config.toml").write_text("[reduction]\ndrag_px = 9\n")

    thresholds = shell.json("show", session)["custody"]["thresholds"]

    assert thresholds["drag_px"] == 12.5
    assert thresholds["double_click_us"] == 500_000
    assert set(thresholds) == THRESHOLDS
    assert "drag_px 12.5" in shell("show", session).out


def test_a_source_that_tells_finished_actions_used_no_thresholds(
    shell: Shell, tmp_path: Path
) -> None:
    step = {"step_num": 1, "action_timestamp": "20260122@144314", "action": "pyautogui.click(3, 4)"}
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "traj.jsonl").write_text(json.dumps(step) + "\n")

    session = shell.json("import", tmp_path / "run")["sessions"][0]["session_id"]

    assert shell.json("show", session)["custody"]["thresholds"] == {}


def test_show_names_counts_screen_consent_and_custody(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell

    document = shell.json("show", session, who="ana")

    assert document["geometry"] == [
        {
            "start_us": 0,
            "width_px": 320,
            "height_px": 200,
            "scale": 1.0,
            "origin_x": 0,
            "origin_y": 0,
        }
    ]
    assert document["consent"]["consents"][0]["purposes"] == ["agent-training"]
    assert document["custody"]["format"] == "duckdb"
    assert len(document["custody"]["capture_sha256"]) == 64
    assert document["missing"] == ["no task is marked yet"]
    assert shell("show", session[:5]).out.startswith("session_id")
