"""Bytes become text, text becomes a tree, a tree becomes paragraphs; nothing is lost on the way and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers.markup import MAX_BLOCKS, MAX_DEPTH, assemble, blocks, decode, plain, spaced, tree
from normalizers.markup.fragment import simple_blocks
from normalizers.terms import Block

HINDI = "नदी के किनारे मेला शुरू हुआ। दूर-दूर से लोग आए।"
GREEK = "Η αγορά άνοιξε νωρίς το πρωί και οι ψαράδες έφεραν πολλά ψάρια στο λιμάνι της πόλης. " * 4
FRENCH = "Le marché a été déplacé près de l’église, où les élèves préparent la fête d’été. "


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"Plain words", None, "Plain words"),
        (HINDI.encode(), "iso-8859-1", HINDI),
        (b"\xef\xbb\xbfMarked", "latin-1", "Marked"),
        ("Marked wide".encode("utf-16"), None, "Marked wide"),
        ("Marked wide".encode("utf-32"), None, "Marked wide"),
        (b"\xfe\xff" + "Big end".encode("utf-16-be"), None, "Big end"),
        ("Unmarked wide words, all of them ASCII".encode("utf-16-le"), None, "Unmarked wide words, all of them ASCII"),
        ("Unmarked wide words, all of them ASCII".encode("utf-16-be"), None, "Unmarked wide words, all of them ASCII"),
        (b"caf\xe9 \x93quoted\x94", "iso-8859-1", "café “quoted”"),
        (b"caf\xe9", '"ISO-8859-1"', "café"),
        (b"<meta charset=windows-1251>" + "Рынок открыт".encode("cp1251"), None, "<meta charset=windows-1251>Рынок открыт"),
        (
            b'<?xml version="1.0" encoding="iso-8859-7"?>' + "αγορά".encode("iso8859-7"),
            None,
            '<?xml version="1.0" encoding="iso-8859-7"?>αγορά',
        ),
        ("市場が開いた".encode("iso2022_jp"), "iso-2022-jp", "市場が開いた"),
        ("市場が開いた".encode("shift_jis"), "shift_jis", "市場が開いた"),
        (b"caf\xe9", "no-such-charset", "café"),
        (b"caf\xe9", "utf-7", "café"),
        (b"", None, ""),
    ],
)
def test_bytes_become_the_text_their_maker_meant(data: bytes, charset: str | None, text: str) -> None:
    assert decode(data, charset=charset) == text


def test_one_broken_byte_does_not_turn_a_page_into_mojibake() -> None:
    assert decode(HINDI.encode() + b"\xff" + HINDI.encode()) == f"{HINDI}�{HINDI}"


def test_a_wrong_label_gives_way_to_what_the_bytes_are() -> None:
    assert decode(FRENCH.encode("cp1252") * 3, charset="utf-8").startswith("Le marché a été")


def test_bytes_that_no_label_names_are_detected() -> None:
    assert decode(GREEK.encode("cp1253")).count("�") == 0


def test_a_label_that_the_bytes_break_now_and_then_is_kept() -> None:
    data = "市場が開いた。".encode("shift_jis") * 3 + b"\xff\xff\x81"
    assert decode(data, charset="shift_jis").startswith("市場が開いた。")


@pytest.mark.parametrize(
    ("odd", "tidy"),
    [
        ("a\0b", "ab"),
        ("a\u2028b", "a\nb"),
        ("a\u2029b", "a\nb"),
        ("a\x0cb", "a\nb"),
        ("a\x96b", "a–b"),
        ("a\u202eb\u2066", "ab"),
        ("a\ufeffb", "ab"),
        ("a\x07b", "ab"),
    ],
)
def test_characters_that_are_no_copy_have_one_rule_each(odd: str, tidy: str) -> None:
    assert decode(odd.encode()) == tidy


@pytest.mark.parametrize("kept", ["क्\u200dष", "می\u200cخواهم", "a\u200eb\u200f", "a\u00a0b", "a\tb\r\nc"])
def test_joiners_direction_marks_and_spaces_stay(kept: str) -> None:
    assert decode(kept.encode()) == kept


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "hz", "base64", "\0", "idna"]))
def test_decoding_never_raises(data: bytes, charset: str | None) -> None:
    decode(data, charset=charset)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_tree(text: str) -> None:
    assert tree(text).tag == "html"


@pytest.mark.parametrize("text", ["", "   ", "<!-- only a remark -->", "<!DOCTYPE html>", "<?xml version='1.0'?>"])
def test_nothing_gives_an_empty_tree(text: str) -> None:
    assert str(tree(text).xpath("string()")).strip() in ("", "only a remark")


@pytest.mark.parametrize("depth", [200, 300, 1400, 60_000])
def test_words_below_any_depth_are_kept(depth: int) -> None:
    with soon(3):
        root = tree("<body>" + "<div>a<br/>" * depth + "the last word" + "</div>" * depth + "<p>after")
        text = str(root.xpath("string()"))
        assert text.count("a") >= depth
        assert "the last word" in text
        assert text.endswith("after")


def test_deeper_tags_are_taken_out_before_the_parser_sees_them() -> None:
    root = tree("<b>x" * (MAX_DEPTH + 50) + "</b></nonsense>" * 9)
    assert str(root.xpath("string()")).replace(" ", "") == "x" * (MAX_DEPTH + 50)


def test_a_fragment_becomes_blocks_in_order() -> None:
    found = blocks(
        "Loose words<p>First <b>bold</b> words</p><h2>A subhead</h2><ul><li>one<li>two</ul>"
        "<blockquote><p>Quoted.</p></blockquote><pre>a\n  b</pre>"
        "<table><tr><th>Town</th><th>Votes</th></tr><tr><td>Arden</td><td><i>12</i></td></tr></table>the end<!-- remark --> indeed"
    )
    assert [(block.kind, block.text) for block in found] == [
        ("p", "Loose words"),
        ("p", "First bold words"),
        ("h", "A subhead"),
        ("li", "one"),
        ("li", "two"),
        ("quote", "Quoted."),
        ("pre", "a\n  b"),
        ("table", "Town\tVotes\nArden\t12"),
        ("p", "the end indeed"),
    ]


def test_two_breaks_make_a_paragraph_and_one_makes_a_space() -> None:
    assert [block.text for block in blocks("one<br>line<br><br>two<br />\n<br>three")] == ["one line", "two", "three"]


def test_a_table_that_lays_out_a_page_gives_paragraphs() -> None:
    assert [block.kind for block in blocks("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>")] == ["p", "p"]


def test_breaks_and_boxes_within_a_data_table_are_spaces() -> None:
    assert blocks("<table><tr><td><center>a</center>b</td><td>c<br>d</td></tr></table>")[0].text.split() == ["a", "b", "c", "d"]


def test_scripts_and_styles_are_no_words() -> None:
    assert [block.text for block in blocks("<p>Seen</p><script>hidden()</script><style>p{}</style><p>")] == ["Seen"]


def test_text_without_tags_is_cut_at_empty_lines() -> None:
    assert [block.text for block in blocks("one &amp; two\nthree\n\n\nfour\n \n")] == ["one & two three", "four"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<li>", "<td>", "<table>", "</table>", "<br>", "<h2>", "word ", "other ", "<blockquote>", "</div>"]
        ),
        max_size=40,
    )
)
def test_no_word_of_a_fragment_is_lost_and_places_are_right(parts: list[str]) -> None:
    html = "<p>" + "".join(parts)
    found = blocks(html, base=7)
    text = " " * 7 + "\n".join(block.text for block in found)
    assert all(text[block.start : block.end] == block.text for block in found)
    joined = "".join(block.text for block in found)
    assert (joined.count("word"), joined.count("other")) == (html.count("word "), html.count("other "))


def test_assembling_tells_where_each_block_stands() -> None:
    text, placed = assemble([Block("p", "One."), Block("h", "Two")], start=10, sep="\n\n")
    assert text == "One.\n\nTwo"
    assert placed == (Block("p", "One.", 10, 14), Block("h", "Two", 16, 19))
    assert assemble([]) == ("", ())


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("  Plain   title ", "Plain title"),
        ("Fish &amp; chips", "Fish & chips"),
        ("<b>Mayor</b> opens <i>new</i> bridge", "Mayor opens new bridge"),
        ("Mayor<br/>opens<p>bridge</p>", "Mayor opens bridge"),
        ("Why x<y matters", "Why x<y matters"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("Seen<!-- a - remark -->", "Seen"),
        ('<a href="x">Linked</a> &lt;kept&gt;', "Linked <kept>"),
    ],
)
def test_a_title_is_one_plain_line(html: str, text: str) -> None:
    assert plain(html) == text


def test_white_space_is_single() -> None:
    assert spaced("\n a\u00a0 b\t") == "a b"


# --- simple markup without a tree ----------------------------------------------------------------------------------
WORDS = st.text(st.sampled_from("ab é“।&;\u00a0 \n"), max_size=8)
TAGS = st.sampled_from(("pre", "p", "div", "b", "a", "li", "ul", "h2", "blockquote", "em", "span", "section"))
MARKUP = st.recursive(
    WORDS
    | st.sampled_from(
        ("<br>", "<br/>", "<br><br>", "<hr>", "<img src='a'>", "<!-- note -->", "<iframe src='a'></iframe>", "&amp;", "&#8217;")
    ),
    lambda inner: st.builds(lambda tag, parts: f"<{tag} class='x'>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)),
    max_leaves=12,
)


def by_tree(html: str) -> list[tuple[str, str]]:
    """The blocks that the tree gives: a table beside the markup needs one."""
    return [(block.kind, block.text) for block in blocks(f"{html}<table></table>")]


@settings(max_examples=400, deadline=None)
@given(st.lists(MARKUP, max_size=5).map("".join))
def test_without_a_tree_the_same_blocks_come_out(html: str) -> None:
    found = simple_blocks(html)
    if found is not None:
        assert found == by_tree(html)


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<p>open",
            "<b>a<i>b</b>c</i>",
            "</p>",
            "<p>a<p>b</p></p>",
            "<blink>a</blink>",
            "a < b <br>",
            "<a title='a > b'>c</a>",
            "<pre><p>a</p></pre>",
        ),
        *(
            "<li>a<li>b</li></li>",
            "<h2><p>a</p></h2>",
            "<br>a</br>",
            "<table><tr><td>a</table>",
            "<p>a\0b</p>",
            "<div>" * 80 + "</div>" * 80,
        ),
    ],
)
def test_what_is_not_plainly_well_formed_is_left_to_the_tree(html: str) -> None:
    assert simple_blocks(html) is None


def test_everyday_markup_needs_no_tree() -> None:
    html = "<p>One <b>two</b></p>\n<h2>Head</h2><ul><li>a</li><li><p>b</p></li></ul><blockquote><p>said</p></blockquote>"
    html += "loose<br><br/>more &amp; more<div>end</div>"
    found = simple_blocks(html)
    assert found is not None
    assert found == [
        *(("p", "One two"), ("h", "Head"), ("li", "a"), ("li", "b"), ("quote", "said"), ("p", "loose"), ("p", "more & more"), ("p", "end")),
    ]
    assert blocks(html)[2] == Block("li", "a", 13, 14)


def test_past_so_many_paragraphs_the_rest_is_one_and_no_word_is_lost() -> None:
    found = blocks("<p>swell " * (MAX_BLOCKS + 500))
    assert len(found) == MAX_BLOCKS + 1
    assert found[-1].text == " ".join(["swell"] * 500)
    assert found[-1].end - found[-1].start == len(found[-1].text)


def test_remarks_cost_nothing_and_part_no_words() -> None:
    page = "<p>The ferry <!-- to the island -->sails at six.</p>" + "<!-- x -->" * 300_000
    with soon(2.0):  # each used to be an element of its own: seconds for a page of remarks
        assert [node.text for node in tree(page).iter("p")] == ["The ferry sails at six."]
