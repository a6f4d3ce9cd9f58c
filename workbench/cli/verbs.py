"""How a function becomes a command: it gets a Door, and its command takes the common options."""

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from workbench.cli.door import Door
from workbench.cli.errors import cancelled
from workbench.cli.pages import epilog, whole_help
from workbench.cli.sections import Verbs
from workbench.errors import UsageError

Verb: TypeAlias = Callable[..., int | None]
"""Called with a Door and its own options; returns an exit status, None for 0."""


PROGRAM = "workbench"
"""What one types to run any of this."""


class PipeClosed(Exception):
    """Whoever read our output has left; nothing is to be said."""


def verb(app: typer.Typer, name: str, function: Verb) -> None:
    """Make a function a command of that name; its docstring begins the command's help."""

    def run(ctx: typer.Context, **given: object) -> int:
        ctx.obj = _door(given).over(ctx.obj)
        return _run(function, ctx.obj, given)

    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    path = f"{app.info.name} {name}".removeprefix(f"{PROGRAM} ")
    about = whole_help(inspect.getdoc(function) or "", path)
    app.command(name, help=about, epilog=epilog(path))(_signed(run, own))


def noun(app: typer.Typer, name: str, about: str, bare: Verb | None = None) -> typer.Typer:
    """A group of verbs; `bare` is what the noun alone does, else it takes a verb."""
    group = typer.Typer(
        name=name,
        cls=Verbs,
        rich_markup_mode=None,
        add_completion=False,
        invoke_without_command=True,
    )
    opened(group, about, bare)
    app.add_typer(group, name=name, help=about, epilog=epilog(name))
    return group


def opened(group: typer.Typer, about: str, bare: Verb | None) -> None:
    """Let a group take the common options before its verbs."""

    def run(ctx: typer.Context, **given: object) -> int:
        ctx.obj = _door(given).over(ctx.obj)
        if ctx.invoked_subcommand is not None:
            return 0
        if bare is None:
            path = ctx.command_path
            raise UsageError(f"`{path}` takes a verb", hint=f"`{path} --help` lists them.")
        return _run(bare, ctx.obj, given)

    own = list(inspect.signature(bare, eval_str=True).parameters.values())[1:] if bare else []
    group.callback(invoke_without_command=True, help=about)(_signed(run, own))


def _run(function: Verb, door: Door, given: dict[str, object]) -> int:
    try:
        return function(door, **given) or 0
    except KeyboardInterrupt:
        raise cancelled() from None
    except BrokenPipeError:
        raise PipeClosed from None


def _door(given: dict[str, object]) -> Door:
    """Take the common options out of what was given."""
    project, keyring, user = (given.pop(name) for name in ("project_dir", "keyring", "user"))
    return Door(
        project_dir=project if isinstance(project, Path) else None,
        keyring=keyring if isinstance(keyring, Path) else None,
        user=user if isinstance(user, str) else None,
        as_json=given.pop("as_json") is True,
        debug=given.pop("debug") is True,
    )


def _signed(run: Callable[..., int], own: Iterable[inspect.Parameter]) -> Callable[..., int]:
    """The function with a signature from which the parser can be made."""
    context = inspect.Parameter("ctx", _KEYWORD, annotation=typer.Context)
    keywords = [parameter.replace(kind=_KEYWORD) for parameter in own]
    vars(run)["__signature__"] = inspect.Signature([context, *keywords, *_COMMON])
    return run


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _option(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, _KEYWORD, annotation=annotation, default=default)


_COMMON = (
    _option(
        "project_dir",
        Annotated[
            Path | None,
            typer.Option("--project", metavar="DIR", help="The project [WORKBENCH_PROJECT]."),
        ],
        None,
    ),
    _option(
        "keyring",
        Annotated[
            Path | None,
            typer.Option("--keyring", metavar="DIR", help="Its keyring [WORKBENCH_KEYRING]."),
        ],
        None,
    ),
    _option(
        "user",
        Annotated[
            str | None, typer.Option("--as", metavar="NAME", help="Who acts [WORKBENCH_USER].")
        ],
        None,
    ),
    _option(
        "as_json",
        Annotated[bool, typer.Option("--json", help="Print one JSON document.")],
        False,
    ),
    _option(
        "debug",
        Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")],
        False,
    ),
)
