"""How small a pack is and how fast its frames come back, beside the same frames as a film."""

import random
import time
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from workbench.media.tiles import Pixels
from workbench.services.measuring import percentiles, timed
from workbench.store.packs import Canvas, PackReader, PackSummary, PackWriter
from workbench.store.seals import SubjectKey

TimedFrames = Sequence[tuple[int, Pixels]]
Figures = dict[str, float]

_KEY = SubjectKey(bytes(32))
_COLD, _WARM, _FILM = 60, 400, 25
_CLOCK = Fraction(1, 1_000_000)
_RECORDER_OPTIONS = {"crf": "0", "preset": "veryslow"}


def run(frames: TimedFrames, work: Path, *, film: Path | None = None, seed: int = 1) -> Figures:
    """Figures of a pack of these frames, and of a film of them: `film`, or one made for it.

    Milliseconds, frames a second, bytes; `pack_to_film` is the ratio of the sizes. A cold seek
    opens the pack and gives a whole frame with nothing cached; a warm one repaints a canvas.
    """
    pack = work / "frames.pack"
    figures = _written(pack, frames)
    figures |= _seeks(pack, random.Random(seed))
    figures |= _played(pack)
    if film is None:
        film = work / "film.mp4"
        encode_film(film, frames)
    figures |= film_figures(film, [t_us for t_us, _ in frames], seed=seed)
    figures["pack_to_film"] = figures["pack_bytes"] / figures["film_bytes"]
    return figures


def encode_film(path: Path, frames: TimedFrames) -> None:
    """The frames as the recorder of openadapt-capture films them: H.264 4:4:4 crf 0 veryslow."""
    height, width = frames[0][1].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options=_RECORDER_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        stream.time_base = stream.codec_context.time_base = _CLOCK
        for t_us, image in frames:
            frame = VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = t_us, _CLOCK
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def film_figures(path: Path, times_us: Sequence[int], *, seed: int = 1) -> Figures:
    """Seeks by PyAV to the frame shown at random ones of these times, decoded to BGR."""
    chance = random.Random(seed)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        targets = [chance.choice(times_us) for _ in range(_FILM)]
        taken = [timed(partial(_film_frame, container, stream, t)) for t in targets]
    return {"film_bytes": float(path.stat().st_size), **percentiles(taken, "film_seek_")}


def _film_frame(container: "av.container.InputContainer", stream: VideoStream, t_us: int) -> Pixels:
    assert stream.time_base is not None
    container.seek(int(t_us * _CLOCK / stream.time_base), stream=stream)
    shown: VideoFrame | None = None
    for frame in container.decode(stream):
        if shown is not None and frame.time is not None and frame.time * 1e6 > t_us + 1:
            break
        shown = frame
    assert shown is not None
    return np.asarray(shown.to_ndarray(format="bgr24"), np.uint8)


def _written(path: Path, frames: TimedFrames) -> Figures:
    path.unlink(missing_ok=True)
    summary: PackSummary | None = None
    start = time.perf_counter()
    with PackWriter(path, project_id="bench", session_id="bench", subject_key=_KEY) as writer:
        for t_us, image in frames:
            writer.add(t_us, image)
        summary = writer.close()
    seconds = time.perf_counter() - start
    return {
        "pack_bytes": float(summary.size_bytes),
        "pack_frames": float(summary.frames),
        "pack_tiles": float(summary.tiles),
        "ingest_fps": len(frames) / seconds,
        "ingest_changed_fps": summary.frames / seconds,
    }


def _seeks(path: Path, chance: random.Random) -> Figures:
    opening, cold = [], []
    for _ in range(_COLD):
        start = time.perf_counter()
        with _open(path) as reader:
            opening.append(time.perf_counter() - start)
            frame = chance.randrange(len(reader))
            cold.append(timed(partial(reader.image, frame)))
    with _open(path) as reader:
        canvas = Canvas(reader)
        canvas.show(0)
        order = [chance.randrange(len(reader)) for _ in range(_WARM)]
        warm = [timed(partial(canvas.show, frame)) for frame in order]
    figures = percentiles(opening, "open_")
    return figures | percentiles(cold, "cold_seek_") | percentiles(warm, "warm_seek_")


def _played(path: Path) -> Figures:
    """From the first frame to the last on one canvas, caches empty at the start."""
    with _open(path) as reader:
        canvas = Canvas(reader)
        start = time.perf_counter()
        for frame in range(len(reader)):
            canvas.show(frame)
        return {"play_fps": len(reader) / (time.perf_counter() - start)}


def _open(path: Path) -> PackReader:
    return PackReader(path, project_id="bench", session_id="bench", subject_key=_KEY)
