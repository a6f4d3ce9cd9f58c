"""Making the recordings of recorders that write what pynput hears, and damaging them."""

import random
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from workbench.domain.custody import CaptureWarning

START = 150_160.871470625
"""When the film starts, in seconds of the recorder's clock."""
RATE = 30
FRAME_US = 1_000_000 / RATE
VALUES = (b"NaN", b"-Infinity", b"null", b"1e999", b"-5", b'"x"', b"[[]]", b"true", b"99999999999")

Line = dict[str, object]


def line(after: float, action: str, **fields: object) -> Line:
    """A line so many seconds after the film has started."""
    return {"time_stamp": START + after, "action": action, **fields}


def at(after: float, action: str, x: float, y: float, **fields: object) -> Line:
    return line(after, action, x=x, y=y, **fields)


def click(after: float, x: float, y: float) -> list[Line]:
    return [
        at(after, "click", x, y, button="left", pressed=True),
        at(after + 0.08, "click", x, y, button="left", pressed=False),
    ]


def typed(after: float, text: str) -> list[Line]:
    """Each key goes down before the one before has come up, as people type (T6)."""
    names = ["space" if character == " " else character for character in text]
    downs = [(after + i / 10, "press", name) for i, name in enumerate(names)]
    ups = [(after + i / 10 + 0.13, "release", name) for i, name in enumerate(names)]
    return [line(t, action, name=name) for t, action, name in sorted([*downs, *ups])]


def timings(**states: Iterable[float]) -> dict[str, object]:
    """What OBS told of the film's state, in seconds after its start."""
    told = {"STARTED": [0.0], **states}
    return {
        f"OBS_WEBSOCKET_OUTPUT_{state}": [START + t for t in times] for state, times in told.items()
    }


def grey(number: int) -> int:
    """The grey of a film's frame; 30 of them tell a second apart."""
    return 16 + 7 * (number % 30)


def make_film(path: Path, frames: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("h264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 40, "yuv420p"
        stream.options = {"crf": "1"}
        for number in range(frames):
            picture = np.full((40, 64, 3), grey(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())


def counted(warnings: Iterable[CaptureWarning]) -> dict[str, int]:
    return {warning.code: warning.count for warning in warnings}


def damaged(rng: random.Random, data: bytes) -> bytes:
    how = rng.randrange(4)
    if how == 0:
        return data[: rng.randrange(len(data))]
    if how == 1:
        changed = bytearray(data)
        for _ in range(rng.choice((1, 8))):
            changed[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(changed)
    if how == 2:
        numbers = data.split(b": ")
        place = rng.randrange(len(numbers))
        rest = numbers[place].partition(b",")
        numbers[place] = rng.choice(VALUES) + rest[1] + rest[2]
        return b": ".join(numbers)
    lines = data.splitlines(keepends=True)
    rng.shuffle(lines)
    return b"".join(lines)
