"""Pages that hide their story: filled by a script, in an encoding that nobody declares, with characters that are no copy."""

from __future__ import annotations

import json
import time

import pytest

from normalizers import read
from normalizers.page.lines import MAX_LINES
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
    begun = time.process_time()
    page = f'<html><head><title>A bell</title></head><body><p>x</p><script>window.__STATE__ = {{"rows":[{rows}]}}</script></body></html>'
    assert list(read(page.encode(), url="https://bell.example/a", form="page"))
    assert time.process_time() - begun < 5
