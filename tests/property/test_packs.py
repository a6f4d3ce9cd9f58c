"""Any sequence of pictures comes back; any changed byte is noticed."""

import itertools
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.media.tiles import Pixels
from workbench.store.packs import Canvas, PackReader, PackWriter
from workbench.store.seals import SubjectKey

KEY = SubjectKey(b"s" * 32)


@dataclass(frozen=True)
class Step:
    """One thing that happens on a screen between two frames."""

    kind: str
    seed: int
    amount: int


STEPS = st.builds(
    Step,
    st.sampled_from(
        ["same", "touch", "touch", "scroll", "scroll", "noise", "flat", "back", "size"]
    ),
    st.integers(0, 2**32 - 1),
    st.integers(-90, 90),
)


def film(width: int, height: int, steps: list[Step]) -> list[Pixels]:
    """The frames these steps make, starting from few colours, so that tiles recur."""
    frame = np.random.default_rng(width * 997 + height).integers(0, 3, (height, width, 3))
    frames = [frame.astype(np.uint8) * 90]
    for step in steps:
        frames.append(_after(step, frames))
    return frames


def _after(step: Step, frames: list[Pixels]) -> Pixels:
    chance, frame = np.random.default_rng(step.seed), frames[-1].copy()
    height, width = frame.shape[:2]
    if step.kind == "touch":
        y, x = int(chance.integers(height)), int(chance.integers(width))
        frame[y : y + 1 + abs(step.amount) // 6, x : x + 9] = chance.integers(0, 256, 3)
    elif step.kind == "scroll":
        frame = np.roll(frame, step.amount, axis=0)
    elif step.kind == "noise":
        frame = chance.integers(0, 256, frame.shape).astype(np.uint8)
    elif step.kind == "flat":
        frame[:] = chance.integers(0, 256, 3)
    elif step.kind == "back":
        frame = frames[int(chance.integers(len(frames)))].copy()
    elif step.kind == "size":
        shape = (int(chance.integers(1, 200)), int(chance.integers(1, 150)), 3)
        frame = np.resize(frame, shape)
    return frame


def distinct(frames: list[Pixels]) -> list[Pixels]:
    """The frames that differ from the one before."""
    pairs = itertools.pairwise(frames)
    return [frames[0], *(b for a, b in pairs if not np.array_equal(a, b))]


def packed(path: Path, frames: list[Pixels]) -> None:
    with PackWriter(path, project_id="p", session_id="s", subject_key=KEY) as writer:
        for number, frame in enumerate(frames):
            writer.add(number, frame)


def opened(path: Path, cache_bytes: int = 1 << 20) -> PackReader:
    return PackReader(
        path, project_id="p", session_id="s", subject_key=KEY, cache_bytes=cache_bytes
    )


@settings(max_examples=120, deadline=None)
@given(
    width=st.integers(1, 150),
    height=st.integers(1, 200),
    steps=st.lists(STEPS, max_size=12),
    order=st.randoms(use_true_random=False),
    cache_bytes=st.sampled_from([0, 20_000, 1 << 20]),
)
def test_any_pictures_come_back_bit_for_bit_in_any_order(
    width: int, height: int, steps: list[Step], order: random.Random, cache_bytes: int
) -> None:
    frames = film(width, height, steps)
    kept = distinct(frames)
    with tempfile.TemporaryDirectory() as folder:
        packed(Path(folder) / "f", frames)
        with opened(Path(folder) / "f", cache_bytes) as reader:
            assert len(reader) == len(kept)
            canvas = Canvas(reader)
            numbers = list(range(len(kept))) * 2
            order.shuffle(numbers)
            for number in numbers:
                assert np.array_equal(canvas.show(number), kept[number])
                assert np.array_equal(reader.image(number), kept[number])
            reader.verify()


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(STEPS, min_size=2, max_size=8), data=st.data())
def test_any_changed_byte_is_noticed_and_never_shows_a_wrong_pixel(
    steps: list[Step], data: st.DataObject
) -> None:
    frames = film(100, 130, steps)
    kept = distinct(frames)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        packed(path, frames)
        whole = path.read_bytes()
        for _ in range(40):
            at = data.draw(st.integers(0, len(whole) - 1))
            flip = data.draw(st.integers(1, 255))
            changed = bytearray(whole)
            changed[at] ^= flip
            path.write_bytes(changed)
            assert noticed(path, kept), f"byte {at} ^ {flip}"


def noticed(path: Path, kept: list[Pixels]) -> bool:
    """Whether opening, verifying or both refuse; every frame still given must be right."""
    try:
        reader = opened(path)
    except WorkbenchError:
        return True
    with reader:
        damaged = reader.damaged_frames()
        for number in set(range(len(kept))) - set(damaged):
            assert np.array_equal(reader.image(number), kept[number])
        for number in damaged:
            try:
                reader.image(number)
            except WorkbenchError:
                continue
            raise AssertionError(f"frame {number} was called damaged and yet was given")
        return bool(damaged)


def test_each_byte_of_a_pack_changed_on_its_own_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "f"
    packed(path, film(70, 9, [Step("touch", 1, 9), Step("scroll", 2, 3)]))
    whole = path.read_bytes()
    kept: list[Pixels] = []

    unnoticed = []
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 + at * 37 % 255
        path.write_bytes(changed)
        if not noticed(path, kept):
            unnoticed.append(at)

    assert len(whole) > 2048
    assert unnoticed == []
