"""How random a token looks: made by a machine, or words strung together."""

import re

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+")
_DIGIT_RUN = re.compile(r"\d+")


def pieces(token: str) -> list[str]:
    """The token's words, digit groups and other runs, split where the case changes."""
    return _PIECE.findall(token)


def is_spread(token: str) -> bool:
    """Whether enough different characters occur for a machine to have made it."""
    return len(set(token)) >= min(8, len(token) // 2)


def is_random(token: str) -> bool:
    """Whether letters, digits and case are mixed as no words or names mix them."""
    if not is_spread(token):
        return False
    found = pieces(token)
    words = [piece for piece in found if piece.isalpha()]
    numbers = len(_DIGIT_RUN.findall(token))
    if not words:
        return False
    mean = sum(map(len, words)) / len(words)
    if numbers >= 2 and len(words) >= 2:
        return mean < 4
    cased = token.lower() != token and token.upper() != token
    return len(words) >= 3 and cased and mean < (3.0 if numbers else 2.6)
