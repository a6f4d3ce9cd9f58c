"""The keys that start and stop a recorder: pressed by the person, but no part of the work."""

from collections.abc import Sequence

from workbench.domain.action import ActionKind
from workbench.domain.drafts import Draft


def set_aside(
    drafts: list[Draft], signs: Sequence[Sequence[str]], words: Sequence[str]
) -> list[int]:
    """Take the recorder's keys off the beginning and the end of time-ordered drafts.

    A sign is a row of hotkeys as `ctrl+alt+t`; a word was typed and ended the recording. The
    ids of the events that belong to no action any more.
    """
    aside: list[int] = []
    for sign in signs:
        if _are(drafts[-len(sign) :], sign):
            aside += _ids(drafts[-len(sign) :])
            del drafts[-len(sign) :]
        if _are(drafts[: len(sign)], sign):
            aside += _ids(drafts[: len(sign)])
            del drafts[: len(sign)]
    for word in words:
        aside += _cut_off(drafts, word)
    return aside


def _are(drafts: Sequence[Draft], sign: Sequence[str]) -> bool:
    return ["+".join(draft.keys) for draft in drafts if not draft.clicks] == list(sign)


def _ids(drafts: Sequence[Draft]) -> list[int]:
    return [event_id for draft in drafts for event_id in draft.event_ids]


def _cut_off(drafts: list[Draft], word: str) -> list[int]:
    """Take a word off the end of what was typed last; a key after it may have sent it."""
    typed = next((draft for draft in reversed(drafts[-2:]) if draft.keystrokes is not None), None)
    if typed is None or typed.keystrokes is None or not (typed.text or "").endswith(word):
        return []
    last = drafts[-1]
    if last is not typed and (last.kind is not ActionKind.PRESS or last.keys != ("enter",)):
        return []
    standing = [k for k in typed.keystrokes if k.erased_by is None]
    gone = {k.event_id for k in standing[len(standing) - len(word) :]}
    typed.keystrokes[:] = [k for k in typed.keystrokes if k.event_id not in gone]
    typed.event_ids = [event_id for event_id in typed.event_ids if event_id not in gone]
    aside = list(gone)
    if last is not typed:
        aside += last.event_ids
        drafts.pop()
    if not typed.keystrokes:
        aside += typed.event_ids
        drafts.remove(typed)
    return aside
