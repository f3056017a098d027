"""The outgoing JSON Feed 1.1: what the house has released, newest first; what the format has no word for stands under `_copytaster`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from normalizers.formats.identity import amended_lines, instant, observed_line, provenance_line
from normalizers.formats.released import (
    address_of,
    agencies_of,
    author_of,
    content_html,
    last_change,
    publisher_of,
    title_of,
    topics_of,
    web,
)
from normalizers.formats.xml_out import clean

if TYPE_CHECKING:
    from normalizers.formats.released import Entries, Withdrawn
    from normalizers.terms import Amendment, Provenance, Story

VERSION = "https://jsonfeed.org/version/1.1"
OURS = "_copytaster"
Json = dict[str, object]


def as_json_feed(
    entries: Entries, *, title: str, updated: str, feed_id: str, withdrawn: Withdrawn = (), address: str | None = None
) -> bytes:
    """Give a feed of stories, each with its stable id and the time its content last changed, in ISO 8601 with offset.

    What was taken back is listed in the feed's own `_copytaster`. The rest is as `as_atom` has it.
    """
    gone = [{"id": identity, "when": when} for identity, when in withdrawn]
    feed = {
        "version": VERSION,
        "title": title,
        "feed_url": address,
        "authors": [{"name": title}],
        OURS: {"id": feed_id, "updated": last_change(entries, withdrawn, updated), "withdrawn": gone},
        "items": [_item(identity, changed, story) for identity, changed, story in entries],
    }
    text = json.dumps({key: value for key, value in feed.items() if value is not None}, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace") + b"\n"  # half a surrogate pair becomes its JSON escape, never an error


def _item(identity: str, changed: str, story: Story) -> Json:
    """One story as an item."""
    author = author_of(story)
    pictures = [address for image in story.images if (address := web(image.url))]
    item: Json = {
        "id": identity,
        "url": address_of(story),
        "title": title_of(story),
        "content_html": content_html(story),
        "summary": clean(story.summary) if story.summary else None,
        "image": pictures[0] if pictures else None,
        "date_published": instant(story.published),
        "date_modified": changed,
        "authors": [{"name": clean(author)}] if author else None,
        "tags": [clean(word) for word in topics_of(story)] or None,
        "language": story.language,
        OURS: _told(story),
    }
    return {key: value for key, value in item.items() if value is not None}


def _told(story: Story) -> Json:
    """Whose words it is: the relation, who is credited, the publisher's own words and claims, what was seen and what we changed."""
    told = story.provenance
    says: Json = {
        "relation": told.relation,
        "says": provenance_line(story),
        "publisher": publisher_of(story),
        "agencies": list(agencies_of(story)),
        "credits": [{"agency": one.agency, "name": one.name, "role": one.role} for one in told.credits],
        "statements": [one.text for one in told.statements],
        "claims": {
            "headline": told.edited.headline,
            "body": told.edited.body,
            "picture": told.edited.picture,
            "auto_generated": told.auto_generated,
        },
        "observed": _seen(told),
        "amended": [{"field": one.field, "by": one.by, "at": one.at, "says": line} for one, line in _changes(story)],
        "rights": story.copyright_notice,
    }
    return {key: value for key, value in says.items() if value not in (None, [])}


def _seen(told: Provenance) -> Json | None:
    """What comparing with the agency's own copy showed; which item of our store that was is nobody's business outside."""
    seen = told.observed
    if seen is None:
        return None
    return {"headline": seen.headline, "body": seen.body, "similarity": seen.similarity, "says": observed_line(told)}


def _changes(story: Story) -> list[tuple[Amendment, str]]:
    """What our desk changed, each with its line."""
    return list(zip(story.amended, amended_lines(story), strict=True))
