"""`init`, `whoami`, `plugins`, `doctor`: the project and the machine it is worked on."""

import typer

from workbench.cli import output
from workbench.cli.door import Door
from workbench.cli.verbs import verb
from workbench.errors import WorkbenchError


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verb(app, "init", init)
    verb(app, "whoami", whoami)
    verb(app, "plugins", plugins)
    verb(app, "doctor", doctor)


def init(door: Door) -> None:
    """Make a project; whoever makes it is its lead."""
    from workbench.store.project import Project

    settings = door.settings()
    project = Project.create(settings)
    keyring = settings.keyring_dir(project.project_id)
    document = {
        "project": str(project.root),
        "project_id": project.project_id,
        "keyring": str(keyring),
        "lead": project.me.name,
    }
    lines = [
        f"Made the project {project.root}; {project.me.name} is its lead.",
        f"Its keyring is {keyring}: keep a copy, nothing opens without it.",
    ]
    project.close()
    door.show(document, lines)


def whoami(door: Door) -> None:
    """Print who acts and their public key, for a lead to add.

    Makes an identity on this machine where there is none of that name.
    """
    from workbench.store.identity import load_identity, make_identity

    settings = door.settings()
    is_new = load_identity(settings.identities_dir, settings.user) is None
    identity = make_identity(settings.identities_dir, settings.user)
    role = _role(door)
    document = {
        "name": identity.name,
        "public_key": str(identity.public),
        "role": role,
        "is_new": is_new,
    }
    pairs = [("name", identity.name), ("public key", identity.public), ("role here", role or "-")]
    door.show(document, output.fields(pairs))


def plugins(door: Door) -> None:
    """List the installed plugins, and why one cannot be loaded: importers, detectors, exporters."""
    from workbench.plugins import KINDS, broken, plugin_table

    problems = {kind: broken(kind) for kind in KINDS}
    found = [
        {**p, "problem": problem.message if problem else ""}
        for p in plugin_table()
        for problem in [problems[p["kind"]].get(p["name"])]
    ]
    rows = [(p["kind"], p["name"], p["package"], p["version"], p["problem"]) for p in found]
    headers = ("kind", "name", "package", "version", "problem")
    door.show({"plugins": found}, output.table(headers, rows))


def doctor(door: Door) -> int:
    """Check this machine and the project; names nobody recorded."""
    from workbench.services.checkup import check_up

    checks = check_up(door.settings())
    document = {"checks": [{"check": c.name, "ok": c.ok, "detail": c.detail} for c in checks]}
    rows = [("ok" if c.ok else "NO", c.name, c.detail) for c in checks]
    door.show(document, output.table(("", "check", "detail"), rows))
    return 0 if all(c.ok for c in checks) else 1


def _role(door: Door) -> str | None:
    try:
        with door.project() as project:
            return project.me.role.value
    except WorkbenchError:
        # No project here, or not a member of it: then there is no role to tell.
        return None
