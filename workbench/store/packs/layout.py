"""Where things stand in a pack: header, records and trailer, all checked by CRC-32."""

import struct
import zlib
from dataclasses import dataclass

from workbench.errors import NewerVersion, PackDamaged
from workbench.media.tiles import TILE_PX

BLOCK_BYTES = 512
FORMAT_VERSION = 1

_MAGIC = b"\x89WBPACK\n"
_END_MAGIC = b"WBEND\r\n\x1a"
_HEADER = struct.Struct("<8sHHHHH")
_RECORD = struct.Struct("<II")
_TRAILER = struct.Struct("<QII")
_CRC = struct.Struct("<I")
_SEAL_BYTES = 20
TRAILER_BYTES = _TRAILER.size + _CRC.size + len(_END_MAGIC)


@dataclass(frozen=True, slots=True)
class Header:
    """What a pack says in clear: whose frames it holds and the data key, wrapped."""

    project_id: str
    session_id: str
    wrapped_key: bytes

    @property
    def context(self) -> str:
        """What every seal of the file is bound to."""
        return seal_context(self.project_id, self.session_id)

    def packed(self) -> bytes:
        """The header's bytes: one block."""
        project, session = self.project_id.encode(), self.session_id.encode()
        sizes = (len(project), len(session), len(self.wrapped_key))
        fixed = _HEADER.pack(_MAGIC, FORMAT_VERSION, TILE_PX, *sizes)
        body = fixed + project + session + self.wrapped_key
        if len(body) > BLOCK_BYTES - _CRC.size:
            raise ValueError("the ids are too long for a pack's header")
        return with_crc(body.ljust(BLOCK_BYTES - _CRC.size, b"\0"))

    @classmethod
    def parse(cls, block: bytes) -> "Header":
        """The header of a file's first block; raises PackDamaged or NewerVersion."""
        if len(block) != BLOCK_BYTES or not block.startswith(_MAGIC):
            raise PackDamaged("this is not a frame pack")
        _, version, tile_px, *sizes = _HEADER.unpack_from(block)
        if version > FORMAT_VERSION:
            raise NewerVersion(
                f"the frame pack has format {version}, this Workbench reads {FORMAT_VERSION}",
                hint="Update Workbench.",
            )
        body = without_crc(block)
        if body is None or tile_px != TILE_PX:
            raise PackDamaged("the frame pack's header fails its check")
        return cls._of(body[_HEADER.size :], sizes)

    @classmethod
    def _of(cls, body: bytes, sizes: list[int]) -> "Header":
        project_end, session_end = sizes[0], sizes[0] + sizes[1]
        return cls(
            body[:project_end].decode(errors="replace"),
            body[project_end:session_end].decode(errors="replace"),
            body[session_end : session_end + sizes[2]],
        )


@dataclass(frozen=True, slots=True)
class Trailer:
    """The last bytes of a finished pack: where its root record is."""

    root_offset: int
    root_number: int
    root_bytes: int

    def packed(self) -> bytes:
        """The trailer's bytes."""
        fields = (self.root_offset, self.root_number, self.root_bytes)
        return with_crc(_TRAILER.pack(*fields)) + _END_MAGIC

    @classmethod
    def parse(cls, data: bytes, file_bytes: int) -> "Trailer":
        """The trailer of a file of that size; raises PackDamaged where there is none."""
        body = without_crc(data[: -len(_END_MAGIC)])
        if body is None or len(data) != TRAILER_BYTES or not data.endswith(_END_MAGIC):
            raise PackDamaged(
                "the frame pack has no end: it was cut off or never finished",
                hint="Import the capture again.",
            )
        offset, number, size = _TRAILER.unpack(body)
        if offset + size + TRAILER_BYTES != file_bytes:
            raise PackDamaged("the frame pack's end does not fit the file")
        return cls(offset, number, size)


def seal_context(project_id: str, session_id: str) -> str:
    """What binds a seal to this kind of file, its version, its tiles, and its place."""
    if "\0" in project_id + session_id:
        raise ValueError("an id holds no zero character")
    return f"frames.pack\0{FORMAT_VERSION}\0{TILE_PX}\0{project_id}\0{session_id}"


def padded(plain: bytes) -> bytes:
    """The bytes with zeros after them, so that the sealed record fills whole blocks."""
    return plain + bytes(-(_RECORD.size + _SEAL_BYTES + len(plain)) % BLOCK_BYTES)


def record(sealed: bytes) -> bytes:
    """A record as it stands in the file: length, CRC-32 over length and body, body."""
    length = len(sealed)
    return _RECORD.pack(length, _record_crc(length, sealed)) + sealed


def sealed_of(raw: bytes) -> bytes | None:
    """The sealed bytes of a record of known place and size, or None where it fails its check."""
    if len(raw) < _RECORD.size:
        return None
    length, crc = _RECORD.unpack_from(raw)
    sealed = raw[_RECORD.size :]
    if length != len(sealed) or crc != _record_crc(length, sealed):
        return None
    return sealed


def with_crc(body: bytes) -> bytes:
    """The bytes, then their CRC-32."""
    return body + _CRC.pack(zlib.crc32(body))


def without_crc(data: bytes) -> bytes | None:
    """The bytes before the CRC-32, or None where it does not match."""
    body, crc = data[: -_CRC.size], data[-_CRC.size :]
    return body if crc == _CRC.pack(zlib.crc32(body)) else None


def _record_crc(length: int, sealed: bytes) -> int:
    return zlib.crc32(sealed, zlib.crc32(length.to_bytes(4, "little")))
