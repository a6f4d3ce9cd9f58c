"""One session opened by one member: its capture, its pack, and what people decided about it."""

from functools import cached_property

from workbench.domain.flag import Flag, flags_of
from workbench.domain.member import Permission
from workbench.domain.pictures import Pictures, picture_sizes
from workbench.domain.records import Record, Records
from workbench.domain.redaction import Redaction, redactions_of
from workbench.domain.review import ReviewState, review_state
from workbench.domain.segment import Segment, segments_of
from workbench.errors import KeyUnavailable, NotAllowed, NotFound, UsageError
from workbench.services.edit import Edit
from workbench.store.captures import CaptureFile
from workbench.store.keyring import KeyClass
from workbench.store.packs import PackReader
from workbench.store.project import Project
from workbench.store.seals import SubjectKey
from workbench.store.words import SessionWords

_SHORTEST_PREFIX = 3
_NAMED_AT_MOST = 5


class Session:
    """A session as the acting member may see it; edits go through `edit`."""

    def __init__(self, project: Project, session_id: str) -> None:
        self.project = project
        self.session_id = session_id
        record = self.records.get("session", session_id)
        if not record.is_alive:
            raise NotFound(
                f"there is no session {session_id!r}", hint="`workbench sessions` lists them."
            )
        self.subject = record.text("subject")
        self.keys = self._keys()

    @property
    def records(self) -> Records:
        """What people decided, as the journal has it now."""
        return self.project.ledger.records(self.session_id)

    @property
    def record(self) -> Record:
        """The record of the import: counts, digests, format."""
        return self.records.get("session", self.session_id)

    @property
    def title(self) -> str:
        """What it is called; content, as everything that was recorded."""
        return self.words.read(self.record, "title")

    @property
    def duration_us(self) -> int:
        """From time 0 to the last event or frame, plus one."""
        return self.record.number("duration_us")

    @property
    def sees_restricted(self) -> bool:
        """Whether what was flagged at import can be read here."""
        return KeyClass.RESTRICTED in self.keys

    @cached_property
    def words(self) -> SessionWords:
        """Opens and seals people's words about this session."""
        return SessionWords(self.project.project_id, self.keys[KeyClass.CONTENT])

    @cached_property
    def capture(self) -> CaptureFile:
        """What was recorded, as far as the member's keys go."""
        return CaptureFile(
            self.project.session_dir(self.session_id) / "capture.duckdb",
            project_id=self.project.project_id,
            session_id=self.session_id,
            keys=self.keys,
        )

    @cached_property
    def pack(self) -> PackReader | None:
        """The screenshots, None for a session without any."""
        if not self.record.number("frames"):
            return None
        return PackReader(
            self.project.session_dir(self.session_id) / "frames.pack",
            project_id=self.project.project_id,
            session_id=self.session_id,
            subject_key=self.keys[KeyClass.CONTENT],
        )

    @cached_property
    def pictures(self) -> Pictures:
        """The sizes of the screenshots, and of the screen they show."""
        sizes = [(f.t_us, f.width_px, f.height_px) for f in self.capture.frames]
        return Pictures(self.capture.geometry, picture_sizes(sizes))

    def segments(self) -> list[Segment]:
        """The segments, sorted by time."""
        return segments_of(self.records, self.words)

    def flags(self) -> list[Flag]:
        """The flags, sorted by time."""
        return flags_of(self.records, self.words)

    def redactions(self) -> list[Redaction]:
        """The redactions, sorted by time."""
        return redactions_of(self.records, self.words)

    def state(self) -> ReviewState:
        """Where the session's work stands."""
        return review_state(self.records, self.session_id)

    def value_key(self) -> bytes:
        """The key that makes equal flagged values recognisable; raises KeyUnavailable."""
        restricted = self.keys.get(KeyClass.RESTRICTED)
        if restricted is None:
            raise KeyUnavailable(
                "the restricted key of this subject is not yours", hint="Ask a reviewer."
            )
        return restricted.derived("values")

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed where the acting member does not hold the permission."""
        require(self.project, permission)

    def edit(self, kind: str) -> Edit:
        """A new edit of this session, to be filled and saved."""
        return Edit(self.project, self.session_id, self.words, kind)

    def close(self) -> None:
        """Let go of the files."""
        for name in ("capture", "pack"):
            opened = self.__dict__.pop(name, None)
            if opened is not None:
                opened.close()

    def _keys(self) -> dict[KeyClass, SubjectKey]:
        if self.project.is_erased(self.subject):
            raise KeyUnavailable(
                f"the subject {self.subject!r} was erased: nothing of theirs opens again",
                hint="`workbench sessions` shows what is left.",
            )
        keyring = self.project.keyring
        keys = {KeyClass.CONTENT: keyring.subject_key(self.subject, KeyClass.CONTENT)}
        if self.project.me.role.sees_restricted:
            keys[KeyClass.RESTRICTED] = keyring.subject_key(self.subject, KeyClass.RESTRICTED)
        return keys


def require(project: Project, permission: Permission) -> None:
    """Raise NotAllowed where the acting member does not hold the permission."""
    me = project.me
    if not me.role.may(permission):
        raise NotAllowed(
            f"a member with the role {me.role} may not {permission}",
            hint=f"You act as {me.name!r}; ask somebody whose role permits it.",
        )


def find_session(project: Project, name: str) -> str:
    """The id of the session that goes by this id or title, or by the beginning of one of them.

    An id goes before a title, a whole title before the beginning of one; capitals do not count in
    titles, and those that the member's keys do not open name nothing. Raises NotFound where no
    session goes by it, UsageError where several do or it is too short.
    """
    ids = [session.session_id for session in project.catalogue.sessions()]
    if name in ids:
        return name
    goes_by = "begin with"
    matches = [i for i in ids if i.startswith(name)]
    if not matches:
        goes_by, matches = _titled(project, name)
    if not matches:
        raise NotFound(f"there is no session {name!r}", hint="`workbench sessions` lists them.")
    if len(matches) > 1:
        some = ", ".join(matches[:_NAMED_AT_MOST])
        more = f" and {len(matches) - _NAMED_AT_MOST} more" * (len(matches) > _NAMED_AT_MOST)
        raise UsageError(f"{len(matches)} sessions {goes_by} {name!r}", hint=f"{some}{more}.")
    if len(name) < _SHORTEST_PREFIX:
        raise UsageError(
            f"{name!r} is too short to name a session", hint=f"Give more of it: {matches[0]}."
        )
    return matches[0]


def titles(project: Project) -> dict[str, str]:
    """What each session is called; those are absent whose title the member's keys do not open."""
    found: dict[str, str] = {}
    for row in project.catalogue.overview():
        session_id = str(row["session_id"])
        try:
            key = project.keyring.subject_key(str(row["subject"]), KeyClass.CONTENT)
        except KeyUnavailable:
            continue
        words = SessionWords(project.project_id, key)
        title = words.readable(f"session/{session_id}", "title", str(row["title"]))
        if title:
            found[session_id] = title
    return found


def open_session(project: Project, name: str) -> Session:
    """Open a session by its id or title, or the beginning of one of them."""
    return Session(project, find_session(project, name))


def _titled(project: Project, name: str) -> tuple[str, list[str]]:
    """The sessions of that title, else those whose titles begin so; and which of the two."""
    wanted = name.casefold()
    folded = {session_id: title.casefold() for session_id, title in titles(project).items()}
    whole = sorted(session_id for session_id, title in folded.items() if title == wanted)
    if whole:
        return "are called", whole
    return "begin with", sorted(i for i, title in folded.items() if title.startswith(wanted))
