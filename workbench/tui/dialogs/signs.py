"""What the signs mean that stand on the screens, for the help."""

_TIMELINE = (
    ("▁ … █", "Density: how much happens when."),
    ("[2 form──]", "A segment with its digit and label; [? has none yet."),
    ("●", "A finding that nobody has decided yet."),
    ("○", "A finding that is kept visible."),
    ("▒", "Hidden: on the timeline for how long, in a text what it covers."),
    ("◆ ✎", "A bookmark; an open comment."),
)
_TEXTS = (("email·24", "A hidden text: its kind and how many characters it has; span: a stretch."),)
_STATUS = (
    ("‖ ▶ ◀", "Paused, playing, playing backwards; with the speed."),
    ("skip", "Idle time is jumped over while playing (z)."),
    ("loop", "The segment is played over and over (P)."),
    ("Fit", "The whole screenshot is fitted into the room there is."),
    ("zoom 4x 3/16", "Four times as close; part 3 of 16, as one reads."),
    ("saved ✓", "The last change is on the disk."),
    ("PEEK", "Masks are lifted for a few seconds; it is on record."),
)
_LIST = (
    ("▸", "The chosen session: enter opens it, C tells what was said of it."),
    ("trial", "An identity was made here for trying out: every release is marked so too."),
    ("3 ●", "So many findings are undecided."),
)

SIGNS: dict[str, tuple[tuple[str, str], ...]] = {
    "desk": (*_STATUS, *_TEXTS, *_TIMELINE),
    "review": _TEXTS,
    "sessions": _LIST,
}
"""The signs of each screen, each with what it means."""
