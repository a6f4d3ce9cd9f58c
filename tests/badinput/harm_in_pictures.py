"""Harm to pictures and films: sizes that are lies, bombs, other formats under their names."""

import io
import random
import struct
import zlib
from pathlib import Path

from PIL import Image

from tests.badinput.harm import OUTSIDE, Harmless

_START = b"\x89PNG\r\n\x1a\n"
_TOP = 0xFFFFFFFF


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def _zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(1)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def size_is_a_lie(rng: random.Random, path: Path) -> str:
    """The header promises another size than the pixels have."""
    data = path.read_bytes()
    sizes = [(100_000, 100_000), (65_535, 65_535), (_TOP, _TOP), (0, 0), (8000, 8000), (97, 65)]
    width, height = rng.choice([*sizes, (1, 1), (_TOP >> 1, 1), (96, 3000)])
    path.write_bytes(_START + _header(width, height) + data[33:])
    return f"{path.name} {width} x {height}"


def bomb(rng: random.Random, path: Path) -> str:
    """Some kilobytes that come to hundreds of megabytes, as they say themselves."""
    side = rng.choice((30_000, 9000, 7900))
    # Of the largest only the beginning: nobody gets as far.
    rows = _zeros(min(250, (side * 3 + 1) * side >> 20))
    path.write_bytes(_START + _header(side, side) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b""))
    return f"{path.name} {side} x {side}"


def bomb_in_a_small_one(_rng: random.Random, path: Path) -> str:
    """A small picture with pixel data for a thousand times as many."""
    data = _START + _header(10, 10) + _chunk(b"IDAT", _zeros(300)) + _chunk(b"IEND", b"")
    path.write_bytes(data)
    return path.name


def bomb_of_words(rng: random.Random, path: Path) -> str:
    """A small picture whose notes or colour profile come to hundreds of megabytes."""
    kind, head = rng.choice(((b"zTXt", b"Comment\0\0"), (b"iCCP", b"profile\0\0")))
    data = path.read_bytes()
    path.write_bytes(data[:33] + _chunk(kind, head + _zeros(300)) + data[33:])
    return f"{path.name} {kind!r}"


def chunks_lie(rng: random.Random, path: Path) -> str:
    """A chunk says it goes on for gigabytes, or ends before it does."""
    data = bytearray(path.read_bytes())
    at = data.find(b"IDAT")
    if at < 4:
        raise Harmless
    data[at - 4 : at] = struct.pack(">I", rng.choice((_TOP, _TOP >> 1, 0, 5)))
    path.write_bytes(data)
    return path.name


def many_chunks(_rng: random.Random, path: Path) -> str:
    """A hundred thousand chunks stand before the pixels."""
    data = path.read_bytes()
    path.write_bytes(data[:33] + _chunk(b"teXt", b"") * 100_000 + data[33:])
    return path.name


def another_format(rng: random.Random, path: Path) -> str:
    """Another kind of picture, or none, stands under the name."""
    name = rng.choice(("JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "svg", "html", "animated"))
    if name == "svg":
        path.write_bytes(
            b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'
        )
    elif name == "html":
        path.write_bytes(b"<html>not found</html>")
    else:
        path.write_bytes(_picture(name))
    return f"{path.name} as {name}"


def _picture(name: str) -> bytes:
    buffer = io.BytesIO()
    image = Image.new("RGB", (96, 64), (200, 10, 10))
    if name == "animated":
        image.save(buffer, "PNG", save_all=True, append_images=[image.rotate(9)] * 3)
    else:
        image.save(buffer, name)
    return buffer.getvalue()


def another_depth(rng: random.Random, path: Path) -> str:
    """Pixels of 1 or 16 bits, of a palette, half clear, or the picture of another size."""
    mode, size = rng.choice(("1", "I;16", "P", "RGBA", "LA", "L", "RGB")), rng.choice((1, 63, 2000))
    buffer = io.BytesIO()
    Image.new(mode, (size, 40)).save(buffer, "PNG")
    path.write_bytes(buffer.getvalue())
    return f"{path.name} {mode} {size}"


PICTURES = [
    size_is_a_lie,
    size_is_a_lie,
    bomb,
    bomb_in_a_small_one,
    bomb_of_words,
    chunks_lie,
    many_chunks,
    another_format,
    another_depth,
]


def box_size_is_a_lie(rng: random.Random, path: Path) -> str:
    """A box says it is as large as ten gigabytes, or smaller than its own head."""
    data = bytearray(path.read_bytes())
    kind = rng.choice((b"moov", b"mdat", b"trak", b"mdia", b"stbl", b"stsd", b"ftyp"))
    at = data.find(kind)
    if at < 4:
        raise Harmless
    size = rng.choice((_TOP, _TOP >> 1, 1, 0, 4, 9))
    data[at - 4 : at] = struct.pack(">I", size)
    if size == 1:
        data[at + 4 : at + 12] = struct.pack(">Q", 10 << 30)
    path.write_bytes(data)
    return f"{path.name} {kind!r} {size}"


def table_is_a_lie(rng: random.Random, path: Path) -> str:
    """A table of samples says it has billions of them, or that they are elsewhere."""
    data = bytearray(path.read_bytes())
    kind = rng.choice((b"stsz", b"stco", b"stts", b"stsc", b"ctts", b"elst", b"stss"))
    at = data.find(kind)
    if at < 0:
        raise Harmless
    place = at + rng.choice((8, 12, 16, 20))
    data[place : place + 4] = struct.pack(">I", rng.choice((_TOP, _TOP >> 1, 0, 1 << 24)))
    path.write_bytes(data)
    return f"{path.name} {kind!r}"


def index_is_a_bomb(rng: random.Random, path: Path) -> str:
    """Two kilobytes whose index asks for room for as many samples as there may be."""
    data, many = bytearray(path.read_bytes()), rng.choice((5_000_000, 60_000_000, 85_000_000))
    kinds = {b"stsz": (8, 1, many), b"stts": (12, many), b"ctts": (12, many), b"stsc": (16, many)}
    for kind, (offset, *numbers) in kinds.items():
        at = data.find(kind)
        if at >= 0:
            struct.pack_into(f">{len(numbers)}I", data, at + offset, *numbers)
    path.write_bytes(data)
    return f"{path.name} {many}"


def times_are_lies(rng: random.Random, path: Path) -> str:
    """The film's clock has no tick, or its end is years away."""
    data = bytearray(path.read_bytes())
    kind = rng.choice((b"mvhd", b"mdhd", b"tkhd"))
    at = data.find(kind)
    if at < 0:
        raise Harmless
    place = at + rng.choice((16, 20, 24))
    data[place : place + 4] = struct.pack(">I", rng.choice((0, _TOP, 1)))
    path.write_bytes(data)
    return f"{path.name} {kind!r}"


def frame_size_is_a_lie(rng: random.Random, path: Path) -> str:
    """The film says its frames are larger than any screen."""
    data = bytearray(path.read_bytes())
    at = data.find(b"avc1", data.find(b"stsd"))
    if at < 0:
        raise Harmless
    size = rng.choice(((65_535, 65_535), (0, 0), (16_000, 9000), (2, 2)))
    data[at + 28 : at + 32] = struct.pack(">HH", *size)
    path.write_bytes(data)
    return f"{path.name} {size}"


def playlist_for_a_film(rng: random.Random, path: Path) -> str:
    """A list of other files, or of hosts, calls itself a film."""
    outside = path.parent.parent / OUTSIDE / "secret.mp4"
    lists = (
        f"#EXTM3U\n#EXTINF:1,\n{outside}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{outside}'\n",
        "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n",
        "<?xml version='1.0'?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>",
        "v=0\nm=video 5000 RTP/AVP 96\n",
    )
    path.write_text(rng.choice(lists))
    return path.name


FILMS = [
    box_size_is_a_lie,
    box_size_is_a_lie,
    table_is_a_lie,
    table_is_a_lie,
    index_is_a_bomb,
    times_are_lies,
    frame_size_is_a_lie,
    playlist_for_a_film,
]
