"""The project's vocabulary: read from a file, checked, put in force as a new version."""

import tomllib
from pathlib import Path

from workbench.domain.member import Permission
from workbench.domain.ontology import Ontology, ontology_of, parse_ontology
from workbench.domain.op import JSON, Change
from workbench.domain.records import ALIVE
from workbench.errors import UsageError
from workbench.services.session import require
from workbench.store.files import parse_json
from workbench.store.project import Project

_HINT = "It holds [[labels]] tables (TOML) or a list of labels (JSON), each with a key."


def current(project: Project) -> Ontology:
    """The ontology in force; version 0 is the starter nobody decided on."""
    return ontology_of(project.common)


def read_ontology_file(path: Path) -> Ontology:
    """The ontology in a TOML or JSON file, as version 0; raises UsageError saying what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read", hint="Check the path.") from None
    try:
        fields = parse_json(text) if path.suffix == ".json" else tomllib.loads(text)
        labels = fields.get("labels") if isinstance(fields, dict) else fields
        if not isinstance(labels, list) or not labels:
            raise ValueError("there are no labels in it")
        return parse_ontology(labels, 0)
    except RecursionError:
        raise UsageError(f"{path} is not an ontology: it is nested too deep", hint=_HINT) from None
    except ValueError as error:
        raise UsageError(f"{path} is not an ontology: {error}", hint=_HINT) from None


def lost_labels(project: Project, wanted: Ontology) -> dict[str, int]:
    """The labels in use that an ontology does not have, and on how many segments, by key."""
    used = project.catalogue.labels_in_use()
    return {key: count for key, count in sorted(used.items()) if wanted.label(key) is None}


def import_ontology(project: Project, wanted: Ontology) -> Ontology:
    """Put an ontology in force as the next version; one equal to the present changes nothing.

    Raises UsageError where labels in use would be lost: they are deprecated instead.
    """
    require(project, Permission.MANAGE)
    lost = lost_labels(project, wanted)
    if lost:
        names = ", ".join(f"{key!r} ({count} segments)" for key, count in lost.items())
        raise UsageError(
            f"labels in use are missing: {names}",
            hint="Keep them with deprecated = true, or label those segments anew first.",
        )
    now = current(project)
    if now.version and now.labels == wanted.labels:
        return now
    record = project.common.get("ontology", "main")
    fields: dict[str, JSON] = {
        ALIVE: True,
        "version": now.version + 1,
        "labels": wanted.to_json(),
    }
    project.append("ontology.import", [Change(record.heads, record.key, fields)])
    return current(project)
