"""`members`: who belongs to the project and in which role."""

from typing import Annotated, TypeAlias

import typer

from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.verbs import noun, verb
from workbench.domain.member import Member, Role

_NameArg: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="The member's name.")]
_ROLES = "annotator, reviewer or lead."


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "members", "List the members; add and remove them, change roles.", members)
    verb(group, "add", add)
    verb(group, "role", role)
    verb(group, "remove", remove)
    verb(group, "countersign", countersign)


def members(door: Door) -> None:
    """List the members, those removed too."""
    from workbench.services import membership

    with door.project() as project:
        found = membership.members(project)
    document = {"members": [_json(member) for member in found]}
    rows = [
        (m.name, m.role.value if m.is_active else "removed", "trial" if m.is_trial else "")
        for m in found
    ]
    door.show(document, output.table(("name", "role", ""), rows))


def add(
    door: Door,
    name: _NameArg,
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", help=_ROLES)],
    key: Annotated[
        str,
        typer.Option(
            "--key",
            metavar="PUBLIC",
            help="What `workbench whoami` prints for them; without it an identity is made here, "
            "for trying things out.",
        ),
    ] = "",
) -> None:
    """Add a member."""
    from workbench.services import membership

    settings = door.settings()
    with door.project() as project:
        added = membership.add_member(
            project, name, role, public_key=key, identities_dir=settings.identities_dir
        )
    trial = ", on trial: the identity lies on this machine" if added.is_trial else ""
    door.show(_json(added), [f"{name} is a member now: {role.value}{trial}."])


def role(
    door: Door,
    name: _NameArg,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help=_ROLES)],
) -> None:
    """Give a member another role; what they hold of keys follows."""
    from workbench.services import membership

    with door.project() as project:
        membership.set_role(project, name, role)
    door.show({"name": name, "role": role.value}, [f"{name} is {role.value} now."])


def remove(door: Door, name: _NameArg) -> None:
    """Remove a member; what they write from now on does not count."""
    from workbench.services import membership

    with door.project() as project:
        membership.remove_member(project, name)
    door.show({"name": name, "active": False}, [f"{name} is no member any more."])


def countersign(
    door: Door,
    op_hash: Annotated[
        str, typer.Argument(metavar="HASH", help="Of the op, as `audit verify` prints it.")
    ],
) -> None:
    """Admit an op that a removal or a change of role had set aside."""
    from workbench.services import membership

    with door.project() as project:
        membership.countersign(project, op_hash)
    door.show({"countersigned": op_hash}, [f"The op {op_hash[:12]} counts now."])


def _json(member: Member) -> dict[str, object]:
    return {
        "name": member.name,
        "role": member.role.value,
        "active": member.is_active,
        "trial": member.is_trial,
        "public_key": member.public_key,
    }
