"""Questions to the folded journal: which sessions there are, how they stand, where things are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class CataloguedSession:
    """A published session: whose it is, and the digest of what it was imported from."""

    session_id: str
    subject: str
    source_digest: str


class Catalogue:
    """Answers from one ledger's rows; opens no capture file and needs no key."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def sessions(self) -> list[CataloguedSession]:
        """Every published session, by id."""
        rows = self._ledger.sql().execute(
            "SELECT session_id, subject, source_digest FROM session ORDER BY session_id"
        )
        return [CataloguedSession(*row) for row in rows.fetchall()]

    def overview(self) -> list[Mapping[str, object]]:
        """Every session with its counts of tasks, flags and redactions, by time of recording."""
        found = self._ledger.sql().execute(_OVERVIEW)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def labels_in_use(self) -> Counter[str]:
        """How many segments have each label."""
        rows = self._ledger.sql().execute("SELECT labels FROM segment WHERE labels <> ''")
        return Counter(key for row in rows.fetchall() for key in str(row[0]).split(","))

    def named(self, kind: str, part: str) -> list[tuple[str, str]]:
        """Session and object ids of the segments, flags or redactions that go by this part.

        A part is the beginning or the end of an id; a whole id is found alone.
        """
        literal = part.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        patterns = {"start": f"{literal}%", "end": f"%{literal}"}
        rows = self._ledger.sql().execute(_NAMED[kind], patterns).fetchall()
        exact = [row for row in rows if row[1] == part]
        return [(row[0], row[1]) for row in exact or rows]

    def latest_ops(self, session_id: str | None, limit: int | None) -> list[tuple[str, int, int]]:
        """Where the latest admitted ops lie, of a session or all, the latest last."""
        rows = self._ledger.sql().execute(
            _LATEST, {"session_id": session_id, "limit": 2**62 if limit is None else limit}
        )
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]


_NAMED = {
    kind: f"""
        SELECT session_id, {kind}_id FROM {kind}
        WHERE {kind}_id LIKE $start ESCAPE '!' OR {kind}_id LIKE $end ESCAPE '!'
        ORDER BY ALL
    """  # noqa: S608
    for kind in ("segment", "flag", "redaction")
}

_LATEST = """
    SELECT writer, byte_start, byte_count
    FROM (
        SELECT writer, byte_start, byte_count, hlc_us
        FROM op
        WHERE $session_id IS NULL OR session_id = $session_id
        ORDER BY hlc_us DESC
        LIMIT $limit
    )
    ORDER BY hlc_us
"""

_OVERVIEW = """
    SELECT
        session.*,
        coalesce(task.tasks, 0) AS tasks,
        coalesce(task.tasks_done, 0) AS tasks_done,
        coalesce(flagged.open_flags, 0) AS open_flags,
        coalesce(flagged.flags, 0) AS flags,
        coalesce(hidden.redactions, 0) AS redactions
    FROM session
    LEFT JOIN (
        SELECT session_id,
               count(*) AS tasks,
               count(*) FILTER (
                   labels = 'not-a-task'
                   OR (labels <> '' AND has_instruction AND outcome <> '')
               ) AS tasks_done
        FROM segment WHERE tier = 'task' GROUP BY session_id
    ) AS task USING (session_id)
    LEFT JOIN (
        SELECT session_id, count(*) AS flags, count(*) FILTER (state = 'open') AS open_flags
        FROM flag GROUP BY session_id
    ) AS flagged USING (session_id)
    LEFT JOIN (
        SELECT session_id, count(*) AS redactions FROM redaction GROUP BY session_id
    ) AS hidden USING (session_id)
    ORDER BY recorded_at, session_id
"""
