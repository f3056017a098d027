"""Agencies' formats under pressure: spoiled bytes, broken neighbors, the same bytes again, mails and messages made to do harm."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers import as_json, read
from normalizers.formats import FORMATS, anpa_1312, framed, iptc_7901, mail, newsml_g2, plain_text, wire_text, wire_xml
from normalizers.problems import DocumentError
from normalizers.reader import sniff
from normalizers.rulebook import HouseStyle
from normalizers.terms import Block, Hints, Story, Unreadable, WireItem

WIRES = Path(__file__).parent / "wires"
AGENCIES = ("anpa-1312", "ap-media", "dpa-digitalwires", "iptc-7901", "mail", "newsml-1", "newsml-g2", "nitf", "wire-text")
PREFIX = {"dpa-digitalwires": "dpa"}


def whole(form: str) -> bytes:
    """The whole document of a form among the cases."""
    (path,) = (WIRES / f"{PREFIX.get(form, form)}-whole").glob("received.*")
    return path.read_bytes()


def parsed(form: str, data: bytes) -> list[WireItem | Unreadable]:
    """What a form makes of bytes."""
    return list(FORMATS[form].items(data, None, Hints(), HouseStyle()))


@pytest.mark.parametrize("form", AGENCIES)
def test_a_format_is_known_by_its_first_bytes(form: str) -> None:
    (story,) = read(whole(form))
    assert isinstance(story, Story)
    assert story.form == form


@pytest.mark.parametrize("form", AGENCIES)
@settings(max_examples=40, deadline=None)
@given(noise=st.binary(max_size=60), at=st.floats(0, 1), cut=st.integers(0, 80))
def test_spoiled_bytes_end_in_a_story_or_a_reason(form: str, noise: bytes, at: float, cut: int) -> None:
    data = whole(form)
    start = int(len(data) * at)
    spoiled = data[:start] + noise + data[start + cut :]
    try:
        found = parsed(form, spoiled)
    except DocumentError as error:
        found = [Unreadable(form, error.place, error.reason)]
    assert found
    for item in found:
        if isinstance(item, Unreadable):
            assert item.reason
        else:
            assert [block for block in item.blocks if item.raw_text[block.start : block.end] != block.text] == []
            assert item.uri


@pytest.mark.parametrize("form", AGENCIES)
def test_the_same_bytes_give_the_same_identity_and_others_another(form: str) -> None:
    first, again = parsed(form, whole(form)), parsed(form, whole(form))
    assert [item.uri for item in first if isinstance(item, WireItem)] == [item.uri for item in again if isinstance(item, WireItem)]
    assert first == again


@pytest.mark.parametrize("form", ["anpa-1312", "iptc-7901", "wire-text"])
@settings(max_examples=25, deadline=None)
@given(cut=st.floats(0.3, 0.95))
def test_a_message_that_breaks_off_costs_neither_neighbor(form: str, cut: float) -> None:
    data = whole(form)
    # what is cut off before its end never closes, whatever follows it
    end = data.index(b"NNNN") if form == "wire-text" else data.index(b"\x03")
    found = parsed(form, data + b"\n" + data[: max(30, int(end * cut))] + b"\n" + data)
    items = [item for item in found if isinstance(item, WireItem)]
    assert len(items) == 2
    assert items[0] == items[1] == parsed(form, data)[0]
    assert len(found) == 3


@pytest.mark.parametrize("form", ["newsml-1", "newsml-g2"])
def test_a_broken_item_costs_neither_neighbor_wherever_it_breaks(form: str) -> None:
    (path,) = (WIRES / f"{form}-broken-neighbor").glob("received.*")
    data = path.read_bytes()
    name = b"newsItem" if form == "newsml-g2" else b"NewsItem"
    second = [found.start() for found in re.finditer(rb"<%s[ >]" % name, data)][1]
    end = data.index(b"</" + name + b">", second)
    first, third = (item for item in parsed(form, data) if isinstance(item, WireItem))
    for at in range(second + 30, end, 97):
        found = parsed(form, data[:at] + b"</nothing>" + data[at:])
        assert [item for item in found if isinstance(item, WireItem)] == [first, third]


@given(st.lists(st.text(alphabet="abcdefghij ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_however_it_is_nested(words: list[str], data: st.DataObject) -> None:
    inner = ""
    for word in words:
        tag = data.draw(st.sampled_from(("p", "section", "div", "b", "a", "em", "li", "h2", "blockquote")))
        inner = f"<{tag}>{word} {inner}</{tag}> {word}"
    item = (
        '<newsItem guid="urn:x:1" version="1"><contentSet><inlineXML contenttype="application/xhtml+xml"><html><body>'
        f"<section>{inner}</section></body></html></inlineXML></contentSet></newsItem>"
    )
    (found,) = parsed("newsml-g2", item.encode())
    assert isinstance(found, WireItem)
    told = " ".join(block.text for block in found.blocks).split()
    assert sorted(told) == sorted(" ".join(words).split() * 2)


def test_a_document_of_too_many_items_says_where_it_stops() -> None:
    item = '<newsItem guid="urn:x:{}" version="1"><contentMeta><headline>H</headline></contentMeta></newsItem>'
    many = "<newsMessage>" + "".join(item.format(number) for number in range(wire_xml.MAX_ITEMS + 1)) + "</newsMessage>"
    found = list(newsml_g2.parse(many.encode(), None, Hints(), HouseStyle()))
    assert len(found) == wire_xml.MAX_ITEMS + 1
    assert isinstance(found[-1], Unreadable)
    assert "at most 10,000 items" in found[-1].reason


@pytest.mark.parametrize(
    ("form", "one", "most"),
    [
        ("wire-text", b"ZCZC\nHEADLINE: One\nNNNN\n", wire_text.MAX_MESSAGES),
        ("iptc-7901", b"\x01mps1 4 i 2 x\n\x02One\n\nTwo.\n\x03", framed.MAX_MESSAGES),
        ("anpa-1312", b"\x16\x16\x01a0001\x1fx-\n\x02^One<\n\tTwo.\n\x03", framed.MAX_MESSAGES),
    ],
)
def test_a_document_of_too_many_messages_says_where_it_stops(form: str, one: bytes, most: int) -> None:
    found = parsed(form, one * (most + 3))
    assert len(found) == most + 1
    assert isinstance(found[-1], Unreadable)
    assert found[-1].place == f"message {most + 1}"


@pytest.mark.parametrize("form", ["newsml-g2", "newsml-1", "nitf", "iptc-7901", "anpa-1312"])
def test_a_document_with_nothing_of_a_form_in_it_says_so(form: str) -> None:
    (found,) = parsed(form, b"<other/>")
    assert isinstance(found, Unreadable)
    assert "there is no" in found.reason


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"From: a@b.example\nMIME-Version: 1.0\n\nwords", True),
        (b"From b@c.example Thu Mar  5\nReceived: x\nFrom: a@b.example\n\nwords", True),
        (b"From: the editor\nTo: all\n\nwords", False),
        (b"Message-ID: <x>\n\nFrom: inside", False),
        (b"Received: x\n" * 400, True),
        (b"words From: a\nMIME-Version: 1.0\n\n", False),
    ],
)
def test_a_mail_is_known_by_lines_that_mail_programs_write(head: bytes, *, known: bool) -> None:
    assert mail.looks_like(head[:4096], None) is known


def test_a_mail_is_known_by_its_media_type() -> None:
    assert mail.looks_like(b"x", "message/rfc822")


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@b.example\nMIME-Version: 1.0\n" + b"X: y\n" * 60_000 + b"\nwords",
        b"From: a@b.example\nMIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 30_000,
        b"From: a@b.example\nMIME-Version: 1.0\nSubject: " + b"=?utf-8?q?" * 20_000 + b"\n\nwords",
        b"From: " + b'"(' * 50_000 + b"\nMIME-Version: 1.0\nSubject: x\n\nwords",
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; " + b"a*0*=utf-8''%;" * 12_000 + b"\n\nwords",
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nwords\n" * 60_000,
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n\n" * 9_000,
    ],
    ids=["long heading", "nested", "encoded words", "brackets", "parameters", "too many parts", "many parts"],
)
def test_a_mail_made_to_do_harm_ends_soon(data: bytes) -> None:
    with soon(8):  # it takes well under a second
        assert read(data, form="mail")


def test_what_cannot_be_read_of_a_heading_stands_as_it_came() -> None:
    heading = b"From: a@b.example\nMIME-Version: 1.0\nSubject: =?utf-8?b?!!!?= ferry\nContent-Type: text/plain; charset*=x''a; charset*0=b"
    (story,) = read(heading + b"\n\nwords", form="mail")
    assert isinstance(story, Story)
    assert "ferry" in (story.headline or "")
    assert story.body_text == "words"


def test_a_mail_whose_heading_contradicts_itself_is_refused() -> None:
    heading = b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary*=x''a; boundary*0=b"
    (found,) = read(heading + b"\n\n--a\n\nwords")
    assert isinstance(found, Unreadable)
    assert "contradicts itself" in found.reason


def test_a_mail_of_files_alone_is_told_by_its_subject() -> None:
    heading = b"From: desk\nMIME-Version: 1.0\nSubject: Tables\nContent-Type: multipart/mixed; boundary=x"
    (story,) = read(heading + b"\n\n--x\nContent-Type: image/png\n\n\n--x--\n")
    assert isinstance(story, Story)
    assert (story.headline, story.body, story.publisher.domain) == ("Tables", (), None)


EMPTY_G2 = """<newsItem guid="urn:x:1" version="" xml:lang="">
<rightsInfo><copyrightHolder/><copyrightNotice> </copyrightNotice><usageTerms/></rightsInfo>
<itemMeta><itemClass qcode="x:y"/><provider/><versionCreated/><firstCreated/><title/><edNote/><expires/><signal qcode="s:x"/></itemMeta>
<contentMeta><urgency>high</urgency><by/><creator/><contributor type="cpnat:organisation"><name>Desk</name></contributor>
<dateline/><slugline/>
<headline/><description/><keyword/><language/><located/><subject/><genre/><infoSource/><creditline/></contentMeta>
<contentSet><inlineXML/><inlineData> </inlineData></contentSet></newsItem>"""
EMPTY_1 = """<NewsML><NewsItem><Identification><NewsIdentifier><RevisionId/><PublicIdentifier>urn:x:1:4N</PublicIdentifier>
</NewsIdentifier></Identification>
<NewsManagement><FirstCreated/><ThisRevisionCreated/><Status/><Urgency FormalName="A"/></NewsManagement><NewsComponent><NewsLines>
<HeadLine/><ByLine/>
<DateLine/><CopyrightLine/><KeywordLine/><SlugLine/></NewsLines><AdministrativeMetadata><Provider><Party/></Provider>
</AdministrativeMetadata>
<DescriptiveMetadata><Language/><Subject/><Genre/></DescriptiveMetadata><ContentItem><DataContent/></ContentItem></NewsComponent>
</NewsItem></NewsML>"""
EMPTY_NITF = """<nitf><head><title/><docdata><doc-id id-string=""/><urgency ed-urg="0"/><date.issue norm=""/>
<doc.copyright year="2026"/><du-key/>
<ed-msg info=" "/><key-list><keyword/></key-list></docdata><tobject><tobject.subject/></tobject></head><body><body.head><hedline>
<hl1/></hedline>
<byline/><dateline/><abstract/><distributor/><note/></body.head><body.content><media media-type="image"><media-reference/></media>
<media/></body.content>
<body.end><tagline/></body.end></body></nitf>"""
EMPTY_DPA = """{"format": "digitalwires", "urn": "urn:x:1", "headline": 3, "teaser": "", "byline": "", "dateline": [],
"article_html": 1, "infobox_html": 2,
"signal": "sig:else", "urgency": 12, "type": "composite", "keyword_names": "x", "categories": [{"type": "dpasubject"}],
"ednotes": [], "version": true,
"copyrightnotice": "", "language": " ", "associations": [{"type": "text"}]}"""


@pytest.mark.parametrize(
    ("data", "form"), [(EMPTY_G2, "newsml-g2"), (EMPTY_1, "newsml-1"), (EMPTY_NITF, "nitf"), (EMPTY_DPA, "dpa-digitalwires")]
)
def test_an_element_without_words_states_nothing(data: str, form: str) -> None:
    (story,) = read(data.encode())
    assert isinstance(story, Story)
    assert story.form == form
    assert story.uri == "urn:x:1" or story.uri.startswith("urn:copytaster:nitf:")  # type: ignore[union-attr]  # every item has one
    told = as_json(story)
    stated = (
        "headline",
        "summary",
        "slugline",
        "byline",
        "dateline",
        "published",
        "updated",
        "keywords",
        "subjects",
        "urgency",
        "signals",
        "body",
    )
    assert {
        key: told[key] for key in (*stated, "ed_note", "usage_terms", "copyright_notice", "credit_line", "expires", "images") if told[key]
    } == {}


G2_MORE = """<newsItem guid="urn:x:2" version="1"><itemMeta><itemClass qcode="ninat:picture"/><title>Quay at dawn</title>
<signal qcode="sig:correction"/><edNote>One.</edNote><edNote>Two.</edNote><provider literal="quay.example"/></itemMeta>
<contentMeta><contentCreated>2026-03-01T05:00:00Z</contentCreated><creator type="cpnat:person"><name>Ana Lind</name></creator>
<located><name>Karwi</name></located>
<language tag="en"/><genre qcode="genre:Feature"><name>Feature</name></genre>
<subject uri="http://cv.iptc.org/newscodes/mediatopic/20000020"/>
<infoSource literal="Tide Wire"/><description role="drol:caption">A quay.</description><dateline>KARWI</dateline></contentMeta>
<contentSet><remoteContent href="small.jpg" width="90" contenttype="image/jpeg"/>
<remoteContent href="large.jpg" width="900" contenttype="image/jpeg"/>
</contentSet></newsItem>"""


def test_a_picture_item_is_told_by_its_title_its_widest_rendition_and_its_caption() -> None:
    (story,) = read(G2_MORE.encode())
    assert isinstance(story, Story)
    assert (story.headline, story.media, story.located) == ("Quay at dawn", "picture", "Karwi")
    assert [(image.url, image.caption) for image in story.images] == [("large.jpg", "A quay.")]
    assert story.ed_note == "One.\nTwo."
    assert story.signals == ("correction",)
    assert story.publisher.domain == "quay.example"
    assert [subject.code for subject in story.subjects] == ["medtop:20000020"]
    assert story.persons == ("Ana Lind",)


def test_a_time_that_stands_for_none_reads_as_none() -> None:
    item = '<newsItem guid="urn:x:4" version="1"><itemMeta><versionCreated>{}</versionCreated></itemMeta></newsItem>'
    said = ("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z")
    times = [story.updated for time_ in said for story in read(item.format(time_).encode()) if isinstance(story, Story)]
    assert [moment.iso if moment else None for moment in times] == [None, "1970-01-01T00:00:01+00:00"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ('contenttype="text/html"', "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"),
        ('contenttype="text/plain"', "One.\n\nTwo."),
    ],
)
def test_words_in_a_field_of_text_are_told_as_marked_up_or_plain(kind: str, words: str) -> None:
    item = f'<newsItem guid="urn:x:3" version="1"><contentSet><inlineData {kind}>{words}</inlineData></contentSet></newsItem>'
    (story,) = read(item.encode())
    assert isinstance(story, Story)
    assert [block.text for block in story.body] == ["One.", "Two."]


def test_ampersands_that_nobody_escaped_cost_nothing() -> None:
    (story,) = read(whole("newsml-g2").replace(b"Twelve planks", b"Salt & Sons, R&D: twelve planks"))
    assert isinstance(story, Story)
    assert "Salt & Sons, R&D: twelve planks were new." in story.body_text


@pytest.mark.parametrize(
    ("sent", "updated"),
    [
        ("081430 GMT Mar 26", "2026-03-08T14:30:00+00:00"),
        ("081430 Mar 26", "2026-03-08T14:30:00"),
        ("081430 GMT Foo 26", None),
        ("081430 GMT MAR 2026", "2026-03-08T14:30:00+00:00"),
        ("329999 GMT Mar 26", None),
    ],
)
def test_the_time_below_a_teleprinter_message(sent: str, updated: str | None) -> None:
    (story,) = read(f"\x01mps1 4 i 2 x\n\x02Gulls\nGulls leave =\nThey left.\n\x03{sent}".encode())
    assert isinstance(story, Story)
    assert (story.updated.iso if story.updated else None) == updated


@pytest.mark.parametrize("name", ["newsItem", "catalog", "NewsML", "nitf"])
def test_a_page_that_shows_a_format_s_element_is_a_page(name: str) -> None:
    assert sniff(f"<!DOCTYPE html><html><body><{name}><p>How to write it</p></{name}></body></html>".encode()) == "page"
    assert sniff(f"<envelope><{name}><body/></{name}></envelope>".encode()) != "page"


def test_agencies_messages_are_no_pages_and_pages_no_messages() -> None:
    assert not anpa_1312.looks_like(b"\x01mps012 3 pol 118", None)
    assert not iptc_7901.looks_like(b"\x16\x16\x01a4321\x1fmps", None)
    assert not wire_text.looks_like(b"A headline\n\nSome words (about nothing) and 9 others.\n", None)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["Heron   3  1", "Gull    2  0", "Tern    1  4"], "pre"),
        (["Gray Heron (IND) 58.0", "Tern (IND) 57.0", "Old Second Wind (NZ) 56.5", "Low Tide (IND) 55.0"], "pre"),
        (["The ferry is back at Karwi after a week of storms, and", "nobody was hurt, the harbor office said Sunday in a", "note."], "p"),
        (["The ferry is back", "and nobody was hurt."], "p"),
        (["He typed his lines by hand, broke each where he liked and not where it was full, as some",
          "stringers do,", "and never", "learned to do it otherwise in forty years."], "p"),
    ],
)  # fmt: skip
def test_lists_and_tables_keep_their_lines_and_folded_copy_does_not(lines: list[str], kind: str) -> None:
    block = plain_text.laid("\n".join(lines))
    assert block == (Block("pre", "\n".join(lines)) if kind == "pre" else Block("p", " ".join(lines)))


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("The ferry is back.\nmps ka", ("mps ka",)),
        ("The ferry is back.\n\n(MPS/ka rt)", ("(MPS/ka rt)",)),
        ("Race one\n  3.00 Gray Heron\n  4.80 Old Lamp\n  MPS BETTING", ("MPS BETTING",)),
        ("Race one\n  3.00 Gray Heron\n  4.80 Old Lamp", ()),
        ("Race one\n  3.00 Gray Heron\n\nmps ka", ("mps ka",)),
    ],
)
def test_items_of_a_list_are_no_signs_of_the_desk(text: str, signs: tuple[str, ...]) -> None:
    assert plain_text.cut(text)[1] == signs


@pytest.mark.parametrize("form", ["anpa-1312", "iptc-7901", "wire-text"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b"\r", b"  \r\n"], ids=["LF", "CR LF", "CR CR LF", "CR", "blanks"])
def test_a_message_reads_the_same_whatever_ends_its_lines(form: str, end: bytes) -> None:
    (story,), (again,) = read(whole(form)), read(whole(form).replace(b"\r\n", b"\n").replace(b"\n", end))
    assert isinstance(story, Story)
    assert isinstance(again, Story)
    assert [block.text for block in again.body] == [block.text for block in story.body]
    assert (again.headline, again.slugline, again.ed_note, again.updated) == (story.headline, story.slugline, story.ed_note, story.updated)


@pytest.mark.parametrize(
    ("sent", "updated"),
    [
        ("MP-WX-03-09-26 0337GMT", "2026-03-09T03:37:00+00:00"),
        ("03-09-26 0337 GMT", "2026-03-09T03:37:00+00:00"),
        ("MWS-21:37-31-03-26", "2026-03-31T21:37:00"),
        ("MWS-21:37-03-31-26", "2026-03-31T21:37:00"),
        ("MWS-21:37-09-03-26", "2026-03-09T21:37:00"),
        ("MWS-21:37-03-03-26", "2026-03-03T21:37:00"),
        ("MWS-21:37-09-10-26", None),
        ("MWS-21:37-40-50-26", None),
    ],
)
def test_the_time_below_an_anpa_message(sent: str, updated: str | None) -> None:
    (story,) = read(f"\x16\x16\x01a0001\x1fx-\n\x02^Gulls,2<\n^Gulls leave<\n\tMarch 9 was their last day.\n\x03{sent}".encode())
    assert isinstance(story, Story)
    assert (story.updated.iso if story.updated else None) == updated


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        ("KARWI/GULLS\nEXTRA\nGulls leave Karwi =", "Gulls leave Karwi"),
        ("KARWI/GULLS\n(Attention)\nGulls leave Karwi =", "Gulls leave Karwi"),
        ("KARWI/GULLS\nGULLS LEAVE\nKARWI =", "GULLS LEAVE KARWI"),
        ("KARWI/GULLS\nGulls leave\nKARWI =", "Gulls leave KARWI"),
        ("KARWI/GULLS\nGulls leave (again)\nKarwi =", "Gulls leave (again) Karwi"),
    ],
)
def test_a_few_words_in_capitals_or_brackets_above_a_headline_are_a_marker(above: str, headline: str) -> None:
    (story,) = read(f"\x01mps1 4 i 2 x\n\x02{above}\n\nThey left.\n\x03".encode())
    assert isinstance(story, Story)
    assert (story.slugline, story.headline) == ("KARWI/GULLS", headline)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (b"mpsa0412 3 pol 96 MPS 0301\r\n\r\nKarwi/gulls/\r\nGulls leave =\r\n", True),
        (b"mpsa0412 3 pol 96 MPS 0301\n\nKarwi/gulls/\nGulls leave\n\nThey left.\n", False),
        (b"page0412 3 of 96 from 0301\nGulls leave =\n", False),
    ],
)
def test_a_heading_without_control_characters_is_known_by_the_lines_below_it(text: bytes, *, known: bool) -> None:
    assert iptc_7901.looks_like(text, None) is known


ONE, END = '<NewsML><NewsItem><NewsComponent><Role FormalName="Picture"/>', "</NewsComponent></NewsItem></NewsML>"


def _spent(document: str) -> float:
    """Processor seconds of reading it, the better of two: what else runs on the machine does not count."""
    spent: list[float] = []
    for _ in range(2):
        began = time.process_time()
        assert read(document.encode())
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.mark.parametrize(
    ("head", "again", "tail", "times"),
    [
        ("<nitf><body>", "<body.content><p>a b</p></body.content>", "</body></nitf>", 60_000),
        ("a\n", " ", "\nb", 60_000),
        ("\x01a0001\x1fx-\nr s BC-x 01-01\n\x02^A,2<\n^B<\n\tC\n", "goes on\n", "\x03", 60_000),
        ("mpsa0412 3 pol 96 MPS 0301\n\nKarwi/\nGulls =\n\n", "mpsa0412 3 pol 96 MPS 0301\n081430 Mar 26 ", "", 10_000),
        ("<NewsML><NewsItem><NewsIdentifier>", "<PublicIdentifier>a</PublicIdentifier>", "</NewsIdentifier></NewsItem></NewsML>", 60_000),
        ("<NewsML><NewsItem><NewsManagement>", '<Status FormalName="Embargoed"/>', "</NewsManagement></NewsItem></NewsML>", 60_000),
        (ONE, "<ContentItem><DataContent>a</DataContent></ContentItem>", END, 40_000),
        (ONE, '<NewsComponent><ContentItem Href="a"><Format FormalName="jpeg"/></ContentItem></NewsComponent>', END, 20_000),
        ("<newsMessage><itemSet>", f'<newsItem guid="a">{"x" * 480}</newsItem>', "<", 10_000),
    ],
    ids=[
        "bodies",
        "blanks",
        "lines of a paragraph",
        "headings",
        "identifiers",
        "statuses",
        "contents",
        "pictures",
        "items of a broken message",
    ],
)
def test_eight_times_as_much_takes_about_eight_times_as_long(head: str, again: str, tail: str, times: int) -> None:
    """Eight to ten times; a look back at all that came before each takes up to 64."""
    small, large = (head + again * many + tail for many in (times // 8, times))
    assert _spent(large) < 24 * max(_spent(small), 0.02)  # less than 0.02 s can't be measured well
