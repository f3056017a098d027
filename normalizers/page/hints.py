"""What the class and id of an element say about its words: furniture, byline, caption, story."""

from __future__ import annotations

import re
from functools import lru_cache

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

FURNITURE = RAIL | FOOTER | COMMENT | HIDDEN | CRUMBS
ASIDE = FURNITURE | CAPTION | BYLINE | TIME | FIGURE

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

# Tokens of class names end at white space, hyphens, underscores and capitals; a word found inside a longer one ("headline-list") counts
# only where the pattern says so.
_B = r"(?:^|(?<=[\s_-])|(?<=[a-z0-9])(?=[A-Z]))"
_E = r"(?:$|(?=[\s_-]|[A-Z0-9]))"
_CLASSES = re.compile(
    "|".join(
        (
            rf"(?P<NOTICE>{_B}(?:[Dd]isclaimer|[Nn]otice|[Ee]d-?[Nn]ote|editors?-?[Nn]ote|tagline|trust-?[Pp]rinciples|attribution|source-?[Ll]ine){_E})",
            rf"(?P<COMMENT>{_B}(?:[Cc]omments?|disqus|livefyre|respond|replies|viafoura|fb-comments|discussion|reader-?comments){_E})",
            rf"(?P<STORY>articleBody|{_B}(?:article|story|post|entry|news|content|main|page|single|body)[-_]{{0,2}}(?:body|content|text|copy|main|detail|inner|container)"
            r"|[Bb]ody-?[Cc]ontent|paywall-?content|field-name-body|field--name-body|[Ss]toryBody|ArticleBody)",
            rf"(?P<CAPTION>{_B}(?:[Cc]aption|[Ww]p-caption|credits?|[Cc]opyright-?[Hh]older|photo-?credit|image-?(?:source|credit|desc\w*)|cutline|lightbox|gallery|slideshow){_E})",
            rf"(?P<BYLINE>{_B}(?:[Bb]y-?[Ll]ines?|[Aa]uthors?|[Ww]riter|[Rr]eporter|contributors?|journalist|autor|auteur|redaktor|signature|bywho|post-?by){_E})",
            rf"(?P<TIME>{_B}(?:[Dd]ate-?[Ll]ine|[Dd]ates?|[Tt]ime-?[Ss]tamp|[Pp]ub-?[Dd]ate|posted-?on|published|publish-?(?:date|time)|updated|datetime|entry-date|post-?meta"
            rf"|article-?meta|story-?meta|meta|entry-?meta|info-?bar){_E})",
            rf"(?P<SUMMARY>{_B}(?:[Ss]tand-?[Ff]irst|[Ss]ub-?(?:head|title|headline|heading)|dek|[Dd]eck|lede|lead|[Ss]ummary|[Ss]ynopsis|[Ee]xcerpt|intro|chapo|vorspann|teaser-?text|kicker"
            rf"|description|sottotitolo|bajada|entradilla|copete){_E})",
            rf"(?P<CRUMBS>{_B}(?:[Bb]read-?[Cc]rumbs?|crumbs?){_E})",
            rf"(?P<FOOTER>{_B}(?:[Ff]ooter|foot|colophon|site-?info|copyright|legal|imprint){_E})",
            rf"(?P<HIDDEN>{_B}(?:visually-?hidden|sr-?only|screen-?reader(?:-text)?|assistive){_E})",
            rf"(?P<RAIL>{_B}(?:[Rr]elated\w*|[Rr]ecommend\w*|[Pp]romos?|[Pp]romotion\w*|[Nn]ews-?[Ll]etters?\w*|[Ss]ubscri\w*|[Ss]ign-?[Uu]p|[Pp]opular\w*|[Tt]rending\w*"
            r"|[Mm]ost-?(?:[Rr]ead|[Vv]iewed|[Pp]opular|[Ww]atched|[Ss]hared|recent)|[Tt]easers?|[Ss]ide-?[Bb]ar\w*|[Ww]idgets?|outbrain\w*|taboola\w*|OUTBRAIN|zergnet|revcontent"
            r"|[Aa]lso-?(?:[Rr]ead|like)|[Rr]ead-?(?:[Mm]ore|[Nn]ext|[Aa]lso)|[Mm]ore-?(?:[Nn]ews|[Ss]tories|[Ff]rom|[Oo]n|[Ll]inks|coverage|about)|[Ll]atest\w*|[Ss]ponsor\w*"
            r"|[Aa]dvert\w*|[Aa]ds?|ad-?(?:slot|unit|wrap\w*|container)|[Bb]anners?|[Cc]ookies?|consent|gdpr|[Mm]odal|[Pp]op-?[Uu]p|[Ll]og-?[Ii]n|register|[Ff]ollow\w*"
            r"|[Tt]ags?|tag-?(?:list|cloud|links)|[Tt]opics?|[Kk]eywords?|[Tt]ool-?(?:bar|tip|box)s?|[Pp]aginat\w*|[Pp]ager|[Mm]enu\w*|[Nn]av\w*|[Cc]arousel|[Ss]lider|swiper"
            r"|[Tt]icker|[Pp]laylist|[Rr]ail|inline-?(?:[Ss]tory|links?|related)|author-?(?:[Bb]io|[Bb]ox|[Ii]nfo|card|profile|desc\w*|details|about|block)|about-?(?:the-)?author|bio"
            r"|[Ss]har(?:e|ing)\w*|[Ss]ocial\w*|addthis\w*|sharedaddy|[Pp]olls?|[Qq]uiz|[Rr]atings?|next-?(?:article|story|post|up)|prev(?:ious)?-?(?:article|story|post)?"
            r"|print|jp-relatedposts|yarpp\w*|wp-block-latest-posts|navigation|skip-?link|toc|table-of-contents|weather|horoscope|stock-?quotes?|market-?data|search\w*"
            r"|donat\w*|membership|cta|call-?to-?action|up-?next|top-?stories|[Hh]eadlines|hot-?news|breaking-?news|see-?also|[Ss]imilar\w*|suggest\w*|read-?through|nutgraf|callout"
            rf"|pull-?[Qq]uotes?|info-?box|fact-?box|factbox|embed-?(?:card|link)|link-?(?:list|box)|collection|onward|submeta|element-rich-link|rich-?link){_E})",
        )
    )
)
# Names that tell how a box is laid out, not what it holds: `has-sidebar`, `no-related`, `sidebar-grid`, `col-with-sidebar-right`.
_LAYOUT = re.compile(
    r"(?:^|(?<=\s))(?:has|is|no|not|with|without|js|hide|show)-\S*|(?:with-|content-)?[Ss]ide-?bar-?(?:grid|layout|left|right|none|wrapper|container)\S*"
)
_NAMES = {
    "RAIL": RAIL,
    "FOOTER": FOOTER,
    "COMMENT": COMMENT,
    "CAPTION": CAPTION,
    "BYLINE": BYLINE,
    "TIME": TIME,
    "HIDDEN": HIDDEN,
    "STORY": STORY,
    "SUMMARY": SUMMARY,
    "NOTICE": NOTICE,
    "CRUMBS": CRUMBS,
}


@lru_cache(maxsize=8192)
def hinted(names: str) -> int:
    """What class names and ids say, all of it together."""
    said = 0
    for match in _CLASSES.finditer(_LAYOUT.sub(" ", names[:400])):
        said |= _NAMES[match.lastgroup or "RAIL"]
    if said & (STORY | NOTICE):
        said &= ~(RAIL | TIME | SUMMARY)
    return said
