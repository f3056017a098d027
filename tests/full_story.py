"""A story of our own invention with every field filled in, for the tests of what leaves the house."""

from __future__ import annotations

from dataclasses import replace

from normalizers.terms import (
    Amendment,
    Block,
    Conflict,
    Credit,
    Dateline,
    Edited,
    Evidence,
    Image,
    Moment,
    Observed,
    Provenance,
    Publisher,
    Statement,
    Story,
    Subject,
)

NOTICE = "(Except for the headline, this story has not been changed by the Harbor Herald staff and is published from Tide Wire)"
MORNING = Moment("2024-06-19T06:28:00+05:30", raw="Jun 19, 2024, 06:28 AM IST", zone_from="printed")

FULL = Story(
    form="page",
    uri="https://harbor-herald.example/city/1",
    version="3",
    url="https://harbor-herald.example/city/1?src=feed",
    canonical_url="https://harbor-herald.example/city/1",
    publisher=Publisher(name="Harbor Herald", domain="harbor-herald.example"),
    headline="Ferry berth & quay approved: 5 < 6",
    summary="The harbor board said yes.",
    slugline="FERRY-BERTH",
    section="City",
    language="en",
    byline="By Ilka Moreau",
    persons=("Ilka Moreau",),
    desks=("City Desk",),
    editors=("Ola Berg",),
    dateline=Dateline(text="SALTMOUTH, June 19 (Tide Wire):", place="SALTMOUTH", date="June 19"),
    published=MORNING,
    updated=Moment("2024-06-19T09:00:00+05:30"),
    body=(
        Block("p", "The board met & voted, 5 < 6."),
        Block("h", "What next"),
        Block("li", "Piles"),
        Block("li", "Planks"),
        Block("quote", "At last."),
        Block("table", "berth\tdepth\nnorth\t7 m"),
        Block("pre", "tide  table\n  low"),
        Block("p", "It opens in May."),
    ),
    images=(Image(url="https://img.harbor-herald.example/1.jpg", caption="The berth", credit="Tide Wire"),),
    keywords=("ferry", "harbor"),
    subjects=(
        Subject(code="medtop:04000000", name="economy"),
        Subject(code="https://topics.example/sea", name="sea"),
        Subject(code="local-7", name="berths"),
        Subject(name="quays"),
    ),
    genres=(Subject(code="genre:Current", name="Current"),),
    urgency=3,
    embargoed_until=Moment("2024-06-19T07:00:00+05:30"),
    expires=Moment("2025-06-19T07:00:00Z"),
    signals=("update", "correction", "kill"),
    ed_note="Adds the vote in the second paragraph.",
    usage_terms="No use after a year.",
    copyright_notice="© Tide Wire",
    credit_line="Tide Wire",
    media="picture",
    located="Saltmouth harbor",
    copyright_holder="Tide Wire Ltd",
    content_created=Moment("2024-06-18T20:00:00+05:30"),
    provenance=Provenance(
        relation="agency_copy",
        credits=(
            Credit(agency="tide", name="Tide Wire", role="source", evidence=(0,)),
            Credit(agency="tide", name="Tide Wire", role="inputs", evidence=(0,)),
            Credit(agency="*generic", name="Agencies", role="photo", evidence=()),
        ),
        via=("harbor-herald.example",),
        edited=Edited(headline="yes", body="no"),
        statements=(Statement(text=NOTICE, evidence=0),),
        observed=Observed(against="urn:tide:1", headline="changed", body="same", similarity=0.97),
        evidence=(Evidence(rule="en.except-headline", kind="disclaimer", quote=NOTICE, start=0, end=len(NOTICE)),),
        conflicts=(Conflict(says="The byline names a person, the notice an agency.", evidence=(0,)),),
        confidence="stated",
        ruleset="2026.11.1",
    ),
    raw_text=NOTICE,
)

AMENDED = replace(FULL, amended=(Amendment(field="headline", by="the desk", at="2024-06-19T10:00:00Z"),))
BARE = Story(form="text", raw_text="words that no one can find anything in")
DAY_ONLY = Story(
    form="page", uri="u", published=Moment("2024-06-19"), updated=Moment("2024-06-19T06:28:00"), embargoed_until=Moment("2024-06-20")
)
