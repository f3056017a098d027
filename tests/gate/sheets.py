"""Page skeletons as the web has them: where each keeps headline, names, times and story, and what it prints around them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from gate.words import Tale

PUBLISHED, UPDATED = "2026-03-03T06:30:00+05:30", "2026-03-03T09:15:00+05:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a skeleton is filled with: the tale, the story's lines as printed, its byline and the line below it; all but the tale as HTML."""

    tale: Tale
    lines: tuple[str, ...]
    byline: str
    person: str | None
    tail: str


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A way to build a page; `precision` is that of the time it prints, None where it prints none that can be held against a label."""

    name: str
    build: Callable[[Sheet], str]
    precision: str | None = "minute"
    updated: bool = False


def _ps(lines: tuple[str, ...], tag: str = "p", **more: str) -> str:
    names = "".join(f' {name.rstrip("_")}="{value}"' for name, value in more.items())
    return "".join(f"<{tag}{names}>{line}</{tag}>" for line in lines)


def _document(sheet: Sheet, head: str, body: str, *, title: str = "{headline} - {site}") -> str:
    tale = sheet.tale
    shown = escape(title.format(headline=tale.headline, site=tale.site))
    return f'<!doctype html>\n<html lang="{tale.language}"><head><meta charset="utf-8"><title>{shown}</title>{head}</head>\n<body>{body}</body></html>\n'


def _nav(sheet: Sheet) -> str:
    return "<nav><ul>" + "".join(f'<li><a href="/s{n}">{escape(one)}</a></li>' for n, one in enumerate(sheet.tale.nav)) + "</ul></nav>"


def _related(sheet: Sheet, tag: str = "aside") -> str:
    rows = "".join(f'<li><a href="/r{n}">{escape(one)}</a></li>' for n, one in enumerate(sheet.tale.related))
    return f'<{tag} class="related-stories"><ul>{rows}</ul></{tag}>'


def _foot(sheet: Sheet) -> str:
    return f'<footer><p>{escape(sheet.tale.rights)}</p><a href="/imprint">Imprint</a></footer>'


def _figure(sheet: Sheet) -> str:
    return f'<figure><img src="/picture.jpg" alt=""><figcaption>{escape(sheet.tale.caption)}</figcaption></figure>'


def _json_ld(sheet: Sheet, *, graph: bool = False, updated: bool = False) -> str:
    tale = sheet.tale
    article: dict[str, Any] = {"@type": "NewsArticle", "headline": tale.headline, "datePublished": PUBLISHED}
    article |= {"dateModified": UPDATED} if updated else {}
    article |= {"author": {"@type": "Person", "name": sheet.person}} if sheet.person else {}
    article["publisher"] = {"@type": "NewsMediaOrganization", "name": tale.site}
    told = (
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": tale.site}, article]}
        if graph
        else {"@context": "https://schema.org", **article}
    )
    return f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>'


def broadsheet(sheet: Sheet) -> str:
    """An article element, JSON-LD, a picture, an aside."""
    tale = sheet.tale
    story = f"<h1>{escape(tale.headline)}</h1><p class='standfirst'>{escape(tale.standfirst)}</p><div class='byline'>{sheet.byline}</div>{_figure(sheet)}<div class='article-body'>{_ps(sheet.lines)}{_ps((sheet.tail,)) if sheet.tail else ''}</div>"
    return _document(
        sheet,
        _json_ld(sheet, updated=True),
        f"<header>{_nav(sheet)}</header><main><article>{story}</article>{_related(sheet)}</main>{_foot(sheet)}",
    )


def weblog(sheet: Sheet) -> str:
    """A blog program's page: classes that begin with entry, share buttons, tags, comments."""
    tale = sheet.tale
    meta = f'<meta property="article:published_time" content="{PUBLISHED}"><meta property="og:title" content="{escape(tale.headline)}"><meta property="og:site_name" content="{escape(tale.site)}">'
    tail = f"<p><em>{sheet.tail}</em></p>" if sheet.tail else ""
    entry = f"<h1 class='entry-title'>{escape(tale.headline)}</h1><div class='entry-meta'><span class='author vcard'>{sheet.byline}</span></div><div class='entry-content'>{_ps(sheet.lines)}{tail}<div class='sharedaddy'><h3>{escape(tale.share)}</h3></div></div><footer class='entry-footer'><a rel='tag' href='/t'>harbor</a></footer>"
    comments = "<section id='comments'><h2>2 comments</h2><p>My aunt kept that boat for thirty years and never once was late.</p><p>Nonsense, she was late every Friday, ask anybody on the pier.</p></section>"
    return _document(
        sheet,
        meta,
        f"{_nav(sheet)}<article class='post hentry'>{entry}</article>{comments}{_related(sheet)}{_foot(sheet)}",
        title="{headline} | {site}",
    )


def tabloid(sheet: Sheet) -> str:
    """Divisions without meaning, lines parted by breaks, pointers to other stories between them."""
    tale = sheet.tale
    cut = len(sheet.lines) // 2
    pointer = f"<div class='inline-link'><a href='/r0'>{escape(tale.related[0])}</a></div>"
    text = "<br><br>".join(sheet.lines[:cut]) + f"</div>{pointer}<div class='txt'>" + "<br><br>".join(sheet.lines[cut:])
    tail = f"<br><br><span class='src'>{sheet.tail}</span>" if sheet.tail else ""
    body = f"<div id='top'>{_nav(sheet)}</div><div id='page'><div id='left'><h1>{escape(tale.headline)}</h1><div class='who'>{sheet.byline}</div><div class='txt'>{text}{tail}</div><div class='promo'>{escape(tale.invitation)}</div></div><div id='right'>{_related(sheet, 'div')}</div></div>{_foot(sheet)}"
    return _document(sheet, f'<meta property="article:published_time" content="{PUBLISHED}">', body)


def marked_up(sheet: Sheet) -> str:
    """Microdata on every part, and times in an element of their own."""
    tale = sheet.tale
    by = (
        f"<span itemprop='author' itemscope itemtype='https://schema.org/Person'><span itemprop='name'>{escape(sheet.person)}</span></span>"
        if sheet.person
        else f"<span class='byline'>{sheet.byline}</span>"
    )
    tail = f"<div class='note'>{sheet.tail}</div>" if sheet.tail else ""
    story = f"<h1 itemprop='headline'>{escape(tale.headline)}</h1>{by}<time itemprop='datePublished' datetime='{PUBLISHED}'>{escape(tale.time)}</time>{_figure(sheet)}<div itemprop='articleBody'>{_ps(sheet.lines)}</div>{tail}"
    return _document(
        sheet, "", f"{_nav(sheet)}<div itemscope itemtype='https://schema.org/NewsArticle'>{story}</div>{_related(sheet)}{_foot(sheet)}"
    )


def hashed(sheet: Sheet) -> str:
    """A program's page: names that say nothing, a block for each line, a graph of JSON-LD, a form for the newsletter between the lines."""
    tale = sheet.tale
    blocks = [f'<div class="css-1x{n}a"><p class="css-9k">{line}</p></div>' for n, line in enumerate(sheet.lines)]
    blocks.insert(2, f'<div class="css-77"><form><p>{escape(tale.invitation)}</p><input type="email"><button>OK</button></form></div>')
    tail = f'<div class="css-1x9a"><p class="css-9k">{sheet.tail}</p></div>' if sheet.tail else ""
    body = f'<div id="root"><div class="css-a1">{_nav(sheet)}</div><div class="css-b2"><h1 class="css-h">{escape(tale.headline)}</h1><p class="css-s">{escape(tale.standfirst)}</p><div class="css-by">{sheet.byline}</div><section>{"".join(blocks)}{tail}</section></div><div class="css-r3">{_related(sheet, "div")}</div></div>'
    return _document(sheet, _json_ld(sheet, graph=True, updated=True), body)


def layout_table(sheet: Sheet) -> str:
    """A table that lays the page out, as in the first years of the web; no declaration at all."""
    tale = sheet.tale
    tail = f"<p><font size='1'>{sheet.tail}</font></p>" if sheet.tail else ""
    rows = f"<tr><td colspan='2'>{_nav(sheet)}</td></tr><tr><td><h1>{escape(tale.headline)}</h1><p><b>{sheet.byline}</b></p><p><font size='2'>{escape(tale.time)}</font></p>{_ps(sheet.lines)}{tail}</td><td width='180'>{_related(sheet, 'div')}</td></tr>"
    return _document(sheet, "", f"<table width='980'>{rows}</table><hr><small>{escape(tale.rights)}</small>")


def pocket(sheet: Sheet) -> str:
    """A page for telephones: elements of its own, and the byline below the story."""
    tale = sheet.tale
    tail = f"<div class='story-note'>{sheet.tail}</div>" if sheet.tail else ""
    body = f"<amp-sidebar>{_nav(sheet)}</amp-sidebar><main><h1>{escape(tale.headline)}</h1><amp-img src='/p.jpg' width='4' height='3'></amp-img><p class='caption'>{escape(tale.caption)}</p><div class='story'>{_ps(sheet.lines)}</div>{tail}<p class='author'>{sheet.byline}</p><div class='newsletter'>{escape(tale.invitation)}</div></main>{_foot(sheet)}"
    return _document(sheet, _json_ld(sheet), body)


def subheaded(sheet: Sheet) -> str:
    """A long read: subheads, a pull quote that repeats the story, a list of key points that an editor put above it."""
    tale = sheet.tale
    head, *rest = sheet.lines
    quote = f"<aside class='pullquote'>{rest[0]}</aside>" if rest else ""
    tail = f"<footer><p>{sheet.tail}</p></footer>" if sheet.tail else ""
    story = f"<header><h1>{escape(tale.headline)}</h1><p class='dek'>{escape(tale.standfirst)}</p><p class='byline'>{sheet.byline}</p><time datetime='{PUBLISHED}'>{escape(tale.time)}</time></header><section><p>{head}</p>{quote}{_ps(tuple(rest))}</section>{tail}"
    return _document(
        sheet,
        f'<meta property="og:site_name" content="{escape(tale.site)}">',
        f"{_nav(sheet)}<article>{story}</article><div class='most-read'>{_related(sheet, 'div')}</div>{_foot(sheet)}",
    )


SKELETONS = (
    Skeleton("broadsheet", broadsheet, updated=True),
    Skeleton("weblog", weblog),
    Skeleton("tabloid", tabloid),
    Skeleton("marked-up", marked_up),
    Skeleton("hashed", hashed, updated=True),
    Skeleton("layout-table", layout_table, precision="day"),
    Skeleton("pocket", pocket),
    Skeleton("subheaded", subheaded),
)
