"""The small words about a story in scripts other than Latin: what stands before its times, its buttons, and pointers to other stories.

A row a language. Words are regular expressions; those that stand in running text as well are written with what surely follows them.
"""

from __future__ import annotations

import re

# Hindi and Marathi, Bengali, Tamil, Telugu, Kannada, Malayalam, Gujarati, Punjabi, Urdu, Arabic.
UPDATED = (
    r"अपडेट(?:ेड)?|अद्यतन|अद्ययावत|आखरी\sअपडेट|अंतिम\sअपडेट|शेवटचे\sअपडेट|संशोधित"
    r"|(?:সর্বশেষ\s)?আপডেট(?:েড)?|হালনাগাদ|সর্বশেষ\sপরিমার্জন"
    r"|புதுப்பிக்கப்பட்டது|மேம்படுத்தப்பட்டது|அப்டேட்"
    r"|నవీకరించబడింది|(?:చివరి\s)?అప్\u200c?డేట్(?:\sఅయింది)?|తాజాకరణ"
    r"|ನವೀಕರಿಸಲಾಗಿದೆ|ನವೀಕರಣ|(?:ಕೊನೆಯ\s)?ಅಪ್\u200c?ಡೇಟ್|ಪರಿಷ್ಕರಣೆ"
    r"|പുതുക്കിയത്|(?:അവസാന\s)?അപ്\u200c?ഡേറ്റ്(?:\sചെയ്തത്)?"
    r"|(?:છેલ્લું\s)?અપડેટ(?:ેડ)?|સુધારેલ"
    r"|ਅੱਪਡੇਟ|ਅਪਡੇਟ|ਅੱਪਡੇਟਡ|ਸੋਧਿਆ"
    r"|(?:آخری\s)?اپ\s?ڈیٹ|تجدید"
    r"|آخر\sتحديث|تحديث|تم\sالتحديث|عُ?دّ?ل\sفي"
)
PUBLISHED = (
    r"प्रकाशित|प्रसिद्ध|पब्लिश(?:्ड)?|प्रकाशन\sतिथि|प्रसारित"
    r"|প্রকাশ(?:িত|কাল)?(?:\sতারিখ)?|প্রকাশের\sসময়"
    r"|வெளியிடப்பட்டது|வெளியீடு|பதிவு(?:\sசெய்த\sநாள்)?|பதிவேற்றம்"
    r"|ప్రచురించబడింది|ప్రచురణ|ప్రచురితం|పబ్లిష్(?:డ్)?"
    r"|ಪ್ರಕಟಣೆ|ಪ್ರಕಟಿಸಲಾಗಿದೆ|ಪ್ರಕಟವಾದ\sದಿನಾಂಕ|ಪ್ರಕಾಶಿತ"
    r"|പ്രസിദ്ധീകരിച്ചത്|പ്രസിദ്ധീകരിച്ചു"
    r"|પ્રકાશિત|પબ્લિશ(?:્ડ)?"
    r"|ਪ੍ਰਕਾਸ਼ਿਤ|ਪਬਲਿਸ਼(?:ਡ)?"
    r"|شائع(?:\sشدہ)?|(?:تاریخ\s)?اشاعت"
    r"|نُ?شر(?:\sفي)?|تاريخ\sالنشر|تم\sالنشر"
)
# Chinese and Japanese write words and figures without blanks between them.
UPDATED_DENSE = r"(?:最后|最後|最終)?更新(?:时间|時間|日時|于|於|日)?"
PUBLISHED_DENSE = r"(?:发布|發布|发表|發表|刊登|公開|掲載|配信|登録|発行)(?:时间|時間|日期|日時|于|於|日)?"

# Buttons and the places of advertisements, each alone on its line.
_BUTTONS = (
    r"विज्ञापन|जाहिरात|शेयर(?:\sकरें)?|शेअर(?:\sकरा)?|साझा\sकरें|टिप्पणियाँ"
    r"|বিজ্ঞাপন|শেয়ার(?:\sকরুন)?|মন্তব্য"
    r"|விளம்பரம்|பகிர்க?|பகிரவும்|ஷேர்"
    r"|ప్రకటన|షేర్(?:\sచేయండి)?|యాడ్"
    r"|ಜಾಹೀರಾತು|ಹಂಚಿಕೊಳ್ಳಿ|ಶೇರ್(?:\sಮಾಡಿ)?"
    r"|പരസ്യം|പങ്കിടുക|ഷെയർ(?:\sചെയ്യുക)?"
    r"|જાહેરાત|શેર(?:\sકરો)?"
    r"|ਇਸ਼ਤਿਹਾਰ|ਸਾਂਝਾ\sਕਰੋ|ਸ਼ੇਅਰ(?:\sਕਰੋ)?"
    r"|اشتہار|شیئر(?:\sکریں)?"
    r"|إعلان|شارك|مشاركة|طباعة"
    r"|広告|シェア(?:する)?|印刷|ツイート|コメント|PR"
    r"|广告|廣告|分享(?:到)?|分享至|评论|打印"
)
# What begins a pointer to another story.
_POINTERS = (
    r"यह\sभी\sपढ़ें|ये\sभी\sपढ़ें|हे(?:ही)?\sवाचा|हेही\sवाचा|आणखी\sवाचा"
    r"|আর[ওো]\sপড়ুন|আরও\sখবর"
    r"|மேலும்\sபடிக்க|இதையும்\sபடியுங்கள்"
    r"|ఇవి\sకూడా\sచదవండి|ఇది\sకూడా\sచదవండి|మరింత\sచదవండి"
    r"|ಇದನ್ನೂ\sಓದಿ|ಇದನ್ನು\sಓದಿ|ಹೆಚ್ಚು\sಓದಿ"
    r"|ഇതും\sവായിക്കുക?|കൂടുതൽ\sവായിക്കുക"
    r"|આ\sપણ\sવાંચો|વધુ\sવાંચો"
    r"|ਇਹ\sਵੀ\sਪੜ੍ਹੋ|ਹੋਰ\sਪੜ੍ਹੋ"
    r"|یہ\sبھی\sپڑھیں|مزید\sپڑھیں"
    r"|اقرأ\sأيض[اً]*|إقرأ\sأيض[اً]*|المزيد\sعن"
    r"|あわせて読みたい|関連記事|こちらも読む|【関連】"
    r"|延伸阅读|相关阅读|延伸閱讀|相關新聞|相关新闻|更多阅读"
)
_BUTTON = re.compile(rf"[\s:：|>›»]*(?:{_BUTTONS})[\s:：|>›»!।]*")
_POINTER = re.compile(rf"[\W_]{{0,4}}(?:{_POINTERS})\s{{0,2}}(?:[:：|»>–—-]|$)")


def is_label(text: str) -> bool:
    """Whether a line in a script other than Latin is a button, an advertisement's place, or a pointer to another story."""
    return not text.isascii() and (_BUTTON.fullmatch(text) is not None or _POINTER.match(text) is not None)
