"""Arguments and options that several verbs share, under one name and one help text."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from workbench.cli.complete import session_ids

_A_SESSION = "A session's id or its title, or the beginning of it."

SessionArg: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="SESSION", help=_A_SESSION, autocompletion=session_ids),
]
OptionalSessionArg: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="[SESSION]", help=_A_SESSION, autocompletion=session_ids),
]
SessionsArg: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SESSION]...", help="Sessions.", autocompletion=session_ids),
]
AtOpt: TypeAlias = Annotated[str, typer.Option("--at", metavar="T", help="The moment.")]
CommentOpt: TypeAlias = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help="What goes on record with it.")
]
ForceOpt: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
FileArg: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help="The file.")]
ReasonOpt: TypeAlias = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; it goes on record.")
]
SubjectArg: TypeAlias = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="The recorded person's pseudonym.")
]
