"""Where each person left each session: remembered on their machine, never in the project."""

import json
from pathlib import Path

from workbench.errors import StorageFailed
from workbench.store.files import read_json, write_atomic


class Playheads:
    """The positions of one person, by session; losing them loses nothing that matters."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._positions = _read(path)

    def position_us(self, session_id: str) -> int:
        """Where the session was left, 0 where it never was."""
        return self._positions.get(session_id, 0)

    def remember(self, session_id: str, position_us: int) -> None:
        """Keep a position; a disk that refuses is no reason to stop anybody."""
        if self._positions.get(session_id) == position_us:
            return
        self._positions[session_id] = position_us
        data = json.dumps(self._positions, sort_keys=True).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomic(self._path, data, mode=0o600)
        except (OSError, StorageFailed):
            return


def _read(path: Path) -> dict[str, int]:
    try:
        fields = read_json(path)
    except (OSError, ValueError):
        return {}
    if not isinstance(fields, dict):
        return {}
    return {str(name): value for name, value in fields.items() if isinstance(value, int)}
