"""Passwords without a label: what a person typed that is built as passwords are."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding, PassageSource
from workbench_rules.ordinary import COMMANDS, is_code_word, is_numbered, is_ordinary, is_plain_word
from workbench_rules.randomness import is_random
from workbench_rules.reading import Reading, lines_of

_TOKEN = re.compile(r"\S+")
_PART = re.compile(r"[^\s,]+")
_LEADING = "([{\"'`<*"
_TRAILING = ")]}\"'`>,.;:?*"
_FAVOURITES = re.compile(
    r"passw|letmein|qwert|asdf|zxcv|welcome|iloveyou|changeme|trustno|abc123|1q2w|q1w2|zaq1|1qaz|abcd?12|hunter|monkey"
    r"|dragon|secret|admin|sunshine|princess|football|baseball|superman|batman|starwars|shadow|master"
)
_LEET = str.maketrans("04@3!1$57+", "oaaeiisst" + "t")
_LOGIN_TITLE = re.compile(
    r"log[ -]?in|log[ -]?on|sign[ -]?in|sign[ -]?up|password|passphrase|passcode|unlock|2fa|mfa|otp"
    r"|two[ -]?factor|two[ -]?step|verif(?:y|ication)|authenticat|keyring|credential|vault|keychain"
    r"|kennwort|passwort|anmeld|connexion|mot de passe|iniciar sesi|contrase|accedi|senha|logowanie"
    r"|pinentry|sudo|security code",
    re.IGNORECASE,
)
_PROMPTING = re.compile(
    r"\s*(?:\S{0,64}[$#%>]\s)?(?:sudo|su|ssh|scp|sftp|passwd|mysql|mysqldump|mariadb|psql|pg_dump|gpg|gpg2"
    r"|kinit|ftp|telnet|cryptsetup|docker login|podman login|htpasswd|openssl"
    r"|ansible-vault|doas|rsync|login"
    r"|ssh-copy-id|ssh-add|ssh-keygen|smbclient|mount|npm login|npm adduser|az login"
    r"|vault login|read -\w*s\w*)(?![\w.(:=])(?!\s*[=(:])"
)
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTEST, _LONGEST, _LONGEST_TOKEN = 6, 64, 80


def typed_passwords(reading: Reading) -> Iterator[Finding]:
    """Password-like tokens of typed text and of a clipboard that holds one token alone."""
    if reading.source not in (PassageSource.TYPED, PassageSource.CLIPBOARD):
        return
    tokens = list(_TOKEN.finditer(reading.text))
    is_alone = len(tokens) == 1
    if not reading.is_typed and not is_alone:
        return
    is_few = len(tokens) <= 2 and not (tokens and tokens[0].group().lower() in COMMANDS)
    for token in _unlisted(tokens):
        text = token.group()
        if not _SHORTEST <= len(text) <= _LONGEST_TOKEN or (
            text.islower() and text.isalpha() and not is_few
        ):
            continue
        start, end = _trimmed(reading.text, token.start(), token.end(), is_alone=is_alone)
        start = _assigned(reading.text, start, end)
        is_label = reading.text[end : end + 1] in {":", "="}
        confidence, why = _suspicion(reading.text[start:end], is_few=is_few and not is_label)
        if confidence:
            yield Finding(start, end, "password", confidence, why)


def _unlisted(tokens: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The tokens, those that are lists with commas taken apart."""
    for token in tokens:
        if token.group().count(",") >= 2:
            yield from _PART.finditer(token.string, token.start(), token.end())
        else:
            yield token


def _trimmed(text: str, start: int, end: int, *, is_alone: bool) -> tuple[int, int]:
    """Without the brackets and stops that surround a token in a sentence."""
    if is_alone:
        return start, end
    while start < end and text[start] in _LEADING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return start, end


def _suspicion(token: str, *, is_few: bool) -> tuple[int, str]:
    """How much a token looks like a password, and why."""
    if not _SHORTEST <= len(token) <= _LONGEST:
        return 0, ""
    if _NOTORIOUS.fullmatch(token.lower().rstrip("!?.1")) and (is_few or not token.isalpha()):
        return 60, "among the most common passwords"
    if is_plain_word(token):
        return (35, "words joined as in a passphrase") if is_few and _is_phrase(token) else (0, "")
    if _VARIED.fullmatch(token) and _is_favourite(token.lstrip("#@"), at_start=True):
        return 55, "a common password with digits or symbols"
    if is_ordinary(token, is_few=is_few):
        return 0, ""
    return _built(token, is_few=is_few)


def _built(token: str, *, is_few: bool) -> tuple[int, str]:
    """The suspicion against a token that is nothing ordinary, by how it is built."""
    letters = any(character.isalpha() for character in token)
    digits = any(character.isdigit() for character in token)
    symbols = any(character in _SYMBOLS for character in token)
    if not letters or not (digits or symbols):
        return (40, "case mixed at random") if len(token) >= 10 and is_random(token) else (0, "")
    if (is_few or not is_code_word(token)) and _is_favourite(token):
        return 75, "a common password with digits or symbols"
    is_joined = not is_few and is_code_word(token)
    if symbols and not is_joined and (digits or len(token) >= 8):
        return (75 if digits else 50), "letters, digits and symbols mixed as in passwords"
    if digits and len(token) >= 7 and is_random(token):
        return 65, "letters and digits mixed at random"
    if is_numbered(token) or not digits:
        return 0, ""
    if is_few:
        return 45, "typed alone, letters and digits together"
    if _WORD_AND_YEAR.fullmatch(token):
        return 35, "a word and a number joined as in passwords"
    return 0, ""


_SYMBOLS = "!@#$%^&*?~+|\\§£€"


def _is_favourite(token: str, *, at_start: bool = False) -> bool:
    """Whether a favourite of password lists is in it, also where digits stand for letters."""
    seek = _FAVOURITES.match if at_start else _FAVOURITES.search
    lower = token.lower()
    return bool(seek(lower) or seek(lower.translate(_LEET)))


# One word with digits or symbols in it, unlike the names that code and files join.
_VARIED = re.compile(r"(?=\D*\d|[a-zA-Z]+[@$])[#@$]?[A-Za-z][A-Za-z0-9@$]*[A-Za-z0-9][!?*#$]{0,3}")
_NOTORIOUS = re.compile(
    r"letmein|qwert[yz](?:uiop)?|iloveyou|changeme|trustno|asdfgh(?:jkl)?|zxcvbn\w*|passwor[dt]s?|pa\$\$word"
)
_WORD_AND_YEAR = re.compile(r"(?:[A-Z][a-z]{3,}){1,3}\d{2,4}|[a-z]{4,16}(?:\d{3}|19\d\d|20\d\d)")


def _is_phrase(token: str) -> bool:
    return (token.count("-") >= 3 and len(token) >= 18) or (
        "&" in token.strip("&") and len(token) >= 8
    )


_ASSIGNMENT = re.compile(r"[A-Za-z_][\w.\[\]-]{0,40}[-+:*/]?=['\"]?(?P<value>[^=\s]{6,64})")


def _assigned(text: str, start: int, end: int) -> int:
    """Where the value begins if the token assigns one, else where the token does."""
    assignment = _ASSIGNMENT.fullmatch(text, start, end)
    return assignment.start("value") if assignment else start


_PROMPT_TITLE = "password prompt"


def login_typing(reading: Reading) -> Iterator[Finding]:
    """Whole lines typed where a window or a command before asks for a secret."""
    if not reading.is_typed:
        return
    at_login = bool(_LOGIN_TITLE.search(reading.window_title))
    # Whatever answers such a prompt is a secret, the two digits of a cut line too.
    shortest = 1 if reading.window_title.startswith(_PROMPT_TITLE) else 4
    is_prompted = False
    for start, line in lines_of(reading.text):
        entered = line.strip()
        if shortest <= len(entered) <= _LONGEST and not _MAILBOX.fullmatch(entered):
            begin = start + line.index(entered)
            if at_login:
                yield Finding(
                    begin,
                    begin + len(entered),
                    "password",
                    50,
                    "typed in a window that asks to log in",
                )
            elif is_prompted and _may_answer(entered):
                yield Finding(
                    begin,
                    begin + len(entered),
                    "password",
                    60,
                    "typed after a command that asks for a secret",
                )
        if entered:
            is_prompted = bool(_PROMPTING.match(line))


def _may_answer(entered: str) -> bool:
    return " " not in entered and entered.lower() not in COMMANDS and not entered.startswith("./")
