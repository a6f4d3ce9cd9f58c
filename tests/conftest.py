"""What tests of the store and the services share: a small team, its project, its captures."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from PIL import Image, ImageDraw

from workbench.config import Settings
from workbench.domain.flag import Shows
from workbench.domain.geometry import Box
from workbench.domain.member import Role
from workbench.domain.op import Change, Op
from workbench.domain.release import Scope
from workbench.domain.segment import Outcome
from workbench.services import labeling, membership, redacting, replaying, reviewing
from workbench.services.consenting import ConsentTerms
from workbench.services.importing import Imported, import_capture
from workbench.services.session import Session
from workbench.store import ops
from workbench.store.identity import load_identity
from workbench.store.journal import Entry, Position, read_entries
from workbench.store.project import Project

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
TERMS = ConsentTerms(("agent-training",), frozenset(Scope), date(2031, 1, 1))

SECRET_EMAIL = "ines.quiroga@example.org"
SECRET_TITLE = "tomas.ferreira@example.net"
SECRET_CLIP = "4111 1111 1111 1111"
PLAIN_TEXT = "order forty lamps"
ERASED_TEXT = "wxyz"


@dataclass
class Team:
    """A project with a lead lea, an annotator ana and a reviewer rev, in a folder of its own."""

    root: Path
    opened: list[Project] = field(default_factory=list)

    def settings(self, name: str = "lea", machine: str = "") -> Settings:
        """Settings of one person; another `machine` has its own state directory."""
        return Settings(
            project=self.root / "project",
            keyring=None,
            user=name,
            config_dir=self.root / "config",
            state_dir=self.root / f"state{machine}",
        )

    def open(self, name: str = "lea", machine: str = "") -> Project:
        """The project opened anew by one person."""
        project = Project.open(self.settings(name, machine))
        self.opened.append(project)
        return project

    def session(self, name: str, session_id: str, machine: str = "") -> Session:
        """A session opened anew by one person."""
        return Session(self.open(name, machine), session_id)

    def take_in(self, source: Path, subject: str = "p-01") -> str:
        """Import a capture as the lead, with consent; the session's id."""
        imported = import_capture(self.open(), source, subject=subject, consent=TERMS)
        assert isinstance(imported, Imported)
        return imported.session_id

    def label(self, session_id: str, name: str = "ana") -> list[str]:
        """Two whole tasks, labelled and handed in; their ids."""
        session = self.session(name, session_id)
        tasks = list(labeling.split_at(session, session.duration_us // 2))
        for task in tasks:
            labeling.label(session, task, ["form"])
            labeling.set_instruction(session, task, "Fill in the form and save it")
            labeling.set_outcome(session, task, Outcome.SUCCESS)
        reviewing.submit(session)
        session.close()
        return tasks

    def decide(self, session_id: str, name: str = "rev") -> None:
        """Every flag hidden and its field on the screen filled, the screens looked over."""
        session = self.session(name, session_id)
        for group in redacting.flag_groups(session):
            redacting.hide(session, group.flags, shows=Shows.NOWHERE)
        redacting.redact_box(session, FIELD_BOX, t_us=0, end_us=session.duration_us)
        scenes = len(replaying.scene_starts(session))
        reviewing.check_screens(session, scenes=scenes, never_shown=[])
        session.close()

    def approve(self, session_id: str, name: str = "rev") -> None:
        """Decide and accept."""
        self.decide(session_id, name)
        session = self.session(name, session_id)
        reviewing.accept(session)
        session.close()

    def journal_bytes(self) -> dict[str, bytes]:
        """Every journal file's bytes, by name."""
        files = sorted((self.root / "project" / "journal").glob("*.jsonl"))
        return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("founded")
    team = Team(root)
    lead = Project.create(team.settings())
    for name, role in (("ana", Role.ANNOTATOR), ("rev", Role.REVIEWER)):
        membership.add_member(
            lead, name, role, public_key="", identities_dir=root / "config" / "identities"
        )
    lead.close()
    return root


@pytest.fixture(scope="session")
def taken_in(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("taken") / "in"
    shutil.copytree(founded, root)
    source = make_capture(tmp_path_factory.mktemp("capture") / "shop-floor")
    return root, Team(root).take_in(source)


@pytest.fixture(scope="session")
def _approved(
    taken_in: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("approved") / "it"
    shutil.copytree(taken_in[0], root)
    team = Team(root)
    team.label(taken_in[1])
    team.approve(taken_in[1])
    return root, taken_in[1]


@pytest.fixture
def team(founded: Path, tmp_path: Path) -> Iterator[Team]:
    """A project of its own with three members and no session."""
    yield from _copied(founded, tmp_path)


@pytest.fixture
def stocked(taken_in: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Team, str]]:
    """The project with one imported session, not labelled yet."""
    for team in _copied(taken_in[0], tmp_path):
        yield team, taken_in[1]


@pytest.fixture
def approved(_approved: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Team, str]]:
    """The project with one session that is labelled, decided and accepted."""
    for team in _copied(_approved[0], tmp_path):
        yield team, _approved[1]


@pytest.fixture
def capture_source(tmp_path: Path) -> Path:
    """A capture of its own in the documented DuckDB schema, in a folder with a name."""
    return make_capture(tmp_path / "source-folder")


@pytest.fixture
def capture_maker() -> Callable[..., Path]:
    """Makes captures that differ in what was typed."""
    return make_capture


@pytest.fixture(scope="session")
def crm1() -> Path:
    """The real capture, where the shared captures lie beside the repository."""
    path = SHARED / "captures" / "openadapt_capture" / "crm1"
    if not path.is_dir():
        pytest.skip("the shared captures are not here")
    return path.resolve()


@pytest.fixture(scope="session")
def crm1_truth(crm1: Path) -> dict[str, object]:
    """What was done in the real capture."""
    truth: dict[str, object] = json.loads((crm1.parent / "crm1.truth.json").read_text())
    return truth


def _copied(template: Path, tmp_path: Path) -> Iterator[Team]:
    root = tmp_path / "team"
    shutil.copytree(template, root)
    team = Team(root)
    yield team
    for project in team.opened:
        project.ledger.tables.connection.close()


SIZE = (320, 200)
FIELD_BOX = Box(20, 40, 200, 30)
"""Where the made captures show what is typed."""

_TABLES = """
CREATE TABLE session AS SELECT 1 AS schema_version, 'rec 2' AS recorder, 'linux' AS platform,
  '2026-03-01T10:30:00+01:00' AS started_at, $description AS description, 'monotonic' AS clock;
CREATE TABLE geometry AS SELECT 0 AS start_us, 320 AS width_px, 200 AS height_px, 1.0 AS scale,
  0 AS origin_x, 0 AS origin_y;
CREATE TABLE event (event_id BIGINT, t_us BIGINT, kind VARCHAR, x DOUBLE, y DOUBLE,
  button VARCHAR, dx DOUBLE, dy DOUBLE, key VARCHAR, text VARCHAR);
CREATE TABLE window_focus (start_us BIGINT, window_id BIGINT, title VARCHAR, app VARCHAR,
  x INTEGER, y INTEGER, width_px INTEGER, height_px INTEGER);
CREATE TABLE frame (t_us BIGINT, image BLOB, path VARCHAR);
"""


def make_capture(folder: Path, *, typed: str = SECRET_EMAIL, description: str = "Ship it") -> Path:
    """A capture of twelve seconds: a click, a secret and plain text typed, one thing erased."""
    folder.mkdir(parents=True)
    path = folder / "capture.duckdb"
    events = _Events()
    events.click(60, 50, 1_000_000)
    events.type(typed, 1_500_000)
    events.click(60, 90, 5_000_000)
    events.type(PLAIN_TEXT, 5_500_000)
    events.type(ERASED_TEXT, 8_100_000)
    for index in range(len(ERASED_TEXT)):
        events.key("backspace", None, 8_600_000 + index * 60_000)
    events.add("clipboard", 9_500_000, text=f"pay with {SECRET_CLIP}")
    events.click(200, 150, 11_000_000)
    events.add("move", 12_000_000, x=10.0, y=10.0)
    with duckdb.connect(str(path)) as database:
        for statement in _TABLES.split(";")[:-1]:
            values = {"description": description} if "$description" in statement else {}
            database.execute(statement, values)
        database.executemany(f"INSERT INTO event VALUES ({', '.join('?' * 10)})", events.rows)
        database.execute(
            """
            INSERT INTO window_focus VALUES
              (0, 1, 'Orders', 'shop', 0, 0, 320, 200),
              (7500000, 2, $title, 'mail', 10, 60, 300, 120)
            """,
            {"title": f"Write to {SECRET_TITLE}"},
        )
        for t_us, text in ((0, ""), (2_500_000, typed[:8]), (4_800_000, typed), (9_000_000, "")):
            database.execute("INSERT INTO frame VALUES (?, ?, NULL)", [t_us, _screen(text)])
    return path


class _Events:
    """Rows of the event table, numbered."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add(
        self,
        kind: str,
        t_us: int,
        *,
        x: float | None = None,
        y: float | None = None,
        button: str | None = None,
        key: str | None = None,
        text: str | None = None,
    ) -> None:
        number = 100 + len(self.rows)
        self.rows.append((number, t_us, kind, x, y, button, None, None, key, text))

    def click(self, x: float, y: float, t_us: int) -> None:
        self.add("move", t_us - 20_000, x=x, y=y)
        self.add("down", t_us, x=x, y=y, button="left")
        self.add("up", t_us + 80_000, x=x, y=y, button="left")

    def key(self, key: str, text: str | None, t_us: int) -> None:
        self.add("press", t_us, key=key, text=text)
        self.add("release", t_us + 30_000, key=key)

    def type(self, text: str, t_us: int) -> None:
        for index, character in enumerate(text):
            self.key("space" if character == " " else character, character, t_us + index * 100_000)


def _screen(text: str) -> bytes:
    """A screenshot: a form with the text in its field."""
    image = Image.new("RGB", SIZE, (240, 240, 236))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 16), fill=(40, 60, 120))
    draw.rectangle((FIELD_BOX.x, FIELD_BOX.y, 219, 69), outline=(90, 90, 90), fill=(255, 255, 255))
    draw.text((26, 48), text, fill=(0, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def with_user(settings: Settings, name: str) -> Settings:
    """The same settings for another person."""
    return replace(settings, user=name)


class Pen:
    """Writes journal lines as anybody could who can write to the folder."""

    def __init__(self, team: Team, name: str, *, writer: str = "", machine: str = "") -> None:
        self.team = team
        self.name = name
        settings = team.settings(name, machine)
        identity = load_identity(settings.identities_dir, name)
        assert identity is not None
        self.identity = identity
        self.project_id = str(
            json.loads((team.root / "project" / "project.json").read_bytes())["project"]
        )
        self.writer = writer or f"{name}-0badf00d"

    @property
    def path(self) -> Path:
        """The file written to."""
        return self.team.root / "project" / "journal" / f"{self.writer}.jsonl"

    def entries(self) -> list[Entry]:
        """The ops of the file as they stand, unchecked beyond their chain."""
        return list(read_entries(self.path)) if self.path.exists() else []

    def op(self, kind: str, *changes: Change, session: str, head: str, **other: object) -> Op:
        """An op that follows the file's last one."""
        entries = self.entries()
        last = entries[-1].end if entries else Position()
        op = Op(
            by=self.name,
            changes=changes,
            head=head,
            hlc_us=entries[-1].op.hlc_us + 1 if entries else 1_700_000_000_000_000,
            id="",
            kind=kind,
            prev=last.hash,
            seq=last.seq + 1,
            session=session,
            undoes="",
            v=1,
            writer=self.writer,
        )
        op = replace(op, **other)  # type: ignore[arg-type]
        return op if op.id else replace(op, id=ops.op_id(op.writer, op.seq, op.hlc_us))

    def write(self, kind: str, *changes: Change, session: str, head: str, **other: object) -> Op:
        """Append a signed op; its author's own key signs."""
        op = self.op(kind, *changes, session=session, head=head, **other)
        self.put(ops.encode(op, self.identity.sign_key, self.project_id))
        return op

    def put(self, line: bytes) -> None:
        """Append any line."""
        with self.path.open("ab") as file:
            file.write(line + b"\n")


@pytest.fixture
def pen(team: Team) -> Callable[..., Pen]:
    """Makes pens for the empty project."""
    return lambda name, **options: Pen(team, name, **options)


@pytest.fixture
def pen_for() -> type[Pen]:
    """Makes pens for any team."""
    return Pen


@pytest.fixture(scope="session")
def team_class() -> type[Team]:
    """For tests that copy projects themselves."""
    return Team
