"""Segments, flags, comments, undo: what people decide, by command line."""

from pathlib import Path

from .conftest import Shell


def test_segments_are_made_changed_split_merged_and_deleted(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    made = shell.json("segment", "add", session, "--start", 0, "--end", 8, who="ana")
    name = made["segment_id"]

    shell("segment", "edit", name, "--end", "0:10", "--instruction", "Do it", who="ana")
    shell("segment", "label", name[-8:], "form", who="ana")
    halves = shell.json("segment", "split", name, "--at", 4, who="ana")["segments"]
    joined = shell.json("segment", "merge", *(h["segment_id"] for h in halves), who="ana")
    listed = shell.json("segments", session)["segments"]
    shell("segment", "delete", joined["segment_id"], who="ana")

    assert [(h["start_us"], h["end_us"]) for h in halves] == [(0, 4_000_000), (4_000_000, 10**7)]
    assert [segment["segment_id"] for segment in listed] == [name]
    assert listed[0]["labels"] == ["form"]
    assert listed[0]["instruction"] == "Do it"
    assert (listed[0]["author"], listed[0]["state"]) == ("ana", "draft")
    assert shell.json("segments", session)["segments"] == []


def test_a_split_lies_inside_its_segment_and_a_change_says_what(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    made = shell.json("segment", "add", session, "--start", 0, "--end", 8)["segment_id"]

    assert "not inside" in shell("segment", "split", made, "--at", 9, status=2).err
    assert "nothing to change" in shell("segment", "edit", made, status=2).err


def test_undo_and_redo_work_from_one_command_to_the_next(stocked_shell: tuple[Shell, str]) -> None:
    shell, session = stocked_shell
    shell("segment", "add", session, "--start", 0, "--end", 8, who="ana")

    assert shell.json("undo", session, who="rev")["undone"] is None
    assert shell.json("undo", session, who="ana")["undone"]
    assert shell.json("segments", session)["segments"] == []
    assert shell.json("redo", session, who="ana")["redone"]
    assert len(shell.json("segments", session)["segments"]) == 1


def test_comments_and_bookmarks_are_made_listed_and_closed(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    comment = shell.json("comment", session, "which order?", "--at", 3, who="rev")
    mark = shell.json("bookmark", session, "--at", "0:05", "here", who="ana")

    closed = shell.json("comments", session, "--resolve", comment["comment_id"][-6:])["comments"]
    gone = shell.json("bookmarks", session, "--remove", mark["bookmark_id"], who="ana")

    assert (closed[0]["text"], closed[0]["author"], closed[0]["resolved"]) == (
        "which order?",
        "rev",
        True,
    )
    assert (mark["note"], mark["t_us"]) == ("here", 5_000_000)
    assert gone == {"bookmarks": []}
    shell("comments", session, "--resolve", "ffffff", status=2)


def test_hiding_acts_on_every_place_of_a_value_unless_told_otherwise(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    shell, session = stocked_shell
    flags = shell.json("flags", session)["flags"]
    first = flags[0]["flag_id"]
    places = [f for f in flags if f["value_id"] == flags[0]["value_id"]]

    shell("flag", "hide", first, "--only", who="ana", status=3)
    hidden = shell.json("flag", "hide", first, who="rev")
    kept = shell.json("flag", "keep", first, "--only", "--reason", "public", who="rev")

    assert len(hidden["redactions"]) == len(places)
    assert kept["flags"] == [first]
    listed = {f["flag_id"]: f for f in shell.json("flags", session)["flags"]}
    assert listed[first]["state"] == "kept"
    assert len(shell.json("redactions", session)["redactions"]) == len(places) - 1


def test_anybody_flags_a_place_and_only_a_reviewer_decides_it(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell

    asked = (
        "--kind",
        "person",
        "--at",
        2,
        "--until",
        4,
        "--box",
        "1,2,30,40",
        "--reason",
        "a face",
    )
    made = shell.json("flag", "add", session, *asked, who="ana")

    assert (made["box"], made["where"], made["state"]) == ([1, 2, 30, 40], "screen", "open")
    assert (made["t_us"], made["end_us"], made["author"]) == (2_000_000, 4_000_000, "ana")
    shell("flag", "keep", made["flag_id"], "--reason", "fine", who="ana", status=3)
    shell("flag", "keep", made["flag_id"], who="rev", status=2)


def test_a_typed_text_is_flagged_wherever_it_shows_and_only_by_itself(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    runs = shell.json("text", session, who="ana")["runs"]
    run = next(run for run in runs if run["text"] == "order forty lamps")

    made = shell.json("flag", "add", session, "--text-run", run["run_id"], who="ana")
    after = shell.json("text", session, who="ana")["runs"]
    shell("flag", "add", session, "--text-run", 1, "--at", 2, who="ana", status=2)
    shell("flag", "add", session, who="ana", status=2)
    shell("flag", "add", session, "--text-run", 999, who="ana", status=2)

    assert (made["where"], made["state"], made["shows"]) == ("typed", "open", "unknown")
    assert "order forty lamps" not in str(after)


def test_a_box_answers_a_flag_and_a_redaction_is_taken_back(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    flag = shell.json("flags", session)["flags"][0]["flag_id"]

    asked = ("--at", 0, "--box", "20,40,200,30", "--flag", flag)
    made = shell.json("redact", session, *asked, who="rev")
    found = next(f for f in shell.json("flags", session)["flags"] if f["flag_id"] == flag)
    shell("redaction", "remove", made["redaction_id"][-8:], who="rev")

    assert made["flag_id"] == flag
    assert (found["state"], found["shows"]) == ("hidden", "boxes")
    left = shell.json("redactions")["redactions"]
    assert [(r["flag_id"], r["where"]) for r in left] == [(flag, "typed")]


def test_detecting_again_finds_nothing_new_and_prints_no_value(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    before = shell.json("flags", session)["flags"]

    assert shell.json("detect", who="rev")["flags"] == []
    assert shell.json("detect", session, who="ana")["flags"] == []
    assert shell.json("flags", session)["flags"] == before


def test_the_screens_are_listed_drawn_and_checked(
    stocked_shell: tuple[Shell, str], tmp_path: Path
) -> None:
    import cv2

    shell, session = stocked_shell
    sheet = tmp_path / "sheet.png"

    first = shell.json("review", "screens", session, "--sheet", sheet, who="ana")
    again = ("--sheet", sheet, "--force", "--checked")
    shell("review", "screens", session, *again, who="ana", status=3)
    alone = shell("review", "screens", session, "--checked", who="rev", status=2)
    checked = shell.json("review", "screens", session, *again, who="rev")

    image = cv2.imread(str(sheet))
    assert image is not None
    assert image.shape[1] >= 320
    assert "--checked goes with --sheet" in alone.err
    assert (first["checked"], first["scenes_seen"]) == (False, 0)
    assert (checked["checked"], checked["scenes_seen"]) == (True, len(first["scenes"]))
    assert checked["scenes"][0] == {"frame_no": 0, "t_us": 0}


def test_work_is_submitted_returned_and_accepted_by_different_people(
    stocked_shell: tuple[Shell, str],
) -> None:
    shell, session = stocked_shell
    shell("review", "submit", session, who="ana", status=3)
    said = ("--label", "form", "--instruction", "Do it", "--outcome", "success")
    shell("segment", "add", session, "--start", 0, "--end", 12, *said, who="ana")

    assert shell.json("review", "submit", session, who="ana")["state"] == "submitted"
    shell("review", "return", session, who="rev", status=2)
    shell("review", "return", session, "--comment", "too long", who="rev")
    assert shell.json("sessions")["sessions"][0]["note"] == "too long"
    shell("review", "submit", session, who="ana")
    assert "undecided" in shell("review", "accept", session, who="rev", status=3).err
    flags = [flag["flag_id"] for flag in shell.json("flags")["flags"]]
    shell("flag", "keep", *flags, "--reason", "invented", who="rev")
    accepted = shell.json("review", "accept", session, who="rev")
    assert accepted["state"] == "accepted"
    assert accepted["warnings"] == ["nothing leaves before its screens are looked over"]
