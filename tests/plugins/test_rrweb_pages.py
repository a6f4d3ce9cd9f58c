"""Pages of rrweb as screens of text: what shows, where, and as it changes."""

from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plugins.test_rrweb_recording import Raw, Read, Recording, element, played, text
from workbench.domain.tally import WarningTally
from workbench.domain.text_screen import PLAIN, Style, TextScreen
from workbench.source_files import JSONValue
from workbench_rrweb.document import Document
from workbench_rrweb.flow import Flow
from workbench_rrweb.layout import PageLayout
from workbench_rrweb.mutations import apply_mutation

_PICKED = "#264f78"


def _shown(tmp_path: Path, *inside: Raw, width: int = 800) -> list[str]:
    recording = Recording().load(*inside)
    recording.records[2]["data"]["width"] = width
    return played(recording, tmp_path).shown()


def _styles(screen: TextScreen) -> dict[str, Style]:
    return {run.text: run.style for line in screen.lines for run in line}


def _picked_out(screen: TextScreen) -> list[str]:
    return [run.text for line in screen.lines for run in line if run.style.paper == _PICKED]


def _items(*names: str) -> list[Raw]:
    return [element(100 + n, "li", text(200 + n, name)) for n, name in enumerate(names)]


def test_blocks_begin_lines_and_inline_elements_flow(tmp_path: Path) -> None:
    assert _shown(
        tmp_path,
        element(11, "h1", text(12, " Tern \n Air ")),
        element(13, "div", text(14, "from"), element(15, "b", text(16, "Oslo")), text(17, " to ")),
        element(18, "span", text(19, "x"), element(20, "div", text(21, "inside")), text(22, "y")),
        text(23, "a"),
        element(24, "br"),
        text(25, "b"),
        element(26, "my-card", text(27, "card")),
    ) == ["Tern Air", "", "fromOslo to", "x", "inside", "ya", "b", "card"]


def test_headings_are_bold_and_links_underlined(tmp_path: Path) -> None:
    link = element(13, "a", text(14, "More"), href="/more")
    inside = [
        element(11, "h2", text(12, "News")),
        element(15, "p", text(16, "see"), text(17, " "), link),
        element(18, "i", text(19, "aside")),
        element(20, "button", text(21, "Go")),
    ]

    styles = _styles(played(Recording().load(*inside), tmp_path).screens[0])

    assert styles["News"].is_bold
    assert styles["More"].is_underlined
    assert styles["aside"].is_italic
    assert styles["< Go >"].is_bold
    assert styles["see"] == PLAIN


def test_fields_and_pictures_are_drawn_as_characters(tmp_path: Path) -> None:
    assert _shown(
        tmp_path,
        element(11, "div", element(12, "input", size="6", value="ab")),
        element(13, "div", element(14, "input", placeholder="Search", size="8")),
        element(15, "div", element(16, "input", type="checkbox", checked=True), text(17, "on")),
        element(18, "div", element(19, "input", type="submit")),
        element(20, "div", element(21, "img", alt="A map"), element(22, "img", alt="")),
        element(23, "div", element(24, "textarea", text(25, "one\ntwo"))),
        element(26, "div", element(27, "input", type="password", value="open", size="4")),
        element(28, "div", element(29, "video", title="Tour"), element(30, "canvas")),
        element(31, "div", rr_width="10px", rr_height="20px"),
        element(32, "input", type="file"),
    ) == [
        "[ab    ]",
        "[Search  ]",
        "[x] on",
        "< Submit >",
        "[img A map]",
        f"[{'one':20}]",
        f"[{'two':20}]",
        "[••••]",
        "[video Tour] [canvas]",
        "[blocked]",
        "[file]",
    ]


def test_lists_have_bullets_and_numbers(tmp_path: Path) -> None:
    nested = element(11, "ul", *_items("red", "green"))
    ordered = element(
        12, "ol", element(13, "li", text(14, "first")), element(15, "li", nested), start="9"
    )

    assert _shown(tmp_path, ordered) == ["9. first", "10. • red", "    • green"]


def test_tables_stand_in_columns(tmp_path: Path) -> None:
    def row(number: int, tag: str, *cells: str) -> Raw:
        inside = (
            element(number + 2 * n, tag, text(number + 2 * n + 1, cell))
            for n, cell in enumerate(cells)
        )
        return element(number + 50, "tr", *inside)

    table = element(
        11,
        "table",
        element(12, "caption", text(13, "Orders")),
        element(14, "thead", row(100, "th", "No.", "Customer", "")),
        element(15, "tbody", row(200, "td", "7", "Maria Alvarez", "paid")),
        row(300, "td", "12", "Ben", "open"),
    )

    assert _shown(tmp_path, table) == [
        "Orders",
        "No.  Customer",
        "7    Maria Alvarez  paid",
        "12   Ben            open",
    ]
    assert _shown(tmp_path, table, width=160) == [
        "Orders",
        "No.  Customer",
        "7    Maria      paid",
        "     Alvarez",
        "12   Ben        open",
    ]


def test_what_does_not_show_is_left_out(tmp_path: Path) -> None:
    hidden = [
        element(11, "script", text(12, "alert()")),
        element(13, "style", text(14, "p {}")),
        element(15, "p", text(16, "a"), style="color: red; display:none"),
        element(17, "p", text(18, "b"), hidden=""),
        element(19, "input", type="hidden", value="c"),
        element(20, "p", text(21, "d"), style="visibility: hidden"),
        element(22, "dialog", text(23, "e")),
        element(24, "details", element(25, "summary", text(26, "More")), text(27, " ")),
        {"type": 5, "textContent": "f", "id": 28},
    ]
    hidden[-2]["childNodes"].append(element(29, "p", text(30, "g")))

    assert _shown(tmp_path, *hidden, element(31, "p", text(32, "seen"))) == ["More", "", "seen"]


def test_white_space_is_kept_where_it_is_preformatted(tmp_path: Path) -> None:
    assert _shown(tmp_path, element(11, "pre", text(12, "if x:\n    y\n\nz"))) == [
        "if x:",
        "    y",
        "",
        "z",
    ]


def test_wide_characters_take_two_cells(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "東京 a\u200bb\x07"))

    (screen,) = played(recording, tmp_path).screens

    assert screen.lines[0][0].text == "東\0京\0 ab"


@given(
    st.lists(st.text("ab 東\n", max_size=60), max_size=6),
    st.integers(min_value=2, max_value=25),
)
def test_no_line_is_wider_than_it_may_be_and_no_character_is_lost(
    texts: list[str], width: int
) -> None:
    document = Document(WarningTally())
    document.load(element(1, "div", *(text(n + 2, one) for n, one in enumerate(texts))))

    lines = PageLayout().lines(document, width)

    assert all(line.width <= width for line in lines)
    characters = "".join(run.text for line in lines for run in line.line)
    assert "".join(characters.replace("\0", "").split()) == "".join("".join(texts).split())
    assert all(len(line.line) == len(line.owners) for line in lines)


def test_words_stay_whole_and_longer_ones_are_cut() -> None:
    document = Document(WarningTally())
    document.load(text(1, "x"))
    assert document.root is not None
    flow = Flow(6)
    flow.text("one two threefour", PLAIN, document.root)

    lines = flow.finished()

    assert [line.line[0].text for line in lines] == ["one", "two", "threef", "our"]


def test_mutations_change_texts_attributes_and_nodes(tmp_path: Path) -> None:
    recording = Recording().load(
        element(11, "p", text(12, "old")), element(13, "p", text(14, "goes")), element(15, "p")
    )
    recording.wait(1).mutate(
        texts=[{"id": 12, "value": "new"}],
        removes=[{"parentId": 10, "id": 13}],
        attributes=[{"id": 15, "attributes": {"style": {"display": "none"}}}],
        adds=[
            {"parentId": 10, "nextId": 15, "node": element(16, "p", text(17, "came"))},
            {"parentId": 15, "nextId": None, "node": text(18, "hidden")},
        ],
    )
    recording.wait(1).mutate(attributes=[{"id": 15, "attributes": {"style": {"display": False}}}])

    found = played(recording, tmp_path)

    assert [found.shown(n) for n in range(3)] == [
        ["old", "", "goes"],
        ["new", "", "came"],
        ["new", "", "came", "", "hidden"],
    ]
    assert found.codes == {}


def test_nodes_may_be_added_before_the_neighbours_and_parents_they_name(tmp_path: Path) -> None:
    def add(parent: int, following: int | None, node: Raw) -> Raw:
        return {"parentId": parent, "nextId": following, "node": node}

    recording = Recording().load(element(11, "ul")).wait(1)
    recording.mutate(
        adds=[
            add(21, None, text(31, "one")),
            add(11, 22, element(21, "li")),
            add(11, 23, element(22, "li", text(32, "two"))),
            add(11, None, element(23, "li", text(33, "three"))),
            add(11, 98, element(24, "li", text(34, "its neighbour never came"))),
            add(97, None, element(25, "li")),
        ],
        texts=[{"id": 96, "value": "x"}],
        removes=[{"parentId": 1, "id": 95}],
    )

    found = played(recording, tmp_path)

    assert found.shown() == ["• one", "• two", "• three", "• its neighbour never came"]
    assert found.codes == {"mutations-unplaced": 3}


def test_a_node_that_is_moved_stands_in_its_new_place_only(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "p", text(12, "a")), element(13, "p", text(14, "b")))
    moved = {"parentId": 10, "nextId": None, "node": element(11, "p")}
    inside = {"parentId": 11, "nextId": None, "node": text(12, "a")}
    recording.wait(1).mutate(removes=[{"parentId": 10, "id": 11}], adds=[moved, inside])
    recording.wait(1).mutate(adds=[{"parentId": 10, "nextId": 13, "node": text(12, "c")}])

    found = played(recording, tmp_path)

    assert found.shown(1) == ["b", "", "a"]
    assert found.shown(2) == ["c", "", "b"]


def test_a_node_put_into_itself_does_no_harm(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "div", element(12, "p", text(13, "in"))))
    recording.wait(1).mutate(adds=[{"parentId": 12, "nextId": None, "node": element(11, "div")}])

    assert played(recording, tmp_path).shown() == []


def test_pages_in_frames_and_shadows_are_read_in_their_places(tmp_path: Path) -> None:
    shadow = element(12, "span", text(13, "in the shadow")) | {"isShadow": True}
    host = element(11, "x-host", shadow) | {"isShadowHost": True}
    recording = Recording().load(element(14, "iframe"), host).wait(1)
    inner = {"type": 0, "id": 50, "childNodes": [element(51, "html", text(52, "in the frame"))]}
    attached = {"parentId": 14, "nextId": None, "node": inner}
    recording.mutate(adds=[attached], isAttachIframe=True)

    found = played(recording, tmp_path)

    assert found.shown(0) == ["[iframe]", "in the shadow"]
    assert found.shown(1) == ["in the frame", "in the shadow"]


def _hover(recording: Recording, node_id: int, y: float = 10) -> Recording:
    position = {"x": 20, "y": y, "id": node_id, "timeOffset": 0}
    return recording.change(1, positions=[position]).wait(1)


def test_the_element_under_the_pointer_is_picked_out(tmp_path: Path) -> None:
    link = element(12, "a", text(13, "Next"), element(14, "i"), href="#")
    recording = Recording().load(element(11, "p", text(15, "Back or "), link), text(16, "end"))
    for node_id in (12, 14, 16, 10, 99):
        _hover(recording.wait(1), node_id)

    found = played(recording, tmp_path)

    assert [_picked_out(screen) for screen in found.screens] == [
        [],
        ["Next"],
        ["end"],
        [],
    ]
    assert [screen.cursor for screen in found.screens] == [None, (8, 0), (0, 2), None]
    assert found.shown() == ["Back or Next", "", "end"]


def test_what_holds_a_good_part_of_the_page_is_not_picked_out(tmp_path: Path) -> None:
    rows = (element(100 + n, "div", text(500 + n, f"{n}")) for n in range(12))
    recording = Recording().load(element(11, "form", *rows)).wait(1)

    found = played(_hover(_hover(recording, 105), 11), tmp_path)

    assert [_picked_out(screen) for screen in found.screens] == [[], ["5"], []]


def test_the_field_that_is_typed_in_is_picked_out(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "input"), element(12, "input")).press(11).focus(12)

    found = played(recording.input(12, "x"), tmp_path)

    assert _picked_out(found.screens[-1]) == [f"[{'x':20}]"]


def _long_page() -> Recording:
    return Recording().load(*(element(100 + n, "div", text(500 + n, f"{n}")) for n in range(200)))


def test_the_window_goes_where_the_page_is_scrolled_to(tmp_path: Path) -> None:
    recording = _long_page().wait(1).change(3, id=1, x=0, y=800).wait(1).change(3, id=1, x=0, y=9e5)

    found = played(recording, tmp_path)

    assert [found.shown(n)[0] for n in range(3)] == ["0", "50", "170"]
    assert len(found.shown()) == found.screens[0].rows == 30


def test_what_the_person_came_to_is_on_the_screen_near_the_pointer(tmp_path: Path) -> None:
    recording = _hover(_long_page().wait(1), 250, y=160)
    recording.change(3, id=1, x=0, y=16)

    found = played(recording, tmp_path)

    assert found.shown(1)[10] == "150"
    assert _picked_out(found.screens[1]) == ["150"]
    assert found.shown(2)[0] == "1"


def test_changes_are_at_most_ten_screens_a_second(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "0"))
    for number in range(300):
        recording.mutate(texts=[{"id": 11, "value": str(number + 1)}])

    found = played(recording, tmp_path)

    times = [screen.t_us for screen in found.screens]
    assert min(b - a for a, b in pairwise(times[:-1])) >= 100_000
    assert 25 <= len(times) <= 32
    assert found.shown() == ["300"]


def test_what_stood_before_each_press_is_a_screen(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "0"))
    for number in range(20):
        recording.mutate(texts=[{"id": 11, "value": f"before {number}"}]).press(10)
        recording.mutate(texts=[{"id": 11, "value": f"after {number}"}])

    found = played(recording, tmp_path)

    shown = [found.shown(n) for n in range(len(found.screens))]
    assert all([f"before {number}"] in shown for number in range(20))
    assert [screen.t_us for screen in found.screens] == sorted(s.t_us for s in found.screens)


def test_a_page_that_does_not_change_is_one_screen(tmp_path: Path) -> None:
    recording = Recording().load(text(11, "still"))
    for _ in range(50):
        recording.wait(1).mutate(attributes=[{"id": 10, "attributes": {"class": "x"}}])

    assert len(played(recording, tmp_path).screens) == 1


def test_a_page_laid_out_piece_by_piece_is_the_page_laid_out_at_once(tmp_path: Path) -> None:
    rows = [
        element(n, "section", element(n + 1, "h3", text(n + 2, f"Part {n}")), text(n + 3, "words"))
        for n in range(100, 300, 4)
    ]
    document, layout = Document(WarningTally()), PageLayout()
    document.load(element(1, "div", *rows))
    layout.lines(document, 40)
    for n in range(100, 300, 12):
        changed: list[JSONValue] = [{"id": n + 3, "value": f"changed {n} " * 9}]
        removed: list[JSONValue] = [{"id": n + 5}]
        apply_mutation(document, {"texts": changed, "removes": removed}, WarningTally())
        apply_mutation(document, _attribute(n, "hidden", ""), WarningTally())
        piecewise = layout.lines(document, 40)
        apply_mutation(document, _attribute(n, "hidden", None), WarningTally())
        assert len(layout.lines(document, 40)) > len(piecewise)

    before = layout.visits
    lines = layout.lines(document, 40)
    assert layout.visits == before
    for node in document.root.inside() if document.root else ():
        node.layouts = {}
    assert layout.lines(document, 40) == lines


def _attribute(node_id: int, name: str, value: str | None) -> dict[str, JSONValue]:
    return {"attributes": [{"id": node_id, "attributes": {name: value}}]}


def test_a_page_of_any_depth_is_laid_out(tmp_path: Path) -> None:
    recording = Recording().load(element(11, "div"))
    adds: list[Raw] = [
        {"parentId": n - 1, "nextId": None, "node": element(n, "div")} for n in range(12, 9000)
    ]
    recording.wait(1).mutate(adds=[*adds, {"parentId": 8999, "node": text(9000, "at the bottom")}])
    recording.press(8999)

    found = played(recording, tmp_path)

    assert found.shown() == ["at the bottom"]


def _many_changes(nodes: int, changes: int) -> Recording:
    rows = (element(n, "div", element(n + 1, "b", text(n + 2, "w"))) for n in range(100, nodes, 3))
    recording = Recording().load(*rows)
    for change in range(changes):
        place = 102 + 3 * (change * 7919 % ((nodes - 105) // 3) if change % 8 else 0)
        recording.mutate(texts=[{"id": place, "value": f"changed {change}"}])
    return recording


def _seconds(recording: Recording, tmp_path: Path) -> tuple[float, Read]:
    begun = process_time()
    found = played(recording, tmp_path)
    return process_time() - begun, found


def test_large_pages_that_change_all_the_time_are_read_in_reasonable_time(tmp_path: Path) -> None:
    """50,000 nodes and 10,000 changes in 100 s: 5 to 6 s on two busy cores."""
    spent, found = _seconds(_many_changes(50_000, 10_000), tmp_path)

    assert spent < 40
    assert 100 < len(found.screens) <= 1_000


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_list_is_added_in_time_that_grows_with_its_length(
    order: int, tmp_path: Path
) -> None:
    def adds(count: int) -> list[Raw]:
        nodes = [
            {"parentId": 11, "nextId": n + 1 if n < count + 99 else None, "node": element(n, "li")}
            for n in range(100, count + 100)
        ]
        return nodes[::order]

    def spent(count: int) -> float:
        recording = Recording().load(element(11, "ul")).wait(1).mutate(adds=adds(count))
        return min(_seconds(recording, tmp_path)[0] for _ in range(3))

    assert spent(16_000) < 40 * spent(2_000)
