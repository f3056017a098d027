"""Language: declared, checked against script and small words; and headlines without their site's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.fields.headline import settle_headline
from normalizers.fields.language import settle_language
from normalizers.terms import Publisher, Words

SAID = {
    "en": "The ferry came in at noon and the captain said that it was the last of the season for the islands of the north.",
    "de": "Die Fähre kam am Mittag an und der Kapitän sagte, es sei die letzte der Saison für die Inseln, die nicht mehr auf sie warten.",
    "fr": "Le ferry est arrivé à midi et le capitaine a dit que ce serait le dernier de la saison pour les îles qui ne sont pas du nord.",
    "es": "El ferry llegó al mediodía y el capitán dijo que era el último de la temporada para las islas del norte, que no lo esperan más.",
    "pt": "A balsa chegou ao meio-dia e o capitão disse que não era mais a última da temporada para as ilhas do norte, com uma festa.",
    "it": "Il traghetto è arrivato a mezzogiorno e il capitano ha detto che non è il solo della stagione per le isole, anche nel nord.",
    "nl": "De veerboot kwam om twaalf uur aan en de kapitein zei dat het niet de laatste is van het seizoen voor de eilanden, die er zijn.",
    "tr": "Feribot öğlen geldi ve kaptan bu seferin adalar için son olarak çok önemli olduğunu ve daha sonra bir sefer gibi dedi.",
    "id": "Feri itu tiba pada siang hari dan kapten berkata ini tidak akan menjadi yang terakhir untuk pulau di utara.",
    "hi": "नाव दोपहर को आई और कप्तान ने कहा कि यह मौसम की आखिरी नाव है, जो उत्तर के द्वीपों के लिए चलती है और फिर नहीं आएगी।",
    "mr": "बोट दुपारी आली आणि कप्तान यांनी सांगितले की ही या मोसमातील शेवटची बोट आहे, मात्र ती पुन्हा येणार नाही असे होते.",
    "bn": "নৌকা দুপুরে এল এবং কাপ্তান বললেন এটি শেষ নৌকা।",
    "ta": "படகு மதியம் வந்தது என்று தலைவர் கூறினார்.",
    "te": "పడవ మధ్యాహ్నం వచ్చింది అని కెప్టెన్ చెప్పారు.",
    "ur": "کشتی دوپہر کو آئی اور کپتان نے کہا کہ یہ موسم کی آخری کشتی ہے جو شمال کے جزیروں میں نہیں رکے گی۔",
    "ar": "وصل القارب من الجزيرة إلى الميناء في الظهر وقال القبطان إن هذا آخر قارب بعد الموسم، وقد كان على متنه ركاب.",
    "ru": "Паром пришёл в полдень, и капитан сказал, что это не последний рейс на острова за сезон, как было и по плану.",
    "ja": "フェリーは正午に到着した。船長は今季最後だと話した。",
    "zh": "渡轮中午抵达，船长说这是本季最后一班。",
    "ko": "여객선이 정오에 도착했다. 선장은 올해 마지막이라고 말했다.",
    "el": "Το πλοίο ήρθε το μεσημέρι.",
}


@pytest.mark.parametrize(("language", "text"), SAID.items())
def test_a_text_tells_its_language(language: str, text: str) -> None:
    assert settle_language([], text) == language


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("en-GB", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("en_US", "en"),
        ("und", None),
        ("x-klingon", None),
        ("", None),
        ("cms", None),
    ],
)
def test_a_declared_tag_is_brought_to_two_letters(declared: str, language: str | None) -> None:
    assert settle_language([Words(declared, "html lang")], "Ferry 12") == language


def test_the_first_sane_declaration_counts() -> None:
    assert settle_language([Words("und", "html lang"), Words("de-AT", "feed language")], "") == "de"


@pytest.mark.parametrize(("declared", "language"), [("en", "hi"), ("hi", "en"), ("ja", "ko"), ("ta", "te"), ("en", "zh"), ("zh", "en")])
def test_a_template_that_declares_another_script_is_not_believed(declared: str, language: str) -> None:
    assert settle_language([Words(declared, "html lang")], SAID[language]) == language


def test_a_template_that_declares_another_language_is_overruled_by_a_dozen_small_words() -> None:
    assert settle_language([Words("en", "html lang")], SAID["de"] * 2) == "de"
    assert settle_language([Words("en", "html lang")], "Die Fähre kam an") == "en"


@pytest.mark.parametrize(
    ("declared", "text"), [("sr", "Trajekt je stigao u podne"), ("ca", SAID["es"]), ("sw", "Kivuko kilifika"), ("mr", SAID["hi"][:20])]
)
def test_a_fitting_declaration_is_believed(declared: str, text: str) -> None:
    assert settle_language([Words(declared, "html lang")], text) == declared


@pytest.mark.parametrize("text", ["", "1234", "Ferry", "!!!", "Ferry नाव 渡轮"])
def test_an_unsure_text_has_no_language(text: str) -> None:
    assert settle_language([], text) is None


@given(st.text(), st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str, tag: str) -> None:
    language = settle_language([Words(tag, "html lang")], text)
    assert language is None or (language.islower() and language.isalpha() and len(language) in (2, 3))


# --- headlines ---------------------------------------------------------------------------------------------------
LANTERN = Publisher(name="The Morven Lantern", domain="www.morvenlantern.example")


@pytest.mark.parametrize(
    ("printed", "headline"),
    [
        ("Ferry comes in | The Morven Lantern", "Ferry comes in"),
        ("Ferry comes in - Morven Lantern", "Ferry comes in"),
        ("Ferry comes in – morvenlantern.example", "Ferry comes in"),
        ("Ferry comes in | Islands | The Morven Lantern", "Ferry comes in | Islands"),
        ("Ferry comes in - late", "Ferry comes in - late"),
        ("The Morven Lantern wins prize", "The Morven Lantern wins prize"),
        ("  Ferry\n comes\u0000 in ", "Ferry comes in"),
    ],
)
def test_a_headline_loses_its_sites_name_and_nothing_else(printed: str, headline: str) -> None:
    found = settle_headline([Words(printed, "title")], publisher=LANTERN)
    assert found == Words(headline, "title")


def test_the_first_headline_that_says_something_is_taken() -> None:
    candidates = [
        Words(" ", "h1"),
        Words("The Morven Lantern", "h1"),
        Words("| The Morven Lantern", "og:title"),
        Words("—", "og:title"),
        Words("Ferry comes in", "title"),
    ]
    assert settle_headline(candidates, publisher=LANTERN) == Words("Ferry comes in", "title")
    assert settle_headline([], publisher=Publisher()) is None


def test_names_of_firms_do_not_outvote_chinese() -> None:
    assert settle_language([Words("zh", "meta")], "Harbor Light Technologies宣布在新港口提供薄膜技術解決方案") == "zh"
