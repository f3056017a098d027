"""A story as IPTC ninjs 3.1. The schema is closed: what it has no field for travels as a description with a role."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from normalizers.formats.asides import OURS, asides, signals
from normalizers.formats.identity import amended_lines, instant, note, observed_line, status_of, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Block, Image, Provenance, Story, Subject

Json = dict[str, object]

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
SOURCE_ROLES = "http://cv.iptc.org/newscodes/infosourcerole/"
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
MOST_PROOFS = 12
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_ELEMENTS = {"p": "p", "h": "h2", "quote": "blockquote", "pre": "pre"}


def as_ninjs(story: Story, *, withdrawn: bool = False) -> Json:
    """Give a story as a ninjs 3.1 object ready for `json.dumps`; a withdrawn one is canceled. Times without an offset are left out."""
    item: Json = {
        "standard": dict(STANDARD),
        "uri": uri_of(story),
        "type": story.media,
        "representationType": "partial" if story.partial else "full",
        "version": story.version,
        "firstCreated": instant(story.published),
        "versionCreated": instant(story.updated),
        "contentCreated": instant(story.content_created),
        "embargoedUntil": instant(story.embargoed_until),
        "pubStatus": status_of(story, withdrawn=withdrawn),
        "urgency": story.urgency,
        "copyrightHolder": story.copyright_holder,
        "copyrightNotice": story.copyright_notice,
        "usageTerms": story.usage_terms,
        "edNote": note(story),
        "language": story.language,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": story.headline}] if story.headline else None,
        "descriptions": list(_descriptions(story)),
        "bodies": list(_bodies(story)),
        "by": story.byline,
        "slugline": story.slugline,
        "located": story.located or (story.dateline.place if story.dateline else None),
        "people": [{"name": person, "rel": "byline"} for person in story.persons],
        "subjects": list(_subjects(story)),
        "genres": [_concept(genre) for genre in story.genres],
        "infoSources": list(_sources(story)),
        "associations": [_picture(image, number) for number, image in enumerate(story.images, 1)],
        "altIds": list(_alt_ids(story)),
        "expires": instant(story.expires),
    }
    return {key: value for key, value in item.items() if value not in (None, [])}


def _descriptions(story: Story) -> Iterator[Json]:
    """The summary, and what has no field of its own: dateline, credit line, and the provenance with the words that prove it."""
    rows = [
        ("summary", story.summary),
        ("dateline", story.dateline.text if story.dateline else None),
        ("credit-line", story.credit_line),
        *(("provenance-statement", statement.text) for statement in story.provenance.statements),
        ("provenance-relation", story.provenance.relation if story.provenance.relation != "unknown" else None),
        ("provenance-claims", claims(story.provenance)),
        *(("provenance-evidence", quote) for quote in _proofs(story.provenance)),
        ("provenance-observed", observed_line(story.provenance)),
        *(("amended", line) for line in amended_lines(story)),
    ]
    for role, value in rows:
        if value:
            yield {"role": role, "contentType": "text/plain", "value": value}


def claims(told: Provenance) -> str | None:
    """What the publisher says of each part of the story: `headline yes, body no`."""
    parts = (
        ("headline", told.edited.headline),
        ("body", told.edited.body),
        ("picture", told.edited.picture),
        ("machine", told.auto_generated),
    )
    return ", ".join(f"{name} {claim}" for name, claim in parts if claim != "unknown") or None


def _proofs(told: Provenance) -> tuple[str, ...]:
    """The words that credit somebody, each once; those of notices are statements already."""
    stated = {statement.text for statement in told.statements}
    quotes = (told.evidence[at].quote for credit in told.credits for at in credit.evidence if at < len(told.evidence))
    return tuple(dict.fromkeys(quote for quote in quotes if quote not in stated))[:MOST_PROOFS]


def _bodies(story: Story) -> Iterator[Json]:
    """The body as HTML, and the same words as plain text for those who want no markup."""
    if story.body:
        words = len(story.body_text.split())
        yield {"role": "main", "contentType": "text/html", "wordCount": words, "value": body_html(story.body)}
        yield {"role": "text", "contentType": "text/plain", "wordCount": words, "value": story.body_text}


def body_html(body: tuple[Block, ...]) -> str:
    """The blocks of a body as HTML, and as XHTML too; list items that follow each other make one list."""
    parts: list[str] = []
    listed = False
    for block in body:
        if (block.kind == "li") is not listed:
            listed = not listed
            parts.append("<ul>" if listed else "</ul>")
        parts.append(_element(block))
    return "\n".join((*parts, "</ul>") if listed else parts)


def _element(block: Block) -> str:
    """One block as an element."""
    text = html.escape(block.text, quote=False)
    if block.kind == "table":
        rows = ("".join(f"<td>{cell}</td>" for cell in row.split("\t")) for row in text.split("\n"))
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    if block.kind == "li":
        return f"<li>{text}</li>"
    name = _ELEMENTS[block.kind]
    return f"<blockquote><p>{text}</p></blockquote>" if name == "blockquote" else f"<{name}>{text}</{name}>"


def _subjects(story: Story) -> Iterator[Json]:
    """Subjects; keywords and the section ride along, each with a relation that says what it is."""
    yield from (_concept(subject) for subject in story.subjects)
    for word in story.keywords:
        yield {"literal": word, "rel": "keyword"}
    if story.section:
        yield {"name": story.section, "rel": "section"}


def _concept(subject: Subject) -> Json:
    """A subject or genre by its name and its code: IPTC's as an address, others as they came."""
    code = subject.code
    if code is None:
        return {"name": subject.name}
    if code.startswith("medtop:"):
        return {"name": subject.name, "uri": MEDIA_TOPICS + code.removeprefix("medtop:")}
    return {"name": subject.name, "uri" if _ADDRESS.fullmatch(code) else "literal": code}


def _sources(story: Story) -> Iterator[Json]:
    """The agencies it came from, else whom its credit line names, then the publisher that supplied it; not the sources of pictures."""
    names = [credit.name for credit in story.provenance.credits if credit.role != "photo"]
    for name in dict.fromkeys(names or filter(None, [story.credit_line])):
        yield {"name": name, "role": SOURCE_ROLES + "originfo"}
    publisher = story.publisher.name or story.publisher.domain
    if publisher:
        address = {"uri": f"https://{story.publisher.domain}/"} if story.publisher.domain else {}
        yield {"name": publisher, "role": SOURCE_ROLES + "supplier", **address}


def _alt_ids(story: Story) -> Iterator[Json]:
    """The public address, and under roles of ours what ninjs has no field for."""
    if story.url:
        yield {"role": "url", "value": story.url}
    for name, value in (*asides(story), *signals(story)):
        yield {"role": OURS + name, "value": value}


def _picture(image: Image, number: int) -> Json:
    """A picture that goes with the story."""
    told = [("caption", image.caption), ("credit-line", image.credit)]
    descriptions = [{"role": role, "contentType": "text/plain", "value": value} for role, value in told if value]
    row: Json = {"name": f"picture-{number}", "uri": image.url, "type": "picture", "renditions": [{"name": "original", "href": image.url}]}
    return row | ({"descriptions": descriptions} if descriptions else {})
