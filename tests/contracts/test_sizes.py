"""The house stays small: no long module, no long function, no god class, nothing undocumented."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("workbench", "plugins")
    for path in (ROOT / folder).rglob("*.py")
)
MODULE_LINES, FUNCTION_LINES, CLASS_METHODS = 500, 60, 25

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def public(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """The public functions, classes and methods, by their names; not what functions hold."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{owner}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short_and_says_what_it_is_for(module: str) -> None:
    lines = (ROOT / module).read_text("utf-8").count("\n")

    assert lines <= MODULE_LINES
    assert ast.get_docstring(parsed(module))


@pytest.mark.parametrize("module", MODULES)
def test_no_function_is_long(module: str) -> None:
    lengths = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions(parsed(module))}

    assert not {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES}


@pytest.mark.parametrize("module", MODULES)
def test_no_class_has_grown_into_a_god(module: str) -> None:
    counts = {c.name: sum(isinstance(n, Function) for n in c.body) for c in classes(parsed(module))}

    assert not {name: count for name, count in counts.items() if count > CLASS_METHODS}


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_a_docstring(module: str) -> None:
    bare = [name for name, node in public(parsed(module).body) if not ast.get_docstring(node)]

    assert not bare
