"""Readers made from the pages alone: what they say is enough to read a project without our code.

This is not how Workbench reads; it shares nothing with it but the files.
"""

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from workbench.domain.review import content_digest
from workbench.services import commenting
from workbench.services.detecting import value_id

if TYPE_CHECKING:
    from tests.conftest import Team

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | bool | None"
Fields: TypeAlias = dict[str, object]


def hkdf(secret: bytes, info: str, length: int = 32) -> bytes:
    """HKDF-SHA256 without a salt, as RFC 5869 has it."""
    key = hmac.digest(bytes(32), secret, "sha256")
    block, out = b"", b""
    for counter in range(1, length // 32 + 1):
        block = hmac.digest(key, block + info.encode() + bytes([counter]), "sha256")
        out += block
    return out


def unwrapped(key: bytes, wrapped: bytes, associated: str) -> bytes:
    plain = AESGCM(hkdf(key, "workbench/1/wrap")).decrypt(
        wrapped[:12], wrapped[12:], associated.encode()
    )
    return bytes(plain)


def unframed(framed: bytes) -> bytes:
    return framed[4 : 4 + int.from_bytes(framed[:4], "little")]


def loaded(path: Path) -> dict[str, str]:
    fields: dict[str, str] = json.loads(path.read_bytes())
    return fields


@dataclass
class Reader:
    """What a stranger needs: the project, its keyring, and one identity."""

    project: Path
    config: Path
    name: str

    def __post_init__(self) -> None:
        self.id = loaded(self.project / "project.json")["project"]
        self.keyring = self.config / "keyrings" / self.id

    def subject_key(self, subject: str, kind: str) -> bytes:
        identity = loaded(self.config / "identities" / f"{self.name}.json")
        mine = X25519PrivateKey.from_private_bytes(base64.b64decode(identity["unwrap"]))
        fields = loaded(self.keyring / "subjects" / f"{subject}.{kind}.json")
        generation = fields["generation"]
        group = loaded(self.keyring / "groups" / f"{kind}.{generation}.{self.name}.json")
        ephemeral = X25519PublicKey.from_public_bytes(base64.b64decode(group["ephemeral"]))
        shared = hkdf(mine.exchange(ephemeral), "workbench/1/group")
        place = f"{self.id}/group/{kind}/{generation}/{self.name}"
        group_key = unwrapped(shared, base64.b64decode(group["wrapped"]), place)
        place = f"{self.id}/subject/{subject}/{kind}"
        return unwrapped(group_key, base64.b64decode(fields["wrapped"]), place)

    def lines(self) -> Iterator[tuple[Path, bytes]]:
        for path in sorted((self.project / "journal").glob("*.jsonl")):
            yield from ((path, line) for line in path.read_bytes().split(b"\n")[:-1])

    def checked_ops(self) -> list[Fields]:
        """Every op, its spelling, chain and signature checked, in the order of the clock."""
        keys = {str(m["id"]): str(m["public_key"]) for m in self.members()}
        last: dict[Path, tuple[int, str]] = {}
        ops: list[Fields] = []
        for path, line in self.lines():
            op = json.loads(line)
            seq, before = last.get(path, (0, ""))
            assert line == spelt(op)
            assert (op["seq"], op["prev"], op["v"]) == (seq + 1, before, 1)
            assert path.name == f"{op['writer']}.jsonl"
            assert op["writer"].rpartition("-")[0] == op["by"]
            raw = base64.urlsafe_b64decode(keys[op["by"]].removeprefix("wbk1.") + "==")
            signed = f"{self.id}\n".encode() + line.partition(b',"sig":')[0]
            key = Ed25519PublicKey.from_public_bytes(raw[:32])
            key.verify(base64.b64decode(op["sig"], validate=True), signed)
            last[path] = (op["seq"], hashlib.sha256(line).hexdigest())
            ops.append(op)
        return sorted(ops, key=lambda op: int(str(op["hlc_us"])))

    def members(self) -> list[Fields]:
        """Who was added, along the chain from the genesis on."""
        links = {}
        for _, line in self.lines():
            op = json.loads(line)
            if op["kind"] in ("project.init", "member.add", "member.role", "member.remove"):
                links[op["head"]] = (op, hashlib.sha256(line).hexdigest())
        found, head = [], ""
        while head in links:
            op, head = links[head]
            for change in op["changes"]:
                kind, _, name = change["object"].partition("/")
                found += [{"id": name, **change["set"]}] if kind == "member" else []
        return found


def spelt(op: Fields) -> bytes:
    """The one spelling of an op, the signature last."""
    rest = {name: value for name, value in op.items() if name != "sig"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f'{text[:-1]},"sig":"{op["sig"]}"}}'.encode()


def folded(ops: list[Fields], session_id: str) -> dict[str, dict[str, JSON]]:
    """The objects of a session where everybody had seen everything."""
    objects: dict[str, dict[str, JSON]] = {}
    for op in ops:
        if op["session"] == session_id:
            for change in json.loads(json.dumps(op["changes"])):
                objects.setdefault(change["object"], {}).update(change["set"])
    return objects


@pytest.fixture
def reader(approved: tuple["Team", str]) -> Callable[[str], Reader]:
    root = approved[0].root
    return lambda name: Reader(root / "project", root / "config", name)


def test_a_journal_reads_by_its_page_alone(
    approved: tuple["Team", str], reader: Callable[[str], Reader]
) -> None:
    team, session_id = approved
    session = team.session("rev", session_id)
    commenting.add_comment(session, t_us=5, text='Ça va? "ja" \\ \t é😀\u2028')

    ops = reader("ana").checked_ops()
    objects = folded(ops, session_id)

    ours = session.records
    assert len(ops) == sum(
        len(team.open().ledger.ops(name)) for name in ("", *team.open().ledger.tables.session_ids())
    )
    for key, found in objects.items():
        record = ours.get(*key.split("/"))
        assert {name: record.get(name) for name in record.versions} == found


def test_sealed_words_open_by_the_page_alone(
    approved: tuple["Team", str], reader: Callable[[str], Reader]
) -> None:
    team, session_id = approved
    ana = reader("ana")
    words = AESSIV(hkdf(ana.subject_key("p-01", "content"), "workbench/1/words", 64))

    opened = set()
    for key, fields in folded(ana.checked_ops(), session_id).items():
        value = fields.get("instruction")
        if isinstance(value, dict):
            place = f"{ana.id}/{key}/instruction".encode()
            data = base64.b64decode(str(value["data"]))
            opened.add(unframed(words.decrypt(data, [place])).decode())

    told = {segment.instruction for segment in team.session("ana", session_id).segments()}
    assert opened == told == {"Fill in the form and save it"}


def test_the_digests_can_be_made_by_the_page_alone(
    approved: tuple["Team", str], reader: Callable[[str], Reader]
) -> None:
    team, session_id = approved
    rev = reader("rev")
    objects = folded(rev.checked_ops(), session_id)
    bound = {
        "session": ("subject", "capture_sha256", "pack_sha256"),
        "segment": ("tier", "start_us", "end_us", "labels", "instruction", "outcome"),
        "flag": ("kind", "place", "state", "shows", "value_id"),
        "redaction": ("place", "flag"),
    }

    listed = [
        [key, [fields.get(name) for name in names]]
        for kind, names in bound.items()
        for key, fields in sorted(objects.items())
        if key.startswith(f"{kind}/") and fields["alive"] is True
    ]
    content = digest(listed)
    secret = hkdf(rev.subject_key("p-01", "restricted"), "workbench/1/values")
    mail = hmac.digest(secret, b"ines.quiroga@example.org", "sha256").hex()[:24]

    session = team.session("rev", session_id)
    assert content == content_digest(session.records)
    assert digest([content, 0, 1]) == objects[f"review/{session_id}"]["digest"]
    assert value_id(session.value_key(), " Ines.Quiroga@example.org") == mail
    assert mail in {flag.value_id for flag in session.flags()}


def digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(("name", "kind"), [("ana", "content"), ("rev", "restricted")])
def test_a_capture_file_reads_by_its_page_alone(
    name: str, kind: str, approved: tuple["Team", str], reader: Callable[[str], Reader]
) -> None:
    session_id, stranger = approved[1], reader(name)
    path = stranger.project / "sessions" / session_id / "capture.duckdb"
    with duckdb.connect(str(path), read_only=True) as database:
        meta = dict(database.sql("SELECT name, value FROM meta").fetchall())
        chunks = database.execute("SELECT * FROM sealed WHERE key_class = ?", [kind]).fetchall()
    key = stranger.subject_key("p-01", kind)
    place = f"{stranger.id}/{session_id}"

    data_key = unwrapped(key, meta[f"key/{kind}"], f"{place}/capture")
    tables = {}
    for number, stream, _, sealed in chunks:
        associated = f"{place}/{kind}\0{stream}\0{number}".encode()
        plain = AESGCM(data_key).decrypt(number.to_bytes(12, "big"), sealed, associated)
        tables[stream] = pa.ipc.open_file(io.BytesIO(unframed(plain))).read_all()
        assert len(sealed) % 4096 == 0

    typed = [text for text in tables["action"].column("text").to_pylist() if text]
    assert meta["format"] == b"1"
    assert ("ines.quiroga@example.org" in typed) is (kind == "restricted")
    assert ("frame" in tables) is (kind == "content")


def test_an_annotator_s_identity_opens_no_restricted_key(
    reader: Callable[[str], Reader],
) -> None:
    with pytest.raises(FileNotFoundError):
        reader("ana").subject_key("p-01", "restricted")
