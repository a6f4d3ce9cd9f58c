"""A small valid capture of every format that is read, each the shape its recorder writes.

Nothing of Workbench is imported here: where coverage is watched, it must be loaded later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from tests.badinput.small_agents import (
    agentnet,
    agentnet_bench,
    openadapt_flow,
    osworld,
    osworld_manual,
    pctracker,
)
from tests.badinput.small_desktops import agentnettool, duckdb_schema, ducktrack
from tests.badinput.small_openadapt import (
    openadapt,
    openadapt_film,
    openadapt_killed,
    openadapt_legacy,
    openadapt_store,
)
from tests.badinput.small_streams import (
    asciicast_v1,
    asciicast_v2,
    asciicast_v3,
    rrweb_array,
    rrweb_lines,
    rrweb_wrapped,
)


@dataclass(frozen=True, slots=True)
class Small:
    """A capture in the making: who reads it, and what writes it into a folder of its own.

    `build` gives the path to import, the folder or a file in it.
    """

    name: str
    importer: str
    build: Callable[[Path], Path]


_DRAWN = (
    Small("agentnet", "agentnet", agentnet),
    Small("agentnet-bench", "agentnet", agentnet_bench),
    Small("agentnettool", "agentnettool", agentnettool),
    Small("asciicast-v1", "asciicast", asciicast_v1),
    Small("asciicast-v2", "asciicast", asciicast_v2),
    Small("asciicast-v3", "asciicast", asciicast_v3),
    Small("duckdb", "duckdb", duckdb_schema),
    Small("ducktrack", "ducktrack", ducktrack),
    Small("openadapt", "openadapt", openadapt),
    Small("openadapt-film", "openadapt", openadapt_film),
    Small("openadapt-killed", "openadapt", openadapt_killed),
    Small("openadapt-legacy", "openadapt-legacy", openadapt_legacy),
    Small("openadapt-store", "openadapt-store", openadapt_store),
    Small("openadapt-flow", "openadapt-flow", openadapt_flow),
    Small("osworld", "osworld", osworld),
    Small("osworld-manual", "osworld", osworld_manual),
    Small("pctracker", "pctracker", pctracker),
    Small("rrweb-array", "rrweb", rrweb_array),
    Small("rrweb-lines", "rrweb", rrweb_lines),
    Small("rrweb-wrapped", "rrweb", rrweb_wrapped),
)
_READ = entry_points(group="workbench.importers").names
SMALL = tuple(small for small in _DRAWN if small.importer in _READ)
"""Those that an importer which is installed reads."""
BY_NAME = {small.name: small for small in SMALL}
