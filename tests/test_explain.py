"""Explain: an item's whole story from stored rows, each claim with its words, and what became of what is no item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import newsroom
import pytest
from newsroom import Newsroom

from ingest.desk import decide
from ingest.explain import as_lines, explain
from ingest.store.desk import Orders
from ingest.store.rows import ItemRecord, MatchRow, OutboxRow, ReadingRow, RulingRow, SourceHealthRow, VersionRow
from ingest.terms import DeadLetter, Lead, Route
from normalizers.terms import (
    Block,
    Conflict,
    Credit,
    Dateline,
    Edited,
    Evidence,
    Finding,
    Moment,
    Observed,
    Provenance,
    Statement,
    Story,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.terms import Decision, Status

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NOTICE = "(Only the headline was written by the Harbor Post; the text is as Coast News sent it)"
RAW = f"Lamp relit at Old Mole\nOLD MOLE, March 4\nThe lamp burns again.\n{NOTICE}\n"
URL = "https://harborpost.example/lamp"


def evidence(quote: str, rule: str) -> Evidence:
    start = RAW.index(quote)
    return Evidence(rule=rule, kind="disclaimer", quote=quote, start=start, end=start + len(quote))


STORY = Story(
    form="page",
    uri="tag:lamp",
    url=URL,
    headline="Lamp relit at Old Mole",
    persons=("Ila Menon",),
    dateline=Dateline(text="OLD MOLE, March 4"),
    published=Moment("2026-03-04T09:00:00+05:30", raw="Mar 4, 9 AM IST", zone_from="printed"),
    body=(Block("p", "The lamp burns again."),),
    raw_text=RAW,
    findings=(
        Finding("headline", "json-ld headline", "Lamp relit at Old Mole", chosen=True),
        Finding("headline", "meta og:title", "Lamp relit | Harbor Post", chosen=False),
        Finding("genre", "meta genre", "hard news", chosen=True),
    ),
    provenance=Provenance(
        relation="agency_copy",
        credits=(Credit(agency="coast", name="Coast News", role="source", evidence=(0, 9)),),
        via=("harborpost.example",),
        edited=Edited(headline="yes", body="no"),
        auto_generated="no",
        statements=(Statement(text=NOTICE, evidence=0),),
        observed=Observed(against="tag:coast-lamp", headline="changed", body="same", similarity=0.97),
        evidence=(evidence(NOTICE, "only-headline"), replace(evidence("OLD MOLE", "dateline"), start=0)),
        conflicts=(Conflict(says="the page also names the desk", evidence=(1,)),),
        confidence="stated",
        ruleset="2026.3",
    ),
)


def version(item_id: int, headline: str | None = "Lamp relit", **changes: object) -> VersionRow:
    row = VersionRow(
        item_id=item_id,
        source="harbor",
        publisher="Harbor Post",
        uri="tag:lamp",
        version=None,
        url=URL,
        headline=headline,
        change="new",
        status="queued",
        current=True,
        first_seen=AT,
    )
    return replace(row, **changes)  # type: ignore[arg-type]  # replace() can't see through the names


def ruling(number: int, editor: str, decision: Decision, *, reason: str | None = None, undone: bool = False) -> RulingRow:
    return RulingRow(
        ruling_id=number,
        item_id=7,
        decision=decision,
        editor=editor,
        reason=reason,
        before="queued",
        after="held",
        at=AT,
        undone=undone,
    )


RECORD = ItemRecord(
    item_id=7,
    source="harbor",
    uri="tag:lamp",
    version="2",
    current=True,
    status="published",
    hold_reason=None,
    cluster_id=3,
    cluster_kind="story",
    change="copy",
    replaces=5,
    digest="d1ge57",
    clock=AT,
    first_seen=AT,
    story=STORY,
    match=MatchRow(
        item_id=7,
        headline="Lamp relit at Old Mole",
        other_id=4,
        other_headline="Lamp lit",
        cluster_id=3,
        verdict="copy",
        rule="contained",
        containment=0.93,
        jaccard=0.8,
        reason="nearly every sentence stands in the other",
        decided_at=AT,
    ),
    versions=(version(7), version(5, None)),
    members=(version(7), version(5), version(4, source="coast")),
    rulings=(
        ruling(1, "ravi", "hold", reason="call them", undone=True),
        ruling(2, "asha", "approve", reason="fine"),
        ruling(3, "asha", "undo"),
    ),
    outbox=(
        OutboxRow(
            outbox_id=1,
            item_id=7,
            target="out",
            op="publish",
            idempotency_key="7-out",
            status="done",
            attempts=1,
            due=AT,
            done=AT,
            place="/srv/out/7.json",
            last_error=None,
        ),
        OutboxRow(
            outbox_id=2,
            item_id=7,
            target="cms",
            op="publish",
            idempotency_key="7-cms",
            status="waiting",
            attempts=2,
            due=AT,
            done=None,
            place=None,
            last_error="no room",
        ),
    ),
    readings=(ReadingRow(reading_id=1, item_id=7, ruleset="2026.2", at=AT),),
)
LETTER = DeadLetter(
    source="coast", stage="read", reason="nothing but a logo", name="b.html", digest="abc", url="https://coast.example/b", dead_id=9, at=AT
)


HEALTH = SourceHealthRow(
    source="harbor",
    kind="feed",
    url=None,
    enabled=True,
    state="ok",
    last_fetch=AT,
    last_success=AT,
    last_status=200,
    last_outcome="ok",
    last_error=None,
    failures=0,
    next_due=AT,
    items_total=1,
    items_new_24h=1,
)
LEAD = Lead(source="harbor", uri="tag:lamp", url=URL, digest="e1", story=Story(form="rss", headline="Lamp on again"), attempts=2)


@dataclass(frozen=True)
class Shelf:
    """A store that holds what it is given."""

    records: tuple[ItemRecord, ...] = ()
    letters: tuple[DeadLetter, ...] = ()
    lead: Lead | None = None

    def item(self, item_id: int) -> ItemRecord | None:
        return next((record for record in self.records if record.item_id == item_id), None)

    def find(self, text: str) -> tuple[int, ...]:
        return tuple(record.item_id for record in self.records if text in {str(record.item_id), record.uri, record.story.url})

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        return self.letters[:limit]

    def health(self) -> tuple[SourceHealthRow, ...]:
        return (HEALTH,)

    def errand(self, source: str, *, uri: str | None = None, url: str | None = None) -> Lead | None:
        return self.lead if self.lead and source == self.lead.source and (uri == self.lead.uri or url == self.lead.url) else None


def test_every_stage_is_told() -> None:
    told = "\n".join(as_lines(explain(Shelf((RECORD,)), " 7 ")))
    for words in (
        "Item 7: Lamp relit at Old Mole",
        "It is out at out (asha decided so: fine).",
        "source harbor, first seen 2026-03-04T05:06:07Z",
        f"bytes d1ge57, address {URL}",
        "as page, rules 2026.3, read 2 times",
        "headline: Lamp relit at Old Mole  [json-ld headline, declared]",
        "passed over: Lamp relit | Harbor Post  [meta og:title]: is written for search and sharing; the page prints another",
        "genre: hard news  [meta genre, declared]",
        "published: 2026-03-04T09:00:00+05:30 from 'Mar 4, 9 AM IST', zone printed",
        "body: 1 block, 4 words",
        "agency_copy: an agency's copy, carried by a publisher (stated)",
        "Coast News (coast) is the source",
        "its way here: Coast News → harborpost.example",
        "the publisher says that the headline was changed, the body was not edited  [only-headline]",
        f"“{NOTICE}”  [disclaimer only-headline, {RAW.index(NOTICE)}–{RAW.index(NOTICE) + len(NOTICE)}]",
        "contradiction: the page also names the desk",
        "compared with tag:coast-lamp: headline changed, body same, 97% alike",
        "tag:lamp, version 2, the newest version",
        "copy in story 3, replaces item 5",
        "joined item 4 (Lamp lit): nearly every sentence stands in the other  [contained, 93% contained]",
        "ravi: hold, queued → held: call them (taken back)",
        "publish to out: done, 2026-03-04T05:06:07Z /srv/out/7.json",
        "publish to cms: waiting, due 2026-03-04T05:06:07Z; 2 tries, last: no room",
        "item 5: new, queued, harbor, 2026-03-04T05:06:07Z: (no headline)",
        "item 4: new, queued, coast",
    ):
        assert words in told


def test_a_notice_is_quoted_once_under_what_it_proves() -> None:
    told = "\n".join(as_lines(explain(Shelf((RECORD,)), "7")))
    assert told.count(NOTICE) == 1


def test_a_notice_that_nobody_could_read_is_told_with_its_words() -> None:
    says = f"a notice we could not read: {NOTICE}"
    unread = replace(STORY.provenance, edited=Edited(), statements=(), credits=(), via=(), conflicts=(Conflict(says=says, evidence=(0,)),))
    lines = as_lines(explain(Shelf((replace(RECORD, story=replace(STORY, provenance=unread)),)), "7"))
    at = lines.index("  a notice we could not read")
    assert NOTICE in lines[at + 1]
    assert "contradiction" not in "\n".join(lines)


def test_a_proof_that_no_longer_stands_is_said_so() -> None:
    (account,) = explain(Shelf((RECORD,)), "7").accounts
    assert [proof.holds for proof in account.claims[0].proof] == [True]
    assert "(these words no longer stand there)" in "\n".join(as_lines(explain(Shelf((RECORD,)), "7")))


def test_evidence_that_no_claim_names_is_shown_too() -> None:
    story = replace(STORY, provenance=replace(STORY.provenance, conflicts=()))
    explanation = explain(Shelf((replace(RECORD, story=story),)), "7")
    assert [proof.rule for proof in explanation.accounts[0].other_evidence] == ["dateline"]
    assert any("disclaimer dateline, 0–" in line for line in as_lines(explanation))


def test_a_bare_item_says_what_is_not_known() -> None:
    bare = replace(RECORD, story=Story(form="text"), match=None, rulings=(), outbox=(), readings=(), status="queued")
    bare = replace(bare, versions=(version(7),), members=(), version=None, current=False, replaces=None)
    told = as_lines(explain(Shelf((bare,)), "7"))
    assert told[:2] == ("Item 7: (no headline)", "  It waits for an editor.")
    assert {"  as text, rules of unknown version", "  nothing yet", "  nowhere"} <= set(told)
    assert {"  tag:lamp, not the newest version", "  copy in story 3"} <= set(told)
    assert not any(line.startswith(("Other versions", "The same story")) for line in told)


@pytest.mark.parametrize(
    ("status", "hold_reason", "says"),
    [
        ("held", "embargoed until noon", "It is held: embargoed until noon."),
        ("held", None, "It is held: asha decided so: fine."),
        ("approved", None, "It is approved (asha decided so: fine) and has not reached every target yet."),
        ("rejected", None, "It was rejected (asha decided so: fine)."),
        ("killed", "its sender called it back", "It is killed: its sender called it back."),
        ("killed", None, "It is killed: asha decided so: fine."),
        ("expired", None, "Its time is over: the document says when it expires."),
        ("superseded", None, "A newer version of the article came before anybody decided on this one."),
    ],
)
def test_the_status_is_one_sentence(status: Status, hold_reason: str | None, says: str) -> None:
    (account,) = explain(Shelf((replace(RECORD, status=status, hold_reason=hold_reason),)), "7").accounts
    assert account.in_short == says


def test_a_kill_nobody_decided_is_its_senders() -> None:
    (account,) = explain(Shelf((replace(RECORD, status="killed", rulings=()),)), "7").accounts
    assert account.in_short == "It is killed: its sender killed it."


def test_an_address_is_answered_with_its_newest_version_of_each_article() -> None:
    older, elsewhere = replace(RECORD, item_id=5), replace(RECORD, item_id=4, source="coast")
    assert [account.item_id for account in explain(Shelf((RECORD, older, elsewhere)), URL).accounts] == [7, 4]


@pytest.mark.parametrize("what", ["https://coast.example/b", "b.html", "abc", "coast"])
def test_what_is_no_item_may_be_a_dead_letter(what: str) -> None:
    explanation = explain(Shelf(letters=(LETTER,)), what)
    assert explanation.found
    assert as_lines(explanation) == (
        "Dead letter 9: b.html of coast failed at read, 2026-03-04T05:06:07Z",
        "  nothing but a logo",
        "  its bytes are kept (abc): `dead requeue 9` reads them again",
    )


def test_the_entry_that_led_to_a_page_is_told() -> None:
    told = as_lines(explain(Shelf((RECORD,), lead=LEAD), "7"))
    assert "  found through the entry tag:lamp: Lamp on again" in told


def test_a_page_that_gave_no_item_is_known_by_its_entry() -> None:
    explanation = explain(Shelf(lead=LEAD), URL)
    assert explanation.found
    first, second = as_lines(explanation)
    assert first == "No item yet, but an entry of source harbor names it: Lamp on again"
    assert f"its page {URL} was asked for 2 times" in second


def test_a_letter_without_bytes_can_only_be_read_about() -> None:
    told = as_lines(explain(Shelf(letters=(replace(LETTER, digest=None, at=None),)), "b.html"))
    assert told == ("Dead letter 9: b.html of coast failed at read", "  nothing but a logo")


@pytest.mark.parametrize("what", ["https://nowhere.example/", ""])
def test_what_nobody_knows_is_answered_with_what_to_do(what: str) -> None:
    explanation = explain(Shelf(letters=(LETTER,)), what)
    assert not explanation.found
    assert "sources check" in as_lines(explanation)[-1]


def test_signs_that_steer_a_terminal_are_written_out_and_long_lists_end() -> None:
    story = replace(STORY, headline="\x1b[2Jदिल्\u200dली " + "x" * 200)
    many = tuple(version(number, source="coast") for number in range(100, 130))
    told = as_lines(explain(Shelf((replace(RECORD, story=story, members=many),)), "7"))
    assert told[0].startswith("Item 7: \\u001b[2Jदिल्\u200dली xxx")
    assert told[0].endswith("…")
    assert "  and 10 more" in told


def test_every_decision_can_stand_in_an_account() -> None:
    decisions: tuple[Decision, ...] = ("approve", "hold", "release", "reject", "kill", "undo")
    for decision in decisions:
        told = as_lines(explain(Shelf((replace(RECORD, rulings=(replace(RECORD.rulings[1], decision=decision),)),)), "7"))
        assert any(f"asha: {decision}" in line for line in told)


def test_a_stored_item_is_told_from_its_rows(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    item = room.takes_in().item_id
    copy = room.takes_in(
        replace(newsroom.STORY, uri="tag:other", url="https://ridge.example/lamp", headline="A lamp burns"), source="ridge"
    )
    decide(room.store, [item], Orders(decision="approve", editor="asha", reason="fine", routes=(Route("out"),)), newsroom.NOON)
    told = "\n".join(as_lines(explain(room.store, "https://harborpost.example/lamp?utm_source=x")))
    second = "\n".join(as_lines(explain(room.store, str(copy.item_id))))
    room.bury("https://harborpost.example/logo")
    dead = explain(room.store, "https://harborpost.example/logo")
    room.store.close()
    assert "It is approved (asha decided so: fine) and has not reached every target yet." in told
    assert "Coast News (coast) is the source" in told
    assert "asha: approve, queued → approved: fine" in told
    assert "publish to out: waiting" in told
    assert "Who moved the story when: seen at 1 publisher" in told
    assert f"joined item {item} (Lamp relit at Old Mole)" in second
    assert [letter.reason for letter in dead.dead] == ["nothing but a logo"]
