"""The examples on the pages work as they stand."""

import re
import shlex
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import typer.main
from typer.core import TyperGroup

from workbench.cli.main import make_app
from workbench.cli.pages import PAGES
from workbench.config import load_settings
from workbench.domain.event import EventKind
from workbench.errors import BadCapture
from workbench.plugin_api import Importer
from workbench.services.consenting import read_consent_file
from workbench.services.importing import Imported, import_capture
from workbench.services.ontologies import read_ontology_file
from workbench.tui.commands import check_keys

if TYPE_CHECKING:
    from tests.conftest import Team

DOCS = Path(__file__).resolve().parents[2] / "docs"
TYPED = "mail ines.quiroga@example.org"


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def keylog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importer:
    """The importer of the plugin guide, made from its page and installed from its own lines."""
    (source,) = (block for block in blocks("plugins.md", "python") if "class Keylog" in block)
    (points,) = blocks("plugins.md", "toml")
    site = tmp_path / "site"
    about = site / "workbench_keylog-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Name: workbench-keylog\nVersion: 1\n")
    group, line = re.findall(r'"([\w.]+)"\]\n(.*)\n', points)[0]
    (about / "entry_points.txt").write_text(f"[{group}]\n{line.replace(chr(34), '')}\n")
    (site / "workbench_keylog.py").write_text(source)
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    module = ModuleType("workbench_keylog")
    exec(source, vars(module))
    importer: Importer = module.KeylogImporter()
    return importer


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A key log, two of its lines out of order."""
    lines = [f"{1000 + 90 * index}\t{character}" for index, character in enumerate(TYPED)]
    lines[0], lines[1] = lines[1], lines[0]
    path = tmp_path / "monday.log"
    path.write_text("\n".join(["keylog 1", *lines]) + "\n")
    return path


def test_the_importer_of_the_plugin_guide_keeps_the_promise(keylog: Importer, log: Path) -> None:
    with keylog.open(log) as opened:
        events = list(opened.events())
        warnings = [warning.code for warning in opened.warnings()]
        others = [*opened.windows(), *opened.frames()]

    assert keylog.recognises(log)
    assert not keylog.recognises(DOCS)
    assert keylog.files(log) == [log]
    assert "".join(e.text or "" for e in events if e.kind is EventKind.PRESS) == TYPED
    assert [e.t_us for e in events] == sorted(e.t_us for e in events)
    assert len({e.event_id for e in events}) == len(events) == 2 * len(TYPED)
    assert (warnings, others) == (["unsorted"], [])


def test_the_importer_of_the_plugin_guide_refuses_a_broken_log(
    keylog: Importer, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.log"
    broken.write_text("keylog 1\nnot a time\tsecret\n")

    with pytest.raises(BadCapture) as caught, keylog.open(broken):
        pass

    assert "secret" not in f"{caught.value.message}{caught.value.hint}"


def test_a_plugin_registered_as_the_guide_says_is_found_and_imports(
    keylog: Importer, log: Path, team: "Team"
) -> None:
    imported = import_capture(team.open(), log, subject="p-01")

    assert isinstance(imported, Imported)
    assert (imported.format, imported.actions) == (keylog.name, 1)
    session = team.session("lea", imported.session_id)
    assert [action.text for action in session.capture.actions] == [TYPED]
    assert [flag.kind for flag in session.flags()] == ["email"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_example_of_a_command_is_understood_by_it(name: str) -> None:
    program, *given = shlex.split(PAGES[name].example)
    command = typer.main.get_command(make_app())

    path = [program]
    while isinstance(command, TyperGroup):
        context = command.make_context(path[-1], given)
        left = [*context._protected_args, *context.args]
        if not left:
            break
        found, inner, given = command.resolve_command(context, left)
        assert found is not None
        assert inner is not None
        command, path = inner, [*path, found]
    else:
        command.make_context(path[-1], given)

    assert " ".join(path[1:]) == name


def test_the_settings_of_the_user_guide_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text,) = (block for block in blocks("user-guide.md", "toml") if "[keys]" in block)
    monkeypatch.setattr("workbench.config.user_config_path", lambda _: tmp_path)
    for name in ("WORKBENCH_PROJECT", "WORKBENCH_USER", "WORKBENCH_THEME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config.toml").write_text(text)

    settings = load_settings()
    check_keys(settings.keys)

    assert (settings.user, settings.theme) == ("ana", "workbench-light")
    assert settings.keys["desk.segments.split"] == "enter,f9"


def test_the_ontology_of_the_user_guide_is_one(tmp_path: Path) -> None:
    (text,) = (block for block in blocks("user-guide.md", "toml") if "[[labels]]" in block)
    (tmp_path / "labels.toml").write_text(text)

    (label,) = read_ontology_file(tmp_path / "labels.toml").labels

    assert (label.key, label.digit) == ("invoice", 1)


def test_the_consent_of_the_privacy_guide_is_one(tmp_path: Path) -> None:
    (text,) = blocks("privacy.md", "json")
    (tmp_path / "consent.json").write_text(text)

    subject, terms = read_consent_file(tmp_path / "consent.json")

    assert (subject, terms.until) == ("p-01", date(2031, 12, 31))
    assert len(terms.scopes) == 3
