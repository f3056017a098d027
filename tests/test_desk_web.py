"""The web desk over HTTP: who may come in, what is refused, what two editors see of each other, what hostile words become."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from desktop import Browser, DeskTop
from storeroom import HARBOR, MONDAY, ORCHARD, copy_at, minute, sourced, stated, story

from ingest.desk.web.app import DEEDS, PAGES
from ingest.lock import Busy
from ingest.terms import DeadLetter, Desk, Despatched, Refused
from normalizers.terms import Block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "eleven stones of the mole"  # noqa: S105 - of an editor who does not exist


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskTop]:
    opened = DeskTop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def item(desk: DeskTop) -> int:
    return desk.room.arrive(story(provenance=sourced(HARBOR[0][:30]))).item_id


@pytest.fixture
def ada(desk: DeskTop) -> Browser:
    return desk.browser()


def two_editors(desk: DeskTop) -> tuple[Browser, Browser]:
    """Ada and Ben, signed in."""
    for name in ("Ada", "Ben"):
        desk.lets_in(name, PASSWORD)
    ada, ben = desk.browser(), desk.browser()
    ada.sign_in("Ada", PASSWORD)
    ben.sign_in("Ben", PASSWORD)
    return ada, ben


# --- what waits ----------------------------------------------------------------------------------------------------
def test_the_list_says_whose_words_an_item_is_and_what_its_publisher_claims(desk: DeskTop, ada: Browser, item: int) -> None:
    page = ada.get("/")

    assert page.status == 200
    assert "Port Ellis opens second breakwater" in page.text
    assert "norland" in page.text
    assert "body unedited, headline changed — they say" in page.text
    assert f'data-item="{item}"' in page.text


def test_an_empty_desk_says_that_it_is_clear(ada: Browser) -> None:
    assert "The desk is clear" in ada.get("/").text


def test_a_filter_is_an_address_and_one_that_finds_nothing_says_how_to_go_on(desk: DeskTop, ada: Browser, item: int) -> None:
    assert "breakwater" in ada.get("/?agency=norland&relation=agency_copy").text
    nothing = ada.get("/?agency=nobody")
    assert "breakwater" not in nothing.text
    assert "Nothing found" in nothing.text


@pytest.mark.parametrize("query", ["status=lost", "order=sideways", "after=x", f"q={'x' * 300}"])
def test_an_address_that_makes_no_sense_is_refused_in_words(ada: Browser, query: str) -> None:
    answer = ada.get(f"/?{query}")

    assert answer.status == 400
    assert '<div class="card trouble">' in answer.text


def test_a_filter_form_leads_to_a_short_address(desk: DeskTop, ada: Browser, item: int) -> None:
    answer = ada.get("/?status=waiting&agency=norland&publisher=*&language=*&order=newest")

    assert (answer.status, answer.headers["location"]) == (303, "/?agency=norland")
    assert "Nothing found" in ada.get("/?agency=").text


def test_a_kept_filter_stands_on_the_list_until_it_is_forgotten(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/filters", name="Norland", agency="norland")
    assert 'class="chip kept" href="/?agency=norland">Norland</a>' in ada.get("/").text
    ada.send("/filters", forget="Norland")
    assert "chip kept" not in ada.get("/").text


def test_quotes_are_marked_where_they_stood(desk: DeskTop, ada: Browser, item: int) -> None:
    text = ada.get(f"/item/{item}").text

    assert f'<mark id="q0">{HARBOR[0][:30]}</mark>' in text
    assert HARBOR[0][30:60] in text


def test_what_changed_is_told_word_by_word(desk: DeskTop, ada: Browser) -> None:
    desk.room.arrive(story())
    changed = (HARBOR[0].replace("eleven years", "twelve years"), *HARBOR[1:])
    second = desk.room.arrive(story(version="2", paragraphs=changed, signals=("update",))).item_id

    text = ada.get(f"/item/{second}/changed").text

    assert "<del>eleven </del><ins>twelve </ins>" in text
    assert "the headline is the same; 1 of " in text
    assert "is missing; 1 word is its own" in text


@pytest.mark.parametrize("marker", ["UPDATE 1-", "CORRECTED: "])
def test_both_panels_say_the_same_of_a_headline_that_got_the_desks_marker(desk: DeskTop, ada: Browser, marker: str) -> None:
    first = desk.room.arrive(story()).item_id
    second = desk.room.arrive(
        story(version="2", headline=f"{marker}{story().headline}", paragraphs=HARBOR[:-1], signals=("update",))
    ).item_id

    read, changed = ada.get(f"/item/{second}").text, ada.get(f"/item/{second}/changed?against={first}").text

    assert '<th scope="row">Headline</th><td class="said">nothing</td><td class="seen">same</td>' in read
    said = re.search(r"the headline is the same; [^.<]+", read)
    assert said
    assert said[0] in changed
    assert "another" not in changed.partition("<article")[0].partition("to this one")[2]
    assert f"<ins>{marker.strip()}" in changed
    assert "and don’t count" in changed


def test_a_version_that_got_no_more_than_a_marker_differs_in_no_word(desk: DeskTop, ada: Browser) -> None:
    desk.room.arrive(copy_at("Ellis Post", 1), source="web")
    other = desk.room.arrive(copy_at("Selwyn Post", 2, headline=f"UPDATE 2-{story().headline}"), source="web").item_id
    assert "<b>not a word differs</b>. Markers of the desk" in ada.get(f"/item/{other}/changed").text


def test_how_far_a_story_spread_is_told_in_the_order_of_time(desk: DeskTop, ada: Browser) -> None:
    first = desk.room.arrive(story(published=stated(MONDAY)), at=minute(10)).item_id
    desk.room.arrive(copy_at("Ellis Post", 1, published=stated(minute(90))), at=minute(95), source="web")

    text = ada.get(f"/item/{first}/spread").text

    assert text.index("Norland Wire") < text.index("Ellis Post")
    assert "+1 h 30 min" in text


def test_why_tells_stage_rule_and_proof(desk: DeskTop, ada: Browser, item: int) -> None:
    text = ada.get(f"/item/{item}/why").text

    assert "rule notice.plain" in text
    assert "Norland Wire (norland) is the source" in text


# --- decisions -----------------------------------------------------------------------------------------------------
def test_an_approval_by_form_leads_back_to_the_list_and_can_be_undone(desk: DeskTop, ada: Browser, item: int) -> None:
    done = ada.send("/decide", decision="approve", item=f"{item}:{desk.seen(item)}", back="/?status=waiting")

    assert (done.status, done.headers["location"]) == (303, "/?status=waiting")
    assert desk.room.status(item) == "approved"
    page = ada.get("/")
    assert "approved." in page.text
    assert "Undo <kbd>z</kbd>" in page.text
    assert ada.send("/undo").status == 303
    assert desk.room.status(item) == "queued"


def test_a_rejection_wants_a_reason_first(desk: DeskTop, ada: Browser, item: int) -> None:
    asked = ada.send("/decide", decision="reject", item=str(item))

    assert asked.status == 200
    assert "doubtful, can&#39;t be confirmed" in asked.text
    assert desk.room.status(item) == "queued"
    ada.send("/decide", decision="reject", item=str(item), code="doubt", reason="no second source")
    record = desk.room.store.item(item)
    assert record is not None
    assert (record.status, record.rulings[-1].reason) == ("rejected", "doubtful, can't be confirmed: no second source")


def test_a_kill_asks_once_more(desk: DeskTop, ada: Browser, item: int) -> None:
    assert "A kill is not taken back quietly" in ada.send("/decide", decision="kill", item=str(item)).text
    assert desk.room.status(item) == "queued"
    ada.send("/decide", decision="kill", item=str(item), confirm="yes")
    assert desk.room.status(item) == "killed"


def test_an_item_held_until_a_time_says_when_it_comes_back(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/decide", decision="hold", item=str(item), said="1", until="2h", reason="ask the port")

    assert re.search(r'held, back <time class="ends" datetime="\S+Z">in 2 h</time>: ask the port', ada.get("/").text)
    assert "is no time; say 30m" in ada.send("/decide", decision="hold", item=str(item), said="1", until="soon").text


def test_an_embargoed_item_is_not_approved_whoever_asks(desk: DeskTop, ada: Browser) -> None:
    item = desk.room.arrive(story(embargoed_until=stated(minute(60 * 24 * 300)))).item_id

    ada.send("/decide", decision="approve", item=str(item))

    assert desk.room.status(item) == "held"
    assert "it is embargoed until" in ada.get("/").text


def test_a_decision_on_several_is_undone_in_one(desk: DeskTop, ada: Browser) -> None:
    items = [desk.room.arrive(story(uri=f"urn:{n}", headline=f"H {n}", paragraphs=(f"words {n} " * 40,))).item_id for n in range(4)]

    ada.send("/decide", decision="approve", item=[str(one) for one in items])
    assert {desk.room.status(one) for one in items} == {"approved"}
    ada.send("/undo")
    assert {desk.room.status(one) for one in items} == {"queued"}


def test_of_two_editors_on_one_item_one_wins_and_the_other_is_told_by_whom(desk: DeskTop, item: int) -> None:
    ada, ben = two_editors(desk)
    looked = f"{item}:{desk.seen(item)}"

    first = ada.send("/decide", decision="approve", item=looked)
    second = ben.send("/decide", decision="reject", code="old", item=looked)

    assert (first.status, second.status) == (303, 409)
    assert "Somebody was faster" in second.text
    assert "<b>Ada</b> decided <b>approve</b>" in second.text
    assert desk.room.status(item) == "approved"


def test_an_amendment_keeps_the_senders_headline_beside_ours(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/amend", item=str(item), headline="Second wall opens", urgency="3", slugline="", ed_note="")

    text = ada.get(f"/item/{item}").text

    assert ">Second wall opens</h1>" in text
    assert "The sender wrote:" in text
    assert "Port Ellis opens second breakwater" in text
    assert ada.send("/amend", item=str(item), urgency="12").status == 400


def test_an_item_in_hand_is_told_to_the_others(desk: DeskTop, item: int) -> None:
    ada, ben = two_editors(desk)

    ada.send("/claim", item=str(item))

    assert "Ada is at work on it" in ben.get("/").text
    assert "Ada has item" in ben.post("/claim", {"token": ben.get("/").token, "item": str(item)}, X_Desk="1").json["says"]


def test_our_script_is_answered_in_parts(desk: DeskTop, ada: Browser, item: int) -> None:
    answer = ada.post("/decide", {"token": ada.get("/").token, "decision": "approve", "item": str(item)}, X_Desk="1")

    assert answer.json["undo"] is True
    assert "s-approved" in answer.json["rows"][str(item)]


def test_a_dead_letter_is_taken_up_again_from_its_page(desk: DeskTop, ada: Browser) -> None:
    letter = desk.room.store.bury(DeadLetter(source="wire", stage="read", reason="nothing but a logo", name="logo.html"), MONDAY)
    assert "nothing but a logo" in ada.get("/dead").text

    ada.send("/letters", deed="requeue", letter=str(letter))

    assert f"{letter}: read; filed as 1" in ada.get("/dead").text


def test_the_log_names_who_decided_what(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/note", item=str(item), reason="they call back at four")

    text = ada.get("/log").text

    assert "they call back at four" in text
    assert 'href="/log?editor=Ada"' in text


# --- who may come in -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [path for path, _ in DEEDS])
@pytest.mark.parametrize(
    ("headers", "with_token"),
    [
        ({}, False),
        ({"Origin": "https://elsewhere.example"}, True),
        ({"Origin": "null"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, True),
        ({"Sec_Fetch_Site": "same-site"}, True),
    ],
    ids=["no token", "foreign origin", "no origin to name", "cross-site", "a sister's site"],
)
def test_a_form_that_is_not_our_own_pages_changes_nothing(
    desk: DeskTop, ada: Browser, item: int, path: str, headers: dict[str, str], with_token: bool
) -> None:
    fields = {"decision": "approve", "item": str(item), "reason": "x", "headline": "x", "name": "x", "letter": "1", "row": "1"}
    token = {"token": ada.get("/").token} if with_token else {}

    answer = ada.post(path, fields | token, **headers)

    assert answer.status == 403
    assert desk.room.status(item) == "queued"
    assert desk.room.view("SELECT count(*) FROM ruling") == [(0,)]


def test_a_token_of_another_session_is_no_token(desk: DeskTop, ada: Browser, item: int) -> None:
    other = desk.browser().get("/").token

    assert ada.get("/").status == 200
    assert ada.post("/decide", {"token": other, "decision": "approve", "item": str(item)}).status == 403
    assert ada.post("/decide", {"token": "é" * 96, "decision": "approve", "item": str(item)}).status == 403


def test_a_name_that_is_not_ours_is_not_answered(desk: DeskTop, ada: Browser) -> None:
    assert ada.get("/", Host="rebound.example").status == 421
    assert ada.get("/", Host=f"localhost:{desk.port}").status == 200


@pytest.mark.parametrize("body", [b"x" * 70_000, b"item=\xff\xfe%ff", b"&".join([b"a=1"] * 2000)])
def test_a_form_that_is_no_form_of_ours_is_refused(ada: Browser, body: bytes) -> None:
    assert ada.post("/decide", body).status in (400, 413)
    assert ada.post("/decide", b"{}", Content_Type="application/json").status == 415


def test_a_desk_with_editors_asks_everybody_to_sign_in_and_lets_them_go(tmp_path: Path) -> None:
    desk = DeskTop(tmp_path)
    try:
        desk.lets_in("Ada", PASSWORD)
        browser = desk.browser()
        door = browser.get("/item/1?x=1")
        assert (door.status, door.headers["location"]) == (303, "/sign-in?back=%2Fitem%2F1%3Fx%3D1")

        assert browser.sign_in("Ada", "wrong as it is long").status == 403
        entered = browser.sign_in("Ada", PASSWORD)
        assert (entered.status, entered.headers["location"]) == (303, "/")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert browser.get("/").status == 200

        kept = dict(browser.cookies)
        browser.send("/sign-out")
        again = Browser(desk, kept)
        assert again.get("/").status == 303
    finally:
        desk.close()


def test_a_session_from_before_the_desk_was_locked_is_no_password(desk: DeskTop, ada: Browser) -> None:
    assert ada.get("/").status == 200

    desk.lets_in("Ben", PASSWORD)

    assert ada.get("/").status == 303
    desk.lets_in("Ada", PASSWORD)
    assert ada.get("/").status == 303


def test_a_form_at_the_door_needs_the_doors_own_token(tmp_path: Path) -> None:
    desk = DeskTop(tmp_path)
    try:
        desk.lets_in("Ada", PASSWORD)
        browser = desk.browser()
        fields = {"name": "Ada", "password": PASSWORD, "token": desk.browser().get("/sign-in").token}
        assert browser.post("/sign-in", fields).status == 403
        fields["token"] = browser.get("/sign-in").token
        assert browser.post("/sign-in", fields, Origin="https://elsewhere.example").status == 403
        assert browser.post("/sign-in", fields).status == 303
    finally:
        desk.close()


def test_whoever_guesses_waits_longer_each_time_even_with_the_right_word(tmp_path: Path) -> None:
    desk = DeskTop(tmp_path)
    try:
        desk.lets_in("Ada", PASSWORD)
        browser = desk.browser()
        assert [browser.sign_in("Ada", f"guess number {n}").status for n in range(3)] == [403] * 3
        refused = browser.sign_in("Ada", PASSWORD)
        assert (refused.status, refused.headers["retry-after"]) == (429, "1")
        desk.ahead_s += 2
        assert browser.sign_in("Ada", "guess number 4").status == 403
        desk.ahead_s += 1
        assert browser.sign_in("Ada", PASSWORD).status == 429
        desk.ahead_s += 2
        assert browser.sign_in("Ada", PASSWORD).status == 303
        assert desk.browser().sign_in("Nobody at all", "guess number 5").status == 403
    finally:
        desk.close()


def test_behind_a_trusted_proxy_a_guesser_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    desk = DeskTop(tmp_path, desk=Desk(trusted_proxies=("127.0.0.1/32",)))
    try:
        desk.lets_in("Ada", PASSWORD)
        browser = desk.browser()

        def tries(password: str, address: str) -> int:
            fields = {"token": browser.get("/sign-in").token, "name": "Ada", "password": password}
            return browser.post("/sign-in", fields, X_Forwarded_For=f"198.51.100.9, {address}").status

        assert [tries(f"guess number {n}", "203.0.113.7") for n in range(4)] == [403, 403, 403, 429]
        assert tries(PASSWORD, "203.0.113.8") == 303
    finally:
        desk.close()


def test_a_password_in_the_field_of_the_name_is_written_down_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = DeskTop(tmp_path)
    try:
        desk.lets_in("Ada", PASSWORD)
        assert desk.browser().sign_in(PASSWORD, "x" * 12).status == 403
        assert desk.room.view("SELECT who, failures FROM sign_in") == [("from 127.0.0.1", 1)]
    finally:
        desk.close()
    assert PASSWORD not in "".join(capfd.readouterr())


def test_a_session_that_nobody_used_for_half_a_day_is_over(tmp_path: Path) -> None:
    desk = DeskTop(tmp_path)
    try:
        desk.lets_in("Ada", PASSWORD)
        browser = desk.browser()
        browser.sign_in("Ada", PASSWORD)
        desk.ahead_s += 11 * 3600
        assert browser.get("/").status == 200
        desk.ahead_s += 13 * 3600
        assert browser.get("/").status == 303
    finally:
        desk.close()


@pytest.mark.parametrize(("network", "believed"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
def test_a_proxy_names_the_editor_only_from_a_network_that_is_trusted(tmp_path: Path, network: str, believed: bool) -> None:
    desk = DeskTop(tmp_path, desk=Desk(trusted_proxies=(network,), proxy_header="X-Remote-User"))
    try:
        desk.lets_in("Ada", PASSWORD)
        answer = desk.browser().get("/", X_Remote_User="Ben", X_Forwarded_Proto="https")
        assert answer.status == (200 if believed else 303)
        assert ("<summary>Ben</summary>" in answer.text) is believed
        if believed:
            assert "secure" in answer.headers["set-cookie"].lower()
    finally:
        desk.close()


def test_a_desk_that_nobody_locked_says_whose_name_it_decides_in(ada: Browser) -> None:
    assert "whoever reaches this machine is <b>Ada</b>" in ada.get("/").text


# --- what foreign words become -------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [path for path, _ in PAGES if path not in ("/live", "/item/{item:int}/raw")])
def test_every_page_may_load_our_own_script_and_nothing_else(desk: DeskTop, ada: Browser, item: int, path: str) -> None:
    answer = ada.get(path.replace("{item:int}", str(item)).replace("{source}", "wire"))

    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce
    assert re.findall(r"<script[^>]*>", answer.text) == [f'<script nonce="{nonce[1]}" src="/static/desk.js?{_mark(answer.text)}">']
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(on\w+|style)=", answer.text)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def _mark(text: str) -> str:
    found = re.search(r"desk\.js\?(\w+)", text)
    assert found
    return found[1]


def test_the_bytes_as_they_came_are_shown_where_they_can_do_nothing(desk: DeskTop, ada: Browser, item: int) -> None:
    answer = ada.get(f"/item/{item}/raw")

    assert answer.text == "bytes 1"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["content-type"].startswith("text/plain")
    assert f'<iframe class="raw" sandbox="" src="/item/{item}/raw"' in ada.get(f"/item/{item}/source").text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1", "/\r\nX: 1"])
def test_a_form_leads_back_to_pages_of_ours_alone(desk: DeskTop, ada: Browser, item: int, back: str) -> None:
    assert ada.send("/decide", decision="hold", said="1", item=str(item), back=back).headers["location"] == "/"


def test_words_that_look_like_markup_stay_words(desk: DeskTop, ada: Browser) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    words = (nasty, *HARBOR)
    hostile: dict[str, Any] = {"headline": nasty, "byline": nasty, "section": nasty, "summary": nasty, "ed_note": nasty, "language": '"><b'}
    item = desk.room.arrive(story(body=tuple(Block("p", text) for text in words), raw_text="\n".join(words), **hostile)).item_id
    for path in ("/", f"/item/{item}", f"/item/{item}/why", f"/item/{item}/spread", f"/item/{item}/changed", f"/?q={nasty[:9]}"):
        text = ada.get(path).text
        assert "<script>" not in text
        assert "<img" not in text


def test_keys_can_be_changed_and_two_deeds_never_share_one(ada: Browser) -> None:
    ada.send("/habits", keys="on", key_approve="q")
    assert "&#34;approve&#34;: &#34;q&#34;" in ada.get("/").text

    assert ada.send("/habits", keys="on", key_approve="h").status == 400
    ada.send("/habits", scheme="dark")
    page = ada.get("/").text
    assert 'data-keys-on="no"' in page
    assert 'data-scheme="dark"' in page


def test_a_list_that_is_open_hears_of_new_copy_and_of_others_decisions(desk: DeskTop, ada: Browser, item: int) -> None:
    import http.client

    ada.get("/")
    conn = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    cookie = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    conn.request("GET", f"/live?top={item}", headers={"Host": f"127.0.0.1:{desk.port}", "Cookie": cookie})
    stream = conn.getresponse()
    heard = b""
    while b'"new": 0' not in heard:
        heard += stream.read1(4096)
    desk.room.arrive(story(uri="urn:2", headline="Another", paragraphs=("other words " * 40,)))
    desk.room.rule(item, "approve")
    while b'"new": 1' not in heard or b"approved by Ada" not in heard:
        heard += stream.read1(4096)
    assert f'"item": {item}'.encode() in heard
    conn.close()


def test_a_letter_that_can_not_be_read_while_a_run_has_the_lock_is_told_in_words(tmp_path: Path) -> None:
    def busy(letter: int) -> str:
        raise Busy(f"another run holds the lock; letter {letter} waits")

    desk = DeskTop(tmp_path, requeue=busy)
    try:
        answer = desk.browser().send("/letters", deed="requeue", letter="1")
        assert answer.status == 503
        assert "another run holds the lock" in answer.text
    finally:
        desk.close()


# --- the rest of the house -----------------------------------------------------------------------------------------
def test_the_outbox_tells_how_each_target_does(desk: DeskTop, ada: Browser, item: int) -> None:
    desk.room.rule(item, "approve", targets=("out", "site", "hook"))
    desk.room.store.pause("site", "they <move>", "Bo", minute(501))
    rows = {row.target: row for row in desk.room.store.pending(minute(502))}
    hook, out = rows["hook"], rows["out"]
    desk.room.store.sent([Refused(outbox_id=out.outbox_id, reason="it is down", blames="target")], minute(720))
    desk.room.store.sent([Refused(outbox_id=hook.outbox_id, reason="no such desk", for_good=True)], minute(502))
    page = ada.get("/outbox").text
    assert "paused by Bo" in page
    assert "tried again in 30 s" in page
    assert "they &lt;move&gt;" in page
    assert 'aria-label="Targets"' in page


def test_the_outbox_tells_of_a_target_that_is_down_and_when_it_is_tried_again(desk: DeskTop, ada: Browser, item: int) -> None:
    desk.room.rule(item, "approve", targets=("out", "hook"))
    now = minute(719.9)
    rows = {row.target: row.outbox_id for row in desk.room.store.pending(now)}
    desk.room.store.sent([Despatched(outbox_id=rows["out"], place="out/1.json")], now)
    desk.room.store.sent([Refused(outbox_id=rows["hook"], reason="no connection", blames="target")], now)

    page = ada.get("/outbox").text

    assert "left alone, tried again in 24 s" in page
    assert "no connection" in page
    assert re.search(r'>6 s ago</td><td data-is="Tries" class="num">1</td><td data-is="Where" class="break" dir="auto">out/1.json', page)


def test_a_target_is_paused_and_resumed_from_the_outbox_with_name_reason_and_time(desk: DeskTop, ada: Browser, item: int) -> None:
    paused = _said(ada, ada.send("/targets", page="/outbox", target="out", deed="pause", reason="they  <move>"))
    desk.room.rule(item, "approve")
    desk.ahead_s = 840
    page = ada.get("/outbox").text

    assert "out is paused: withdrawals still go" in paused
    assert re.search(r'paused by Ada <time datetime="[^"]+" title="[^"]+">14 min ago</time>', page)
    assert "they &lt;move&gt;" in page
    assert "once out is resumed" in page
    assert "Send now" not in page
    assert desk.room.store.pending(minute(735)) == ()
    assert "out is open again" in _said(ada, ada.send("/targets", page="/outbox", target="out", deed="resume"))
    assert [row.target for row in desk.room.store.pending(minute(735))] == ["out"]
    assert "Nothing keeps out’s copy back." in _said(ada, ada.send("/targets", page="/outbox", target="out", deed="resume"))


def test_a_target_that_is_none_or_a_deed_that_is_none_is_refused_and_so_is_another_site(desk: DeskTop, ada: Browser) -> None:
    assert ada.send("/targets", target="nowhere", deed="pause").status == 404
    assert ada.send("/targets", target="out", deed="delete").status == 400
    assert ada.send("/targets", target="out", deed="pause", reason="x" * 501).status == 400
    token = ada.get("/outbox").token
    assert ada.post("/targets", {"token": token, "target": "out", "deed": "pause"}, Origin="https://elsewhere.example").status == 403
    assert ada.post("/targets", {"target": "out", "deed": "pause"}).status == 403
    assert [one.paused for one in desk.room.store.target_states(MONDAY)] == []


def test_a_long_outbox_is_told_page_by_page_and_by_target(desk: DeskTop, ada: Browser) -> None:
    for n in range(60):
        words = (f"Pier {n} has {n + 70} bollards, {n + 7} ladders and a lamp that the {n + 3}th keeper lights. " * 6,)
        one = desk.room.arrive(story(uri=f"urn:pier:{n}", headline=f"Pier {n} counted", paragraphs=words)).item_id
        desk.room.rule(one, "approve", targets=("out", "hook") if n == 30 else ("out",))
    first = ada.get("/outbox").text
    older = re.search(r'href="(/outbox\?before=\d+)" rel="next"', first)
    assert older
    second = ada.get(older[1]).text

    shown = [re.findall(r"no. (\d+)<", page) for page in (first, second)]
    assert [len(numbers) for numbers in shown] == [50, 11]
    assert len({*shown[0], *shown[1]}) == 61
    assert "That is all." in second
    assert len(re.findall(r"no. \d+<", ada.get("/outbox?target=hook").text)) == 1
    assert "Pier 59 counted" in first
    assert ada.get("/outbox?before=x").status == 400


def test_what_was_called_back_before_it_left_is_told_as_not_sent_and_as_no_failure(desk: DeskTop, ada: Browser, item: int) -> None:
    desk.room.rule(item, "approve")
    desk.room.rule(item, "kill", reason="wrong man")

    page = ada.get("/outbox").text

    assert 'class="soft">not sent</td>' in page
    assert "called back before it left" in page
    assert ">failed</td>" not in page


def test_a_withdrawal_that_has_not_arrived_stands_above_everything_and_in_the_head_of_every_page(
    desk: DeskTop, ada: Browser, item: int
) -> None:
    desk.room.rule(item, "approve")
    desk.room.send_all(minute(500))
    desk.room.rule(item, "kill")
    (back,) = desk.room.store.pending(minute(719))
    desk.room.store.sent([Refused(outbox_id=back.outbox_id, reason="no <connection>", blames="target")], minute(719.99))

    page = ada.get("/outbox").text

    assert "<b>out:</b> 1 withdrawal has not arrived, so what is called back is still out there" in page
    assert "no &lt;connection&gt;" in page
    for _ in range(200):  # the board looks once a second
        if "called back, not arrived" in (log := ada.get("/log").text):
            break
        time.sleep(0.05)
    assert "called back, not arrived" in log


def test_an_item_tells_what_keeps_it_from_its_targets(desk: DeskTop, ada: Browser, item: int) -> None:
    def told() -> list[str]:
        return [re.sub("<[^>]+>", "", one) for one in re.findall(r'<p class="state [a-z]+">(.*?)</p>', ada.get(f"/item/{item}").text)]

    desk.room.store.pause("site", "they move", "Bo", minute(400))
    approved = ada.send("/decide", page=f"/item/{item}", decision="approve", item=f"{item}:{desk.seen(item)}", back=f"/item/{item}")
    assert "Item 1: approved.<" in ada.get(approved.headers["location"]).text
    desk.room.rule(item, "undo")
    desk.room.rule(item, "approve", targets=("out", "site", "hook"))
    assert told() == ["Waits: site is paused. Outbox", "On its way to hook, out: it leaves with the next run. Outbox"]

    rows = {row.target: row.outbox_id for row in desk.room.store.pending(minute(500))}
    desk.room.store.sent([Despatched(outbox_id=rows["out"], place="out/1.json")], minute(500))
    desk.room.store.sent([Refused(outbox_id=rows["hook"], reason="no such <desk>", for_good=True)], minute(500))
    assert told() == ["Given up for hook: no such &lt;desk&gt;. Outbox", "Waits: site is paused. Outbox"]

    desk.room.rule(item, "kill", reason="wrong man")
    assert "Called back, and not taken down yet: hook, out. Outbox" in told()
    desk.room.send_all(minute(700))
    assert told() == ["Killed. Wrong man."]


def test_a_copy_of_a_withdrawn_story_is_released_with_a_reason_that_the_desk_asks_for(desk: DeskTop, ada: Browser, item: int) -> None:
    copy = desk.room.arrive(copy_at("Ellis Post", 1), source="web").item_id
    desk.room.arrive(story(version="2", pub_status="canceled", signals=("kill",)))
    assert desk.room.status(copy) == "held"
    fields = {"decision": "release", "item": f"{copy}:{desk.seen(copy)}", "back": f"/item/{copy}"}

    asked = ada.send("/decide", **fields)
    scripted = ada.post("/decide", {"token": asked.token, **fields}, X_Desk="1").json
    done = ada.send("/decide", reason="that was another harbor", **fields)

    assert "if this item is another story, release it with a reason" in asked.text
    assert '<input name="reason" maxlength="1000" required' in asked.text
    assert "--reason" not in asked.text
    assert (scripted["wanting"], scripted["tone"]) == ([copy], "bad")
    assert f"Item {copy}: released" in _said(ada, done)
    assert desk.room.status(copy) == "queued"


def test_who_approves_is_told_of_the_target_that_is_paused(desk: DeskTop, ada: Browser, item: int) -> None:
    desk.room.store.pause("out", "they move", "Bo", minute(400))
    said = _said(ada, ada.send("/decide", decision="approve", item=f"{item}:{desk.seen(item)}", back="/"))
    assert "Item 1: approved. It waits for out, which is paused." in said


def test_a_despatch_that_was_given_up_is_sent_again_from_its_page(desk: DeskTop, ada: Browser, item: int) -> None:
    desk.room.rule(item, "approve")
    for n in range(10):
        (despatch,) = desk.room.store.pending(minute(600 + 90 * n))
        desk.room.store.sent([Refused(outbox_id=despatch.outbox_id, reason="the disk is full")], minute(600 + 90 * n))
    assert "the disk is full" in ada.get("/outbox?status=failed").text

    ada.send("/retry", row=str(despatch.outbox_id))

    assert "goes with the next run" in ada.get("/outbox").text
    assert "the disk is full" not in ada.get("/outbox?status=failed").text
    assert "nothing to send in despatch 99" in _said(ada, ada.send("/retry", row="99"))
    assert ada.send("/retry", row="x").status == 400


def _said(browser: Browser, answer: Any) -> str:
    assert answer.status == 303
    return browser.get(answer.headers["location"]).text


def test_dead_letters_are_thrown_away_only_when_they_are_selected(desk: DeskTop, ada: Browser) -> None:
    letter = desk.room.store.bury(DeadLetter(source="wire", stage="read", reason="nothing but a logo", name="logo.html"), MONDAY)

    assert "Nothing is selected." in _said(ada, ada.send("/letters", deed="drop"))
    assert "1 thrown away" in _said(ada, ada.send("/letters", deed="drop", letter=str(letter)))
    assert "No dead letters" in ada.get("/dead").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sources/nobody", 404),
        ("/outbox?status=lost", 400),
        ("/item/4711", 404),
        ("/item/4711/raw", 404),
        ("/item/4711/changed", 404),
        ("/item/x", 404),
        ("/static/secrets.txt", 404),
        ("/decide", 405),
        ("/live?order=x", 400),
    ],
)
def test_what_is_not_here_is_told_and_nothing_breaks(ada: Browser, path: str, status: int) -> None:
    answer = ada.get(path)

    assert answer.status in (status, 404)
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_log_is_asked_for_one_editor_or_one_item(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/note", item=str(item), reason="they call back at four")

    assert "they call back" in ada.get(f"/log?editor=Ada&item={item}").text
    assert "they call back" not in ada.get("/log?editor=Ben").text
    assert "they call back" not in ada.get("/log?before=1").text


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/decide", {"decision": "promote", "item": "1"}, 400),
        ("/decide", {"decision": "approve", "item": "one"}, 400),
        ("/decide", {"decision": "approve", "item": [str(n) for n in range(501)]}, 400),
        ("/decide", {"decision": "approve"}, 303),
        ("/decide", {"decision": "reject", "item": "1", "code": "boring"}, 400),
        ("/amend", {"item": ["1", "2"], "headline": "x"}, 400),
        ("/amend", {"item": "4711", "headline": "x"}, 404),
        ("/amend", {"item": "1", "headline": "x" * 501}, 400),
        ("/amend", {"item": "1", "urgency": "soon"}, 400),
        ("/note", {"item": "1", "reason": ""}, 303),
        ("/undo", {}, 303),
    ],
)
def test_a_form_that_makes_no_sense_is_answered_in_words_and_changes_nothing(
    desk: DeskTop, ada: Browser, item: int, path: str, fields: dict[str, Any], status: int
) -> None:
    assert ada.send(path, **fields).status == status
    assert desk.room.view("SELECT count(*) FROM ruling") == [(0,)]
    told = ada.post(path, {"token": ada.get("/").token, **fields}, X_Desk="1")
    assert told.json["tone"] == "bad"


def test_two_stories_are_put_together_taken_apart_and_kept_so(desk: DeskTop, ada: Browser, item: int) -> None:
    other = desk.room.arrive(story(uri="urn:2", headline="Quite another", paragraphs=("other words entirely " * 30,))).item_id

    together = ada.send("/arrange", deed="merge", item=str(item), other=str(other), back=f"/item/{item}/spread")

    assert "Quite another" in _said(ada, together)
    assert [row.row.copies for row in desk.room.store.desk.lines([item, other], minute(700))] == [1, 1]
    assert desk.room.view("SELECT count(DISTINCT cluster_id) FROM listing") == [(1,)]
    ada.send("/arrange", deed="split", item=str(item), reason="another harbor")
    assert desk.room.view("SELECT count(DISTINCT cluster_id) FROM listing") == [(2,)]
    ada.send("/arrange", deed="apart", item=str(item), other=str(other))
    assert "No doubts" in ada.get("/doubts").text
    assert ada.send("/arrange", deed="merge", item=str(item), other="x").status == 400
    assert ada.send("/arrange", deed="weld", item=str(item), other="1").status == 400


def test_a_pair_that_may_be_one_story_is_put_before_an_editor(desk: DeskTop, ada: Browser) -> None:
    told = (HARBOR[0], HARBOR[1], *ORCHARD[1:], "A word of the desk closes this piece, which is longer than the one before it was.")
    desk.room.arrive(story())
    desk.room.arrive(story(uri="urn:2", headline="Port Ellis has a wall", paragraphs=told))
    page = ada.get("/doubts").text
    assert "One story or two?" in page
    assert "Port Ellis has a wall" in page


def test_a_claim_is_let_go_of(desk: DeskTop, ada: Browser, item: int) -> None:
    ada.send("/claim", item=str(item))
    assert "Ada is at work on it" in ada.get("/").text

    ada.send("/claim", item=str(item), free="1")

    assert "at work on it" not in ada.get("/").text


def test_a_fault_of_our_own_is_told_without_its_inside(desk: DeskTop, ada: Browser, item: int) -> None:
    import sqlite3

    conn = sqlite3.connect(desk.room.path)
    conn.execute("UPDATE item SET story = x'00'")
    conn.commit()
    conn.close()

    answer = ada.get(f"/item/{item}")

    assert answer.status == 500
    assert "Nothing filed or decided is lost" in answer.text
    assert "zlib" not in answer.text


def test_a_page_of_a_publisher_is_shown_as_markup_in_its_sandbox(desk: DeskTop, ada: Browser) -> None:
    item = desk.room.arrive(copy_at("Ellis Post", 1)).item_id

    assert ada.get(f"/item/{item}/raw").headers["content-type"] == "text/html"
