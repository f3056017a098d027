"""Lines that are never the story, in the words pages and page dumps print them: invitations, buttons, pointers to other stories."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizers.fields.labels import is_label

# A whole line that is a button, a label or an advertisement's place.
_LABELS = re.compile(
    r"""[\W\d_]*(?:
    advertise?ment(?:\ss?croll(?:\sto\scontinue)?)?|ad(?:vertorial)?|anzeige|publicité|publicidad(?:e)?|pubblicità|reklama?|विज्ञापन
    |story\scontinues\s(?:below|after|beneath)(?:\sthis)?(?:\s(?:the\s)?(?:ad|advertisement|advert|promo))?|article\scontinues\s(?:below|after)(?:\sthis)?\s?(?:ad|advertisement)?
    |continue\sreading(?:\s(?:below|the\smain\sstory))?|(?:read|show|see|view|load|watch|learn|know|tap\sfor|click\sfor)\s(?:full\sstory|full\sarticle|more|less|all|comments)|more|less
    |share(?:\s(?:this|on|via|with|the)\b.{0,40})?|shares?|tweet|pin(?:\sit)?|print|email|e-mail|save|copy\slink|copied|link\scopied|comments?|leave\sa\s(?:comment|reply)|follow(?:\sus)?(?:\son)?
    |(?:facebook|twitter|whatsapp|linkedin|telegram|instagram|pinterest|reddit|flipboard|messenger|youtube|google\snews|tumblr|email|print|copy|link|x|koo|threads|bluesky|share|pocket|\s|\||,|·|•)+
    |loading(?:\.\.\.|…)?|image\scaption|media\scaption|file\sphoto|image\scopyright|getty\simages|slideshow|gallery|photos?|videos?|watch|listen|live|latest\snews|top\snews|trending(?:\snow)?
    |related(?:\s(?:stories|articles|news|topics|content|links|coverage|posts|video|videos|tags?|reading|items))?|more\s(?:from|on|in|about|stories|news|coverage|great\s.{1,20}\sstories).{0,60}|image\s\d+\sof\s\d+|also\s(?:read|see|watch)|read\s(?:also|next|more)
    |most\s(?:read|popular|viewed|watched|shared|recent|commented)|popular(?:\s(?:stories|news|posts))?|recommended(?:\sfor\syou|\sstories)?|editors?['’]?s?\spicks?|you\s(?:may|might)\salso\slike|up\snext|what\sto\sread\snext
    |topics?|tags?|filed\sunder|newsletters?|subscribe(?:\snow|\stoday)?|sign\s(?:up|in)(?:\snow)?|log\sin|register|skip\s(?:to|advert|ad)\b.{0,40}|back\sto\s(?:top|home).{0,20}|home|menu|search|close|next|previous|sponsored(?:\scontent)?
    |mehr\szum\sthema|lesen\ssie\sauch|auch\sinteressant|teilen|drucken|kommentare|à\slire\saussi|lire\s(?:aussi|la\ssuite)|partager|sur\sle\smême\s(?:sujet|thème)|lea\stambién|leer\smás|te\spuede\sinteresar|compartir|comentarios
    |leia\s(?:também|mais)|veja\s(?:também|mais)|compartilhe|leggi\s(?:anche|tutto)|condividi|lees\sook|läs\s(?:också|mer)|les\sogså|læs\sogså|czytaj\s(?:także|też|więcej)|читайте\sтакже|यह\sभी\s(?:पढ़ें|देखें)|ये\sभी\sपढ़ें|संबंधित\sखबरें
    |video\sof\sthe\sday|live\stv|see\salso|read\smore\sat.{0,40}|(?:jump|scroll)\sto.{0,30}|reuse\scontent|rights\s(?:and|&)\spermissions|report\s(?:a\stypo|an\serror|this\sad)|permalink|reprints|text\ssize|font\ssize|a\+?|a-
    )[\s:.…»›>→|]*""",
    re.IGNORECASE | re.VERBOSE,
)

# A line that begins by pointing at another story or inviting the reader somewhere.
_POINTERS = re.compile(
    r"""[\W_]{0,4}(?:
    (?:also|must|don['’]t\smiss|you\smay\salso|recommended|more)\s?-?\s?(?:read|watch|see|like)s?\s?[|:–—-]|also\sread\b|also\ssee\b\s?[:|]|read\s?(?:also|more|next|here|it\shere|full\sstory|the\sfull\sstory|on)?\s?[|:»–—]
    |read\s(?:more|also)\b\s?[:|]?\s?\S|related(?:\s(?:story|stories|article|articles|video|news|content|coverage|reading|link|links))?\s?[:|–—]|see\s(?:also|more|related)\s?[:|]|(?:watch|listen|video|photos?|gallery|in\spics|in\spictures)\s?[:|]\s
    |more\s(?:on\sthis|from|coverage|stories)\s?[:|]|(?:click|tap)\shere\s(?:to|for)\b|what\sto\sread\snext|recommended\s?[:|]|don['’]t\smiss\s?[:|]
    |lesen\ssie\sauch|lesen\ssie\smehr|mehr\szum\sthema|auch\sinteressant|siehe\sauch|(?:à\s)?lire\s(?:aussi|également)|sur\sle\smême\ssujet|lea\stambién|le[eé]r?\stambién|te\spuede\sinteresar|ver\stambién|leia\s(?:também|mais)|veja\stambém|leggi\sanche
    |lees\sook|läs\s(?:också|mer)|les\sogså|læs\sogså|czytaj\s(?:także|też|więcej|również)|zobacz\s(?:także|też)|читайте\sтакже|читать\sтакже|यह\sभी\s(?:पढ़ें|देखें)|ये\sभी\sपढ़|इसे\sभी\sपढ़|और\sपढ़ें|आणखी\sवाचा|هم\sپڑھیں|اقرأ\sأيض|baca\sjuga|simak\sjuga
    )""",
    re.IGNORECASE | re.VERBOSE,
)

# Words anywhere in a short line that invite the reader: newsletters, apps, social networks, subscriptions.
_INVITATIONS = re.compile(
    r"""(?:sign(?:ing)?\sup\s(?:for|to|here|now|today|with)|subscribe\s(?:to|now|for|today|here)|our\s(?:\w+\s){0,3}newsletters?\b|(?:daily|weekly|morning|free|email|e-mail)\s(?:\w+\s){0,2}newsletter|get\s(?:the|our|more|all|breaking)\s.{0,60}(?:inbox|newsletter|email|e-mail|app)\b
    |delivered\s(?:straight|directly|right)?\s?(?:to|in)\syour|in\syour\sinbox|straight\sto\syour\sinbox|download\s(?:the|our)\s.{0,40}app\b|(?:get|install|download|open)\s(?:the|our)\s.{0,30}\bapp\b
    |follow\s(?:us|our|@?\w+(?:\s\w+){0,3})\son\s(?:facebook|twitter|x\b|instagram|whatsapp|telegram|google|youtube|linkedin|threads|social|koo|flipboard|tiktok)|like\sus\son\sfacebook|join\s(?:our|us|the)\s.{0,40}(?:whatsapp|telegram|facebook|channel|group|community|conversation|discussion)
    |(?:whatsapp|telegram)\s(?:channel|group)|stay\s(?:updated|informed|tuned|up\sto\sdate|connected)\b.{0,60}(?:follow|with|whatsapp|app|us)|daily\sdose\sof|for\s(?:all\s)?(?:the\s)?(?:more|latest|breaking)\s.{0,60}(?:news|updates|stories).{0,40}(?:follow|visit|click|download|log\s?on|subscribe|check)
    |click\shere\s(?:to|for)|(?:already|become|are\syou)\s(?:an?\s)?(?:subscriber|member)\b|(?:log|sign)\s?in\s(?:to|or)\s|to\scontinue\sreading|this\sarticle\sis\s(?:only\s)?(?:available\s)?(?:for|to)\ssubscribers|(?:enable|disable)\s(?:javascript|your\sad)|ad\s?-?blocker|accept\s(?:all\s)?cookies|use\s(?:of\s)?cookies|cookie\spolicy
    |your\sbrowser\s(?:does|is)\s?n[o']t|upgrade\s(?:to\sa\s|your\s)(?:\w+\s)?browser|terms\s(?:of|and)\s(?:use|service|conditions)\b|privacy\s(?:policy|notice)|all\srights\sreserved
    |(?:have\s(?:you\sgot\s)?(?:a\s)?(?:story|news\stip|tip)|got\sa\s(?:story|tip)).{0,80}(?:email|contact|e-mail|call|send)|abonnieren\ssie|newsletter\sabonnieren|jetzt\sabonnieren|inscrivez-vous|abonnez-vous|suscr[íi]bete|inscreva-se|iscriviti|siga-nos|síguenos|folgen\ssie\suns|suivez-nous
    |like\sthis\s(?:story|article)\?|(?:reserved|only)\sfor\ssubscribers|for\ssubscribers\sonly|to\sunlock\b|unlimited\s(?:online|digital)\saccess|additional\sarticles\sper\smonth|email\supdates\sfrom\syour
    |commenting\scommunity|in\sthe\scomments\b|electronic\sreplica|free\sto\sread|folgst\sdu\sschon|folge\suns|access\sarticles\sfrom|support\slocal\sjournalism|video\shas\sfailed|refreshing\syour\sbrowser|advertisement\shas\snot
    |(?:may\s)?earn\s(?:us\s)?an?\s(?:affiliate\s)?commission|(?:article|story)\s(?:you['’]re|you\sare)\sreading|reprinted\swith|to\s(?:receive|get)\s.{0,40}(?:alerts?|notifications?)|turn\son\snotifications|अधिक\s(?:खबरों|जानकारी)\sके\sलिए|ऐप\sडाउनलोड|हमें\sफॉलो|से\sजुड़ें)""",
    re.IGNORECASE | re.VERBOSE,
)

# A photo credit that stands alone; the letters it may begin with save trying every word on every line.
_CREDITS = re.compile(
    r"""[\W_]{0,3}(?=[bcfgiprsuvw©(फत])(?:
    (?:photo|photograph|image|picture|pic|pics|foto|bild|photos|images|video|illustration|file\sphoto|representative\simage|representational\simage|featured\simage|cover\simage|photo\scredit|image\scredit|image\ssource|picture\scredit|image\scopyright|photo\sby|photograph\sby|crédit(?:s)?(?:\sphoto)?|bildquelle|fotoquelle|फोटो|तस्वीर)
    \s?(?:credits?|courtesy|source|by|copyright|caption)?\s?[:/|(©-].{0,120}
    |(?:photo|photograph|image|picture|pictured|illustration)s?\s(?:by|via|credit|courtesy)\s.{1,80}|(?:©|\(c\)|copyright)\s.{1,80}
    |getty(?:\simages)?|shutterstock.{0,20}|istock.{0,20}|unsplash|pixabay|wikimedia.{0,20}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SLASHED = re.compile(
    r"[\W_]{0,3}[^.:]{1,60}/\s?(?:getty\simages?|afp|reuters|ap|ap\sphoto|shutterstock|istock|alamy|epa|dpa|pti|ani|bloomberg|the\s\w+\s?\w*)\W*",
    re.IGNORECASE,
)
_CAPTIONED = re.compile(r"\((?:image|photo|picture|pic|foto|bild)s?\s?(?:credits?|source|by)?\s?[:/][^()]{1,60}\)?$", re.IGNORECASE)
_CREDITED = re.compile(r"[^()]{12,}\(credits?\s?[:/][^()]{1,60}\)?$", re.IGNORECASE)

# A heading above a list of other stories.
_LISTS = re.compile(
    r"""[\W\d_]*(?:(?:now\s)?trending(?:\s(?:now|news|stories|topics|today|this\sweek))?|latest|(?:related|recommended|popular|latest|top|more|other|recent)\s(?:stories|articles|news|posts|reads|headlines|coverage|content|videos)
    |most\s(?:read|popular|viewed|shared|watched|recent|commented)|more\s(?:from|on|in)\s.{1,40}|you\s(?:may|might)\s(?:also\s)?like|recommended(?:\sfor\syou)?|up\snext|what\sto\sread\snext|also\sread|read\s(?:also|next)
    |editors?['’]?s?\spicks?|don['’]t\smiss|in\sother\snews|about\s(?:the|our)\s(?:authors?|writers?|reviewers?|contributors?|editors?)|meet\sthe\sauthors?|written\sby|author\sbio|meistgelesen|mehr\szum\sthema|à\slire\saussi|lire\saussi|les\splus\slus|lo\smás\sleído|te\spuede\sinteresar|leia\s(?:também|mais)|leggi\sanche|i\spiù\sletti
    |ट्रेंडिंग|संबंधित\sखबरें|ये\sभी\sपढ़ें|यह\sभी\sपढ़ें|और\sखबरें|ताज़?ा\sखबरें)[\s:.…»›>→|!]*""",
    re.IGNORECASE | re.VERBOSE,
)

# Words with which a newsroom says where a story comes from or who edited it: such a line is never furniture.
NOTICES = re.compile(
    r"""not\s(?:been\s)?(?:edited|modified|reworked|altered|verified)|auto-?\s?(?:generated|published)|syndicated|agency\sfeed|wire\sagency|published\sfrom|press\srelease|with\s(?:\w+\s)?inputs?\s(?:from|by)|agency\sinputs|(?:additional\s)?(?:reporting|editing|writing)\sby|contributed\sto\sthis
    |trust\sprinciples|headline\s(?:and|has|may)|disclaimer|no\sresponsibility|not\s(?:be\s)?responsible|redaktionell|automatisch\s(?:von|übernommen|erstellt)|nachrichtenagentur|presse-agentur|संपादित|सिंडिकेट|सिंडीकेट|एजेंसी|इनपुट|copyright\s\d{4}\s(?:the\s)?(?:associated\spress|reuters|afp)
    |con\sinformación\sde|avec\s(?:l['’])?(?:afp|reuters|agences)|with\sagenc|mit\s(?:material|informationen)\s(?:von|der)|may\snot\sbe\s(?:published|broadcast|reproduced)|originally\s(?:published|appeared)|republished""",
    re.IGNORECASE | re.VERBOSE,
)
# One of these stands in every invitation: asking for them first costs a tenth of asking the patterns.
_INVITING = (
    "sign up", "signing up", "sign in", "signin ", "subscri", "newsletter", "inbox", "follow ", "facebook", "join our", "join us",
    "join the", "whatsapp", "telegram", "stay ", "dose of", "click here", "member", "log in", "login", "javascript", "cookie",
    "browser", "terms of", "terms and", "privacy ", "rights reserved", "a story", "have story", "news tip", "a tip", "have tip",
    "this story?", "story you",
    "this article", "article you", "additional articles", "access articles", "download", "install", "open the", "open our",
    "get the", "get our", "get more", "get all", "get breaking", "abonn", "inscri", "suscr", "iscriviti", "siga-", "síguenos",
    "folg", "suivez", "reprinted", "alert", "notif", "अधिक", "ऐप", "फॉलो", "जुड़ें", "unlock", "unlimited", "email updates",
    "commenting", "the comments", "replica", "free to", "support local", "video has", "advertisement has", "commission", "ad-block",
    "your ad", "ad block", "adblock", "for more", "for all", "the more", "the latest", "the breaking", "for latest", "for breaking",
)  # fmt: skip
# One of these stands in every notice.
_NOTICING = (
    "edited", "modified", "reworked", "altered", "verified", "auto", "syndicated", "agenc", "published", "press release",
    "input", "ing by", "contributed to", "trust principles", "headline", "disclaimer", "responsib", "redaktionell", "nachrichtenagentur",
    "presse-agentur", "संपादित", "सिंडिकेट", "सिंडीकेट", "एजेंसी", "इनपुट", "copyright", "con información", "avec ", "mit ", "may not be",
    "originally",
)  # fmt: skip
REMEMBERED = 1024  # lines
_SHORT = 200
_CAPTION = 100  # characters: a longer sentence before "(Credits: …)" is the story's own
_HEAD = 60
CONSENT = 900  # characters


def is_furniture(text: str) -> bool:
    """Whether a line by its own words is a button, a pointer to another story or an invitation; a notice never is."""
    return len(text) <= 2 * _SHORT and _is_furnishing(text)


@lru_cache(maxsize=REMEMBERED)
def _is_furnishing(text: str) -> bool:
    """The same of a line that is short enough; several rooms ask it of one line, and sites repeat theirs from page to page."""
    if len(text) <= 160 and (_LABELS.fullmatch(text) or is_label(text)):  # noqa: PLR2004 - no label is longer
        return True
    return bool(_POINTERS.match(text) or _invites(text)) and not is_notice(text)


def points_away(text: str) -> bool:
    """Whether a line begins by pointing at another story."""
    return len(text) <= 2 * _SHORT and _POINTERS.match(text) is not None and not is_notice(text)


def heads_list(text: str) -> bool:
    """Whether a heading stands above a list of other stories."""
    return len(text) < _HEAD and _LISTS.fullmatch(text) is not None


def _invites(text: str) -> bool:
    """Whether a short line invites the reader somewhere."""
    if len(text) > _SHORT:
        return False
    return _has_one(_INVITING, text.lower()) and _INVITATIONS.search(text) is not None


def _has_one(words: tuple[str, ...], low: str) -> bool:
    """Whether a text in small letters has one of some words; a plain loop takes half the time of `any`, and a page asks it often."""
    for word in words:  # noqa: SIM110 - see above
        if word in low:
            return True
    return False


def is_photo_credit(text: str) -> bool:
    """Whether a line is nothing but the credit of a picture, or a caption that ends with one."""
    if len(text) <= _SHORT and "(" in text and (_CAPTIONED.search(text) or (len(text) <= _CAPTION and _CREDITED.search(text))):
        return True
    if len(text) > 160:  # noqa: PLR2004 - no credit is longer
        return False
    return _CREDITS.fullmatch(text) is not None or ("/" in text and _SLASHED.fullmatch(text) is not None)


def is_notice(text: str) -> bool:
    """Whether a line has words that tell where a story comes from or who edited it."""
    return _has_one(_NOTICING, text.lower()) and NOTICES.search(text) is not None


def is_consent(text: str) -> bool:
    """Whether a paragraph asks for consent to cookies: such boxes are long, and read like prose."""
    return text.count("ookie") > 1 and len(text) < CONSENT and ("website" in text or "browser" in text or "consent" in text)
