"""What the class and id of an element say about its words: furniture, byline, caption, story."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizers.markup import words

# What a box on the page is for; plain integers, because an enum's `&` costs a microsecond and a page asks it ten thousand times.
RAIL = 1
FOOTER = 2
COMMENT = 4
CAPTION = 8
BYLINE = 16
TIME = 32
HIDDEN = 64
STORY = 128
SUMMARY = 256
QUOTE = 512
NOTICE = 1024
CRUMBS = 2048
FIGURE = 4096
TAIL = 8192
CREDIT = 16384
PERHAPS = 32768  # a rail, unless it holds running text
LONG_NAMED = 262144  # a rail by a name of many words, which may be a heading made into an anchor

CHOSEN = 65536  # the publisher's own file says that it is the body
DROPPED = 131072  # and that it is never the story

FURNITURE = RAIL | FOOTER | COMMENT | HIDDEN | CRUMBS | DROPPED
ASIDE = FURNITURE | TAIL | CAPTION | BYLINE | TIME | FIGURE

TAGS = {
    "nav": RAIL,
    "aside": RAIL,
    "form": RAIL,
    "dialog": RAIL,
    "footer": FOOTER,
    "figure": FIGURE,
    "figcaption": CAPTION,
    "caption": CAPTION,
    "blockquote": QUOTE,
}

# What the words of class names mean; two neighboring words are also looked up as one (`read-more`, `readMore`).
_MEANT = {
    NOTICE: words("disclaimer notice ednote editornote editorsnote tagline trustprinciples attribution sourceline"),
    COMMENT: words("comment comments disqus livefyre respond replies viafoura fbcomments discussion readercomments"),
    CAPTION: words(
        "caption wpcaption credit credits copyrightholder photocredit imagesource imagecredit imagedesc imagedescription "
        "cutline lightbox  gallery slideshow"
    ),
    CREDIT: words("credit credits copyrightholder photocredit imagesource imagecredit photographer"),
    BYLINE: words(
        "byline bylines author authors writer reporter contributor contributors journalist autor auteur redaktor signature bywho postby"
    ),
    TIME: words(
        "dateline date dates timestamp pubdate postedon published publishdate publishtime updated datetime entrydate postmeta "
        "articlemeta  storymeta meta entrymeta infobar"
    ),
    SUMMARY: words(
        "standfirst subhead subtitle subheadline subheading dek deck lede lead summary synopsis excerpt intro chapo vorspann "
        "teasertext kicker  description sottotitolo bajada entradilla copete"
    ),
    CRUMBS: words("breadcrumb breadcrumbs crumb crumbs"),
    FOOTER: words("footer foot colophon siteinfo copyright legal imprint"),
    PERHAPS: words("widget widgets topic topics toc callout collection"),
    HIDDEN: words("visuallyhidden sronly screenreader screenreadertext assistive"),
    RAIL: words(
        "promo promos promotion promotional promoted signup mostread mostviewed mostpopular mostwatched mostshared mostrecent "
        "teaser teasers  alsoread alsolike readmore readnext readalso morenews morestories morefrom moreon "
        "morelinks morecoverage moreabout ad ads  adslot adunit adwrap adwrapper adcontainer banner banners cookie cookies "
        "consent gdpr modal popup login register tag tags taglist  tagcloud taglinks keyword keywords toolbar "
        "toolbars tooltip tooltips toolbox pager carousel slider swiper ticker playlist  rail inlinestory inlinelink "
        "inlinelinks inlinerelated authorbio authorbox authorinfo authorcard authorprofile authordesc authordetails "
        "authorabout authorblock aboutauthor bio share sharing shares sharedaddy social poll polls quiz rating ratings "
        "nextarticle nextstory  nextpost nextup prev previous prevarticle print jprelatedposts skiplink weather horoscope "
        "stockquote stockquotes marketdata  membership cta calltoaction upnext topstories headlines hotnews breakingnews "
        "seealso readthrough infobox factbox nutgraf pullquote pullquotes  embedcard embedlink linklist linkbox "
        "onward submeta richlink nav navbar navigation navi"
    ),
}
_WORDS: dict[str, int] = {}
for _hint, _listed in _MEANT.items():
    for _word in _listed:
        _WORDS[_word] = _WORDS.get(_word, 0) | _hint
_STEMS = tuple(
    sorted(
        words(
            "related recommend newsletter subscri popular trending sidebar outbrain taboola zergnet revcontent latest sponsor "
            "advert follow  paginat menu similar suggest donat yarpp addthis search social"
        )
    )
)
STEM = 4  # letters of a stem at least: most words begin with none, and comparing all of them is the dearest part
_STEMS_BEGIN = frozenset(stem[:STEM] for stem in _STEMS)
_STORIES = words("article story post entry news content main page single body")
_BODIES = words("body content text copy main detail inner container")
_LAYOUTS = words("grid layout left right none wrapper container")
_STATES = (
    "has-",
    "is-",
    "no-",
    "not-",
    "with-",
    "without-",
    "js-",
    "hide-",
    "show-",
)  # names that tell how a box is laid out, not what it holds
_PART, _SMALL_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+"), re.compile("[a-z]+")
LONGEST = 400
SLUG = 6  # dashes: a name of so many words is a heading turned into an anchor


@lru_cache(maxsize=32_768)
def hinted(names: str) -> int:
    """What class names and ids say, all of it together."""
    said = 0
    for name in names[:LONGEST].split():
        if not name.startswith(_STATES):
            own = _of_name(name)
            said |= own | LONG_NAMED if own & RAIL and name.count("-") >= SLUG else own
    if said & (STORY | NOTICE):
        said &= ~(RAIL | TIME | SUMMARY | PERHAPS)
    return said


@lru_cache(maxsize=32_768)
def _of_name(name: str) -> int:
    """What one class name or id says."""
    parts = _SMALL_PART.findall(name) if name.islower() else [part.lower() for part in _PART.findall(name)]
    said, before = 0, ""
    for at, part in enumerate(parts):
        said |= _WORDS.get(part, 0)
        if before:
            said |= _WORDS.get(before + part, 0)
            if before in _STORIES and part in _BODIES:
                said |= STORY
        if part[:STEM] in _STEMS_BEGIN and part.startswith(_STEMS) and not (part == "sidebar" and _lays_out(parts, at)):
            said |= RAIL
        before = part
    return said


def _lays_out(parts: list[str], at: int) -> bool:
    """Whether the sidebar of a name is what the page is laid out with, or without: `sidebar-none`, `with-sidebar`."""
    return "with" in parts or not _LAYOUTS.isdisjoint(parts[at + 1 : at + 2])
