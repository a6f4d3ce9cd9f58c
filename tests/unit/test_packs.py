"""Packs give back every frame, keep nothing half written, and say what is damaged."""

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from workbench.domain.geometry import Box
from workbench.errors import (
    KeyUnavailable,
    NewerVersion,
    NotFound,
    PackDamaged,
    StorageFailed,
    WorkbenchError,
)
from workbench.media.tiles import Pixels
from workbench.store.packs import Canvas, PackReader, PackSummary, PackWriter
from workbench.store.seals import SubjectKey

ROOT = Path(__file__).resolve().parents[2]
CRM1 = ROOT / ".." / "shared" / "captures" / "openadapt_capture" / "crm1"
KEY = SubjectKey(bytes(range(32)))
BLOCK = 512


def read(path: Path, *, key: SubjectKey = KEY, session_id: str = "s1") -> PackReader:
    return PackReader(path, project_id="p1", session_id=session_id, subject_key=key)


def write(path: Path, frames: list[Pixels]) -> PackSummary:
    with PackWriter(path, project_id="p1", session_id="s1", subject_key=KEY) as writer:
        for number, frame in enumerate(frames):
            writer.add(number * 1000, frame)
        return writer.close()


def desktop(count: int, *, width: int = 300, height: int = 200) -> list[Pixels]:
    """A page with noise and words on it: typed into, scrolled, covered by a window."""
    chance = np.random.default_rng(count)
    page = np.full((height * 4, width, 3), 250, np.uint8)
    page[90:150, 20:80] = chance.integers(0, 256, (60, 60, 3))
    for y in range(20, height * 4, 30):
        words = " ".join(chance.choice(["order", "ship", "note", "call"], 5))
        cv2.putText(page, words, (10, y), cv2.FONT_HERSHEY_PLAIN, 1, (30, 30, 30), 1)
    frames = []
    for number in range(count):
        top = number // 3 * 17 % (height * 3)
        frame = page[top : top + height].copy()
        cv2.putText(frame, "x" * (number % 9), (40, 60), cv2.FONT_HERSHEY_PLAIN, 1, (0, 0, 200), 1)
        if number % 20 > 15:
            frame[30:170, 80:260] = (200, 120, number % 256)
        frames.append(frame)
    return frames


@pytest.fixture(scope="module")
def crm1() -> list[Pixels]:
    if not CRM1.is_dir():
        pytest.skip("the shared captures are not here")
    with sqlite3.connect(f"file:{CRM1 / 'recording.db'}?mode=ro&immutable=1", uri=True) as db:
        rows = db.execute("SELECT png_data FROM screenshot ORDER BY timestamp").fetchall()
    return [np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), 1), np.uint8) for (png,) in rows]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "frames.pack"
    write(path, desktop(150))
    return path


def test_a_real_recording_comes_back_exactly_in_less_than_half_of_its_film(
    crm1: list[Pixels], tmp_path: Path
) -> None:
    path = tmp_path / "frames.pack"
    kept = [crm1[0], *(b for a, b in itertools.pairwise(crm1) if not np.array_equal(a, b))]

    summary = write(path, crm1)

    film_bytes = next(CRM1.glob("*.mp4")).stat().st_size
    assert summary.size_bytes == path.stat().st_size < film_bytes * 0.5
    assert (summary.frames, summary.unchanged) == (len(kept), len(crm1) - len(kept))
    with read(path) as reader:
        assert all(np.array_equal(reader.image(n), frame) for n, frame in enumerate(kept))


def test_frames_come_back_in_any_order_fresh_and_on_a_canvas(pack: Path) -> None:
    frames = desktop(150)
    order = np.random.default_rng(0).permutation(150).tolist()

    with read(pack) as reader:
        canvas = Canvas(reader)
        for number in order:
            assert np.array_equal(canvas.show(number), frames[number])
            assert np.array_equal(reader.image(number), frames[number])


def test_no_cache_at_all_gives_the_same_frames(pack: Path) -> None:
    frames = desktop(150)
    with PackReader(
        pack, project_id="p1", session_id="s1", subject_key=KEY, cache_bytes=0
    ) as reader:
        for number in (149, 0, 77, 3):
            assert np.array_equal(reader.image(number), frames[number])


def test_unchanged_frames_are_dropped_and_a_pixel_is_a_change(tmp_path: Path) -> None:
    frame = desktop(1)[0]
    other = frame.copy()
    other[-1, -1, 0] ^= 1

    with PackWriter(tmp_path / "f", project_id="p1", session_id="s1", subject_key=KEY) as writer:
        kept = [writer.add(t, image) for t, image in enumerate([frame, frame, other, other, frame])]
        summary = writer.close()

    assert kept == [True, False, True, False, True]
    assert (summary.frames, summary.unchanged) == (3, 2)
    assert read(tmp_path / "f").times_us.tolist() == [0, 2, 4]


def test_a_frame_seen_before_needs_no_new_record(tmp_path: Path) -> None:
    first, *_, last = desktop(60)

    few = write(tmp_path / "few", [first, last])
    many = write(tmp_path / "many", [first, last] * 25)

    assert many.tiles == few.tiles
    assert many.size_bytes <= few.size_bytes + 2 * BLOCK


def test_every_record_fills_whole_blocks(pack: Path) -> None:
    data = pack.read_bytes()
    at = BLOCK
    while at < len(data) - 28:
        size = 8 + int.from_bytes(data[at : at + 4], "little")
        assert size % BLOCK == 0
        at += size

    assert at == len(data) - 28


def test_the_same_frames_never_give_the_same_bytes_and_nothing_of_them_shows(
    tmp_path: Path,
) -> None:
    frames = desktop(3)
    write(tmp_path / "a", frames)
    write(tmp_path / "b", frames)

    a, b = (tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()

    assert len(a) == len(b)
    assert a[BLOCK : BLOCK + 64] != b[BLOCK : BLOCK + 64]
    assert b"WEBP" not in a
    assert frames[0][95, 30:50].tobytes() not in a


def test_frame_at_gives_what_was_on_the_screen(pack: Path) -> None:
    with read(pack) as reader:
        assert reader.frame_at(-1) is None
        assert reader.frame_at(0) == 0
        assert reader.frame_at(1999) == 1
        assert reader.frame_at(2000) == 2
        assert reader.frame_at(10**12) == len(reader) - 1


@pytest.mark.parametrize("frame", [-1, 150, 10**9])
def test_a_frame_that_is_not_there_is_not_found(pack: Path, frame: int) -> None:
    with read(pack) as reader, pytest.raises(NotFound):
        reader.image(frame)


def test_changed_names_exactly_the_tiles_that_differ(pack: Path) -> None:
    frames = desktop(150)
    with read(pack) as reader:
        for before, after in ((0, 1), (5, 100), (100, 5), (63, 64), (7, 7)):
            differs = (frames[before] != frames[after]).any(axis=2)
            boxes = reader.changed(before, after)
            for box in boxes:
                here = differs[box.y : box.y + box.height_px, box.x : box.x + box.width_px]
                assert here.any()
                here[:] = False
            assert not differs.any()


def test_a_change_of_size_is_a_change_of_everything(tmp_path: Path) -> None:
    small, large = desktop(1, width=100, height=70)[0], desktop(1)[0]
    frames = [small, large, small[:, :64], small[:, :64][:1], small[:1, :1], large]
    write(tmp_path / "f", frames)

    with read(tmp_path / "f") as reader:
        canvas = Canvas(reader)
        assert reader.changed(0, 1) == [Box(0, 0, 300, 200)]
        assert [reader.size(n) for n in range(6)] == [(f.shape[1], f.shape[0]) for f in frames]
        for number in (0, 1, 2, 3, 4, 5, 1, 0, 4):
            assert np.array_equal(canvas.show(number), frames[number])


def test_a_session_without_frames_is_a_pack_too(tmp_path: Path) -> None:
    write(tmp_path / "f", [])

    with read(tmp_path / "f") as reader:
        assert len(reader) == 0
        assert reader.frame_at(5) is None
        reader.verify()


def test_what_is_no_frame_is_refused_and_times_never_go_back(tmp_path: Path) -> None:
    with PackWriter(tmp_path / "f", project_id="p1", session_id="s1", subject_key=KEY) as writer:
        for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 0, 3), np.uint8)):
            with pytest.raises(ValueError, match="frame"):
                writer.add(0, wrong)
        writer.add(10, np.zeros((4, 4, 3), np.uint8))
        with pytest.raises(ValueError, match="order"):
            writer.add(9, np.ones((4, 4, 3), np.uint8))


def test_a_view_into_a_larger_picture_may_be_added_and_written_over(tmp_path: Path) -> None:
    large = desktop(1)[0]
    first = large[10:90, 20:140].copy()

    with PackWriter(tmp_path / "f", project_id="p1", session_id="s1", subject_key=KEY) as writer:
        writer.add(0, large[10:90, 20:140])
        large[:] = 7
        writer.add(1, large[10:90, 20:140])
        writer.close()

    with read(tmp_path / "f") as reader:
        assert np.array_equal(reader.image(0), first)
        assert (reader.image(1) == 7).all()


def test_only_the_subjects_key_opens_a_pack(pack: Path) -> None:
    with pytest.raises(KeyUnavailable):
        read(pack, key=SubjectKey(bytes(32)))


def test_a_pack_under_another_sessions_name_is_damaged(pack: Path) -> None:
    with pytest.raises(PackDamaged, match="another session"):
        read(pack, session_id="s2")


def test_a_pack_of_a_later_format_asks_for_an_update(pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[8:10] = (2).to_bytes(2, "little")
    (tmp_path / "f").write_bytes(data)

    with pytest.raises(NewerVersion, match="format 2"):
        read(tmp_path / "f")


def test_a_missing_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        read(tmp_path / "none")


def test_an_error_while_writing_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "f"

    def go() -> None:
        with PackWriter(path, project_id="p1", session_id="s1", subject_key=KEY) as writer:
            writer.add(0, desktop(1)[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go()

    assert list(tmp_path.iterdir()) == []


class Cancelled(Exception):
    """What the alarm raises."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs an interval timer")
def test_a_frame_broken_off_half_way_ends_the_pack(tmp_path: Path) -> None:
    def cancel(*_: object) -> None:
        raise Cancelled

    noise = np.random.default_rng(2).integers(0, 256, (2048, 2048, 3)).astype(np.uint8)
    writer = PackWriter(tmp_path / "f", project_id="p1", session_id="s1", subject_key=KEY)
    before = signal.signal(signal.SIGVTALRM, cancel)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
    try:
        with pytest.raises(Cancelled):
            writer.add(0, noise)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

    with pytest.raises(ValueError, match="closed"):
        writer.add(1, noise)
    with pytest.raises(ValueError, match="given up"):
        writer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_pack_never_replaces_a_file(pack: Path) -> None:
    before = pack.read_bytes()

    with pytest.raises(StorageFailed):
        write(pack, desktop(1))

    assert pack.read_bytes() == before


FILL_THE_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from workbench.errors import StorageFailed
from workbench.store.packs import PackWriter
from workbench.store.seals import SubjectKey
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
chance = np.random.default_rng(1)
try:
    with PackWriter(Path(sys.argv[1]), project_id="p1", session_id="s1",
                    subject_key=SubjectKey(bytes(32))) as writer:
        for t in range(4):
            writer.add(t, chance.integers(0, 256, (128, 128, 3)).astype(np.uint8))
except StorageFailed as error:
    sys.exit(7 if "full" in error.message else 1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
@pytest.mark.parametrize("limit", [100, 600, 70_000, 200_000])
def test_a_full_disk_is_said_and_leaves_no_file(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "f"

    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(path), str(limit)], cwd=ROOT, check=False
    )

    assert done.returncode == 7
    assert not path.exists()


WRITE_FOREVER = """
import sys
from pathlib import Path
import numpy as np
from workbench.store.packs import PackWriter
from workbench.store.seals import SubjectKey
chance = np.random.default_rng(1)
with PackWriter(Path(sys.argv[1]), project_id="p1", session_id="s1",
                subject_key=SubjectKey(bytes(32))) as writer:
    for t in range(10**9):
        writer.add(t, chance.integers(0, 256, (128, 128, 3)).astype(np.uint8))
        print(t, flush=True)
"""


@pytest.mark.parametrize("frames", [1, 3, 70])
def test_a_killed_import_leaves_nothing_that_opens(tmp_path: Path, frames: int) -> None:
    path = tmp_path / "f"
    command = [sys.executable, "-c", WRITE_FOREVER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(frames):
            process.stdout.readline()
        process.kill()

    assert process.returncode == -signal.SIGKILL
    with pytest.raises(PackDamaged):
        read(path, key=SubjectKey(bytes(32)))


def cuts(data: bytes) -> Iterator[int]:
    """Before, at and after every boundary in a pack."""
    at = BLOCK
    edges = [0, 8, BLOCK]
    while at < len(data) - 28:
        edges += [at + 4, at + 8]
        at += 8 + int.from_bytes(data[at : at + 4], "little")
        edges.append(at)
    edges += [at + 16, at + 20, len(data)]
    for edge in edges:
        yield from (cut for cut in (edge - 1, edge, edge + 1) if 0 <= cut < len(data))


def test_a_pack_cut_off_anywhere_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write(path, desktop(70))
    data = path.read_bytes()
    tried = 0
    for cut in cuts(data):
        path.write_bytes(data[:cut])
        with pytest.raises(PackDamaged):
            read(path)
        tried += 1

    assert tried > 100


def test_bytes_after_the_end_do_not_open(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(pack.read_bytes() + b"\0")

    with pytest.raises(PackDamaged):
        read(tmp_path / "f")


def record_offsets(data: bytes) -> list[int]:
    offsets, at = [], BLOCK
    while at < len(data) - 28:
        offsets.append(at)
        at += 8 + int.from_bytes(data[at : at + 4], "little")
    return offsets


def test_a_damaged_record_is_named_and_the_other_frames_stay_readable(
    pack: Path, tmp_path: Path
) -> None:
    frames, data = desktop(150), bytearray(pack.read_bytes())
    data[record_offsets(bytes(data))[40] + 100] ^= 4
    (tmp_path / "f").write_bytes(data)

    with read(tmp_path / "f") as reader:
        damaged = reader.damaged_frames()
        assert 0 < len(damaged) < 150
        with pytest.raises(PackDamaged, match=f"of 150 frames .*{damaged[0]}"):
            reader.verify()
        canvas = Canvas(reader)
        for number, frame in enumerate(frames):
            if number in damaged:
                with pytest.raises(PackDamaged, match=f"frame {number} "):
                    canvas.show(number)
            else:
                assert np.array_equal(canvas.show(number), frame)


def test_records_that_changed_places_do_not_open(pack: Path, tmp_path: Path) -> None:
    data = pack.read_bytes()
    offsets = record_offsets(data)
    sizes = [b - a for a, b in itertools.pairwise(offsets)]
    first = next(n for n in range(len(sizes) - 1) if sizes[n] == sizes[n + 1])
    at, size = offsets[first], sizes[first]
    one, two = data[at : at + size], data[at + size : at + 2 * size]
    (tmp_path / "f").write_bytes(data[:at] + two + one + data[at + 2 * size :])

    with read(tmp_path / "f") as reader:
        assert reader.damaged_frames()


def test_verify_looks_at_the_file_not_at_what_was_read_before(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "f"
    data = pack.read_bytes()
    path.write_bytes(data)
    with read(path) as reader:
        for number in range(150):
            reader.image(number)
        reader.verify()
        with path.open("r+b") as file:
            file.seek(record_offsets(data)[3] + 50)
            file.write(b"\0\0\0\0\0")
        with pytest.raises(PackDamaged):
            reader.verify()


def test_many_threads_read_one_pack(pack: Path) -> None:
    frames = desktop(150)
    wrong: list[int] = []

    def look(seed: int, reader: PackReader) -> None:
        canvas = Canvas(reader)
        for number in np.random.default_rng(seed).integers(0, 150, 120).tolist():
            if not np.array_equal(canvas.show(number), frames[number]):
                wrong.append(number)

    with PackReader(
        pack, project_id="p1", session_id="s1", subject_key=KEY, cache_bytes=1 << 20
    ) as reader:
        threads = [threading.Thread(target=look, args=(seed, reader)) for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert wrong == []


def test_reading_works_without_pread(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pread", raising=False)

    with read(pack) as reader:
        assert np.array_equal(reader.image(140), desktop(150)[140])


def test_scrolling_costs_a_fraction_of_the_pictures(tmp_path: Path) -> None:
    page = np.random.default_rng(5).integers(0, 256, (1200, 320, 3)).astype(np.uint8)
    still = write(tmp_path / "still", [page[:320]])

    moved = write(tmp_path / "moved", [page[top : top + 320] for top in range(0, 640, 20)])

    assert moved.size_bytes < 6 * still.size_bytes
    with read(tmp_path / "moved") as reader:
        for number, top in enumerate(range(0, 640, 20)):
            assert np.array_equal(reader.image(number), page[top : top + 320])


def test_no_message_names_a_path(pack: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "ada-lovelace"
    damaged.write_bytes(pack.read_bytes()[:-1])

    for path in (damaged, tmp_path / "ada-lovelace-2"):
        with pytest.raises(WorkbenchError) as caught:
            read(path)
        assert "lovelace" not in caught.value.message + caught.value.hint
