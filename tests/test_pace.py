"""What a feed says of its own pace, read for the schedule: linear, silent about nonsense, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers.formats.pace import HEAD, Pace, pace


def channel(inside: str, *, after: str = "<item><title>T</title></item>") -> bytes:
    space = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{inside}{after}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("inside", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<TTL> 30 </TTL>", 1800),
        ("<ttl><![CDATA[15]]></ttl>", 900),
        ("<ttl>60.0</ttl>", 3600),
        ("<ttl>9000000</ttl>", 540_000_000),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n<sy:updateFrequency>\n\t4\t</sy:updateFrequency>", 900),
        ("<sy:updateFrequency>12</sy:updateFrequency>", 7200),
        ("<syn:updatePeriod>weekly</syn:updatePeriod>", 604_800),
        ("<ttl>5</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 7200),
        ("<ttl>30</ttl><ttl>90</ttl>", 1800),
        ("<!-- <ttl>1</ttl> --><ttl>20</ttl>", 1200),
    ],
)
def test_the_longest_interval_a_feed_states_is_its_pace(inside: str, seconds: int) -> None:
    assert pace(channel(inside)) == Pace(seconds=seconds)


@pytest.mark.parametrize(
    "inside",
    [
        *(
            "",
            "<ttl>0</ttl>",
            "<ttl>-5</ttl>",
            "<ttl>soon</ttl>",
            "<ttl/>",
            "<ttl></ttl>",
            "<ttl>1234567890123</ttl>",
            "<!-- <ttl>5</ttl> -->",
        ),
        *("<!-- <ttl>5</ttl>", "<sy:updatePeriod>fortnightly</sy:updatePeriod>", "<sy:updateFrequency>0</sy:updateFrequency>"),
        *("<sy:updateFrequency>many</sy:updateFrequency>", "<sy:updateFrequency>999999</sy:updateFrequency>", "<skipHours/>"),
        "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>",
        "<skipDays><day>Someday</day></skipDays>",
    ],
)
def test_nonsense_is_as_good_as_nothing(inside: str) -> None:
    assert pace(channel(inside)) is None


def test_hours_and_days_to_leave_out_are_told() -> None:
    said = pace(
        channel(
            "<skipHours><hour>0</hour><hour> 1 </hour><hour>24</hour><hour>25</hour></skipHours>"
            "<skipDays><day>Saturday</day><day>sunday</day></skipDays>"
        )
    )
    assert said == Pace(skip_hours=frozenset({0, 1}), skip_days=frozenset({5, 6}))


def test_what_an_entry_says_is_not_the_feeds_pace() -> None:
    story = "<item><description><![CDATA[<ttl>5</ttl>]]></description></item>"
    assert pace(channel("<title>Harbor Herald</title>", after=story)) is None


def test_rdf_and_atom_state_their_pace_with_the_syndication_module() -> None:
    rdf = b'<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://a.example/"><sy:updatePeriod>hourly</sy:updatePeriod><items/>'
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency><entry/>'
    assert pace(rdf) == Pace(seconds=3600)
    assert pace(atom) == Pace(seconds=1800)


def test_a_feed_in_utf_16_states_its_pace_too() -> None:
    assert pace(channel("<ttl>30</ttl>").decode().encode("utf-16")) == Pace(seconds=1800)


def test_only_the_beginning_is_looked_at() -> None:
    assert pace(channel(" " * HEAD + "<ttl>30</ttl>")) is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"<ttl>" * 400_000,
        b"<!--" * 500_000,
        b"<" * 2_000_000,
        b"<ttl " * 400_000,
        b"<hour>" + b" " * 2_000_000,
        b"<a:" * 600_000,
        b"<ttl>1" * 300_000,
    ],
)
def test_hostile_bytes_take_no_time(hostile: bytes) -> None:
    with soon(0.5):
        assert pace(hostile) is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"<ttl>", b"</ttl>", b"5", b"<!--", b"-->", b"<sy:updatePeriod>", b"hourly", b"<item>", b"\0", b"\xff\xfe"]),
        max_size=30,
    )
)
def test_no_bytes_raise(pieces: list[bytes]) -> None:
    said = pace(b"".join(pieces))
    assert said is None or said.seconds is None or said.seconds > 0
