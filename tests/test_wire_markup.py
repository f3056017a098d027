"""Agencies' XML and JSON as they write it: identities, languages, roles, codes and datelines that the standards leave open."""

from __future__ import annotations

import json

import pytest

from normalizers import as_json, read
from normalizers.terms import Story

NEWSML = """<NewsML><NewsItem><Identification><NewsIdentifier>{identity}</NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20260305T081500+0100</FirstCreated><Status FormalName="Usable"/>{management}</NewsManagement>
<NewsComponent xml:lang="nl">{components}</NewsComponent></NewsItem></NewsML>"""
PART = (
    '<NewsComponent {lang}><Role FormalName="{role}"/><ContentItem>{kind}<DataContent>{words}</DataContent></ContentItem></NewsComponent>'
)


def the(data: str) -> Story:
    """The one story of a document."""
    (story,) = read(data.encode())
    assert isinstance(story, Story)
    return story


def newsml(components: str = "", identity: str = "", management: str = "") -> str:
    """A NewsML 1 message of one item."""
    return NEWSML.format(components=components, identity=identity, management=management)


def part(role: str, words: str, lang: str = "", kind: str = "") -> str:
    """A component of a NewsML 1 item."""
    return PART.format(role=role, words=words, lang=f'xml:lang="{lang}"' if lang else "", kind=kind)


def identity(public: str, day: str = "20260305", number: str = "4711", revision: str = "2") -> str:
    """What names an item of NewsML 1."""
    return (
        f"<ProviderId>quay.example</ProviderId><DateId>{day}</DateId><NewsItemId>{number}</NewsItemId>"
        f'<RevisionId Update="N">{revision}</RevisionId><PublicIdentifier>{public}</PublicIdentifier>'
    )


@pytest.mark.parametrize(
    ("said", "uri"),
    [
        (identity("urn:newsml:quay.example:20260305:4711:2N"), "urn:newsml:quay.example:20260305:4711"),
        (identity("urn:newsml:quay.example:20260305:4711:2"), "urn:newsml:quay.example:20260305:4711"),
        (identity("urn:newsml:www.quay.example"), "urn:newsml:quay.example:20260305:4711"),
        (identity("urn:newsml:www.quay.example", day="20260305T091500"), "urn:newsml:quay.example:20260305:4711"),
        (identity(""), "urn:newsml:quay.example:20260305:4711"),
        (identity("urn:newsml:quay.example:20260305:4711-a:2", number="4711-a-v2"), "urn:newsml:quay.example:20260305:4711-a"),
    ],
)
def test_a_newsml_item_is_named_by_an_identifier_of_its_own(said: str, uri: str) -> None:
    assert the(newsml(part("Body", "Crabs came."), said)).uri == uri


def test_items_whose_identifier_names_the_sender_alone_do_not_become_one() -> None:
    said = identity("urn:newsml:www.quay.example", number="0")
    first, second = (the(newsml(part("Body", words), said)).uri for words in ("Crabs came.", "Gulls left."))
    assert first != second


BILINGUAL = (
    "<NewsLines><HeadLine>Krabben op de kade</HeadLine><CopyrightLine>Kade 2026</CopyrightLine></NewsLines>"
    '<NewsComponent xml:lang="nl"><NewsLines><HeadLine>Krabben op de kade</HeadLine></NewsLines>{nl}</NewsComponent>'
    '<NewsComponent xml:lang="fr-BE"><NewsLines><HeadLine>Des crabes sur le quai</HeadLine></NewsLines>{fr}</NewsComponent>'
).format(nl=part("Body", "De krabben kwamen terug naar de kade."), fr=part("Body", "Les crabes sont revenus sur le quai."))


def test_an_item_in_two_languages_is_two_stories_with_their_own_words_and_identities() -> None:
    found = [
        story for story in read(newsml(BILINGUAL, identity("urn:newsml:quay.example:20260305:4711:2")).encode()) if isinstance(story, Story)
    ]
    assert [(one.uri, one.language, one.headline, one.body_text, one.copyright_notice) for one in found] == [
        ("urn:newsml:quay.example:20260305:4711", "nl", "Krabben op de kade", "De krabben kwamen terug naar de kade.", "Kade 2026"),
        (
            "urn:newsml:quay.example:20260305:4711#fr",
            "fr-BE",
            "Des crabes sur le quai",
            "Les crabes sont revenus sur le quai.",
            "Kade 2026",
        ),
    ]


def test_an_item_in_more_languages_than_anyone_speaks_stays_one() -> None:
    found = read(newsml("".join(part("Body", "Krab.", lang=f"q{chr(97 + number)}") for number in range(26))).encode())
    assert len(found) == 1


def test_what_a_component_is_there_for_says_where_its_words_belong() -> None:
    story = the(
        newsml(
            part("HeadLine", "Crabs return to the quay")
            + part("Abstract", "The crabs are back.")
            + part("StyleSheet", ".left { float: left }")
            + part("Look", "p { margin: 0 }", kind='<MimeType FormalName="text/css"/>')
            + part("Contact", "Press office of the port")
            + part("Lead", "Crabs came back to Saltmouth.")
            + part("Body", "Nobody asked them to.")
            + part("TweetText", "Crabs! On the quay!")
        )
    )
    assert (story.headline, story.summary) == ("Crabs return to the quay", "The crabs are back.")
    assert [block.text for block in story.body] == ["Crabs came back to Saltmouth.", "Nobody asked them to.", "Press office of the port"]
    assert "Crabs! On the quay!" in story.raw_text
    assert "float" not in story.raw_text


@pytest.mark.parametrize(
    ("kind", "words", "body"),
    [
        ("", "&lt;P&gt;Crabs &lt;b&gt;came&lt;/b&gt;.&lt;/P&gt;&lt;P&gt;Gulls left.&lt;/P&gt;", ["Crabs came.", "Gulls left."]),
        ("", "<![CDATA[<p>Crabs came.</p><p>Gulls left.</p>]]>", ["Crabs came.", "Gulls left."]),
        ("", "Crabs &lt;b&gt;came&lt;/b&gt;.\n   Gulls left.", ["Crabs came.", "Gulls left."]),
        ('<MimeType FormalName="text/plain"/>', "Write &lt;b&gt;.\n\nGulls left.", ["Write <b>.", "Gulls left."]),
        ("", "<Para>Crabs came.</Para><Para>Gulls left.</Para>", ["Crabs came.", "Gulls left."]),
    ],
)
def test_words_of_a_component_are_read_as_marked_up_escaped_or_plain(kind: str, words: str, body: list[str]) -> None:
    assert [block.text for block in the(newsml(part("Body", words, kind=kind))).body] == body


PICTURE = (
    '<NewsComponent><Role FormalName="Picture"/><NewsLines><HeadLine>A crab, up close</HeadLine>'
    "<KeywordLine>claws</KeywordLine></NewsLines>"
    + part("Caption", "A crab waves.")
    + '<NewsComponent><ContentItem Href="small.jpg"><MimeType FormalName="image/jpeg"/><Characteristics>'
    '<Property FormalName="PixelWidth" Value="90"/></Characteristics></ContentItem>'
    '<ContentItem Href="large.jpg"><Format FormalName="JPEG Baseline"/><Characteristics>'
    '<Property FormalName="Width" Value="900"/></Characteristics></ContentItem></NewsComponent></NewsComponent>'
)


def test_a_picture_beside_the_words_is_one_picture_and_no_part_of_the_story() -> None:
    lines = "<NewsLines><HeadLine>Crabs return</HeadLine><KeywordLine>crabs;quay</KeywordLine></NewsLines>"
    story = the(newsml(PICTURE + lines + part("Body", "Crabs came.")))
    assert [(image.url, image.caption) for image in story.images] == [("large.jpg", "A crab waves.")]
    assert (story.headline, story.keywords, story.body_text) == ("Crabs return", ("crabs", "quay"), "Crabs came.")


def test_a_picture_alone_is_told_by_its_own_lines() -> None:
    story = the(newsml(PICTURE))
    assert (story.headline, story.keywords, len(story.images)) == ("A crab, up close", ("claws",), 1)


TOPICS = """<TopicSet><Topic><FormalName>06005000</FormalName><Description Variant="Category">ENV</Description>
<Description xml:lang="de" Variant="Name">Natur</Description>
<Description xml:lang="en" Variant="Name">nature</Description></Topic></TopicSet>
<DescriptiveMetadata><Language FormalName="EN"/><SubjectCode>
<SubjectMatter FormalName="06005000"/><Subject FormalName="06000000"/></SubjectCode>
<Property FormalName="Keyword" Value="crabs"/><Property FormalName="Isin" Value="none"/></DescriptiveMetadata>
<ContentItem><DataContent><nitf><head><tobject><tobject.subject tobject.subject.refnum="06000000" tobject.subject.type="environment"/>
<tobject.subject tobject.subject.ipr="QUAY" tobject.subject.refnum="K7" tobject.subject.matter="crabs"/></tobject>
<docdata management-status="canceled"><key-list><keyword key="quay"/></key-list></docdata></head>
<body><body.content><p>Crabs came.</p></body.content></body></nitf></DataContent></ContentItem>"""


def test_codes_take_their_names_from_wherever_the_item_tells_them() -> None:
    story = the(newsml(TOPICS, management="<Urgency>2</Urgency>"))
    assert [(one.code, one.name) for one in story.subjects] == [
        ("subj:06005000", "nature"),
        ("subj:06000000", "environment"),
        ("QUAY:K7", "crabs"),
    ]
    assert (story.keywords, story.urgency, story.pub_status) == (("crabs", "quay"), 2, "usable")


NITF = """<nitf baselang="nb-NO"><head><meta name="anpa-keyword" content="CRABS"/><docdata><doc-id id-string="q-1"/>{docdata}
<doc.copyright year="2026" holder="Australian Associated Press"/>
<doc.rights type="all" limitations="No use after Sunday."/></docdata></head>
<body><body.head><hedline><hl1>Krabber</hl1></hedline>{lines}</body.head><body.content><p>{words}</p></body.content></body></nitf>"""


def test_a_nitf_document_tells_its_language_version_slug_rights_and_holder_in_attributes() -> None:
    story = the(NITF.format(docdata='<du-key version="4"/>', lines="", words="Krabbene kom tilbake."))
    assert (story.language, story.version, story.slugline, story.usage_terms) == ("nb-NO", "4", "CRABS", "No use after Sunday.")
    assert [credit.agency for credit in story.provenance.credits] == ["aap"]


def test_the_key_of_a_nitf_document_goes_before_the_keyword_of_a_teleprinter() -> None:
    assert the(NITF.format(docdata='<du-key key="KRABBER"/>', lines="", words="Krabbene kom.")).slugline == "KRABBER"


STAMPED = "<dateline><story.date norm='{0}'>{0}</story.date></dateline>"


@pytest.mark.parametrize("stamp", ["20260305T081500+0100", "2026-03-05 08:15:00 GMT+00:00", "2026-03-05", "20260305"])
def test_a_time_as_programs_write_it_is_no_dateline(stamp: str) -> None:
    story = the(NITF.format(docdata="", lines=STAMPED.format(stamp), words="SALTMOUTH, March 5 (AP) - Crabs came."))
    assert as_json(story)["dateline"] == {"text": "SALTMOUTH, March 5 (AP)", "place": "SALTMOUTH", "date": "March 5"}


def test_a_dateline_that_tells_the_day_alone_gives_way_to_the_printed_one() -> None:
    story = the(NITF.format(docdata="", lines="<dateline>March 5</dateline>", words="SALTMOUTH, March 5. /TASS/. Crabs came."))
    assert story.dateline is not None
    assert story.dateline.place == "SALTMOUTH"
    assert story.body_text == "Crabs came."


G2 = """<newsItem guid="urn:x:1" version="1"><itemMeta><itemClass qcode="ninat:text"/>
<link rel="quayrel:canonical" href="https://quay.example/crabs"/></itemMeta><contentMeta><headline>Crabs</headline></contentMeta>
<contentSet><inlineXML>{words}</inlineXML></contentSet></newsItem>"""


def test_an_item_tells_its_own_address_by_a_link() -> None:
    assert the(G2.format(words="<html><body><p>Crabs came.</p></body></html>")).canonical_url == "https://quay.example/crabs"
    item = {
        "altids": {"itemid": "a1"},
        "headline": "Crabs",
        "links": [{"rel": "else"}, {"rel": "canonical", "href": "https://quay.example/crabs"}],
    }
    told = {"api_version": "2.0", "data": {"item": item}, "nitf": {"body_html": "<p>Crabs came.</p>"}}
    assert the(json.dumps(told)).canonical_url == "https://quay.example/crabs"


def test_a_dateline_that_the_markup_names_is_read_and_parted_from_the_words() -> None:
    words = '<html><body><p><span class="dateline">SALTMOUTH, Devra <span>(AP)</span></span>Crabs came back.</p></body></html>'
    story = the(G2.format(words=words))
    assert story.dateline is not None
    assert story.dateline.place == "SALTMOUTH, Devra"
    assert story.body_text.endswith("Crabs came back.")
    assert ")Crabs" not in story.raw_text


OWN = """<BODY><TEXT><TITEL>Krabbor</TITEL><DAT><ORT>Saltmynning</ORT><KALLA>Devra, AP:s korrespondent</KALLA></DAT>
<CITAT>De kom, säger hon.</CITAT><CITAT>Alla.</CITAT>
<P>En <person>Ada Lund</person> såg det.</P><UL><LI>Ett</LI><LI>Två</LI></UL></TEXT></BODY>"""


def test_elements_that_an_agency_made_up_are_paragraphs_where_nothing_else_stands_beside_them() -> None:
    story = the(G2.format(words=OWN))
    assert [(block.kind, block.text) for block in story.body] == [
        ("p", "Krabbor"),
        ("p", "Saltmynning"),
        ("p", "Devra, AP:s korrespondent"),
        ("p", "De kom, säger hon."),
        ("p", "Alla."),
        ("p", "En Ada Lund såg det."),
        ("li", "Ett"),
        ("li", "Två"),
    ]


CRABS = {"guid": "urn:x:9", "headline": "Crabs", "source": "Reuters", "body_html": "<p>Crabs came.</p>"}


def test_a_json_item_may_call_its_identity_a_guid_and_its_supplier_a_source() -> None:
    story = the(json.dumps(CRABS))
    assert story.uri == "urn:x:9"
    assert [credit.agency for credit in story.provenance.credits] == ["reuters"]


@pytest.mark.parametrize("name", ["item", "items", "_items"])
def test_an_answer_that_lists_items_gives_each(name: str) -> None:
    found = read(json.dumps({"total": 2, "limit": 20, name: [CRABS, {**CRABS, "guid": "urn:x:10"}]}).encode(), form="ninjs")
    assert [story.uri for story in found if isinstance(story, Story)] == ["urn:x:9", "urn:x:10"]


def test_an_item_that_lists_others_is_one_item() -> None:
    assert the(json.dumps({**CRABS, "items": [CRABS]})).uri == "urn:x:9"


def test_a_site_that_signs_beside_a_person_is_no_person() -> None:
    told = the(NITF.format(docdata="", lines="<byline>Ada Lund / Kaiposten.no</byline>", words="Krabbene kom tilbake."))
    assert (told.byline, told.persons) == ("Ada Lund / Kaiposten.no", ("Ada Lund",))
