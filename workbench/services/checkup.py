"""What commonly goes wrong on a machine or with a project, looked at in turn; names nobody."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from workbench import __version__, plugins
from workbench.config import Settings
from workbench.errors import PluginUnavailable, WorkbenchError
from workbench.store.identity import load_identity
from workbench.store.project import Project

_LOW_SPACE_BYTES = 1_000_000_000
_PACKAGES = ("duckdb", "pyarrow", "av", "textual", "pillow", "cryptography")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def check_up(settings: Settings) -> list[Check]:
    """Every check, whatever the others say."""
    return [*_machine(settings), *_project(settings)]


def _machine(settings: Settings) -> Iterator[Check]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("workbench", True, f"{__version__} on Python {python}")
    yield Check("packages", True, ", ".join(f"{name} {version(name)}" for name in _PACKAGES))
    for kind in plugins.KINDS:
        yield _tried(kind, partial(_loaded, kind))
    yield _tried("identity", partial(_identity, settings))


def _project(settings: Settings) -> Iterator[Check]:
    try:
        project = Project.open(settings)
    except WorkbenchError as error:
        yield Check("project", False, f"{error.message}. {error.hint}")
        return
    sessions = len(project.ledger.tables.session_ids())
    yield Check("project", True, f"{sessions} sessions, {project.ledger.tables.op_count()} ops")
    yield Check("keyring", True, f"{len(project.keyring.subjects())} subjects have keys")
    yield _journal(project)
    kept = "kept" if project.is_remembering else "cannot be kept: the end of a file may go unseen"
    yield Check("memory", project.is_remembering, f"what was seen of the journal is {kept}")
    yield _staging(project.root)
    yield _space(project.root)
    project.close()


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except WorkbenchError as error:
        return Check(name, False, f"{error.message}. {error.hint}")


def _loaded(kind: str) -> str:
    """The names of a kind; raises PluginUnavailable with each that cannot be loaded."""
    problems = plugins.broken(kind)
    if problems:
        told = (f"{name}: {problem.message}" for name, problem in problems.items())
        raise PluginUnavailable("; ".join(told), hint=next(iter(problems.values())).hint)
    if kind == "detectors":
        plugins.detectors()
    return ", ".join(plugins.plugin_names(kind)) or "none installed"


def _identity(settings: Settings) -> str:
    identity = load_identity(settings.identities_dir, settings.user)
    return "is here" if identity else "none of that name yet; `workbench whoami` makes one"


def _journal(project: Project) -> Check:
    aside = len(project.ledger.state.set_aside)
    told = [f"{aside} ops set aside"] if aside else []
    told += [f"{loss.writer}: {loss.reason}" for loss in project.losses()]
    if not told and project.damage():
        told = ["ops wait for others that are not here"]
    return Check("journal", not told, "; ".join(told) or "every op counts")


def _staging(root: Path) -> Check:
    left = sum(1 for path in (root / "staging").glob("*") if path.is_dir())
    detail = f"{left} imports under way or cut off; the next import sweeps" if left else "empty"
    return Check("staging", not left, detail)


def _space(root: Path) -> Check:
    free = shutil.disk_usage(root).free
    return Check("disk", free >= _LOW_SPACE_BYTES, f"{free / 1e9:.1f} GB free")
