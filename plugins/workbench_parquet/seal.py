"""A digest inside a Parquet file, over all of that file: a changed or missing byte is noticed.

It is written into the footer as key-value metadata of 64 zeros and then filled in, so the
digest is SHA-256 of the file with those zeros in place. Readers of Parquet ignore it. It finds
accidents before a decoder meets them; against forgery stands the release's signed manifest.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from workbench.errors import Damaged

SEAL_KEY = b"workbench.sha256"
BLANK = b"0" * 64

_TAIL_BYTES = 8
_MAGIC = b"PAR1"
_CHUNK_BYTES = 1 << 20


def seal(file: BinaryIO) -> None:
    """Fill in the digest of a complete file that holds a blank one."""
    place = _place(file)
    digest = _digest(file, place)
    file.seek(place)
    file.write(digest)


def check_seal(file: BinaryIO, *, name: str) -> None:
    """Raise Damaged unless every byte is as it was written; `name` is for the message."""
    try:
        place = _place(file)
    except ValueError:
        raise Damaged(f"{name!r} is cut short or not an export of ours", hint=_HINT) from None
    digest = _digest(file, place)
    file.seek(place)
    if file.read(len(BLANK)) != digest:
        raise Damaged(f"{name!r} is not as it was written", hint=_HINT)


_HINT = "Take a fresh copy, or build the release again."


def _place(file: BinaryIO) -> int:
    """Where the digest stands; raises ValueError where the file has no place for one."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    footer_bytes = int.from_bytes(tail[:4], "little")
    start = size - _TAIL_BYTES - footer_bytes
    if tail[4:] != _MAGIC or start < 0:
        raise ValueError("no footer")
    file.seek(start)
    # Thrift's compact protocol writes a string as its field's header, its length, its bytes.
    mark = SEAL_KEY + b"\x18" + bytes([len(BLANK)])
    return start + file.read(footer_bytes).rindex(mark) + len(mark)


def _digest(file: BinaryIO, place: int) -> bytes:
    """The hexadecimal digest of the file with a blank at `place`."""
    sha = hashlib.sha256()
    file.seek(0)
    for chunk in _chunks(file, place):
        sha.update(chunk)
    sha.update(BLANK)
    file.seek(place + len(BLANK))
    while chunk := file.read(_CHUNK_BYTES):
        sha.update(chunk)
    return sha.hexdigest().encode()


def _chunks(file: BinaryIO, count: int) -> Iterator[bytes]:
    """The next `count` bytes, piece by piece."""
    while count > 0 and (chunk := file.read(min(count, _CHUNK_BYTES))):
        yield chunk
        count -= len(chunk)
