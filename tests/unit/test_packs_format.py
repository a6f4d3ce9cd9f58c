"""docs/pack-format.md is enough to read a pack: this reader was made from that page alone.

It uses nothing of Workbench, and must agree with it on every pixel.
"""

import struct
import zlib
from itertools import accumulate, pairwise
from pathlib import Path

import cv2
import numpy as np
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

from workbench.store.packs import PackWriter
from workbench.store.seals import SubjectKey

SECRET = b"the secret of one subject ......"
BLOCK = 512


class OtherReader:
    """Reads a whole pack into memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.cipher, self.context = self.unlock(data[:BLOCK])
        offset, number, size = struct.unpack("<QII", data[-28:-12])
        assert data[-8:] == b"WBEND\r\n\x1a"
        assert struct.pack("<I", zlib.crc32(data[-28:-12])) == data[-12:-8]
        assert offset + size + 28 == len(data)
        root = self.arrays(self.plain("root", number, offset), 6)
        blocks, counts, self.starts, self.widths, self.heights, self.times_us = root
        offsets = list(accumulate((BLOCK * int(b) for b in blocks), initial=BLOCK))
        assert offsets[-1] == offset
        self.tiles: list[tuple[int, bytes]] = []
        self.pages: list[list[NDArray[np.int64]]] = []
        for record, count in enumerate(counts.tolist()):
            kind = "tiles" if count else "page"
            plain = self.plain(kind, record, offsets[record])
            if count:
                self.tiles += self.split(plain, count)
            else:
                self.pages.append(self.arrays(plain, 4))

    def unlock(self, header: bytes) -> tuple[AESGCM, str]:
        version, side, p, s, k = struct.unpack("<5H", header[8:18])
        assert header[:8] == b"\x89WBPACK\n"
        assert (version, side) == (1, 64)
        assert header[508:] == struct.pack("<I", zlib.crc32(header[:508]))
        project, session = header[18 : 18 + p].decode(), header[18 + p : 18 + p + s].decode()
        wrapped = header[18 + p + s : 18 + p + s + k]
        context = "\0".join(["frames.pack", "1", "64", project, session])
        wrapping = HKDF(SHA256(), 32, salt=None, info=b"workbench/1/wrap").derive(SECRET)
        key = AESGCM(wrapping).decrypt(wrapped[:12], wrapped[12:], context.encode())
        return AESGCM(key), context

    def plain(self, kind: str, number: int, offset: int) -> bytes:
        size, crc = struct.unpack_from("<II", self.data, offset)
        assert (size + 8) % BLOCK == 0
        sealed = self.data[offset + 8 : offset + 8 + size]
        assert zlib.crc32(self.data[offset : offset + 4] + sealed) == crc
        bound = f"{self.context}\0{kind}\0{number}".encode()
        body = self.cipher.decrypt(number.to_bytes(12, "big"), sealed, bound)
        (length,) = struct.unpack_from("<I", body)
        assert length + 4 == len(body)
        return body[4:]

    def arrays(self, plain: bytes, count: int) -> list[NDArray[np.int64]]:
        raw = zstandard.ZstdDecompressor().decompressobj().decompress(plain)
        numbers = np.frombuffer(raw, "<i8")
        ends = list(accumulate(numbers[:count].tolist(), initial=count))
        assert ends[-1] == numbers.size
        return [np.cumsum(numbers[start:end]) for start, end in pairwise(ends)]

    def split(self, plain: bytes, count: int) -> list[tuple[int, bytes]]:
        assert struct.unpack_from("<I", plain) == (count,)
        lengths = struct.unpack_from(f"<{count}H", plain, 4 + count)
        ends = list(accumulate(lengths, initial=4 + 3 * count))
        assert not any(plain[ends[-1] :])
        return [(plain[4 + n], plain[ends[n] : ends[n + 1]]) for n in range(count)]

    def pixels(self, codec: int, payload: bytes) -> NDArray[np.uint8]:
        if codec == 3:
            assert payload[12:16] == b"VP8L"
            return np.asarray(cv2.imdecode(np.frombuffer(payload, np.uint8), 1), np.uint8)
        width, height = payload[0] + 1, payload[1] + 1
        if codec == 1:
            return np.full((height, width, 3), list(payload[2:]), np.uint8)
        if codec == 2:
            raw = zstandard.ZstdDecompressor().decompress(payload[2:])
            return np.frombuffer(raw, np.uint8).reshape(height, width, 3)
        assert codec == 4
        at = 3 + 6 * payload[2]
        rows = []
        for source, first, count in struct.iter_unpack("<IBB", payload[3:at]):
            assert self.tiles[source][0] != 4
            rows.append(self.pixels(*self.tiles[source])[first : first + count])
        tile = np.concatenate(rows)
        assert tile.shape == (height, width, 3)
        if at < len(payload):
            x, y, inner = payload[at : at + 3]
            patch = self.pixels(inner, payload[at + 3 :])
            tile[y : y + patch.shape[0], x : x + patch.shape[1]] = patch
        return tile

    def frame(self, number: int) -> NDArray[np.uint8]:
        page = int(np.searchsorted(self.starts, number, side="right")) - 1
        tile_map, counts, places, tiles = (array.copy() for array in self.pages[page])
        end = int(counts[: number - int(self.starts[page])].sum())
        for place, tile in zip(places[:end].tolist(), tiles[:end].tolist(), strict=True):
            tile_map[place] = tile
        width, height = int(self.widths[page]), int(self.heights[page])
        image = np.zeros((height, width, 3), np.uint8)
        columns = -(-width // 64)
        for place, tile in enumerate(tile_map.tolist()):
            y, x = place // columns * 64, place % columns * 64
            image[y : y + 64, x : x + 64] = self.pixels(*self.tiles[tile])
        return image


def frames() -> list[NDArray[np.uint8]]:
    chance = np.random.default_rng(8)
    page = np.full((900, 230, 3), 240, np.uint8)
    page[100:180, 40:150] = chance.integers(0, 256, (80, 110, 3))
    for y in range(0, 900, 18):
        cv2.putText(page, f"line {y} of it", (5, y), cv2.FONT_HERSHEY_PLAIN, 1, (40, y % 256, 9), 1)
    made = [page[top : top + 140].copy() for top in range(0, 700, 9)]
    for number, frame in enumerate(made):
        frame[50 : 50 + number % 7, 100:120] = (0, 0, 255)
    return [*made, made[0][:77, :65].copy(), page, made[3]]


def test_a_reader_made_from_the_document_gives_the_same_pixels(tmp_path: Path) -> None:
    path, originals = tmp_path / "frames.pack", frames()
    times_us = [-5, *(n * n * 1000 for n in range(1, len(originals)))]
    key = SubjectKey(SECRET)
    with PackWriter(path, project_id="prøject", session_id="s-1", subject_key=key) as writer:
        for t_us, frame in zip(times_us, originals, strict=True):
            assert writer.add(t_us, frame)

    other = OtherReader(path.read_bytes())

    assert other.times_us.tolist() == times_us
    assert {codec for codec, _ in other.tiles} == {1, 2, 3, 4}
    assert len(other.pages) == 5
    for number, original in enumerate(originals):
        assert np.array_equal(other.frame(number), original)
