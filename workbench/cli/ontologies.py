"""`ontology`: the labels that may be given, shown, checked and replaced."""

import typer

from workbench.cli import output
from workbench.cli.arguments import FileArg
from workbench.cli.door import Door
from workbench.cli.verbs import noun, verb
from workbench.domain.ontology import Ontology


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "ontology", "Show, check and replace the labels that may be given.")
    verb(group, "show", show)
    verb(group, "check", check)
    verb(group, "import", import_)


def show(door: Door) -> None:
    """Show the labels in force."""
    from workbench.services import ontologies

    with door.project() as project:
        found = ontologies.current(project)
    _show(door, found)


def check(door: Door, file: FileArg) -> int:
    """Check a TOML or JSON file of labels against the project; changes nothing."""
    from workbench.services import ontologies

    wanted = ontologies.read_ontology_file(file)
    with door.project() as project:
        lost = ontologies.lost_labels(project, wanted)
    problems = [f"{key!r} is on {count} segments and not in it" for key, count in lost.items()]
    document = {"labels": len(wanted.labels), "problems": problems}
    door.show(document, problems or [f"{len(wanted.labels)} labels, nothing is wrong with them."])
    return 1 if problems else 0


def import_(door: Door, file: FileArg) -> None:
    """Put the labels of a TOML or JSON file in force; approvals given before are void."""
    from workbench.services import ontologies

    wanted = ontologies.read_ontology_file(file)
    with door.project() as project:
        found = ontologies.import_ontology(project, wanted)
    _show(door, found)


def _show(door: Door, found: Ontology) -> None:
    rows = [
        (
            label.digit or "",
            label.key,
            label.name,
            label.parent,
            "deprecated" if label.is_deprecated else "",
            label.definition,
        )
        for label in found.labels
    ]
    lines = [f"version {found.version}"]
    lines += output.table(("digit", "key", "name", "parent", "", "definition"), rows)
    door.show({"version": found.version, "labels": found.to_json()}, lines)
