"""The importer itself."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from workbench.errors import BadCapture
from workbench.plugin_api import OpenCapture


class AgentNetToolImporter:
    """Not written yet."""

    name = "agentnettool"
    version = "1"

    def recognises(self, source: Path) -> bool:
        """Whether it is one."""
        return False

    def files(self, source: Path) -> Sequence[Path]:
        """Its files."""
        return [source]

    def open(self, source: Path) -> AbstractContextManager[OpenCapture]:
        """Open it."""
        raise BadCapture("not written", hint="")
