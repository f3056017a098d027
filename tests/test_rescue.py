"""Pages that hide their story: filled by a script, in an encoding that nobody declares, with characters that are no copy."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soon import soon

from normalizers import read
from normalizers.markup import decode
from normalizers.page.lines import MAX_LINES
from normalizers.page.packed import Unpackable, is_packed, literal, unpacked
from normalizers.terms import Story, Unreadable

BELL = (
    "The brass bell of Reedford is back in its place above the ferry steps after a hundred years in a farmer's barn.",
    "Forty villagers carried it on their shoulders through the whole village on Friday morning, the ferryman Jori Lund said.",
    "It will be rung at noon each day, and whenever the ferry leaves in fog, until the new lamp on the far bank is lit.",
)
HEAD = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Bell returns to Reedford</title>"


def story_of(page: bytes | str) -> Story:
    (found,) = read(page.encode() if isinstance(page, str) else page, url="https://reedfordpost.example/bell", form="page")
    assert isinstance(found, Story), found
    return found


# --- filled by a script ------------------------------------------------------------------------------------------
def test_a_shell_is_read_from_its_json_ld() -> None:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Bell returns to Reedford",
        "articleBody": "\n\n".join(BELL),
    }
    story = story_of(
        f"{HEAD}<script type='application/ld+json'>{json.dumps(node)}</script></head><body><div id='root'></div></body></html>"
    )
    assert story.headline == "Bell returns to Reedford"
    assert all(text in story.body_text for text in BELL)


@pytest.mark.parametrize(
    "script",
    [
        "<script id='__NEXT_DATA__' type='application/json'>{}</script>",
        "<script>window.__PRELOADED_STATE__ = {};</script>",
    ],
)
def test_a_shell_is_read_from_the_state_its_script_starts_from(script: str) -> None:
    article = {
        "title": "Bell returns to Reedford",
        "body": "".join(f"<p>{text}</p>" for text in BELL),
        "publishedAt": "2031-03-07T06:05:00Z",
    }
    state = json.dumps({"props": {"pageProps": {"article": article, "more": [{"title": "Ferry fares rise", "body": "<p>Soon.</p>"}]}}})
    story = story_of(f"{HEAD}</head><body><div id='__next'></div>{script.replace('{}', state)}</body></html>")
    assert [block.text for block in story.body] == list(BELL)
    assert story.published is not None
    assert story.published.iso == "2031-03-07T06:05:00+00:00"


TEXT = "".join(f"<p>{text}</p>" for text in BELL)


@pytest.mark.parametrize(
    "script",
    [
        f"""<script type='application/json' id='__NUXT_DATA__'>{
            json.dumps(
                [
                    ["ShallowReactive", 1],
                    {"data": 2, "self": 1},
                    {"article": 3},
                    {"title": 4, "body": 5, "publishedAt": 6},
                    *("Bell returns to Reedford", TEXT, ["Date", "2031-03-07T06:05:00Z"]),
                ]
            )
        }</script>""",
        f"<script>window.__NUXT__=(function(a,b,c){{return {{data:[{{article:{{title:a,body:b,publishedAt:c,paid:!1,t:[,a],n:void 0}}}}],"
        f"state:{{}}}}}}('Bell returns to Reedford',{json.dumps(TEXT)},new Date(\"2031-03-07T06:05:00Z\")));</script>",
        f"<script>window.__NUXT__=(function(a){{return {{article:{{title:a,body:{json.dumps(TEXT)},publishedAt:'2031-03-07T06:05:00Z'}}}};"
        "})('Bell returns to Reedford');</script>",
        f"<script>window.pageData = {{article: {{'title': 'Bell returns\\u0020to Reedford', body: {json.dumps(TEXT)},"
        " publishedAt: '2031-03-07T06:05:00Z', views: 1.5e3}};</script>",
    ],
    ids=["devalue", "call within", "call without", "plain code"],
)
def test_a_shell_is_read_from_a_state_that_is_packed(script: str) -> None:
    story = story_of(f"{HEAD}</head><body><div id='__nuxt'></div>{script}</body></html>")
    assert [block.text for block in story.body] == list(BELL)
    assert story.published is not None
    assert story.published.iso == "2031-03-07T06:05:00+00:00"


def test_a_state_made_to_do_harm_ends_soon() -> None:
    bomb = json.dumps([{"title": 1, "body": 2}, "Bell returns to Reedford", *([at + 1] * 10 for at in range(2, 60))])
    deep = "window.data = " + "[" * 100_000
    many = "window.data = {a:[" + "b," * 200_000 + "]}"
    scripts = f"<script type='application/json'>{bomb}</script>" * 50 + f"<script>{deep}</script><script>{many}</script>" * 20
    with soon(20):  # about a second here
        read(f"{HEAD}</head><body><div id='app'></div>{scripts}</body></html>".encode(), form="page")


@given(st.text(alphabet="{}[](),:!'\"\\ab1 \n", max_size=60))
def test_no_code_breaks_the_reader_of_literals(text: str) -> None:
    for code in (text, f"(function(a,b){{return {text}}}({text}))"):
        with suppress(Unpackable, RecursionError):
            literal(code)


@given(st.lists(st.one_of(st.integers(-7, 12), st.text(max_size=3), st.lists(st.one_of(st.just("Set"), st.integers(-1, 12)), max_size=4))))
def test_no_packed_list_breaks_the_unpacking(values: list[object]) -> None:
    is_packed(values)
    unpacked([{"a": 1, "b": 2}, *values])


def test_what_a_page_shows_is_read_though_its_state_says_something_else() -> None:
    state = json.dumps({"article": {"title": "Bell returns to Reedford", "body": "<p>" + "Another text altogether. " * 20 + "</p>"}})
    shown = "".join(f"<p>{text}</p>" for text in BELL)
    story = story_of(
        f"{HEAD}</head><body><article><h1>Bell returns</h1>{shown}</article><script>window.STATE = {state}</script></body></html>"
    )
    assert [block.text for block in story.body] == list(BELL)


def test_a_shell_that_holds_nothing_says_so() -> None:
    (found,) = read(b"<!doctype html><html><body><div id='app'></div><script src='/app.js'></script></body></html>", form="page")
    assert isinstance(found, Unreadable)
    assert "script-only page" in found.reason


# --- encodings ---------------------------------------------------------------------------------------------------
TEXTS = {
    "cp1252": "Die Fähre “Möwe” fuhr am Freitag über den Fluß, sagte Fährmann Jörg Süß – ohne Verspätung. Am Abend kehrte sie zurück.",
    "gb18030": "芦花渡口的铜钟在百年之后重新挂回原处。村民们用肩膀抬着它穿过全村，一路上有人放起了鞭炮。",
    "shift_jis": "霞ケ淵の渡し場にあった真ちゅうの鐘が、百年ぶりに元の場所へ戻った。住民が鐘を肩に担いで集落を歩いた。",
    "euc_kr": "안개나루의 놋쇠 종이 백 년 만에 제자리로 돌아왔다. 금요일 아침 주민들이 종을 어깨에 메고 마을을 지나왔다.",
    "cp1251": "Латунный колокол у переправы вернулся на своё место через сто лет. В пятницу утром жители несли его через всю деревню.",
    "utf-16": "The brass bell is back in its place after a hundred years, and the ferryman is glad. 鐘",
    "utf-16-le": "The brass bell is back in its place after a hundred years, and the ferryman is glad.",
}


@pytest.mark.parametrize("encoding", list(TEXTS))
def test_an_encoding_that_nobody_declares_is_found(encoding: str) -> None:
    text = TEXTS[encoding]
    page = f"<html><head><title>t</title></head><body><h1>{text[:12]}</h1><p>{text}</p><p>{text}</p></body></html>".encode(encoding)
    assert text in story_of(page).body_text


def test_characters_that_are_no_copy_go_and_words_stay() -> None:
    words = f"<p>{BELL[0]}\u2028{BELL[1]}</p><p>\u202e{BELL[2]}\u202c</p>"
    story = story_of(f"{HEAD}</head><body><article><h1>Bell\x00 returns</h1>{words}</article></body></html>")
    assert story.headline == "Bell returns"
    assert not set("\x00\u2028\u202e\u202c") & set(story.raw_text)
    assert all(text in " ".join(story.body_text.split()) for text in BELL)


def test_words_below_very_deep_nesting_are_not_lost() -> None:
    page = f"{HEAD}</head><body>{'<div>' * 3000}{''.join(f'<p>{text}</p>' for text in BELL)}</body></html>"
    assert [block.text for block in story_of(page).body] == list(BELL)


def test_past_so_many_lines_the_rest_is_one_and_no_word_is_lost() -> None:
    strokes = "".join(f"<p>Stroke {n} of the bell was heard.<script>never()</script></p>" for n in range(MAX_LINES + 99))
    page = f"{HEAD}</head><body><article><h1>Bell returns</h1>{strokes}</article></body></html>"
    story = story_of(page)
    assert len(story.body) <= MAX_LINES + 1
    assert f"Stroke {MAX_LINES + 98} of the bell was heard." in story.raw_text
    assert "never()" not in story.raw_text


def test_words_below_a_name_that_holds_a_bracket_are_not_lost() -> None:
    page = (
        f"{HEAD}</head><body><article><h1>Bell returns</h1><p>{BELL[0]}</p><p<b a<c=1>{BELL[1]}</p><p>{BELL[2]}</p></article></body></html>"
    )
    assert all(text in story_of(page).raw_text for text in BELL)


def test_a_state_just_below_the_limit_is_searched_in_good_time() -> None:
    rows = ",".join('{"title":"Another bell","body":"%s"}' % (BELL[0] * 3) for _ in range(2_900_000 // (len(BELL[0]) * 3 + 40)))
    page = f'<html><head><title>A bell</title></head><body><p>x</p><script>window.__STATE__ = {{"rows":[{rows}]}}</script></body></html>'
    with soon(5):
        assert list(read(page.encode(), url="https://bell.example/a", form="page"))


CODE_PAGES = {
    "pl": (
        "Żeglarze z małej przystani mówią, że łódź wróciła późną nocą, gdy wiatr ucichł. Nie było żadnej pomocy.",
        "cp1250",
        "iso8859-2",
    ),
    "cs": ("Převozník řekl, že loď přijela večer a že přístav byl ještě plný lidí. Žádný člun nechyběl.", "cp1250", "iso8859-2"),
    "hu": ("Az öreg révész azt mondta, hogy a hajó késő este érkezett. Később fűtöttek a kikötőben.", "cp1250", "iso8859-2"),
    "ro": ("Pescarii au spus că barca s-a întors târziu în noapte şi că nu au primit niciun ajutor în faţa furtunii.", "cp1250"),
    "hr": ("Ribari kažu da je čamac stigao kasno, a luka još čeka žuti svjetionik što još nitko ne može riješiti, će kući.", "cp1250"),
    "tr": ("Balıkçılar teknenin gece geç saatlerde döndüğünü, limanın dolu olduğunu söyledi. Işık yeniden yandı.", "cp1254"),
    "lt": ("Žvejai sakė, kad laivas grįžo vėlai naktį, o uostas dar buvo pilnas žmonių; niekas jų nelaukė, švyturys švietė.", "cp1257"),
    "lv": ("Zvejnieki teica, ka laiva atgriezās vēlu naktī un ka osta vēl bija pilna ar ļaudīm, kuri šķērsām gaidīja bāku.", "cp1257"),
    "de": ("Die Fähre fuhr spät zurück, über die Brücke gingen müde Männer, größer als früher; schöne Grüße an Käthe.", "cp1252"),
    "fr": ("Le pêcheur a déclaré que le bateau était rentré très tard, où l'été s'était arrêté ; le cœur brûlé, ça va.", "cp1252"),
    "pt": ("A canção não é só de pescadores: à noite, o barco voltou às três, e ninguém avançou até à estação.", "cp1252"),
    "is": ("Fiskimaðurinn sagði að báturinn hefði komið seint, þegar höfnin var full; það var ágætt, þótt ýmsir færu.", "cp1252"),
    "es": ("El pescador dijo que volvió tarde, ¿quién lo sabía?, y que la niña pequeña también esperó aquí, ¡qué corazón!", "cp1252"),
}


@pytest.mark.parametrize(("tongue", "page"), [(tongue, page) for tongue, (_, *pages) in CODE_PAGES.items() for page in pages])
@pytest.mark.parametrize("named", [True, False])
def test_a_code_page_for_latin_letters_is_told_by_its_letters(tongue: str, page: str, *, named: bool) -> None:
    text = CODE_PAGES[tongue][0]
    times = 1 if named else 3  # a page that names its language needs fewer letters
    lang = f" lang='{tongue}'" if named else ""
    data = f"<html{lang}><body><h1>x</h1><p>".encode() + f"{text} ".encode(page) * times
    assert text in decode(data)


def test_a_few_letters_or_a_mixture_of_languages_stay_western() -> None:
    assert "caf\u00e9" in decode(b"<html lang=pl><p>caf\xe9")
    assert "£20" in decode(b"<p>\xa320 " * 40)
    mixed = "Fähre, été, niña, não, øre, þing, là, ö"
    assert mixed in decode(f"<p>{mixed} {mixed} {mixed}".encode("cp1252"))
