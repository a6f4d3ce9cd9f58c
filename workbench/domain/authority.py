"""Who may change what: judged for every op from the membership its author had seen.

Authority is causal. Membership ops form one chain from the genesis on, all by the genesis
key; every other op names the one its author had seen last. A removal or a change of role
lists the last admitted op of each of the member's writers; whatever comes after that from
there, and does not know of the change, is set aside until countersigned.
"""

from dataclasses import dataclass, field, replace

from workbench.domain.member import Member, Permission, Role, shares_key
from workbench.domain.op import JSON, Change, Op

MEMBERSHIP_KINDS = frozenset(
    {"project.init", "member.add", "member.role", "member.remove", "member.countersign"}
)

_MEMBERSHIP_TYPES = frozenset({"project", "member", "countersign"})

_ANYBODY: frozenset[Permission] = frozenset()
_REVIEWER = frozenset({Permission.REVIEW})
_MANAGER = frozenset({Permission.MANAGE})
_RELEASER = frozenset({Permission.RELEASE})
_NEEDED: dict[str, frozenset[Permission]] = {
    "segment": frozenset({Permission.LABEL}),
    "comment": _ANYBODY,
    "bookmark": _ANYBODY,
    "redaction": frozenset({Permission.REDACT}),
    "screens": _REVIEWER,
    "peek": _REVIEWER,
    "session": _MANAGER,
    "subject": _MANAGER,
    "consent": _MANAGER,
    "erasure": _MANAGER,
    "ontology": _MANAGER,
    "placement": _RELEASER,
    "release": _RELEASER,
}


def needed_permissions(change: Change) -> frozenset[Permission]:
    """What a change needs one of, empty where every member may; KeyError for an unknown type.

    Anybody may raise a flag; to decide it, move it, or take it back is a reviewer's.
    """
    if change.type == "flag":
        return _ANYBODY if _raises_flag(change) else _REVIEWER
    if change.type == "review":
        return _REVIEWER | {Permission.LABEL} if _hands_in(change) else _REVIEWER
    return _NEEDED[change.type]


def _raises_flag(change: Change) -> bool:
    return (
        not change.base
        and change.set.get("alive") is True
        and change.set.get("state") == "open"
        and "shows" not in change.set
    )


def _hands_in(change: Change) -> bool:
    return change.set.get("state") == "submitted" and not change.set.get("digest")


@dataclass(frozen=True, slots=True)
class Cut:
    """The last op of a writer that counts: later ones are set aside."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A removal or change of role: where in the chain, and the member's writers as of then."""

    position: int
    cuts: dict[str, Cut]

    def admits(self, op: Op) -> bool:
        """Whether an op that does not know of the change came before it."""
        cut = self.cuts.get(op.writer)
        return cut is not None and op.seq <= cut.seq


@dataclass(frozen=True, slots=True)
class Membership:
    """The members as of one membership op."""

    hash: str
    position: int
    members: dict[str, Member]


@dataclass(slots=True)
class Authority:
    """The chain of membership and everything it says about other ops."""

    chain: list[Membership] = field(default_factory=list)
    turns: dict[str, list[Turn]] = field(default_factory=dict)
    """By member: every removal and change of role, in order."""
    countersigned: set[str] = field(default_factory=set)
    """Hashes of ops admitted in spite of a cut."""

    @property
    def head(self) -> str:
        """The hash of the last membership op, empty before the genesis."""
        return self.chain[-1].hash if self.chain else ""

    @property
    def members(self) -> dict[str, Member]:
        """The members now, removed ones included."""
        return self.chain[-1].members if self.chain else {}

    def extend(self, op: Op, op_hash: str) -> None:
        """Take the next membership op; the caller has checked the genesis signature.

        Raises ValueError where it does not follow the chain.
        """
        if op.head != self.head:
            raise ValueError("it does not follow the last change of members")
        if any(change.type not in _MEMBERSHIP_TYPES for change in op.changes):
            raise ValueError("it changes something besides members")
        self._refuse_shared_keys(op)
        members = dict(self.members)
        for change in op.changes:
            self._take(change, members)
        self.chain.append(Membership(op_hash, len(self.chain), members))

    def admits(self, op_hash: str) -> bool:
        """Whether an op of that hash is part of the chain of membership."""
        return any(entry.hash == op_hash for entry in self.chain)

    def pins(self, writer: str, member: str) -> list[Cut]:
        """The ops that a writer's file must hold, because they were seen when it was cut."""
        turns = self.turns.get(member, ())
        return [turn.cuts[writer] for turn in turns if writer in turn.cuts]

    def keys_of(self, name: str) -> list[str]:
        """Every public key a member has had, in order."""
        keys: list[str] = []
        for entry in self.chain:
            member = entry.members.get(name)
            if member is not None and member.public_key not in keys:
                keys.append(member.public_key)
        return keys

    def holder_of(self, public_key: str, *, besides: str) -> str:
        """Another member who has or had that key or half of it, empty for nobody."""
        names = sorted({name for entry in self.chain for name in entry.members} - {besides})
        held = (name for name in names for key in self.keys_of(name) if shares_key(key, public_key))
        return next(held, "")

    def key_at(self, head: str, name: str) -> str:
        """The public key a member had as of a membership op, else their last; empty for none."""
        seen = self._membership(head)
        member = (seen.members.get(name) if seen else None) or self.members.get(name)
        return member.public_key if member is not None else ""

    def refusal(self, op: Op, op_hash: str) -> str:
        """Why an op is set aside, empty where it counts."""
        seen = self._membership(op.head)
        if seen is None:
            return "it cites a change of members that is not here"
        member = seen.members.get(op.by)
        if member is None or not member.is_active:
            return f"{op.by!r} is not a member"
        if op_hash not in self.countersigned and self._is_cut(op, seen.position):
            return f"it came after {op.by!r} was removed or given another role"
        return _not_permitted(op, member.role)

    def is_late(self, op: Op) -> bool:
        """Whether an op came after its author was removed or given another role."""
        seen = self._membership(op.head)
        return seen is not None and self._is_cut(op, seen.position)

    def _membership(self, head: str) -> Membership | None:
        if self.chain and self.chain[-1].hash == head:
            return self.chain[-1]
        return next((entry for entry in self.chain if entry.hash == head), None)

    def _is_cut(self, op: Op, seen_position: int) -> bool:
        turns = self.turns.get(op.by)
        if turns is None:
            return False
        return any(t.position > seen_position and not t.admits(op) for t in turns)

    def _refuse_shared_keys(self, op: Op) -> None:
        """Whoever had two names could accept their own work."""
        given: dict[str, str] = {}
        for change in op.changes:
            name, key = change.object, str(change.set.get("public_key") or "")
            if not key or change.type != "member":
                continue
            if self.holder_of(key, besides=name.partition("/")[2]) or any(
                shares_key(key, other) for known, other in given.items() if known != name
            ):
                raise ValueError("it gives a member the key of another")
            given[name] = key

    def _take(self, change: Change, members: dict[str, Member]) -> None:
        kind, _, name = change.object.partition("/")
        if kind == "countersign":
            self.countersigned.add(name)
        if kind != "member":
            return
        before = members.get(name)
        members[name] = _member(name, change.set, before)
        if before is not None:
            turn = Turn(len(self.chain), _cuts(change.set.get("cuts")))
            self.turns.setdefault(name, []).append(turn)


def _not_permitted(op: Op, role: Role) -> str:
    for change in op.changes:
        try:
            needed = needed_permissions(change)
        except KeyError:
            return f"nobody may change a {change.type!r} here"
        if needed and needed.isdisjoint(role.permissions):
            return f"{op.by!r} had no permission to {min(needed)}"
    return ""


def _member(name: str, fields: dict[str, JSON], before: Member | None) -> Member:
    member = before or Member(name, Role.ANNOTATOR, "")
    if "role" in fields:
        member = replace(member, role=Role(str(fields["role"])))
    if "public_key" in fields:
        member = replace(member, public_key=str(fields["public_key"]))
    if "active" in fields:
        member = replace(member, is_active=fields["active"] is True)
    if "trial" in fields:
        member = replace(member, is_trial=fields["trial"] is True)
    return member


def _cuts(value: JSON) -> dict[str, Cut]:
    if not isinstance(value, dict):
        return {}
    return {
        writer: Cut(entry[0], entry[1])
        for writer, entry in value.items()
        if isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], int)
        and isinstance(entry[1], str)
    }
