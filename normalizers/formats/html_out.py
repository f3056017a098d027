"""A story as one whole page of HTML: what readers see, and the same in schema.org's words. It loads nothing but its pictures."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from normalizers.formats.identity import uri_of
from normalizers.formats.json_ld import json_ld, json_ld_withdrawn
from normalizers.formats.ninjs_out import body_html
from normalizers.formats.released import address_of, below, dateline_of, publisher_of, title_of, web
from normalizers.formats.xml_out import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Image, Moment, Story

# No script runs, nothing is styled, framed or sent; pictures alone may be fetched.
POLICY = "default-src 'none'; img-src https: http:; base-uri 'none'; form-action 'none'"
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def as_html(story: Story, *, withdrawn: bool = False) -> bytes:
    """Give a story as a document in UTF-8; one that is withdrawn says so and carries no word of its copy."""
    title = "Withdrawn" if withdrawn else title_of(story)
    machine = json_ld_withdrawn(story) if withdrawn else json_ld(story)
    body = "\n".join(_gone(story) if withdrawn else _article(story))
    language = story.language if story.language and _TAG.fullmatch(story.language) else None
    lang = f' lang="{language}"' if language else ""
    page = f"""<!DOCTYPE html>
<html{lang}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Copytaster">
{'<meta name="robots" content="noindex">' + chr(10) if withdrawn else ""}<title>{_text(title)}</title>
<script type="application/ld+json">
{machine}
</script>
</head>
<body>
<article dir="auto">
{body}
</article>
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _gone(story: Story) -> Iterator[str]:
    """What a withdrawn story's page says: that it is withdrawn, whose it was, which one."""
    yield "<h1>Withdrawn</h1>"
    house = publisher_of(story)
    yield f"<p>This story{' of ' + _text(house) if house else ''} was withdrawn. Do not use it.</p>"
    yield f"<p><code>{_text(uri_of(story))}</code></p>"


def _article(story: Story) -> Iterator[str]:
    """The page from top to bottom: headline, who and when, summary, pictures, copy, and whose words it is."""
    yield from ("<header>", f"<h1>{_text(title_of(story))}</h1>")
    yield from _signed(story)
    if story.summary:
        yield f"<p><em>{_text(story.summary)}</em></p>"
    yield "</header>"
    yield from (_figure(image) for image in story.images if web(image.url))
    if dateline := dateline_of(story):
        yield f"<p>{_text(dateline)}</p>"
    if story.body:
        yield clean(body_html(story.body))
    if foot := list(_foot(story)):
        yield from ("<footer>", *foot, "</footer>")


def _signed(story: Story) -> Iterator[str]:
    """Who signs it, who published it, when."""
    if story.byline:
        yield f"<p>{_text(story.byline)}</p>"
    changed = story.updated if story.updated != story.published else None
    times = [("Published", story.published), ("Updated", changed)]
    told = [f"{name} {_time(moment)}" for name, moment in times if moment]
    house = publisher_of(story)
    if line := " · ".join(([_text(house)] if house else []) + told):
        yield f"<p>{line}</p>"


def _time(moment: Moment) -> str:
    """A time for machines, and for people of any language."""
    told = _CLOCK.fullmatch(moment.iso)
    people = " ".join(filter(None, told.groups())) if told else moment.iso
    return f'<time datetime="{_text(moment.iso)}">{_text(people)}</time>'


def _figure(image: Image) -> str:
    """A picture with its caption and credit."""
    words = " ".join(filter(None, (image.caption, f"({image.credit})" if image.credit else None)))
    caption = f"<figcaption>{_text(words)}</figcaption>" if words else ""
    alt = _text(image.caption or "")
    return f'<figure><img src="{_text(image.url)}" alt="{alt}" loading="lazy">{caption}</figure>'


def _foot(story: Story) -> Iterator[str]:
    """What stands below the copy: where it comes from, credit, rights, and the page it is taken from."""
    yield from (f"<p>{_text(line)}</p>" for line in below(story))
    rows = (("Credit", story.credit_line), ("Terms", story.usage_terms), ("Copyright", story.copyright_notice))
    yield from (f"<p>{name}: {_text(value)}</p>" for name, value in rows if value)
    if address := address_of(story):
        yield f'<p><a href="{_text(address)}" rel="nofollow noopener">{_text(address)}</a></p>'


def _text(text: str) -> str:
    """A text that is no markup, in a document or in an attribute."""
    return html.escape(clean(text))
