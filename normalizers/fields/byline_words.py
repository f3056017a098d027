"""The words of bylines, as newsrooms print them: who wrote, who edited, who did neither, and what parts two names."""

from __future__ import annotations

import re

_EDITOR = (
    r"(?:edited|editing|updated|last\s+updated|curated|reviewed|fact[\s-]checked|published|produced|translated|"
    r"compiled|approved|verified)\s+by|"
    r"(?:editor|edited|ed\.)\s*:|bearbeitet\s+von|redigiert\s+von|édité\s+par|editado\s+por|संपादन|संपादक|सम्पादन|"
    r"द्वारा\s+संपादित|সম্পাদনা"
)
_WRITER = (
    r"(?:(?:was\s+)?written|reported|reporting|posted|authored|words|story|text|report|submitted|contributed|recipe|"
    r"review|guide|analysis|opinion|posts?|articles?)\s+by|"
    r"(?:veröffentlicht|geschrieben|verfasst|erstellt|eingestellt|beiträge|beitrag|bericht)\s+von|(?:publié|écrit|rédigé)\s+par|(?:publicado|"
    r"escrito)\s+por|(?:scritto|pubblicato)\s+da|geschreven\s+door|"
    r"(?:skrevet|skriven)\s+av|by|(?:byline|authors?|reporter|written|texte?|texto|testo|tekst|redactora?|auteurs?|"
    r"autor(?:in|es|a)?|autore|автор|लेखक|रिपोर्टर?|प्रस्तुति|"
    r"作者|文字?|记者|記者|글)\s*[:：]|文\s*/"
)
# What stands before a colon and a name; without the colon most of these are jobs or desks.
SAID = (
    r"लेखक|लेखिका|लेखन|रिपोर्टर?|संवाददाता|प्रस्तुति|प्रतिनिधि|प्रतिनिधी|वार्ताहर|बातमीदार|(?:নিজস্ব\s)?প্রতিবেদক|প্রতিবেদন|লেখক|রিপোর্ট|(?:নিজস্ব\s)?সংবাদদাতা|লেখা"
    r"|செய்தியாளர்|எழுதியவர்|கட்டுரையாளர்|நிருபர்|రచయిత|రచయిత్రి|రచన|రిపోర్టర్|విలేకరి|ప్రతినిధి|ವರದಿ(?:ಗಾರರು?)?|ಲೇಖಕರು?|ಲೇಖಕಿ|ಬರಹ"
    r"|ലേഖകൻ|ലേഖിക|റിപ്പോർട്ട്|റിപ്പോർട്ടർ|തയ്യാറാക്കിയത്|എഴുതിയത്|લેખક|લેખિકા|રિપોર્ટર?|અહેવાલ|પ્રતિનિધિ|ਲੇਖਕ|ਲੇਖਿਕਾ|ਰਿਪੋਰਟਰ?|ਪੱਤਰਕਾਰ"
    r"|تحریر|رپورٹر?|نامہ\s?نگار|مصنفہ?|كتبت?|بقلم|إعداد|تقرير|تحرير|الكاتبة?|المراسلة?|記者|记者|作者|撰文|撰稿|通讯员|筆者|執筆|(?:取材・)?文"
)
_AT_START = r"von|par|por|di|da|door|af|av|autor(?:in)?|auteur|reporter|yazan|автор|लेखक|रिपोर्ट|प्रस्तुति|द्वारा|글|記者|记者|كتبت?|بقلم"
_OTHER = (
    r"(?:photos?|photographs?|photography|pictures?|images?|video|graphics?|illustrations?|artwork|camera)\s*(?:by|"
    r"credits?|courtesy)?\s*:|"
    r"(?:photos?|photographs?|photography|pictures?|images?|video|graphics?|illustrations?)\s+(?:by|courtesy)|fotos?\s*:|bild(?:er)?\s*:|"
    r"(?:source|quelle|fuente|स्रोत)\s*:|(?:additional\s+)?(?:inputs?|contributions?)\s+from|(?:updated|published|"
    r"posted)\s*(?:on)?\s*:|last\s+(?:updated?|modified)"
)
LABEL = re.compile(
    rf"(?:(?<![^\W_])(?:(?P<other>{_OTHER})|(?P<editor>{_EDITOR})|(?P<writer>{_WRITER}))|"
    rf"^(?P<start>{_AT_START}|(?:{SAID})(?=\s?[:：/／・=＝])))(?:(?<=[:：])|(?![^\W_]))\s*[:：/／・=＝]?\s*",
    re.IGNORECASE,
)
BREAK = re.compile(r"\s*[|•·⋅∙\n\r\t]\s*|\s+[–—-]\s+|\s*;\s*|\s+/\s+")
DATED = re.compile(
    r"(?:[\s,|:–-]+(?:on|am|le|el|il|op|at|um|den|à|em|the|date|last|first|updated|published|posted|modified|"
    r"veröffentlicht|aktualisiert|stand|publiée?|"
    r"publicado|actualizado|pubblicato|aggiornato|प्रकाशित|पब्लिश|अपडेटेड|अपडेट|तारीख|दिनांक|को|(?:mon|tues?|"
    r"wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार)(?=[\s,|"
    r":–-]|$)){0,5}[\s,.:|–-]*$",
    re.IGNORECASE,
)
AND = r"and|und|et|y|e|og|och|ve|और|व|एवं|तथा|आणि|এবং|ও|மற்றும்|మరియు|اور|و|и|та|with|mit|avec|con|com"
AND_BY_LANGUAGE = {
    "nl": "en",
    "af": "en",
    "pl": "i",
    "ca": "i",
    "hr": "i",
    "sr": "i",
    "cs": "a",
    "sk": "a",
    "fi": "ja",
    "hu": "és",
    "ro": "și|si",
    "id": "dan",
    "da": "og",
}
