"""The documentation names everything that people can use: a change without its page fails here."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from workbench import config, plugins
from workbench.cli.main import main, make_app
from workbench.cli.pages import PAGES
from workbench.config import Settings
from workbench.domain.flag import FLAG_REASONS, KEEP_REASONS
from workbench.tui.commands import ALL, Command, key_sign

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SERVICES = Path(config.__file__).parent / "services"
GROUPS = sorted({f"{c.screen}.{c.group}" for c in ALL})
EVERYWHERE = {"--help", "--project", "--keyring", "--as", "--json", "--debug"}
GATES = {
    "gates.py": {"subject_gate", "session_gates", "screens_gate"},
    "planning.py": {"_planned", "_judge", "_judge_tasks", "_task_gate", "_refusals"},
}


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def key_table(commands: Iterable[Command]) -> str:
    """The table of some keys as the user guide has it."""
    lines = ["| key | what it does | id | needs |", "|---|---|---|---|"]
    for c in commands:
        keys = " ".join(f"`{key_sign(key)}`" for key in c.keys.split(","))
        lines.append(f"| {keys} | {c.help} | `{c.id}` | {c.permission or ''} |")
    return "\n".join(lines)


@cache
def commands() -> dict[str, TyperCommand | TyperGroup]:
    """Every command by its path."""
    found: dict[str, TyperCommand | TyperGroup] = {}
    waiting = [("workbench", typer.main.get_command(make_app()))]
    while waiting:
        path, command = waiting.pop()
        assert isinstance(command, TyperCommand | TyperGroup)
        found[path] = command
        inner = getattr(command, "commands", {})
        waiting += [(f"{path} {name}", sub) for name, sub in inner.items() if not sub.hidden]
    return found


def verbs() -> dict[str, set[str]]:
    """Every command by its path, with the options of its own."""
    return {
        path: {o for p in c.params for o in (*p.opts, *p.secondary_opts) if o[:2] == "--"}
        - EVERYWHERE
        for path, c in commands().items()
    }


def command_page(path: str) -> str:
    """The section of a command as the page of commands has it: what its help says, in its order."""
    name = path.removeprefix("workbench ")
    command = commands()[path]
    about = " ".join((command.help or "").split())
    inner = [f"`{verb}`" for verb in getattr(command, "commands", {})]
    verbs_told = f" Verbs: {', '.join(inner)}." if inner else ""
    lines: list[str] = []
    for given in command.params:
        if isinstance(given, TyperArgument):
            lines.append(f"- `{given.metavar}`: {_marked(given.help or '')}")
        elif isinstance(given, TyperOption) and not EVERYWHERE & set(given.opts):
            spelt = f"{given.opts[0]} {given.metavar or ''}".rstrip()
            lines.append(f"- `{spelt}`: {_marked(given.help or '')}{' Required.' * given.required}")
    parts = [f"## {path}", _marked(about) + verbs_told, "\n".join(lines)]
    if name in PAGES:
        parts.append(f"```sh\n{PAGES[name].example}\n```")
    return "\n\n".join(part for part in parts if part) + "\n"


def _marked(text: str) -> str:
    """The text as Markdown has it: options as code, also where the help does without quotes."""
    parts = text.split("`")
    parts[::2] = [re.sub(r"--[a-z-]+", r"`\g<0>`", part) for part in parts[::2]]
    return "`".join(parts)


def sections() -> list[str]:
    """Every page cut at its headings."""
    texts = [path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))]
    return [part for text in texts for part in re.split(r"^#+ ", text, flags=re.MULTILINE)]


def reasons(path: Path, functions: set[str]) -> Iterator[str]:
    """The words of every reason that these functions give for leaving something behind."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.name in functions:
            for node in ast.walk(function):
                given: Iterable[ast.expr | None] = ()
                if isinstance(node, ast.Return | ast.Yield):
                    given = [node.value]
                elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Excluded":
                    given = node.args[2:]
                for value in given:
                    for part in ast.walk(value) if isinstance(value, _TEXTS) else ():
                        if isinstance(part, ast.Constant) and isinstance(part.value, str):
                            yield part.value


_TEXTS = ast.Constant | ast.JoinedStr


@pytest.mark.parametrize("group", GROUPS)
def test_the_user_guide_has_every_key_of_a_group_with_its_id(group: str) -> None:
    table = key_table(c for c in ALL if f"{c.screen}.{c.group}" == group)

    assert f"<!-- keys: {group} -->\n{table}\n<!-- end -->" in page("user-guide.md"), table


@pytest.mark.parametrize("path", sorted(verbs()))
def test_a_command_and_its_options_are_documented_together(path: str) -> None:
    about = [part for part in sections() if re.search(rf"{path}(?![\w-])", part)]

    missing = [o for o in sorted(verbs()[path]) if not any(o in part for part in about)]

    assert about, f"{path} is on no page"
    assert not missing, f"{path} is documented without {missing}"


@pytest.mark.parametrize("path", sorted(set(verbs()) - {"workbench"}))
def test_the_page_of_commands_has_what_the_help_prints_word_for_word(path: str) -> None:
    wanted = command_page(path)

    assert wanted in page("commands.md"), wanted


@pytest.mark.parametrize("path", sorted(set(verbs()) - {"workbench"}))
def test_the_help_prints_the_whole_page_and_its_example(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = path.removeprefix("workbench ")

    assert main([*name.split(), "--help"]) == 0

    printed = capsys.readouterr().out
    assert "".join((commands()[path].help or "").split()) in "".join(printed.split())
    if not hasattr(commands()[path], "commands"):
        assert printed.endswith(f"Example:\n    {PAGES[name].example}\n")


def test_no_page_is_of_a_command_that_there_is_not() -> None:
    assert {f"workbench {name}" for name in PAGES} <= set(verbs())


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_a_page_names_no_command_that_there_is_not(name: str) -> None:
    known = {path.split()[1] for path in verbs() if " " in path}
    code = re.findall(r"^```.*?^```$|`[^`\n]+`", page(name), re.DOTALL | re.MULTILINE)

    named = {verb for text in code for verb in re.findall(_COMMAND, text, re.MULTILINE)}

    assert not named - known


_COMMAND = r"(?:^|`)workbench(?: --(?:project|as|keyring) \S+)* ([a-z]+)"


def test_every_setting_and_every_variable_is_in_the_user_guide() -> None:
    guide = page("user-guide.md")
    variables = set(re.findall(r"WORKBENCH_[A-Z]+", Path(config.__file__).read_text("utf-8")))
    settings = {field.name for field in fields(Settings)} - {"config_dir", "state_dir"}

    assert not [name for name in sorted(variables | settings) if f"`{name}`" not in guide]


def test_every_plugin_is_named_on_the_page_about_plugins() -> None:
    names = [name for kind in plugins.KINDS for name in plugins.plugin_names(kind)]

    assert names
    assert not [name for name in names if f"`{name}`" not in page("plugins.md")]


@pytest.mark.parametrize("module", sorted(GATES))
def test_every_reason_for_staying_behind_is_in_the_privacy_guide(module: str) -> None:
    words = [w.strip() for w in reasons(SERVICES / module, GATES[module]) if len(w.strip()) > 3]

    assert len(words) > 5
    assert not [w for w in words if w not in page("privacy.md")]


def test_every_reason_key_is_in_the_user_guide() -> None:
    kinds = [f"| `{key}` | {kind}: {what} |" for key, (kind, what) in FLAG_REASONS.items()]
    keeps = [f"| `{key}` | {what} |" for key, what in KEEP_REASONS.items()]

    assert not [row for row in (*kinds, *keeps) if row not in page("user-guide.md")]
