"""Who belongs to the project: added, given another role, removed, countersigned."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from workbench.domain.member import Member, Permission, Role
from workbench.domain.op import JSON, Change
from workbench.errors import JournalDamaged, NotAllowed, NotFound, UsageError
from workbench.services.session import require
from workbench.store import ops
from workbench.store.identity import PublicIdentity, check_name, make_identity
from workbench.store.journal import SUFFIX, Entry, read_entries
from workbench.store.project import Project

_HASH = re.compile(r"[0-9a-f]{12,64}")


def members(project: Project) -> list[Member]:
    """The members, removed ones included, by name."""
    return sorted(project.ledger.authority.members.values(), key=lambda member: member.name)


def add_member(
    project: Project, name: str, role: Role, *, public_key: str, identities_dir: Path
) -> Member:
    """Add somebody; without a key an identity is made here and the project becomes a trial.

    Raises UsageError for a key that another member has or had: whoever had two names could
    accept their own work.
    """
    require(project, Permission.MANAGE)
    _require_founder(project)
    check_name(name)
    existing = project.ledger.authority.members.get(name)
    if existing is not None and existing.is_active:
        raise UsageError(
            f"{name!r} is a member already", hint="`workbench members role` changes a role."
        )
    is_trial = not public_key
    key = str(make_identity(identities_dir, name).public) if is_trial else public_key
    PublicIdentity.parse(key)
    holder = project.ledger.authority.holder_of(key, besides=name)
    if holder:
        raise UsageError(
            f"that is the key of {holder!r}",
            hint="Everybody works under one name; ask for the line `workbench whoami` prints.",
        )
    fields: dict[str, JSON] = {
        "active": True,
        "public_key": key,
        "role": role.value,
        "trial": is_trial,
    }
    if existing is not None:
        fields["cuts"] = _cuts(project, name)
    member = Member(name, role, key, is_trial=is_trial)
    # The keyring first: a member without keys could do nothing, keys without a member nothing.
    project.keyring.admit(member)
    project.append("member.add", [Change((), f"member/{name}", fields)])
    return member


def set_role(project: Project, name: str, role: Role) -> None:
    """Give a member another role; what they hold of keys follows."""
    require(project, Permission.MANAGE)
    _require_founder(project)
    member = _active(project, name)
    _refuse_founder(project, name)
    fields: dict[str, JSON] = {"role": role.value, "cuts": _cuts(project, name)}
    project.append("member.role", [Change((), f"member/{name}", fields)])
    changed = Member(name, role, member.public_key)
    project.keyring.admit(changed)
    if member.role.sees_restricted and not role.sees_restricted:
        project.keyring.rotate(_staying(project))


def remove_member(project: Project, name: str) -> None:
    """Remove a member: their later ops do not count, and the group keys are made anew.

    A removal that was cut off before the keys were made anew is completed by repeating it.
    """
    require(project, Permission.MANAGE)
    _require_founder(project)
    _refuse_founder(project, name)
    if not project.keyring.holds_anything(name):
        _active(project, name)
    if project.ledger.authority.members[name].is_active:
        fields: dict[str, JSON] = {"active": False, "cuts": _cuts(project, name)}
        project.append("member.remove", [Change((), f"member/{name}", fields)])
    project.keyring.rotate(_staying(project))


def countersign(project: Project, op_hash: str) -> None:
    """Admit an op that a removal or a change of role had set aside.

    `op_hash` is its hash, or enough of its beginning; raises UsageError and NotFound.
    """
    require(project, Permission.MANAGE)
    _require_founder(project)
    change = Change((), f"countersign/{_set_aside_hash(project, op_hash)}", {"alive": True})
    project.append("member.countersign", [change])


def _set_aside_hash(project: Project, part: str) -> str:
    """The hash of the one op set aside that begins so and that countersigning would admit."""
    if not _HASH.fullmatch(part):
        raise UsageError(
            f"{part!r} is not the hash of an op",
            hint="It has 64 digits of 0-9 and a-f; its first 12, as `audit verify` shows, will do.",
        )
    found = [entry for entry in _late_entries(project) if entry.hash.startswith(part)]
    if len(found) > 1:
        raise UsageError(f"several ops begin with {part!r}", hint="Give the whole hash.")
    if not found:
        raise NotFound(
            f"no op that was set aside because of a change of members has the hash {part!r}",
            hint="`workbench audit verify` lists what is set aside, and why.",
        )
    return found[0].hash


def _late_entries(project: Project) -> Iterator[Entry]:
    """The ops that are set aside because their author was removed or given another role."""
    ledger = project.ledger
    late = {(aside.writer, aside.seq) for aside in ledger.state.set_aside if not aside.is_rest}
    for writer in sorted({writer for writer, _ in late}):
        with suppress(JournalDamaged):
            for entry in read_entries(ledger.directory / f"{writer}{SUFFIX}"):
                if (writer, entry.op.seq) in late and ledger.authority.is_late(entry.op):
                    yield entry


def _active(project: Project, name: str) -> Member:
    member = project.ledger.authority.members.get(name)
    if member is None or not member.is_active:
        raise NotFound(f"{name!r} is not a member", hint="`workbench members` lists them.")
    return member


def _refuse_founder(project: Project, name: str) -> None:
    if name == project.keyring.genesis.name:
        raise UsageError(
            "the founder stays a lead", hint="All trust in the journal begins with their key."
        )


def _require_founder(project: Project) -> None:
    founder = project.keyring.genesis.name
    if project.me.name != founder:
        raise NotAllowed("only the project's founder changes members", hint=f"Ask {founder!r}.")


def _staying(project: Project) -> list[Member]:
    return [member for member in members(project) if member.is_active]


def _cuts(project: Project, name: str) -> dict[str, JSON]:
    """The last op of each of the member's writers so far: what comes after does not count."""
    cuts: dict[str, JSON] = {}
    for writer, position in project.ledger.state.positions.items():
        if ops.member_of(writer) == name:
            cuts[writer] = [position.seq, position.hash]
    return cuts
