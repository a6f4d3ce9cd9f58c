"""Harm to the bytes of a file, whatever they mean: cut short, changed, in another encoding."""

import random
from pathlib import Path

from tests.badinput.harm import Harmless


def _bytes(path: Path, *, at_least: int = 1) -> bytearray:
    data = bytearray(path.read_bytes())
    if len(data) < at_least:
        raise Harmless
    return data


def nothing_left(_rng: random.Random, path: Path) -> str:
    """The file is empty."""
    path.write_bytes(b"")
    return path.name


def cut_anywhere(rng: random.Random, path: Path) -> str:
    """The end of the file is missing."""
    data = _bytes(path)
    at = rng.randrange(len(data))
    path.write_bytes(data[:at])
    return f"{path.name} at {at}"


def cut_at_a_line(rng: random.Random, path: Path) -> str:
    """The last lines are missing."""
    lines = bytes(_bytes(path)).splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: rng.randrange(len(lines))]))
    return path.name


def cut_inside_a_line(rng: random.Random, path: Path) -> str:
    """The file ends in the middle of a line."""
    lines = bytes(_bytes(path)).splitlines(keepends=True)
    at = rng.randrange(len(lines))
    path.write_bytes(b"".join(lines[:at]) + lines[at][: len(lines[at]) // 2])
    return f"{path.name} line {at}"


def cut_inside_a_character(rng: random.Random, path: Path) -> str:
    """The file ends in the middle of a character of UTF-8."""
    data = _bytes(path)
    places = [n for n, byte in enumerate(data[:200_000]) if byte >= 0xC2]
    if not places:
        place = rng.randrange(len(data))
        path.write_bytes(data[:place] + "\u00e9".encode()[:1])
        return f"{path.name} at {place}, half a character put there"
    path.write_bytes(data[: rng.choice(places) + 1])
    return path.name


def start_missing(rng: random.Random, path: Path) -> str:
    """The beginning of the file is missing."""
    data = _bytes(path, at_least=2)
    at = rng.choice((1, 8, 100, rng.randrange(1, len(data))))
    path.write_bytes(data[at:])
    return f"{path.name}, the first {at}"


def one_bit_flipped(rng: random.Random, path: Path) -> str:
    """One bit is another."""
    return _flip(rng, path, 1)


def ten_bits_flipped(rng: random.Random, path: Path) -> str:
    """Ten bits are others."""
    return _flip(rng, path, 10)


def header_bits_flipped(rng: random.Random, path: Path) -> str:
    """Bits of the first hundred bytes are others."""
    return _flip(rng, path, 4, within=100)


def many_bits_flipped(rng: random.Random, path: Path) -> str:
    """A bit in each hundred bytes is another."""
    return _flip(rng, path, max(2, path.stat().st_size // 100))


def _flip(rng: random.Random, path: Path, count: int, within: int | None = None) -> str:
    data = _bytes(path)
    places = [rng.randrange(min(len(data), within or len(data))) for _ in range(count)]
    for place in places:
        data[place] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"{path.name} at {places[:12]}"


def stretch_zeroed(rng: random.Random, path: Path) -> str:
    """A block was never written, as after a power cut."""
    data = _bytes(path, at_least=16)
    at = rng.randrange(len(data))
    length = min(len(data) - at, rng.choice((1, 512, 4096)))
    data[at : at + length] = bytes(length)
    path.write_bytes(data)
    return f"{path.name} from {at}, {length}"


def stretch_repeated(rng: random.Random, path: Path) -> str:
    """A block stands there twice."""
    data = _bytes(path, at_least=16)
    at = rng.randrange(len(data))
    path.write_bytes(data[:at] + data[at // 2 : at] + data[at:])
    return f"{path.name} at {at}"


def noise_at_the_end(rng: random.Random, path: Path) -> str:
    """Something was written after the end."""
    with path.open("ab") as file:
        file.write(rng.randbytes(300))
    return path.name


def noise_alone(rng: random.Random, path: Path) -> str:
    """Nothing is as it was."""
    path.write_bytes(rng.randbytes(max(64, min(path.stat().st_size, 100_000))))
    return path.name


def byte_order_mark(rng: random.Random, path: Path) -> str:
    """A byte order mark was put in front, once or twice."""
    count = rng.choice((1, 2))
    path.write_bytes(b"\xef\xbb\xbf" * count + _bytes(path))
    return f"{path.name} x{count}"


def other_line_ends(rng: random.Random, path: Path) -> str:
    """Lines end as on Windows, as on an old Mac, or as Unicode has it too."""
    end = rng.choice((b"\r\n", b"\r", b"\n\n \n", "\u2028".encode(), b"\x0b", b"\n\0"))
    path.write_bytes(bytes(_bytes(path)).replace(b"\n", end))
    return f"{path.name} {end!r}"


def other_encoding(rng: random.Random, path: Path) -> str:
    """The text is in an encoding nobody said."""
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7"))
    text = bytes(_bytes(path)).decode("utf-8", "replace")
    path.write_bytes(text.encode(encoding, "replace"))
    return f"{path.name} {encoding}"


def bytes_of_no_text(rng: random.Random, path: Path) -> str:
    """Bytes stand there that are no UTF-8: half characters, overlong ones, surrogates."""
    data = _bytes(path)
    bad = rng.choice((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe4\xbd"))
    at = rng.randrange(len(data))
    path.write_bytes(data[:at] + bad + data[at:])
    return f"{path.name} at {at} {bad!r}"


def escape_codes(rng: random.Random, path: Path) -> str:
    """What a terminal acts on stands there raw."""
    data = _bytes(path)
    at = rng.randrange(len(data))
    path.write_bytes(data[:at] + b"\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\0" + data[at:])
    return f"{path.name} at {at}"


HARMS = [
    nothing_left,
    cut_anywhere,
    cut_at_a_line,
    cut_inside_a_line,
    cut_inside_a_character,
    start_missing,
    one_bit_flipped,
    ten_bits_flipped,
    header_bits_flipped,
    many_bits_flipped,
    stretch_zeroed,
    stretch_repeated,
    noise_at_the_end,
    noise_alone,
    byte_order_mark,
    other_line_ends,
    other_encoding,
    bytes_of_no_text,
    escape_codes,
]
