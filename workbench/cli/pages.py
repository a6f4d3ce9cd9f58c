"""What the help of each command says after its docstring: the rest of its page, and an example.

`docs/commands.md` has the same words; a test compares them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """An example that can be typed as it stands, and what else one has to know."""

    example: str
    more: str = ""


def whole_help(about: str, path: str) -> str:
    """A command's docstring and what its page adds."""
    page = PAGES.get(path)
    return f"{about}\n\n{page.more}" if page and page.more else about


def epilog(path: str) -> str | None:
    """What stands last in a command's help; its lines are kept as they are."""
    page = PAGES.get(path)
    return f"\b\nExample:\n  {page.example}" if page else None


PAGES: dict[str, Page] = {
    "init": Page(
        "workbench --project study init --as lea",
        "Makes the directories, the journal with its first op, and the keyring (under the config "
        "directory, or where `--keyring` says). The directory must be new or empty. Keep a copy of "
        "the keyring: nothing in the project opens without it.",
    ),
    "import": Page(
        "workbench import recordings/crm1 recordings/crm2 --subject p-017",
        "The first import makes the project where its directory is not there or empty. Prints one "
        "line a session; then, with ✓, what was found to be in order, as digests that match, and "
        "as `warning:` what was repaired or assumed; after several captures, all of it added up. "
        "Of several sources a bad one is skipped with its reason and the status is 1; a single "
        "bad source is an error. Ctrl+C takes back what is under way and says what came in before; "
        "the same command goes on with the others. "
        "Without `--subject` and `--consent` the session belongs to a new subject and can never be "
        "released. A consent file is JSON with `subject`, `purposes`, `scopes` and `until`.",
    ),
    "sessions": Page(
        "workbench sessions",
        "State, task progress (done/all) and flags (open/all). `approval lost` stands where "
        "something has changed since the session was accepted: it must be accepted again; "
        "`screens unseen` where nobody has looked over all of its scenes yet; `withdrawn` where "
        "its subject took all consent back.",
    ),
    "show": Page(
        "workbench show s-5d08 --text",
        "With `--text`: a log to read from top to bottom, windows and actions with their times, "
        "masks applied. `approval_holds` is null where nobody has accepted the work.",
    ),
    "open": Page(
        "workbench open s-5d08",
        "Opens the terminal program. `workbench` alone does the same without a session.",
    ),
    "events": Page(
        "workbench events s-5d08 --kind press --from 4.5 --to 0:12",
        "Kinds: move, down, up, scroll, press, release, text, clipboard, navigate, masked. Keys "
        "that were flagged or redacted come as `masked`, at the time at which their run began; so "
        "does everything in a redacted stretch of time.",
    ),
    "actions": Page(
        "workbench actions s-5d08 --json",
        "Clicks, drags, scrolls, typing, presses and hotkeys, each with the ids of its raw events. "
        "In hidden text every character is shown as ▒, and `mask` says of which kind and length "
        "it is.",
    ),
    "text": Page(
        "workbench text s-5d08",
        "The number in the first column is what `redact --text-run` takes.",
    ),
    "remarks": Page(
        "workbench remarks s-5d08",
        "Elements are what an accessibility service said of a place; actions are the recorder's "
        "own reduction, kept beside ours. What was noted while something hidden was typed is "
        "masked whole.",
    ),
    "screen": Page(
        "workbench screen s-5d08 --at 12.5",
        "For sessions whose screen is text: terminal casts, and pages as text.",
    ),
    "frame": Page(
        "workbench frame s-5d08 --at 12.5 --out frame.png",
        "It is the last frame at or before the moment, with every redaction filled, and every "
        "flagged text's window too until somebody has said where that text shows. The file is "
        "readable by its owner only. `--raw` needs the permission to review.",
    ),
    "segments": Page("workbench segments s-5d08"),
    "segment add": Page(
        'workbench segment add s-5d08 --start 0 --end 0:41.2 --label form --instruction "Add the '
        'customer" --outcome success',
        "Segments of one tier never overlap. Labels are keys of the ontology; `not-a-task` marks "
        "what nobody would ask for.",
    ),
    "segment edit": Page(
        "workbench segment edit 14eed94d --end 0:44 --outcome partial",
        "What is not given stays as it is. `--label` replaces all labels. `undo` takes the step "
        "back as a whole.",
    ),
    "segment label": Page("workbench segment label 14eed94d form"),
    "segment split": Page("workbench segment split 14eed94d --at 0:20"),
    "segment merge": Page(
        "workbench segment merge 14eed94d 13413252",
        "The first keeps its id; the words are those of the first one that has a label.",
    ),
    "segment delete": Page("workbench segment delete 13413252"),
    "labels export": Page(
        "workbench labels export labels.jsonl",
        "A line has `session_id`, `source_digest`, `tier`, `start_us`, `end_us`, `labels`, "
        "`instruction`, `outcome`, `author` and `source`. The order is fixed: equal labels give "
        "equal bytes.",
    ),
    "labels import": Page(
        "workbench labels import labels.jsonl",
        "Sessions are found by the digest of their source, so labels travel to any project with "
        "the same captures. Segments that are there exactly are left alone; export, import and "
        "export again gives the same lines. A session with an unknown label, an overlap or no "
        "capture here is refused with its reasons, and the status is 1. Who labelled stays on "
        "record as the author and cannot accept the work.",
    ),
    "ontology show": Page("workbench ontology show"),
    "ontology check": Page(
        "workbench ontology check labels.toml",
        "Reads `[[labels]]` tables with `key`, `name`, `digit`, `definition`, `parent` and "
        "`deprecated` (TOML), or the same as a JSON list. The status is 1 where labels in use are "
        "missing from it.",
    ),
    "ontology import": Page(
        "workbench ontology import labels.toml",
        "Needs the permission to manage. The version goes up by one.",
    ),
    "undo": Page(
        "workbench undo s-5d08",
        "Every person has a history of their own, across restarts. Refused where somebody else has "
        "changed the same thing since.",
    ),
    "redo": Page("workbench redo s-5d08"),
    "comment": Page('workbench comment s-5d08 "which customer is this?" --at 14'),
    "comments": Page(
        "workbench comments s-5d08 --resolve 9f21aa03",
        "What was said when the work was last handed in, returned or accepted stands first.",
    ),
    "bookmark": Page("workbench bookmark s-5d08 --at 1:02 look"),
    "bookmarks": Page("workbench bookmarks s-5d08 --remove 77c0d1e2"),
    "detect": Page(
        "workbench detect",
        "Looks at typed text, titles, programs' names, clipboard, addresses and the description, "
        "as far as your keys open them. Places that are flagged already stay as they were decided; "
        "one that says less than what is left of its value in the text is flagged again, whole. "
        "Prints the new flags.",
    ),
    "flags": Page(
        "workbench flags s-5d08",
        "The value itself is never printed: `card·16` is a card number of sixteen characters.",
    ),
    "flag add": Page(
        'workbench flag add s-5d08 --kind person --at 12 --until 20 --box 40,30,200,24 --reason "a '
        'face"',
        "Kinds people use: password, person, contact, money, health, business, other. Without "
        "`--box` the whole stretch is flagged, and masked.",
    ),
    "flag hide": Page(
        "workbench flag hide 40a299e2 --shows nowhere", "Needs the permission to redact."
    ),
    "flag keep": Page(
        'workbench flag keep 40a299e2 --reason "test data"', "Needs the permission to review."
    ),
    "redact": Page(
        "workbench redact s-5d08 --at 3 --until 9 --box 230,152,484,28",
        "Give one of `--box` (with `--at`), `--text-run` and `--span`. Without `--until` a box is "
        "filled to the end of the session.",
    ),
    "redactions": Page("workbench redactions s-5d08"),
    "redaction remove": Page("workbench redaction remove bc04cc60"),
    "review submit": Page(
        "workbench review submit s-5d08",
        "Refused, with what is missing, until every task has a label, an instruction and an "
        "outcome.",
    ),
    "review return": Page(
        'workbench review return s-5d08 --comment "the second task ends too late"'
    ),
    "review accept": Page(
        "workbench review accept s-5d08",
        "Refused while flags are open, and to everybody who had a hand in the labels. The "
        "acceptance holds exactly as long as nothing that would be released has changed.",
    ),
    "review screens": Page(
        "workbench review screens s-5d08 --sheet scenes.png --checked",
        "No session with frames is released before somebody with the permission to review has "
        "recorded this for every scene; `screens 9/17` says how many still count as looked over.",
    ),
    "consent add": Page(
        "workbench consent add p-017 --purpose agent-training --scope keys,pointer,screen --until "
        "2030-12-31",
        "Columns of a release that the scopes do not cover are absent.",
    ),
    "consent show": Page("workbench consent show p-017"),
    "consent list": Page("workbench consent list"),
    "consent withdraw": Page(
        "workbench consent withdraw p-017",
        "Of every release made that holds something of theirs it prints how many rows, in which "
        "files, handed to whom.",
    ),
    "erase": Page(
        "workbench erase p-017",
        "Destroys the subject's keys, deletes capture files, screenshots and caches, leaves a "
        "tombstone. Asks first; where nobody can answer it takes `--yes`.",
    ),
    "release plan": Page(
        "workbench release plan --name crm --version 1 --purpose agent-training",
        "Takes the same options as `release build`. Every subject goes to one split, once, and "
        "stays there. What stays behind is counted in sessions, and in tasks where others of "
        "their session leave; a session may stay for several reasons.",
    ),
    "release build": Page(
        "workbench release build --name crm --version 1 --purpose agent-training --split "
        "train=0.8,validation=0.1,test=0.1 --group-by subject --out crm-1",
        "Builds beside the target and renames at the end: a directory that looks finished is. "
        "Refused (status 3) where the plan is.",
    ),
    "release verify": Page(
        "workbench release verify crm-1",
        "Status 0: every file and row is what the manifest and the approval say, every redacted "
        "box is the fill in the pixels, and no hidden value stands in any decoded string, file "
        "name, card or manifest. Text drawn in pictures is not read yet: a secret that shows on a"
        " screenshot where nobody drew a box is not found. Status 1: problems, listed. Status 4: "
        "no problem, but the leak audit was not done, because the project or the restricted keys "
        "are not at hand.",
    ),
    "release list": Page("workbench release list"),
    "release handed": Page("workbench release handed crm 1 --to acme-research"),
    "members": Page("workbench members"),
    "members add": Page(
        "workbench members add ana --role annotator --key wbk1.Zm9v...",
        "Roles: annotator (labels), reviewer (reviews, redacts), lead (everything; but nobody "
        "accepts their own work). Without `--key` the identity is made on this machine, and the "
        "project counts as a trial: its releases say so.",
    ),
    "members role": Page("workbench members role ana reviewer"),
    "members remove": Page(
        "workbench members remove ana",
        "Group keys are made anew, so that what is imported from now on stays closed to them.",
    ),
    "members countersign": Page("workbench members countersign 4ea5e30a8acc..."),
    "whoami": Page("workbench whoami --as ana"),
    "audit verify": Page(
        "workbench audit verify",
        "The exit status is 1 where anything was found. Names every op that is set aside and why, "
        "with the hash that `members countersign` takes; every broken chain; every file that is "
        "not what was imported.",
    ),
    "audit log": Page(
        "workbench audit log --session s-5d08 --limit 20",
        "Of an undo or a redo it says which kind of op was taken back or done again. Why somebody "
        "looked under the masks is shown to members who hold the subject's key; of other words "
        "nothing.",
    ),
    "plugins": Page("workbench plugins"),
    "doctor": Page(
        "workbench doctor",
        "Looks at versions, plugins, identity, project, keyring, journal, staging and disk. The "
        "status is 1 where something is wrong.",
    ),
    "bench": Page(
        "workbench bench --dir /data",
        "Without NAME all of it: `import` (seconds, frames and events a second), `journal` "
        "(milliseconds until a decision is signed, on the disk and folded in, and until all of "
        "them are read again), `seek` (milliseconds from the sealed frame to the cells of a "
        "terminal, opened anew and at work). Makes a project of its own in a new directory under "
        "`--dir` and deletes it at the end, also when you press Ctrl+C. Where a figure was asked "
        "of Workbench, it stands beside the measured one. Close other programs for steady "
        "figures.",
    ),
    "demo": Page(
        "workbench demo --project try-out",
        "The project lies in `demo` where no `--project` is given. Both ways may be run again over "
        "the same project; the second refuses, before it changes anything, where somebody has "
        "worked on the samples meanwhile.",
    ),
}
"""By what one types after `workbench`; groups that only hold verbs have no page."""
