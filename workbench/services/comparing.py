"""Comparing a release's rows with what the project would release now, pixel by pixel."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.domain.exposure import Exposure
from workbench.domain.geometry import Box
from workbench.domain.release import Row, Scope
from workbench.domain.segment import Segment
from workbench.errors import BadCapture, KeyUnavailable, NotFound
from workbench.services import replaying, reviewing
from workbench.services.leaks import as_plain
from workbench.services.rows import RowStyle, rows_of_task
from workbench.services.session import Session
from workbench.store.project import Project

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Comparison:
    """Follows a release's rows in their order; one session is open at a time.

    A session that has changed since its approval, or whose keys are gone, is not compared row
    by row; its redactions, as far as they can be read, are still looked for in the pixels.
    """

    def __init__(self, project: Project, manifest: dict[str, Any]) -> None:
        self._project = project
        self._entries = {entry["session_id"]: entry for entry in manifest["sessions"]}
        self._style = RowStyle(
            f"{manifest['name']}@{manifest['version']}",
            manifest["coords"],
            frozenset(Scope(scope) for scope in manifest["scopes"]),
        )
        self._session: Session | None = None
        self._hidden: Exposure | None = None
        self._task = ""
        self._expected: Iterator[Row] | None = None

    def problems(
        self, row: dict[str, Any], image: "NDArray[np.uint8] | None"
    ) -> Iterator[tuple[str, str]]:
        """What is wrong with a row, as code and detail."""
        session = self._opened(str(row["session_id"]))
        if session is None or self._hidden is None:
            return
        if image is not None and row.get("image_t_us") is not None:
            yield from self._unfilled(session, int(row["image_t_us"]), image, self._hidden)
        expected = self._next_expected(session, str(row["task_id"]), self._hidden)
        if expected is not None:
            yield from _differences(row, image, expected)

    def close(self) -> None:
        """Let go of the session that is open."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _opened(self, session_id: str) -> Session | None:
        if self._session is not None and self._session.session_id == session_id:
            return self._session
        self.close()
        self._task, self._hidden = "", None
        try:
            self._session = Session(self._project, session_id)
            self._hidden = replaying.exposure(self._session)
        except (KeyUnavailable, NotFound):
            self.close()
        return self._session

    def _unfilled(
        self, session: Session, t_us: int, image: "NDArray[np.uint8]", hidden: Exposure
    ) -> Iterator[tuple[str, str]]:
        from workbench.media.masks import is_filled

        shot = replaying.raw_shot_at(session, t_us)
        height, width = image.shape[:2]
        for mask in replaying.masks_on(session, shot.frame_no, hidden):
            box = (mask.box or Box(0, 0, width, height)).clipped(width, height)
            if box is not None and not is_filled(image, box):
                yield "unredacted", "a redacted part of its image is not filled"

    def _next_expected(self, session: Session, task_id: str, hidden: Exposure) -> Row | None:
        if task_id != self._task:
            self._task = task_id
            task = self._task_as_approved(session, task_id)
            self._expected = (
                rows_of_task(session, task, hidden, self._style) if task is not None else None
            )
        return next(self._expected, None) if self._expected is not None else None

    def _task_as_approved(self, session: Session, task_id: str) -> Segment | None:
        entry = self._entries.get(session.session_id)
        if entry is None or reviewing.current_digest(session) != entry["approved_digest"]:
            return None
        return next((s for s in session.segments() if s.segment_id == task_id), None)


def withdrawn_since(project: Project, manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Sessions in a release whose subject may not be in one today, with the reason."""
    from workbench.services.gates import subject_gate

    today = date.fromisoformat(manifest["decided_on"])
    found = []
    for entry in manifest["sessions"]:
        session_id = entry["session_id"]
        record = project.ledger.records(session_id).get("session", session_id)
        reason = subject_gate(project, record.text("subject"), manifest["purpose"], today)
        if reason:
            found.append((session_id, reason))
    return found


def decoded(data: object) -> "NDArray[np.uint8] | None":
    """A row's image as pixels, None for a row without one; raises BadCapture."""
    from workbench.media.images import decode_image

    if data is None:
        return None
    if not isinstance(data, bytes):
        raise BadCapture("an image is not stored as bytes", hint="The release is damaged.")
    return decode_image(data)


def _differences(
    row: dict[str, Any], image: "NDArray[np.uint8] | None", expected: Row
) -> Iterator[tuple[str, str]]:
    wanted = as_plain(asdict(expected))
    for name, value in as_plain(row).items():
        if name in wanted and _plain(value) != _plain(wanted[name]):
            yield "differs", f"{name} is not what was approved"
    if "image" in row and not _same_pixels(image, expected.image):
        yield "differs", "its image is not what was approved"


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _same_pixels(image: "NDArray[np.uint8] | None", expected: bytes | None) -> bool:
    wanted = decoded(expected)
    if image is None or wanted is None:
        return image is None and wanted is None
    return image.shape == wanted.shape and bool((image == wanted).all())
