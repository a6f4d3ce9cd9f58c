"""Who may change what: judged for every op from the membership its author had seen.

Authority is causal. Membership ops form one chain from the genesis on, all by the genesis
key; every other op names the one its author had seen last. A removal or a change of role
lists the last admitted op of each of the member's writers; whatever comes after that from
there, and does not know of the change, is set aside until countersigned.
"""

from dataclasses import dataclass, field, replace

from workbench.domain.member import Member, Permission, Role
from workbench.domain.op import JSON, Change, Op

MEMBERSHIP_KINDS = frozenset(
    {"project.init", "member.add", "member.role", "member.remove", "member.countersign"}
)

_ANYBODY = None
_NEEDED: dict[str, Permission | None] = {
    "segment": Permission.LABEL,
    "comment": _ANYBODY,
    "bookmark": _ANYBODY,
    "redaction": Permission.REDACT,
    "screens": Permission.REVIEW,
    "peek": Permission.REVIEW,
    "session": Permission.MANAGE,
    "subject": Permission.MANAGE,
    "consent": Permission.MANAGE,
    "erasure": Permission.MANAGE,
    "ontology": Permission.MANAGE,
    "placement": Permission.RELEASE,
    "release": Permission.RELEASE,
}


def needed_permission(change: Change) -> Permission | None:
    """What a change needs, None where every member may; raises KeyError for an unknown type."""
    if change.type == "flag":
        return Permission.REVIEW if change.set.get("state", "open") != "open" else None
    if change.type == "review":
        return Permission.LABEL if change.set.get("state") == "submitted" else Permission.REVIEW
    return _NEEDED[change.type]


@dataclass(frozen=True, slots=True)
class Cut:
    """The last op of a writer that counts: later ones are set aside."""

    seq: int
    hash: str


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
    cuts: dict[str, Cut] = field(default_factory=dict)
    """By writer."""
    changed_at: dict[str, int] = field(default_factory=dict)
    """By member: where in the chain they were last removed or given another role."""
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
        members = dict(self.members)
        for change in op.changes:
            self._take(change, members)
        self.chain.append(Membership(op_hash, len(self.chain), members))

    def refusal(self, op: Op, op_hash: str) -> str:
        """Why an op is set aside, empty where it counts."""
        seen = self._membership(op.head)
        if seen is None:
            return "it cites a change of members that is not here"
        member = seen.members.get(op.by)
        if member is None or not member.is_active:
            return f"{op.by!r} is not a member"
        if op_hash not in self.countersigned and self._is_cut(op, op_hash, seen.position):
            return f"it came after {op.by!r} was removed or given another role"
        return _not_permitted(op, member.role)

    def _membership(self, head: str) -> Membership | None:
        if self.chain and self.chain[-1].hash == head:
            return self.chain[-1]
        return next((entry for entry in self.chain if entry.hash == head), None)

    def _is_cut(self, op: Op, op_hash: str, seen_position: int) -> bool:
        changed_at = self.changed_at.get(op.by)
        if changed_at is None or seen_position >= changed_at:
            return False
        cut = self.cuts.get(op.writer)
        if cut is None or op.seq > cut.seq:
            return True
        return op.seq == cut.seq and op_hash != cut.hash

    def _take(self, change: Change, members: dict[str, Member]) -> None:
        kind, _, name = change.object.partition("/")
        if kind == "countersign":
            self.countersigned.add(name)
        if kind != "member":
            return
        before = members.get(name)
        members[name] = _member(name, change.set, before)
        if before is not None:
            self.changed_at[name] = len(self.chain)
            self.cuts.update(_cuts(change.set.get("cuts")))


def _not_permitted(op: Op, role: Role) -> str:
    for change in op.changes:
        try:
            needed = needed_permission(change)
        except KeyError:
            return f"nobody may change a {change.type!r} here"
        if needed is not None and not role.may(needed):
            return f"{op.by!r} had no permission to {needed}"
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
