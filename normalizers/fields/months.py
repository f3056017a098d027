"""Month names, as newsrooms print them in some thirty languages."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# One row a language, twelve cells a row parted by ";", spellings in a cell parted by spaces.
# Where two languages share a word they mean the same month.
_ROWS = (
    # English
    "january jan;february feb febr;march mar;april apr;may;june jun;"
    "july jul;august aug;september sep sept;october oct;november nov;december dec",
    # Hindi
    "जनवरी जन;फरवरी फ़रवरी फर;मार्च;अप्रैल अप्रेल;मई;जून;जुलाई;अगस्त;सितंबर सितम्बर सितं;अक्टूबर अक्तूबर अक्टू;नवंबर नवम्बर;दिसंबर दिसम्बर",
    # Marathi
    "जानेवारी;फेब्रुवारी;मार्च;एप्रिल;मे;जून;जुलै;ऑगस्ट;सप्टेंबर;ऑक्टोबर;नोव्हेंबर;डिसेंबर",
    # Nepali and Gujarati
    "जनवरी જાન્યુઆરી;फेब्रुअरी ફેબ્રુઆરી;માર્ચ;अप्रिल એપ્રિલ;મે;જૂન;જુલાઈ;अगस्ट ઓગસ્ટ ઑગસ્ટ;सेप्टेम्बर સપ્ટેમ્બર;अक्टोबर ઓક્ટોબર ઑક્ટોબર;नोभेम्बर નવેમ્બર;डिसेम्बर ડિસેમ્બર",
    # Bengali
    "জানুয়ারি জানুয়ারী;ফেব্রুয়ারি ফেব্রুয়ারী;মার্চ;এপ্রিল;মে;জুন;জুলাই;আগস্ট অগাস্ট অগস্ট;সেপ্টেম্বর;অক্টোবর;নভেম্বর;ডিসেম্বর",
    # Tamil
    "ஜனவரி;பிப்ரவரி;மார்ச்;ஏப்ரல்;மே;ஜூன்;ஜூலை;ஆகஸ்ட் ஆகஸ்டு ஆக;செப்டம்பர் செப்டெம்பர்;அக்டோபர் அக்;நவம்பர்;டிசம்பர்",
    # Telugu
    "జనవరి;ఫిబ్రవరి;మార్చి మార్చ్;ఏప్రిల్;మే;జూన్;జులై జూలై;ఆగస్టు ఆగస్ట్;సెప్టెంబర్ సెప్టెంబరు;అక్టోబర్ అక్టోబరు;నవంబర్ నవంబరు;డిసెంబర్ డిసెంబరు",
    # Kannada
    "ಜನವರಿ;ಫೆಬ್ರವರಿ ಫೆಬ್ರುವರಿ;ಮಾರ್ಚ್;ಏಪ್ರಿಲ್;ಮೇ;ಜೂನ್;ಜುಲೈ;ಆಗಸ್ಟ್;ಸೆಪ್ಟೆಂಬರ್;ಅಕ್ಟೋಬರ್;ನವೆಂಬರ್;ಡಿಸೆಂಬರ್",
    # Malayalam
    "ജനുവരി;ഫെബ്രുവരി;മാർച്ച്;ഏപ്രിൽ;മേയ് മെയ്;ജൂൺ;ജൂലൈ ജൂലായ്;ഓഗസ്റ്റ് ആഗസ്റ്റ്;സെപ്റ്റംബർ സെപ്തംബർ;ഒക്ടോബർ ഒക്റ്റോബർ;നവംബർ;ഡിസംബർ",
    # Punjabi and Odia
    "ਜਨਵਰੀ ଜାନୁଆରୀ;ਫਰਵਰੀ ଫେବୃଆରୀ;ਮਾਰਚ ମାର୍ଚ୍ଚ;ਅਪ੍ਰੈਲ ଏପ୍ରିଲ;ਮਈ ମଇ;ਜੂਨ ଜୁନ;ਜੁਲਾਈ ଜୁଲାଇ;ਅਗਸਤ ଅଗଷ୍ଟ;ਸਤੰਬਰ ସେପ୍ଟେମ୍ବର;ਅਕਤੂਬਰ ଅକ୍ଟୋବର;ਨਵੰਬਰ ନଭେମ୍ବର;ਦਸੰਬਰ ଡିସେମ୍ବର",
    # Urdu and Persian
    "جنوری ژانویه;فروری فوریه;مارچ مارس;اپریل آوریل;مئی مه;جون ژوئن;"
    "جولائی ژوئیه;اگست اوت;ستمبر سپتامبر;اکتوبر اکتبر;نومبر نوامبر;دسمبر دسامبر",
    # Arabic: Egypt and the Gulf, the Maghreb, the Levant
    "يناير;فبراير;مارس;أبريل ابريل إبريل;مايو;يونيو يونية;يوليو يولية;أغسطس اغسطس;سبتمبر;أكتوبر اكتوبر;نوفمبر;ديسمبر",
    "جانفي;فيفري;مارس;أفريل;ماي;جوان;جويلية يوليوز;أوت غشت;شتنبر;أكتوبر;نونبر;دجنبر",
    "كانون_الثاني;شباط;آذار;نيسان;أيار;حزيران;تموز;آب;أيلول;تشرين_الأول;تشرين_الثاني;كانون_الأول",
    # German
    "januar jänner jaenner jän;februar feber;märz maerz mär mrz;april;mai;juni;juli;august;september;oktober okt;november;dezember dez",
    # French
    "janvier janv;février fevrier févr fév fevr;mars;avril avr;mai;juin;"
    "juillet juil;août aout aoû;septembre;octobre;novembre;décembre decembre déc",
    # Spanish
    "enero ene;febrero;marzo;abril abr;mayo;junio;julio;agosto ago;septiembre setiembre;octubre;noviembre;diciembre dic",
    # Portuguese
    "janeiro;fevereiro fev;março marco;abril;maio;junho;julho;agosto;setembro set;outubro out;novembro;dezembro",
    # Italian
    "gennaio gen;febbraio;marzo;aprile;maggio mag;giugno giu;luglio lug;agosto;settembre;ottobre ott;novembre;dicembre",
    # Dutch
    "januari;februari;maart mrt;april;mei;juni;juli;augustus;september;oktober;november;december",
    # Turkish
    "ocak oca;şubat şub;mart;nisan nis;mayıs;haziran haz;temmuz tem;ağustos ağu;eylül eyl;ekim eki;kasım kas;aralık ara",
    # Indonesian
    "januari;februari;maret;april;mei;juni;juli;agustus agt;september;oktober;november nopember;desember des",
    # Polish
    "stycznia styczeń;lutego luty;marca marzec;kwietnia kwiecień;maja;czerwca czerwiec;"
    "lipca lipiec;sierpnia sierpień;września wrzesień;października październik;listopada listopad;grudnia grudzień",
    # Czech
    "ledna leden;února únor;března březen;dubna duben;května květen;června červen;"
    "července červenec;srpna srpen;září;října říjen;listopadu;prosince prosinec",
    # Swedish, Danish, Norwegian, Finnish
    "januari tammikuuta;februari helmikuuta;mars marts maaliskuuta;april huhtikuuta;maj toukokuuta;juni kesäkuuta;"
    "juli heinäkuuta;augusti elokuuta;syyskuuta;oktober lokakuuta;marraskuuta;desember joulukuuta",
    # Romanian and Hungarian
    "ianuarie január;februarie február;martie március;aprilie április;május;iunie június;"
    "iulie július;augusztus;septembrie szeptember;octombrie október;noiembrie;decembrie",
    # Greek
    "ιανουαρίου ιαν;φεβρουαρίου φεβ;μαρτίου μαρ;απριλίου απρ;μαΐου μαϊ;ιουνίου ιουν;"
    "ιουλίου ιουλ;αυγούστου αυγ;σεπτεμβρίου σεπ;οκτωβρίου οκτ;νοεμβρίου νοε;δεκεμβρίου δεκ",
    # Russian
    "января январь янв;февраля февраль фев февр;марта март мар;апреля апрель апр;мая май;июня июнь июн;"
    "июля июль июл;августа август авг;сентября сентябрь сен сент;октября октябрь окт;ноября ноябрь ноя нояб;декабря декабрь дек",
    # Ukrainian
    "січня;лютого;березня;квітня;травня;червня;липня;серпня;вересня;жовтня;листопада;грудня",
    # Vietnamese has numbers alone; Malay
    "januari;februari;mac;april;mei;jun;julai;ogos;september;oktober;november;disember",
)


def fold(word: str) -> str:
    """A word as the tables hold it: composed, case folded."""
    return unicodedata.normalize("NFKC", word.casefold())


def _table(rows: Iterable[str]) -> dict[str, int]:
    """Each spelling with its month; a Levantine two-word month is held with its blank."""
    return {fold(word.replace("_", " ")): month for row in rows for month, cell in enumerate(row.split(";"), 1) for word in cell.split()}


MONTHS = _table(_ROWS)
# The days of a month as Hindi agencies spell them out in datelines: "चार मार्च".
_SPELLED = (
    "एक दो तीन चार पांच पाँच छह छः सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह पन्द्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस "
    "चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस अठ्ठाईस उनतीस तीस इकतीस"
)
DAYS_IN_WORDS = frozenset(_SPELLED.split())
