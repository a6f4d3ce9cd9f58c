"""Finding plugins by their entry points: their names, exactly one, or all of a kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from workbench.errors import PluginFailed, PluginUnavailable, WorkbenchError
from workbench.plugin_api import Detector, Exporter, Importer

KINDS = ("importers", "detectors", "exporters")


def plugin_names(kind: str) -> list[str]:
    """The names of the installed plugins of a kind, sorted; imports none of them."""
    return sorted(_points(kind))


def importer(name: str) -> Importer:
    """The importer of that name; raises PluginUnavailable or PluginFailed."""
    return cast("Importer", _load("importers", name))


def importers() -> list[Importer]:
    """Every importer that can be loaded, by name; `broken` tells of the others."""
    problems = broken("importers")
    return [importer(name) for name in plugin_names("importers") if name not in problems]


def broken(kind: str) -> dict[str, WorkbenchError]:
    """Why plugins of a kind cannot be loaded, by name; nothing where all can."""
    tried = ((name, _problem(kind, name)) for name in plugin_names(kind))
    return {name: problem for name, problem in tried if problem is not None}


def detectors() -> list[Detector]:
    """Every detector, by name: one that cannot be loaded is an error, never left out.

    Raises PluginUnavailable where none is installed: nobody would have looked.
    """
    names = plugin_names("detectors")
    if not names:
        raise PluginUnavailable(
            "no detector is installed: nobody would look for sensitive text",
            hint="Install session-workbench again.",
        )
    return [cast("Detector", _load("detectors", name)) for name in names]


def exporter(name: str) -> Exporter:
    """The exporter of that name; raises PluginUnavailable or PluginFailed."""
    return cast("Exporter", _load("exporters", name))


def plugin_table() -> list[dict[str, str]]:
    """Kind, name, version and package of every plugin, without importing any."""
    return [
        {
            "kind": kind,
            "name": name,
            "package": point.dist.name if point.dist else "",
            "version": point.dist.version if point.dist else "",
        }
        for kind in KINDS
        for name, points in sorted(_points(kind).items())
        for point in points
    ]


@contextmanager
def plugin_call(kind: str, name: str, hint: str) -> Iterator[None]:
    """Turn whatever a plugin raises into PluginFailed; our own errors pass as they are.

    What a plugin says of its failure is dropped: it may quote what it was looking at.
    """
    try:
        yield
    except (WorkbenchError, OSError, GeneratorExit):
        raise
    except Exception as error:  # noqa: BLE001  - this is the one place that may
        message = f"the {kind} {name!r} failed ({type(error).__name__})"
        raise PluginFailed(message, hint=hint) from None


def _points(kind: str) -> dict[str, list[EntryPoint]]:
    """The entry points of a kind by name; more than one where packages bring a name twice."""
    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=f"workbench.{kind}"):
        known = points.setdefault(point.name, [])
        if all(point.value != other.value for other in known):
            known.append(point)
    return points


def _problem(kind: str, name: str) -> WorkbenchError | None:
    """Why a plugin cannot be loaded."""
    try:
        _load(kind, name)
    except WorkbenchError as error:
        return error
    return None


def _load(kind: str, name: str) -> object:
    points = _points(kind).get(name, [])
    if not points:
        known = ", ".join(plugin_names(kind)) or "none"
        raise PluginUnavailable(
            f"there is no {kind.removesuffix('s')} {name!r}", hint=f"Installed: {known}."
        )
    if len(points) > 1:
        raise PluginUnavailable(
            f"two packages bring {kind} named {name!r}", hint="Remove one of them."
        )
    with plugin_call(kind.removesuffix("s"), name, "Update or remove the plugin."):
        try:
            made: object = points[0].load()()
        except ImportError as error:
            raise PluginUnavailable(
                f"the {kind.removesuffix('s')} {name!r} needs {error.name or 'a package'!r}",
                hint=f"Install the extra that {name!r} names.",
            ) from error
        except OSError as error:
            raise PluginFailed(
                f"the {kind.removesuffix('s')} {name!r} failed ({type(error).__name__})",
                hint="Update or remove the plugin.",
            ) from None
    return made
