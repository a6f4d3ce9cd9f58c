"""Which film frame belongs to which screenshot, where the recorder wrote it into the film.

openadapt-capture appends a `uuid` box to its MP4 (ISO/IEC 14496-12, section 4.2) with a JSON
document that binds frame numbers of the film to the times of the screenshots they show. Where
it is missing, only the film's clock is left, which can be a frame off.
"""

import json
import struct
import uuid
from pathlib import Path
from typing import BinaryIO

_BOX_ID = uuid.UUID("d8e90f06-20b4-4e0c-b449-4f70656e4164").bytes
_SCHEMA = "openadapt.capture-video-timing/v1"
_LIMIT_BYTES = 16 * 1024 * 1024


def bound_frames(film: Path) -> dict[int, int]:
    """Frame numbers of the film by the microsecond of their screenshot; empty where unknown."""
    try:
        with film.open("rb") as file:
            payload = _payload(file, film.stat().st_size)
        document = json.loads(payload) if payload else {}
        if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
            return {}
        return _bindings(document.get("captures"))
    except (OSError, ValueError, TypeError, OverflowError, RecursionError, struct.error):
        return {}


def _bindings(captures: object) -> dict[int, int]:
    if not isinstance(captures, list):
        return {}
    bound = {round(seconds * 1e6): int(index) for index, seconds in captures}
    in_order = [bound[t_us] for t_us in sorted(bound)]
    return bound if in_order == sorted(in_order) else {}


def _payload(file: BinaryIO, file_bytes: int) -> bytes:
    """The JSON inside the box, found by walking over the film's top-level boxes."""
    start = 0
    while start + 8 <= file_bytes:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            header = 16
        if size < header or start + size > file_bytes:
            return b""
        if kind == b"uuid" and size - header <= _LIMIT_BYTES and file.read(16) == _BOX_ID:
            return file.read(size - header - 16)
        start += size
    return b""
