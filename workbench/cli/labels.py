"""`labels`: segments out to a file of JSON lines, and back in."""

import typer

from workbench.cli import output
from workbench.cli.arguments import FileArg, ForceOpt
from workbench.cli.door import Door
from workbench.cli.files import refuse_existing, write_private
from workbench.cli.verbs import noun, verb
from workbench.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = noun(app, "labels", "Write all labels to a file, or read them from one.")
    verb(group, "export", export)
    verb(group, "import", import_)


def export(door: Door, file: FileArg, force: ForceOpt = False) -> None:
    """Write every segment of the project to a file, one JSON line each."""
    from workbench.services import exchanging

    refuse_existing(file, replace=force)
    with door.project() as project:
        lines = exchanging.export_labels(project)
    write_private(file, "".join(f"{line}\n" for line in lines).encode(), replace=force)
    document = {"path": str(file), "segments": len(lines)}
    door.show(document, [f"Wrote {len(lines)} segments to {file}."])


def import_(door: Door, file: FileArg) -> int:
    """Read segments from a file; each session's go in together or not at all."""
    from workbench.services import exchanging

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read", hint="Check the path.") from None
    with door.project() as project:
        done = exchanging.import_labels(project, exchanging.parse_labels(text))
    document = {
        "imported": done.imported,
        "already_there": done.already_there,
        "refused": [
            {"source_digest": r.source_digest, "reasons": list(r.reasons)} for r in done.refused
        ],
    }
    rows = [(r.source_digest[:12], reason) for r in done.refused for reason in r.reasons]
    lines = [f"{done.imported} segments imported, {done.already_there} were there already."]
    if rows:
        lines += ["Refused:", *output.table(("capture", "why"), rows)]
    door.show(document, lines)
    return 1 if done.refused else 0
