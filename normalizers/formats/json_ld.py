"""A story in schema.org's words, as a page carries it for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from normalizers.formats.identity import uri_of
from normalizers.formats.released import address_of, agencies_of, publisher_of, topics_of, web
from normalizers.formats.xml_out import clean

if TYPE_CHECKING:
    from normalizers.terms import Moment, Story

Json = dict[str, object]
# What could end the script it stands in, or begin a comment there; JSON has another way to write each.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def json_ld(story: Story) -> str:
    """Give a story as a NewsArticle, safe within a script; what our own desk changed has no word there."""
    agencies = agencies_of(story)
    place = story.dateline.place if story.dateline else story.located
    article: Json = _head(story) | {
        "headline": story.headline,
        "description": story.summary,
        "inLanguage": story.language,
        "datePublished": _iso(story.published),
        "dateModified": _iso(story.updated),
        "expires": _iso(story.expires),
        "articleSection": story.section,
        "keywords": list(topics_of(story)),
        "genre": [genre.name for genre in story.genres],
        "author": _authors(story),
        "publisher": _publisher(story),
        "sourceOrganization": [_organization(name) for name in agencies],
        "creditText": ", ".join(agencies) or story.credit_line,
        "isBasedOn": address_of(story),
        "locationCreated": {"@type": "Place", "name": place} if place else None,
        "copyrightNotice": story.copyright_notice,
        "copyrightHolder": _organization(story.copyright_holder) if story.copyright_holder else None,
        "image": [
            _full({"@type": "ImageObject", "url": image.url, "caption": image.caption, "creditText": image.credit})
            for image in story.images
            if web(image.url)
        ],
        "wordCount": len(story.body_text.split()) or None,
    }
    return _script(article)


def json_ld_withdrawn(story: Story) -> str:
    """Give what is left of a withdrawn story: which one it was."""
    return _script(_head(story) | {"creativeWorkStatus": "Withdrawn"})


def _head(story: Story) -> Json:
    """What it is, and which one."""
    return {"@context": "https://schema.org", "@type": "NewsArticle", "identifier": uri_of(story)}


def _script(article: Json) -> str:
    """The object as JSON of plain ASCII that nothing in it can break out of."""
    return json.dumps(_full(article), indent=1).translate(_UNSAFE)


def _full(row: Json) -> Json:
    """The row without what is not stated, its strings without characters that no page can hold."""
    return {key: clean(value) if isinstance(value, str) else value for key, value in row.items() if value not in (None, [], "")}


def _authors(story: Story) -> list[Json]:
    """Who wrote it, as printed: people by their names, else the byline as it stands."""
    if story.persons:
        return [{"@type": "Person", "name": clean(name)} for name in story.persons]
    return [_organization(story.byline)] if story.byline else []


def _publisher(story: Story) -> Json | None:
    """Who published it, with its site."""
    name = publisher_of(story)
    site = web(f"https://{story.publisher.domain}/") if story.publisher.domain else None
    return _organization(name) | ({"url": site} if site else {}) if name else None


def _organization(name: str) -> Json:
    """A house or an agency by its name."""
    return {"@type": "Organization", "name": clean(name)}


def _iso(moment: Moment | None) -> str | None:
    """A time as precise as the document's own words."""
    return moment.iso if moment else None
