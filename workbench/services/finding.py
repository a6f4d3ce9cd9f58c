"""Finding an object of any session by its id, or by the beginning or end of it."""

from workbench.errors import NotFound, UsageError
from workbench.store.project import Project

_SHORTEST_PART = 4

_QUERIES = {
    kind: f"SELECT session_id, {kind}_id FROM {kind} WHERE {kind}_id LIKE $like ESCAPE '!'"  # noqa: S608
    for kind in ("segment", "flag", "redaction")
}
"""The kinds of objects that can be found; ids end in random digits, so an end is enough."""


def find_object(project: Project, kind: str, name: str) -> tuple[str, str]:
    """The session id and the full id of a segment, flag or redaction.

    Raises NotFound, and UsageError where several go by that name.
    """
    matches = _matches(project, kind, name) if len(name) >= _SHORTEST_PART else []
    if len(matches) > 1:
        raise UsageError(
            f"{len(matches)} {kind}s begin or end with {name!r}", hint="Give more of the id."
        )
    if not matches:
        raise NotFound(f"there is no {kind} {name!r}", hint=f"`workbench {kind}s` lists them.")
    return matches[0]


def _matches(project: Project, kind: str, name: str) -> list[tuple[str, str]]:
    literal = name.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    connection = project.ledger.sql()
    found: set[tuple[str, str]] = set()
    for like in (f"{literal}%", f"%{literal}"):
        found.update(connection.execute(_QUERIES[kind], {"like": like}).fetchall())
    exact = [match for match in found if match[1] == name]
    return exact or sorted(found)
