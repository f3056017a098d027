"""Times: what newsrooms print, and what it means where."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.fields import countries, zones
from normalizers.fields.days import find_day
from normalizers.fields.hours import find_hour
from normalizers.fields.months import MONTHS
from normalizers.fields.timestamp import Times, country_of, read_moment, read_times


def iso(text: str, country: str | None = None, **hints: str | None) -> str | None:
    moment = read_moment(text, country=country, **hints)  # type: ignore[arg-type]  # zone, language and zone_from are strings
    return moment.iso if moment else None


# --- stamps ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tue, 03 Sep 2024 17:05:00 +0530", "2024-09-03T17:05:00+05:30"),
        ("3 Sep 2024 17:05 GMT", "2024-09-03T17:05:00+00:00"),
        ("Tue, 03 Sep 2024 17:05:00", "2024-09-03T17:05:00"),
        ("Tue, 03 Sep 24 17:05:00 +0530", "2024-09-03T17:05:00+05:30"),
        ("Tue,3 Sep 2024 17:05:00 GMT+9", "2024-09-03T17:05:00+09:00"),
        ("Tuesday, September 3, 2024 17:05 +05:30", "2024-09-03T17:05:00+05:30"),
        ("Tue, 03 Dez 2024 17:05:00 +0100", "2024-12-03T17:05:00+01:00"),
        ("2024-09-03T17:05:09.731Z", "2024-09-03T17:05:09+00:00"),
        ("2024-09-03 17:05:09+05", "2024-09-03T17:05:09+05:00"),
        ("2024-09-03T17:05+0545", "2024-09-03T17:05:00+05:45"),
        ("2024-09-03T17:05:09", "2024-09-03T17:05:09"),
        ("2024-09-03", "2024-09-03"),
        ("20240903", "2024-09-03"),
        ("20240903T170509Z", "2024-09-03T17:05:09+00:00"),
        ("20240903T170509-0330", "2024-09-03T17:05:09-03:30"),
        ("1725363900", "2024-09-03T11:45:00+00:00"),
        ("1725363900000", "2024-09-03T11:45:00+00:00"),
        ("Tue Sep 03 17:05:09 IST 2024", "2024-09-03T17:05:09+05:30"),
        ("Tue Sep 03 2024 17:05:09 GMT-0400 (Eastern Daylight Time)", "2024-09-03T17:05:09-04:00"),
        ("2024-09-03T24:00:00Z", "2024-09-04T00:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("\u200e2024-09-03\u200f", "2024-09-03"),
    ],
)
def test_stamps_of_machines_are_read_with_their_offset(text: str, meant: str) -> None:
    assert iso(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-45T06:28:00Z",
        "2024-09-03T25:00:00Z",
        "2024-09-03T24:30:00Z",
        "2024-09-03T10:75:00Z",
        "Wed, 31 Feb 2024 06:28:00 +0530",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31",
        "20241345",
        "0399999999",
        "31 February 2024",
        "99/99/2024",
        "February 30, 2024",
        "2024 Feb 31",
        "Wed Feb 31 10:00:00 UTC 2024",
    ],
)
def test_an_impossible_day_and_a_placeholder_are_no_time(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "2024",
        "September 2024",
        "06:28 AM IST",
        "Tuesday, 06:28 IST",
        "Updated 2 hours ago",
        "Today, 6:28 PM IST",
        "vor 3 Stunden",
        "3 घंटे पहले",
        "3 min read",
        "© 2024 Lantern Media",
        "Call 020-2406-1906",
        "Vol. 12 No. 6, price ₹ 2, 024.00",
        "10.2.3",
        "x" * 500 + " 3 September 2024",
        "20240",
        "1.2.3.4",
        "12.10.20.30",
    ],
)
def test_a_line_without_a_day_gives_no_time(text: str) -> None:
    assert read_moment(text, country="in") is None


# --- printed lines -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "country", "meant"),
    [
        ("Updated : Sep 03, 2024, 05:05 PM IST", "in", "2024-09-03T17:05:00+05:30"),
        ("First published on 3 September 2024 5.05 pm IST", "in", "2024-09-03T17:05:00+05:30"),
        ("Posted On: 03 SEP 2024 5:05PM by Desk Pune", None, "2024-09-03T17:05:00"),
        ("The 3rd of September, 2024", "uk", "2024-09-03"),
        ("Sept. 3rd 2024 @ 5:05 p.m. EST", None, "2024-09-03T17:05:00-05:00"),
        ("12:05 AM ET, Tue September 3, 2024", None, "2024-09-03T00:05:00-04:00"),
        ("January 9, 2024 5 PM PT", None, "2024-01-09T17:00:00-08:00"),
        ("September 3, 2024 noon IST", "in", "2024-09-03T12:00:00+05:30"),
        ("3 September 2024 17:05, UK", "uk", "2024-09-03T17:05:00+01:00"),
        ("September 3 15:23 2024", None, "2024-09-03T15:23:00"),
        ("2024 Sep 3", None, "2024-09-03"),
        ("3 Dienstag Sept 2024", "de", "2024-09-03"),
        ("Dienstag, 3. September 2024, 17.05 Uhr MESZ", "de", "2024-09-03T17:05:00+02:00"),
        ("Stand: 03.09.2024, 24:00 Uhr MESZ", "de", "2024-09-04T00:00:00+02:00"),
        ("3. September 2024, 17 Uhr", "de", "2024-09-03T17:00:00"),
        ("Publié le 3 septembre 2024 à 17h05 (heure de Paris)", "fr", "2024-09-03T17:05:00+02:00"),
        ("1er août 2024", "fr", "2024-08-01"),
        ("3 de septiembre de 2024, 5:05 p. m. (GMT-3)", "ar", "2024-09-03T17:05:00-03:00"),
        ("3 de setembro de 2024, 23h13 (horário de Brasília)", "br", "2024-09-03T23:13:00-03:00"),
        ("martedì 3 settembre 2024 - 17:05 CEST", "it", "2024-09-03T17:05:00+02:00"),
        ("dinsdag 3 mrt 2024 17:05", "nl", "2024-03-03T17:05:00"),
        ("3 Eylül 2024 Salı 17:05", "tr", "2024-09-03T17:05:00"),
        ("३ सितंबर २०२४, १७:०५ IST", "in", "2024-09-03T17:05:00+05:30"),
        ("3 सप्टेंबर 2024 17:05 IST", "in", "2024-09-03T17:05:00+05:30"),
        ("৩ সেপ্টেম্বর ২০২৪, ১৭:০৫ BST", "bd", "2024-09-03T17:05:00+06:00"),
        ("3 செப்டம்பர் 2024", "in", "2024-09-03"),
        ("3 సెప్టెంబర్ 2024", "in", "2024-09-03"),
        ("3 ستمبر 2024", "pk", "2024-09-03"),
        ("٣ سبتمبر ٢٠٢٤ - ١٧:٠٥ بتوقيت غرينتش", "eg", "2024-09-03T17:05:00+00:00"),
        ("3 كانون الثاني 2024", "lb", "2024-01-03"),
        ("3 تشرين الأول 2024", "sy", "2024-10-03"),
        ("3 сентября 2024, 17:05 МСК", "ru", "2024-09-03T17:05:00+03:00"),
        ("2024年9月3日 午後5時05分 日本時間", "jp", "2024-09-03T17:05:00+09:00"),
        ("2024년 9월 3일 오전 12:05", "kr", "2024-09-03T00:05:00"),
        ("2024.09.03 17:05 KST", "kr", "2024-09-03T17:05:00+09:00"),
        ("03/09/2024 17:05", "in", "2024-09-03T17:05:00"),
        ("09/03/2024 5:05 PM EST", "us", "2024-09-03T17:05:00-05:00"),
        ("12/19 — 2024", None, "2024-12-19"),
        ("05/05/2024", None, "2024-05-05"),
        ("Tue, 03/09/2024", None, "2024-09-03"),
        ("25.03.24", "de", "2024-03-25"),
        ("13:30 PM, 3 September 2024 GMT", None, "2024-09-03T13:30:00+00:00"),
        ("3 September 2024 17:05 UTC+15", None, "2024-09-03T17:05:00"),
        ("3 September 2024 25:99", None, "2024-09-03"),
        ("3 September 2024 at 27 pm", None, "2024-09-03"),
        ("3 Sept 98", None, "1998-09-03"),
        ("0630 GMT, 3 September 2024", None, "2024-09-03T06:30:00+00:00"),
        ("3 September 2024 2400 GMT", None, "2024-09-04T00:00:00+00:00"),
    ],
)
def test_a_printed_line_is_read_as_its_readers_read_it(text: str, country: str | None, meant: str) -> None:
    assert iso(text, country) == meant


@pytest.mark.parametrize("text", ["03/04/2024", "05-06-2023", "01.02.03", "23.03.24", "Updated 07/08/2024 10:15 AM"])
def test_a_day_that_can_be_read_two_ways_is_no_day(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("03/04/2024 18:11 IST", "2024-04-03T18:11:00+05:30"),
        ("03/04/2024 18:11 SAST", "2024-04-03T18:11:00+02:00"),
        ("03/04/2024 18:11 EST", None),
    ],
)
def test_a_zone_of_lands_that_print_the_day_first_settles_the_order(text: str, meant: str | None) -> None:
    assert iso(text) == meant


@pytest.mark.parametrize(
    ("hints", "meant"),
    [
        ({"country": "in"}, "2024-04-03"),
        ({"country": "us"}, "2024-03-04"),
        ({"country": "ca"}, None),
        ({"language": "de"}, "2024-04-03"),
        ({"language": "en"}, None),
        ({"language": "en-US"}, "2024-03-04"),
        ({"language": "en-GB"}, "2024-04-03"),
        ({"language": "ja"}, None),
        ({"zone": "Asia/Kolkata"}, "2024-04-03"),
        ({"zone": "America/New_York"}, "2024-03-04"),
        ({"zone": "Australia/Perth"}, "2024-04-03"),
    ],
)
def test_day_and_month_are_told_apart_by_country_or_language(hints: dict[str, str | None], meant: str | None) -> None:
    assert iso("03/04/2024", **hints) == meant


# --- two times ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "published", "updated"),
    [
        (
            "Published Sep 02, 2024, 11:05 PM IST | Updated Sep 03, 2024, 06:28 AM IST",
            "2024-09-02T23:05:00+05:30",
            "2024-09-03T06:28:00+05:30",
        ),
        (
            "Updated: 3 September 2024 06:28 IST | Published: 2 September 2024 23:05 IST",
            "2024-09-02T23:05:00+05:30",
            "2024-09-03T06:28:00+05:30",
        ),
        ("September 3, 2024 10:08 am | Updated 11:08 am IST", "2024-09-03T10:08:00+05:30", "2024-09-03T11:08:00+05:30"),
        ("Updated 7:41pm BST, Tuesday 3 September 2024", None, "2024-09-03T19:41:00+01:00"),
        ("3 Sep 2024, 19:09 Updated: 3 Sep 2024, 19:11", "2024-09-03T19:09:00", "2024-09-03T19:11:00"),
        ("September 3, 2024 Last Updated 9 min ago", "2024-09-03", None),
        ("3 सितंबर 2024 को प्रकाशित", "2024-09-03", None),
        ("3 सितंबर 2024 अपडेटेड", None, "2024-09-03"),
        ("3 September 2024 published: 10:15 GMT", "2024-09-03T10:15:00+00:00", None),
        ("Updated 10:15 GMT", None, None),
        ("Published Sep 3, 2024 Published Sep 4, 2024", "2024-09-03", None),
    ],
)
def test_a_line_with_two_times_gives_both(text: str, published: str | None, updated: str | None) -> None:
    times = read_times(text, country="uk" if "BST" in text else "in" if "IST" in text else None)
    assert (times.published.iso if times.published else None, times.updated.iso if times.updated else None) == (published, updated)


# --- zones -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("abbreviation", "country", "offset"),
    [
        ("IST", "in", "+05:30"),
        ("IST", "ie", "+01:00"),
        ("IST", "il", "+02:00"),
        ("IST", None, "+05:30"),
        ("BST", "uk", "+01:00"),
        ("BST", "bd", "+06:00"),
        ("BST", None, "+01:00"),
        ("CST", None, "-06:00"),
        ("CST", "cn", "+08:00"),
        ("CST", "cu", "-05:00"),
        ("EST", "au", "+10:00"),
        ("EDT", "au", "+11:00"),
        ("EDT", None, "-04:00"),
        ("PST", "ph", "+08:00"),
        ("PST", None, "-08:00"),
        ("AMT", "am", "+04:00"),
        ("AMT", "br", "-04:00"),
        ("AMT", None, ""),
        ("AST", None, ""),
        ("ET", None, "-04:00"),
        ("NPT", "np", "+05:45"),
        ("BdST", "bd", "+06:00"),
        ("QQQ", None, ""),
    ],
)
def test_an_abbreviation_means_what_it_means_in_its_country(abbreviation: str, country: str | None, offset: str) -> None:
    assert iso(f"3 July 2024 17:05 {abbreviation}", country) == f"2024-07-03T17:05:00{offset}"


def test_bst_without_a_country_is_britains_only_in_summer() -> None:
    assert iso("3 January 2024 17:05 BST") == "2024-01-03T17:05:00"


def test_a_zone_hint_gives_the_offset_where_none_is_printed_and_says_so() -> None:
    told = read_moment("3 July 2024 17:05", zone="Asia/Kolkata", zone_from="publisher")
    printed = read_moment("3 July 2024 17:05 GMT", zone="Asia/Kolkata")
    assert told is not None
    assert printed is not None
    assert (told.iso, told.zone_from, told.raw) == ("2024-07-03T17:05:00+05:30", "publisher", "3 July 2024 17:05")
    assert (printed.iso, printed.zone_from) == ("2024-07-03T17:05:00+00:00", "printed")


def test_a_day_gets_no_zone_and_a_zone_that_is_none_is_passed_over() -> None:
    day = read_moment("3 July 2024", zone="Asia/Kolkata")
    odd = read_moment("3 July 2024 17:05", zone="Nowhere/At_All")
    assert day is not None
    assert odd is not None
    assert (day.iso, day.zone_from) == ("2024-07-03", None)
    assert (odd.iso, odd.zone_from) == ("2024-07-03T17:05:00", None)
    assert zones.clock("../../etc/passwd") is None


def test_before_zones_were_lawful_a_clock_keeps_no_offset() -> None:
    assert iso("3 July 1850 17:05", zone="Asia/Kolkata") == "1850-07-03T17:05:00"


def test_the_zone_of_a_hint_tells_the_country_of_an_abbreviation() -> None:
    assert iso("3 July 2024 17:05 IST", zone="Europe/Dublin") == "2024-07-03T17:05:00+01:00"


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.lantern.example.in/story", "in"),
        ("https://lantern.co.uk", "uk"),
        ("lantern.de", "de"),
        ("https://lantern.com/in", None),
        ("https://lantern.tv", None),
        (None, None),
        ("", None),
        ("http://[", None),
        ("https://10.0.0.1/", None),
        ("not an address", None),
    ],
)
def test_the_country_of_an_address_is_its_top_level_domain(url: str | None, country: str | None) -> None:
    assert country_of(url) == country


def test_every_country_has_a_zone_that_exists() -> None:
    assert all(zones.clock(zone) is not None for zone in countries.ZONES.values())
    assert countries.zone_of_country("in") == "Asia/Kolkata"
    assert countries.zone_of_country("us") is None
    assert countries.zone_of_country(None) is None


def test_every_language_names_twelve_months() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
    assert all(unicodedata.normalize("NFKC", word) == word for word in MONTHS)


# --- any text ----------------------------------------------------------------------------------------------------
_PIECES = st.sampled_from(
    [
        "Updated",
        "Published:",
        "3",
        "03",
        "31",
        "2024",
        "1999",
        "Sep",
        "सितंबर",
        "März",
        "/",
        ".",
        "-",
        ":",
        ",",
        " ",
        "17:05",
        "5.05 pm",
        "24:00",
        "IST",
        "GMT+5:30",
        "+0530",
        "年",
        "月",
        "日",
        "|",
    ]
)
_LINES = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map(" ".join), st.lists(_PIECES, max_size=12).map("".join))


@given(_LINES, st.sampled_from([None, "in", "us", "uk", "zz"]), st.sampled_from([None, "Asia/Kolkata", "America/Chicago", "\x00"]))
def test_no_text_breaks_the_reader_and_no_day_is_invented(text: str, country: str | None, zone: str | None) -> None:
    for moment in read_times(text, country=country, zone=zone):
        if moment is None or "24:00" in text or re.fullmatch(r"\s*\d{10,13}(\.\d+)?\s*", text):
            continue
        plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in unicodedata.normalize("NFKC", text))
        year, _, day = moment.iso[:10].split("-")
        assert moment.raw == text
        assert year[2:] in plain
        assert str(int(day)) in plain


@given(st.text(max_size=120))
def test_days_and_hours_of_any_text_lie_within_it(text: str) -> None:
    day, hour = find_day(text), find_hour(text)
    assert day is None or 0 <= day.start < day.end <= len(text)
    assert hour is None or (0 <= hour.start < hour.end <= len(text) and hour.hour <= 24)


def test_a_long_hostile_line_is_read_at_once() -> None:
    assert read_times("1" * 100_000) == Times()
    assert read_times("3 " * 119) == Times()
    assert read_times("1/" * 119) == Times()
