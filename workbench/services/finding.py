"""Finding an object of any session by its id, or by the beginning or end of it."""

from workbench.errors import NotFound, UsageError
from workbench.store.project import Project

_SHORTEST_PART = 4


def find_object(project: Project, kind: str, name: str) -> tuple[str, str]:
    """The session id and the full id of a segment, flag or redaction.

    Raises NotFound, and UsageError where several go by that name.
    """
    matches = project.catalogue.named(kind, name) if len(name) >= _SHORTEST_PART else []
    if len(matches) > 1:
        raise UsageError(
            f"{len(matches)} {kind}s begin or end with {name!r}", hint="Give more of the id."
        )
    if not matches:
        raise NotFound(f"there is no {kind} {name!r}", hint=f"`workbench {kind}s` lists them.")
    return matches[0]
