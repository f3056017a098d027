"""A story as IPTC NewsML-G2 2.35: one news item, at the power conformance level, its body as XHTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats.asides import NUMBER, OURS, asides, beside_g2
from normalizers.formats.identity import amended_lines, instant, observed_line, status_of, uri_of
from normalizers.formats.ninjs_out import body_html, claims
from normalizers.formats.xml_out import add, clean, document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.markup import Element
    from normalizers.terms import Credit, Story, Subject

NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
NO_TIME = "1970-01-01T00:00:00Z"  # the schema demands a versionCreated; this one reads back as none
NO_PROVIDER = "unknown"  # so with a provider
STATEMENT = OURS + "statement"  # tells the publisher's exact words from the sender's notes to the desk
PICTURE = "ninat:picture"
PERSON = "cpnat:person"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_QCODE = re.compile(r"[^\s:]+:[^\s:]\S*")
_SIGNALS = {"update": "sig:update", "correction": "sig:correction"}
_ADDRESSES = ("http://", "https://", "urn:", "tag:")


def as_newsml_g2(story: Story, *, withdrawn: bool = False) -> bytes:
    """Give a story as one news item; a withdrawn one is canceled. Times without an offset are left out."""
    root = etree.fromstring(f'<newsItem xmlns="{NAR}"/>')
    root.set("guid", clean(uri_of(story)))
    if story.version and NUMBER.fullmatch(story.version):
        root.set("version", story.version)
    for name, value in (("standard", "NewsML-G2"), ("standardversion", "2.35"), ("conformance", "power")):
        root.set(name, value)
    if language := _language(story):
        root.set(_LANG, language)
    add(root, "catalogRef", href=CATALOG)
    _hops(root, story)
    _rights(root, story)
    _item_meta(root, story, withdrawn=withdrawn)
    _content_meta(root, story)
    _content(root, story)
    return document(root)


def _language(story: Story) -> str | None:
    """The story's language where it is a tag that XML knows."""
    return story.language if story.language and _TAG.fullmatch(story.language) else None


def _sources(story: Story) -> tuple[Credit, ...]:
    """The credits, one of each name; pictures' sources wrote nothing."""
    return tuple({credit.name: credit for credit in story.provenance.credits if credit.role != "photo"}.values())


def _home(story: Story) -> str | None:
    """The publisher's own address."""
    return f"https://{story.publisher.domain}/" if story.publisher.domain else None


def _publisher(story: Story) -> str:
    """The publisher's name; the schema wants some provider, so an unknown one is said to be unknown."""
    return story.publisher.name or story.publisher.domain or NO_PROVIDER


def _party(parent: Element, tag: str, name: str, uri: str | None = None, role: str | None = None) -> None:
    """A party by its name, and its address where it has one."""
    add(add(parent, tag, role=role, uri=uri), "name", name)


def _hops(root: Element, story: Story) -> None:
    """The way the copy took: made by the agency, worked on by the publisher, transformed by us."""
    hops: list[tuple[str, str | None, str, str, str | None]] = [
        (credit.name, None, "created", "content", None) for credit in _sources(story)[:1]
    ]
    if story.publisher.name or story.publisher.domain:
        done = ("enhanced", "metadata") if hops else ("created", "content")
        hops.append((_publisher(story), _home(story), *done, instant(story.updated)))
    if not hops:
        return
    history = add(root, "hopHistory")
    for number, (name, uri, action, target, when) in enumerate([*hops, ("Copytaster", None, "transformed", "metadata", None)], 1):
        hop = add(history, "hop", seq=str(number), timestamp=when)
        _party(hop, "party", name, uri)
        add(hop, "action", qcode=f"hopaction:{action}", target=f"hatarget:{target}")


def _rights(root: Element, story: Story) -> None:
    """Copyright and terms, in the sender's words."""
    if story.copyright_notice or story.usage_terms or story.copyright_holder:
        rights = add(root, "rightsInfo")
        if story.copyright_holder:
            _party(rights, "copyrightHolder", story.copyright_holder)
        for name, text in (("copyrightNotice", story.copyright_notice), ("usageTerms", story.usage_terms)):
            if text:
                add(rights, name, text)


def _item_meta(root: Element, story: Story, *, withdrawn: bool) -> None:
    """What is managed: class, provider, times, status, notes, signals, links; the order is the schema's."""
    meta = add(root, "itemMeta")
    add(meta, "itemClass", qcode=f"ninat:{story.media}")
    _party(meta, "provider", _publisher(story), _home(story))
    add(meta, "versionCreated", instant(story.updated) or instant(story.published) or NO_TIME)
    _lines(meta, [("firstCreated", instant(story.published)), ("embargoed", instant(story.embargoed_until))])
    add(meta, "pubStatus", qcode=f"stat:{status_of(story, withdrawn=withdrawn)}")
    _notes(meta, story)
    for signal in story.signals:
        add(meta, "signal", **({"qcode": _SIGNALS[signal]} if signal in _SIGNALS else {"literal": signal}))
    _lines(meta, [("expires", instant(story.expires))])
    _links(meta, story)
    for name, value in (*asides(story), *beside_g2(story), *_told(story)):
        add(meta, "itemMetaExtProperty", reluri=OURS + name, value=value)


def _told(story: Story) -> Iterator[tuple[str, str]]:
    """What the story is to its agency, and what its publisher says of each part, under names of ours: ninjs has them as descriptions."""
    if story.provenance.relation != "unknown":
        yield "relation", story.provenance.relation
    if said := claims(story.provenance):
        yield "claims", said


def _notes(meta: Element, story: Story) -> None:
    """The sender's notes to the desk a line each, then the publisher's own words, what was seen, and what our desk changed."""
    for line in (story.ed_note or "").split("\n"):
        _lines(meta, [("edNote", line)])
    for statement in story.provenance.statements:
        add(meta, "edNote", statement.text, role="ednoterole:editorialnote", roleuri=STATEMENT)
    if seen := observed_line(story.provenance):
        add(meta, "edNote", seen, roleuri=f"{OURS}observed")
    for line in amended_lines(story):
        add(meta, "edNote", line, roleuri=f"{OURS}amended")


def _links(meta: Element, story: Story) -> None:
    """The page it was taken from, and its pictures with captions and credits."""
    if address := story.canonical_url or story.url:
        add(meta, "link", rel="irel:derivedFrom", href=address)
    for image in story.images:
        link = add(meta, "link", rel="irel:seeAlso", href=image.url)
        add(link, "itemClass", qcode=PICTURE)
        _lines(link, [("title", image.caption), ("creditline", image.credit)])


def _lines(parent: Element, rows: list[tuple[str, str | None]]) -> None:
    """Elements for those values that are stated."""
    for name, text in rows:
        if text:
            add(parent, name, text)


def _content_meta(root: Element, story: Story) -> None:
    """What the content is: where from, what it is about, what readers see."""
    meta = add(root, "contentMeta")
    _lines(meta, [("urgency", str(story.urgency) if story.urgency else None), ("contentCreated", instant(story.content_created))])
    _origin(meta, story)
    if language := _language(story):
        add(meta, "language", tag=language)
    _about(meta, story)
    dateline = story.dateline.text if story.dateline else None
    _lines(meta, [("slugline", story.slugline), ("headline", story.headline), ("dateline", dateline)])
    _lines(meta, [("by", story.byline), ("creditline", story.credit_line)])
    if story.summary:
        add(meta, "description", story.summary, role="drol:summary")


def _origin(meta: Element, story: Story) -> None:
    """Where it was filed, who it comes from, who supplied and who wrote it."""
    if place := story.located or (story.dateline.place if story.dateline else None):
        _party(meta, "located", place)
    for credit in _sources(story):
        _party(meta, "infoSource", credit.name)
    if story.publisher.name or story.publisher.domain:
        _party(meta, "infoSource", _publisher(story), _home(story), role="isrol:supplier")
    for credit in _sources(story)[:1]:
        _party(meta, "creator", credit.name)
    for person in story.persons:
        if person in (story.byline or ""):
            continue  # the byline names them; said twice, a reader would take them for what the item declares
        add(add(meta, "contributor", type=PERSON), "name", person)
    if story.url:
        add(meta, "altId", story.url, type="idtype:url")


def _about(meta: Element, story: Story) -> None:
    """Genres, keywords and subjects, by code where they have one."""
    for genre in story.genres:
        _concept(meta, "genre", genre)
    for word in story.keywords:
        add(meta, "keyword", word)
    for subject in story.subjects:
        _concept(meta, "subject", subject)


def _concept(meta: Element, tag: str, subject: Subject) -> None:
    """A concept by its address or code where it has one, and its name."""
    code = subject.code
    kind = "uri" if code and code.startswith(_ADDRESSES) else "qcode" if code and _QCODE.fullmatch(code) else "literal"
    add(add(meta, tag, **{kind: code}), "name", subject.name)


def _content(root: Element, story: Story) -> None:
    """The body as XHTML inside the item."""
    if not story.body:
        return
    inline = add(add(root, "contentSet"), "inlineXML", contenttype="application/xhtml+xml", wordcount=str(len(story.body_text.split())))
    page = f'<html xmlns="{XHTML}"><head><title>-</title></head><body>\n{clean(body_html(story.body))}\n</body></html>'
    inline.append(etree.fromstring(page.encode("utf-8", "replace")))
