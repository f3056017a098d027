"""The desk in a real browser: a whole shift by keys alone, the same by forms alone, no word that runs, no page that shuts anybody out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from desktop import CHROMIUM, FLAGS, NO_CHROMIUM, DeskTop
from payloads import PAYLOADS, hostile
from storeroom import HARBOR, MONDAY, ORCHARD, copy_at, minute, sourced, stated, story

from ingest.store.desk import Amended, Orders
from ingest.terms import DeadLetter, Refused
from normalizers.terms import Block, Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)]

HINDI = "मछुआरों को फोन पर मिलेगी लहरों की चेतावनी"
URDU = "ساحلی کشتیاں دوبارہ چلنے لگیں"
PAUSE_MS = 20_000
CLEAN = (
    "/",
    "/?status=all&order=urgent",
    "/?agency=nobody",
    "/item/{item}",
    "/item/{item}/changed",
    "/item/{item}/spread",
    "/item/{item}/why",
    "/item/{item}/source",
    "/doubts",
    "/sources",
    "/sources/wire",
    "/dead",
    "/outbox",
    "/log",
    "/habits",
    "/nowhere",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskTop]:
    opened = DeskTop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def newsroom(desk: DeskTop) -> dict[str, int]:
    """Copy of all kinds: an agency's story, its copy elsewhere, an update, an embargo, two scripts, a table."""
    arrive = desk.room.arrive
    desk.room.store.pause("site", "they move their server to another hall", "Ada", minute(1))
    wells = tuple(f"{line} The wells of Dorn are {n} spans deep." for n, line in enumerate(ORCHARD))
    return {
        "harbor": arrive(story(provenance=sourced(HARBOR[0][:30]), published=stated(MONDAY), urgency=3)).item_id,
        "copy": arrive(
            copy_at("Ellis Post", 1, headline="A second wall", paragraphs=HARBOR[:4], provenance=sourced("not edited")), source="web"
        ).item_id,
        "orchard": arrive(story(uri="urn:orchard", headline="Frost takes the cherries", paragraphs=ORCHARD)).item_id,
        "embargo": arrive(
            story(uri="urn:e", headline="Survey of the sound", paragraphs=("survey words " * 30,), embargoed_until=stated(minute(10**6)))
        ).item_id,
        "hindi": arrive(
            story(uri="urn:hi", headline=HINDI, language="hi", paragraphs=(f"{HINDI} " * 12,), publisher=Publisher(name="नदी टाइम्स"))
        ).item_id,
        "urdu": arrive(story(uri="urn:ur", headline=URDU, language="ur", paragraphs=(f"{URDU} " * 14,))).item_id,
        "table": arrive(
            story(uri="urn:t", headline="Rates", body=(Block("h", "Closing"), Block("table", "Tin\t4\nSalt\t9"), Block("quote", "Up, up.")))
        ).item_id,
        "wells": arrive(story(uri="urn:w", headline="Wells of Dorn", paragraphs=wells)).item_id,
    }


def opened(chromium: Any, desk: DeskTop, **more: Any) -> Any:
    """A page whose faults fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, **more)
    page = context.new_page()
    page.set_default_timeout(PAUSE_MS)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" and "status of 4" not in line.text else None)
    return page


def here(page: Any) -> int:
    """The item in hand."""
    return int(page.locator(".row.here").get_attribute("data-item"))


def hears(page: Any, words: str) -> None:
    """Wait until the desk says so."""
    page.locator("#toasts .toast", has_text=words).wait_for()


def goes_to(page: Any, item: int) -> None:
    """Press j and k until an item is in hand, and its copy is beside the list."""
    for key in "k" * 20 + "j" * 20:
        if here(page) == item:
            break
        page.keyboard.press(key)
    page.locator(f'.pane .reading[data-item="{item}"]').wait_for()


def test_a_whole_shift_by_keys_alone(  # noqa: PLR0915 - a shift is long
    chromium: Any, desk: DeskTop, newsroom: dict[str, int]
) -> None:
    page = opened(chromium, desk)
    press, status = page.keyboard.press, desk.room.status
    page.goto(f"{desk.url}/")
    page.locator(".pane .copy").wait_for()

    # read, and look at it from its other sides
    goes_to(page, newsroom["copy"])
    assert page.locator(".pane h1").inner_text() == "A second wall"
    assert page.evaluate("document.activeElement.closest('.row').dataset.item") == str(newsroom["copy"])
    press("o")
    page.wait_for_url(f"**/item/{newsroom['copy']}")
    press("w")
    page.wait_for_url("**/why")
    press("d")
    page.wait_for_url("**/changed")
    assert page.locator("del").first.inner_text()
    press("p")
    page.wait_for_url("**/spread")
    press("u")
    page.wait_for_url(f"{desk.url}/")
    assert here(page) == newsroom["copy"]

    # approve, and take it back
    page.locator(".pane .copy").wait_for()
    press("a")
    hears(page, "approved.")
    assert status(newsroom["copy"]) == "approved"
    assert here(page) != newsroom["copy"]
    press("z")
    hears(page, "undone: approved")
    assert status(newsroom["copy"]) == "queued"

    # hold until a time, reject with a reason, a note
    goes_to(page, newsroom["hindi"])
    press("h")
    page.locator("#ask-hold[open]").wait_for()
    page.keyboard.type("ask the port")
    press("Tab")
    page.keyboard.type("2h")
    press("Enter")
    hears(page, "held.")
    assert re.search("held, back in (2 h|1 h 59 min): ask the port", page.locator(f"#item-{newsroom['hindi']}").inner_text())
    goes_to(page, newsroom["urdu"])
    press("x")
    page.locator("#ask-reject[open]").wait_for()
    press("4")
    press("Enter")
    hears(page, "rejected.")
    assert desk.room.view("SELECT reason FROM ruling WHERE decision = 'reject'") == [("doubtful, can't be confirmed",)]

    # an embargo is refused, in words
    goes_to(page, newsroom["embargo"])
    press("a")
    hears(page, "it is embargoed until")
    assert status(newsroom["embargo"]) == "held"

    # two at once, and one undo
    goes_to(page, newsroom["table"])
    press("s")
    press("k")
    press("s")
    assert page.locator("#n-selected").inner_text() == "2 selected:"
    other = here(page)
    press("h")
    page.locator("#ask-hold[open]").wait_for()
    press("Enter")
    hears(page, "2 held.")
    assert (status(newsroom["table"]), status(other)) == ("held", "held")
    press("z")
    hears(page, "2 undone.")

    # amend on the item's own page
    goes_to(page, newsroom["orchard"])
    press("e")
    page.locator("#ask-amend[open]").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type("Late frost takes two fifths")
    press("Enter")
    hears(page, "amended by Ada: headline")
    assert "Late frost takes two fifths" in page.locator(f"#item-{newsroom['orchard']}").inner_text()

    # what is selected elsewhere does not turn an amendment to another item
    press("s")
    goes_to(page, newsroom["table"])
    press("e")
    page.locator("#ask-amend[open]").wait_for()
    assert page.locator("#ask-amend .which").inner_text() == f"item {newsroom['table']}"
    assert page.locator('#ask-amend input[name="headline"]').input_value() == "Rates"
    press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    goes_to(page, newsroom["orchard"])
    press("s")

    # a second editor is faster
    goes_to(page, newsroom["wells"])
    desk.room.store.desk.claim(newsroom["wells"], "Ben", minute(10**5), MONDAY)
    desk.room.rule(newsroom["wells"], "reject", reason="seen it")
    press("a")
    page.locator("#conflict[open]").wait_for()
    assert "Somebody was faster" in page.locator("#conflict").inner_text()
    press("Enter")
    assert status(newsroom["wells"]) == "rejected"

    # a kill asks once more
    goes_to(page, newsroom["harbor"])
    press("K")
    page.locator("#ask-kill[open]").wait_for()
    page.keyboard.type("wrong harbor")
    press("Enter")
    hears(page, "killed")
    assert status(newsroom["harbor"]) == "killed"

    # search, a filter in the address, keys
    press("/")
    page.keyboard.type("cherries")
    press("Enter")
    page.wait_for_url("**q=cherries**")
    assert page.locator(".row").count() == 1
    page.goto(f"{desk.url}/?language=hi")
    assert page.locator(".row").count() == 1
    press("?")
    page.locator("#help[open]").wait_for()
    assert page.faults == []


def test_undo_leads_back_to_what_was_undone_and_a_decision_elsewhere_to_the_place_in_the_list(
    chromium: Any, desk: DeskTop, newsroom: dict[str, int]
) -> None:
    page = opened(chromium, desk)
    press = page.keyboard.press
    page.goto(f"{desk.url}/")
    goes_to(page, newsroom["hindi"])
    press("a")
    hears(page, "approved.")
    press("j")
    press("z")
    hears(page, "undone: approved")
    page.locator(f".row.here#item-{newsroom['hindi']}").wait_for()

    # decided on its own page, it is off the list: what stood below it is in hand
    order = [int(row.get_attribute("data-item")) for row in page.locator(".row").all()]
    below = order[order.index(newsroom["hindi"]) + 1]
    press("o")
    page.wait_for_url(f"**/item/{newsroom['hindi']}")
    press("a")
    page.locator(".status", has_text="approved").wait_for()
    press("u")
    page.wait_for_url(f"{desk.url}/")
    assert here(page) == below

    # and on that page the next one is a key away, in the same view
    press("p")
    page.wait_for_url(f"**/item/{below}/spread")
    press("j")
    page.wait_for_url(f"**/item/{order[order.index(below) + 1]}/spread")
    press("k")
    page.wait_for_url(f"**/item/{below}/spread")
    assert page.faults == []


def test_a_copy_of_a_withdrawn_story_is_released_by_keys_with_a_reason(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    desk.room.arrive(story(version="2", pub_status="canceled", signals=("kill",)))
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    goes_to(page, newsroom["copy"])
    page.keyboard.press("r")
    page.locator("#ask-release[open]").wait_for()
    page.keyboard.type("that was another harbor")
    page.keyboard.press("Enter")
    hears(page, "released")
    assert desk.room.view("SELECT decision, reason FROM ruling") == [("release", "that was another harbor")]
    assert page.faults == []


def test_what_was_typed_stays_where_the_desk_does_not_understand_it(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    page = opened(chromium, desk)
    press = page.keyboard.press
    page.goto(f"{desk.url}/")
    goes_to(page, newsroom["table"])
    press("h")
    page.locator("#ask-hold[open]").wait_for()
    page.keyboard.type("ask the bank")
    press("Tab")
    page.keyboard.type("tomorrow noon")
    press("Enter")

    page.locator("#ask-hold .wrong", has_text="'tomorrow noon' is no time").wait_for()
    assert page.locator('#ask-hold input[name="reason"]').input_value() == "ask the bank"
    press("Control+A")
    page.keyboard.type("2h")
    press("Enter")
    hears(page, "held.")
    assert page.locator("dialog[open]").count() == 0
    assert desk.room.view("SELECT reason FROM ruling") == [("ask the bank",)]
    press("h")
    assert page.locator("#ask-hold .wrong").inner_text() == ""
    assert page.faults == []


def test_new_copy_announces_itself_and_the_list_does_not_jump(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    page.locator(".pane .copy").wait_for()
    before = page.locator(".row").count()

    desk.room.arrive(story(uri="urn:new", headline="Brand new", paragraphs=("brand new words " * 20,)))
    page.locator("#news:not([hidden])").wait_for()

    assert page.locator("#n-new").inner_text() == "1"
    assert page.locator(".row").count() == before
    page.keyboard.press(".")
    page.locator(".row", has_text="Brand new").wait_for()


def test_a_decision_of_a_colleague_shows_on_the_open_list(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    page.locator(".pane .copy").wait_for()

    desk.room.rule(newsroom["table"], "approve")

    page.locator(f"#item-{newsroom['table']}.s-approved", has_text="approved by Ada").wait_for()


def test_an_amendment_of_a_colleague_shows_on_the_open_list(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    item = newsroom["orchard"]
    page.locator(f"#item-{item} input").check()
    desk.room.store.desk.give(
        item, Orders(decision="amend", editor="bo", routes=(), amended=Amended(headline="Cherries are lost")), minute(800)
    )
    page.locator(f"#item-{item}", has_text="Cherries are lost").wait_for()
    assert page.locator(f"#item-{item} input").is_checked()
    assert page.faults == []


def test_an_embargo_runs_out_before_the_editors_eyes(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    until = desk.rooms.now() + timedelta(seconds=100)
    soon = desk.room.arrive(story(uri="urn:soon", headline="Tide table", paragraphs=("tide words " * 30,), embargoed_until=stated(until)))
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    page.locator(f"#item-{soon.item_id} time.ends", has_text=re.compile(r"in (\d+ s|1 min)")).wait_for()
    page.evaluate("Date.now = (now => () => now() + 200000)(Date.now)")
    page.locator(f"#item-{soon.item_id} time.ends", has_text="now").wait_for()
    assert page.faults == []


def test_keys_that_are_switched_off_do_nothing(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    desk.room.store.desk.set_habit("Ada", "keys", "off")
    page = opened(chromium, desk)
    page.goto(f"{desk.url}/")
    page.locator(".pane .copy").wait_for()

    page.keyboard.press("a")
    page.locator(".pane .decide button", has_text="Approve").click()
    hears(page, "approved.")

    assert desk.room.view("SELECT count(*) FROM ruling") == [(1,)]


def test_the_same_shift_without_a_script(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    page = opened(chromium, desk, java_script_enabled=False)
    status = desk.room.status
    page.goto(f"{desk.url}/")

    page.get_by_role("link", name="A second wall").click()
    page.get_by_role("link", name="What changed").click()
    page.get_by_role("link", name="How far it spread").click()
    page.get_by_role("link", name="Why", exact=True).click()
    page.get_by_role("link", name="Read", exact=True).click()
    page.get_by_role("button", name="Approve").click()
    assert status(newsroom["copy"]) == "approved"
    page.locator(".toast button", has_text="Undo").click()
    assert status(newsroom["copy"]) == "queued"

    page.get_by_role("button", name="Reject…").click()
    page.get_by_label("too little in it").check()
    page.get_by_role("button", name="Reject").click()
    assert status(newsroom["copy"]) == "rejected"

    page.goto(f"{desk.url}/item/{newsroom['hindi']}")
    page.get_by_role("button", name="Hold…").click()
    page.get_by_label("Until").fill("18:30")
    page.get_by_role("button", name="Hold").click()
    assert status(newsroom["hindi"]) == "held"

    page.goto(f"{desk.url}/")
    for name in ("table", "orchard"):
        page.get_by_label(f"Select item {newsroom[name]}").check()
    page.locator(".bulkbar").get_by_role("button", name="Approve").click()
    assert "2 approved." in page.locator(".toast").inner_text()
    page.locator(".toast button", has_text="Undo").click()
    assert (status(newsroom["table"]), status(newsroom["orchard"])) == ("queued", "queued")

    page.goto(f"{desk.url}/item/{newsroom['embargo']}")
    page.get_by_role("button", name="Approve").click()
    assert "it is embargoed until" in page.locator(".toast").inner_text()

    page.goto(f"{desk.url}/item/{newsroom['orchard']}")
    page.get_by_text("Amend headline, urgency").click()
    page.get_by_label("Headline", exact=True).fill("Late frost")
    page.get_by_role("button", name="Amend").click()
    assert page.locator("h1").inner_text() == "Late frost"
    stale = opened(chromium, desk, java_script_enabled=False)
    stale.goto(f"{desk.url}/item/{newsroom['orchard']}")
    page.get_by_role("button", name="Approve").click()
    stale.get_by_role("button", name="Approve").click()
    assert "Somebody was faster" in stale.locator("main").inner_text()

    page.goto(f"{desk.url}/item/{newsroom['harbor']}")
    page.get_by_role("button", name="Kill…").click()
    page.get_by_role("button", name="Kill").click()
    assert status(newsroom["harbor"]) == "killed"
    page.get_by_role("searchbox").fill("cherries")
    page.get_by_role("searchbox").press("Enter")
    assert page.locator(".row").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_shuts_anybody_out(chromium: Any, desk: DeskTop, newsroom: dict[str, int], scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    desk.room.store.bury(DeadLetter(source="wire", stage="read", reason="nothing but a logo", name="logo.html"), MONDAY)
    desk.room.rule(newsroom["table"], "approve")
    page = opened(chromium, desk, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = []
    for path in CLEAN:
        page.goto(desk.url + path.format(item=newsroom["copy"]))
        if path == "/" and width > 1000:
            page.locator(".pane .copy").wait_for()
        found += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in axe.run(page).response["violations"]]
    page.goto(f"{desk.url}/")
    if width > 1000:
        page.locator(".pane .copy").wait_for()
    for key in "hxKn?":
        page.keyboard.press(key)
        page.locator("dialog[open]").wait_for()
        found += [(key, one["id"], one["nodes"][0]["html"][:200]) for one in axe.run(page).response["violations"]]
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
    desk.lets_in("Ada", "eleven stones of the mole")
    page.goto(f"{desk.url}/")
    found += [("/sign-in", one["id"], one["nodes"][0]["html"][:200]) for one in axe.run(page).response["violations"]]
    assert found == []


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_is_wider_than_its_window(chromium: Any, desk: DeskTop, newsroom: dict[str, int], width: int) -> None:
    page = opened(chromium, desk)
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for path in CLEAN:
        page.goto(desk.url + path.format(item=newsroom["copy"]))
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wide += [(path, over)] if over > 0 else []
    assert wide == []


def test_the_outbox_on_a_phone_cuts_nothing_and_a_target_is_paused_by_keys(chromium: Any, desk: DeskTop, newsroom: dict[str, int]) -> None:
    why = "they move their server to another hall, and ask us to wait until they call back some time after four in the afternoon"
    desk.room.store.pause("site", why, "Ada", minute(1))
    desk.room.rule(newsroom["table"], "approve")
    (row,) = desk.room.store.pending(minute(700))
    desk.room.store.sent(
        [Refused(outbox_id=row.outbox_id, reason=f"http://cms.example/in: {'no-connection-' * 12}", for_good=True)], minute(700)
    )
    page = opened(chromium, desk)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{desk.url}/outbox")

    over = page.evaluate("[...document.querySelectorAll('.table-wrap')].map((one) => one.scrollWidth - one.clientWidth)")
    assert over == [0, 0]
    assert why in page.locator("main").inner_text()
    assert all(one["x"] + one["width"] <= 390 for cell in page.locator("td.break").all() if (one := cell.bounding_box()))

    summary = page.locator("summary", has_text="Pause").first
    summary.focus()
    for key in ("Enter", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("until noon")
    page.keyboard.press("Enter")
    page.locator(".toast", has_text="out is paused").wait_for()
    assert [(one.target, one.why) for one in desk.room.store.target_states(minute(700)) if one.paused] == [
        ("out", "until noon"),
        ("site", why),
    ]
    assert page.faults == []


def test_a_hundred_hostile_words_in_every_field_run_nowhere(chromium: Any, desk: DeskTop) -> None:
    assert len(PAYLOADS) >= 100
    items = [desk.room.arrive(hostile(n, payload)).item_id for n, payload in enumerate(PAYLOADS)]
    page = opened(chromium, desk)
    ran: list[str] = []

    def appeared(dialog: Any) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", appeared)
    page.context.expose_function("ran", lambda *what: ran.extend(map(str, what)))
    foreign: list[str] = []
    page.on("request", lambda asked: foreign.extend([] if asked.url.startswith(desk.url) else [asked.url]))

    broken = []
    for path in ["/?status=all", *(f"/item/{item}" for item in items), *(f"/item/{item}/why" for item in items[::9]), "/sources", "/log"]:
        page.goto(desk.url + path)
        if page.locator("header.top nav").count() != 1 or page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            broken.append(path)
    for item in items[::7]:
        page.goto(f"{desk.url}/item/{item}/raw")

    assert ran == []
    assert foreign == []
    assert broken == []
    assert re.search(r"</?script", page.content(), re.IGNORECASE) is None
