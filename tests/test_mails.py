"""Mails whole: what is enclosed, what comes twice, what is no copy, and mails made to do harm."""

from __future__ import annotations

import base64
import json
import time

import pytest
from soon import soon

from normalizers import read
from normalizers.formats.mail_copy import headed, is_cover, laid_out, subject_of
from normalizers.formats.mail_parts import opened
from normalizers.terms import Story, Unreadable

FERRY = [
    f"The ferry to Tamm made trip number {n} and came back with {n * 3} milk churns and a goat called Number {n}." for n in range(1, 5)
]
BELL = [f"Diver {n} of the weir at Old Mole brought up bell fragment {n * 11} and laid it on clean straw." for n in range(1, 5)]


def heading(number: int = 1, /, **more: str) -> str:
    lines = {
        "From": "Meridian Press <desk@meridianpress.example>",
        "Subject": "Ferry sails again",
        "Date": "Thu, 05 Mar 2026 09:30:00 +0530",
        "Message-ID": f"<m{number}@meridianpress.example>",
        "MIME-Version": "1.0",
    }
    return "".join(f"{name}: {value}\n" for name, value in (lines | {key.replace("_", "-"): value for key, value in more.items()}).items())


def part(words: str | bytes, kind: str = "text/plain; charset=utf-8", name: str | None = None) -> str:
    coded = base64.encodebytes(words.encode() if isinstance(words, str) else words).decode()
    where = f'Content-Disposition: attachment; filename="{name}"\n' if name else ""
    return f"--out\nContent-Type: {kind}\n{where}Content-Transfer-Encoding: base64\n\n{coded}\n"


def mixed(*parts: str, **more: str) -> bytes:
    return (heading(**more) + "Content-Type: multipart/mixed; boundary=out\n\n" + "".join(parts) + "--out--\n").encode()


def ninjs(uri: str, paragraphs: list[str], **more: object) -> str:
    bodies = [{"role": "main", "contentType": "text/html", "value": "".join(f"<p>{one}</p>" for one in paragraphs)}]
    told = {"uri": uri, "type": "text", "versionCreated": "2026-03-05T09:20:00+05:30", "bodies": bodies}
    return json.dumps(told | {"headlines": [{"role": "main", "value": "Bell found"}]} | more)


def stories(data: bytes) -> list[Story]:
    found = read(data)
    assert all(isinstance(one, Story) for one in found), found
    return [one for one in found if isinstance(one, Story)]


def left(story: Story) -> list[tuple[str, str]]:
    """What of its mail was not read, with the reasons."""
    return [(one.source.removeprefix("enclosed "), one.value) for one in story.findings if one.source.startswith("enclosed ")]


def test_an_enclosed_document_is_told_from_its_bytes_whatever_its_label_says() -> None:
    (story,) = stories(mixed(part(ninjs("urn:bell", BELL), "application/pdf", "bell.pdf")))
    assert (story.form, story.uri) == ("ninjs", "urn:bell")


def test_a_mail_that_is_enclosed_as_a_file_is_read_as_a_mail() -> None:
    inner = heading(2, From="Coast Letter <c@coastletter.example>", Subject="Bell found") + "\n" + "\n\n".join(BELL)
    (story,) = stories(mixed(part(inner, "application/octet-stream", "bell.eml")))
    assert (story.uri, story.publisher.domain) == ("mid:m2@meridianpress.example", "coastletter.example")


def test_a_copy_that_is_held_back_is_not_lost_to_one_that_is_not() -> None:
    withheld = ninjs("urn:bell", BELL, pubStatus="withheld")
    (story,) = stories(mixed(part("\n\n".join(BELL)), part(withheld, name="bell.json"), part(ninjs("urn:bell", BELL), name="again.json")))
    assert story.pub_status == "withheld"
    assert ("again.json", "the same story again") in left(story)


def test_the_longer_copy_is_the_richer_one() -> None:
    (story,) = stories(mixed(part("\n\n".join(BELL + FERRY)), part(ninjs("urn:bell", BELL), name="bell.json")))
    assert (story.form, story.uri) == ("mail", "mid:m1@meridianpress.example")


def test_versions_within_one_document_are_not_taken_for_copies_of_each_other() -> None:
    both = f"[{ninjs('urn:bell', BELL, version='1')},{ninjs('urn:bell', BELL, version='2')}]"
    assert [story.version for story in stories(mixed(part(both, name="bell.json")))] == ["1", "2"]


def test_a_flash_in_the_subject_alone_is_not_told_beside_the_story_of_that_headline() -> None:
    (story,) = stories(mixed(part(ninjs("urn:bell", BELL), name="bell.json"), Subject="Bell found"))
    assert story.uri == "urn:bell"


def test_what_is_not_read_is_named_with_its_kind() -> None:
    files = [
        part(b"\x89PNG\r\n", "image/png", "map.png"),
        part(b"PK\x03\x04zip", "application/zip", "all.zip"),
        part("tel,mail\n1,2\n" * 90, "text/csv", "list.csv"),
        part("Tel. 0", "text/plain", "note.txt"),
        part("<html><body><p>Hi.</p></body></html>" + " " * 300, "text/html", "hi.html"),
        part(
            "<html><head><title>x</title></head><body><p>Read our other stories.</p>" + "<br>" * 60 + "</body></html>",
            "text/html",
            "x.html",
        ),
    ]
    (story,) = stories(mixed(part("\n\n".join(FERRY)), *files))
    assert left(story) == [
        ("map.png", "a picture, which is not read"),
        ("all.zip", "an archive, which is not read"),
        ("list.csv", "no wire's document (text/csv)"),
        ("note.txt", "too few words for a story"),
        ("hi.html", "too few words for a story"),
        ("x.html", "a page with hardly any copy"),
    ]
    (nothing,) = read(mixed(*files[:2]))
    assert isinstance(nothing, Unreadable)
    assert nothing.reason == "there is no story in this mail: map.png: a picture, which is not read; all.zip: an archive, which is not read"


def test_a_fault_of_one_enclosure_is_told_with_its_name_and_costs_no_other() -> None:
    found = read(mixed(part('{"uri": "urn:x", "headlines": ', name="cut.json"), part("\n\n".join(FERRY))))
    assert [type(one) for one in found] == [Story, Unreadable]
    assert isinstance(found[1], Unreadable)
    assert found[1].place.startswith("enclosed cut.json")


def test_an_item_that_states_nothing_of_itself_has_its_sender_time_and_identity_from_the_mail() -> None:
    story = stories(mixed(part("\n\n".join(FERRY)), part("Bell found\n\n" + "\n\n".join(BELL), "text/plain", "C:\\out\\bell story.txt")))[1]
    assert story.uri == "mid:m1@meridianpress.example/bell-story.txt"
    assert story.updated is not None
    assert story.updated.iso == "2026-03-05T09:30:00+05:30"
    assert story.publisher.domain == "meridianpress.example"
    for evidence in story.provenance.evidence:
        assert story.raw_text[evidence.start : evidence.end] == evidence.quote


def test_text_around_a_file_is_one_story() -> None:
    (story,) = stories(mixed(part(FERRY[0]), part(b"GIF8", "image/gif", "x.gif"), part("\n\n".join(FERRY[1:]))))
    assert [block.text for block in story.body] == FERRY


def test_a_wires_messages_in_the_words_of_a_mail_keep_their_own_identity() -> None:
    words = "ZCZC\nID: MPS-1\nHEADLINE: Bell found\n\n" + "\n".join(f"   {one}" for one in BELL) + "\nNNNN\n"
    (story,) = stories(mixed(part(words)))
    assert (story.form, story.uri, story.publisher.domain) == ("wire-text", "MPS-1", "meridianpress.example")


@pytest.mark.parametrize("kind", ["vacation", "report"])
def test_what_nobody_wrote_is_no_copy(kind: str) -> None:
    more = {"Auto_Submitted": "auto-replied"} if kind == "vacation" else {"Content_Type": "multipart/report; boundary=out"}
    (found,) = read((heading(**more) + "\n" + "\n\n".join(FERRY)).encode())
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("coding", "words"),
    [("quoted-printable", "The ferry sails =\n"), ("base64", "VGhlIGZlcnJ5IHNhaWxz\nIG"), ("base64", "VGhlIGZlcnJ5I")],
)
def test_a_mail_whose_coding_breaks_off_is_no_story(coding: str, words: str) -> None:
    (found,) = read((heading(Content_Transfer_Encoding=coding) + f"\n{words}").encode())
    assert isinstance(found, Unreadable)
    assert "breaks off" in found.reason


def test_a_mail_cut_off_at_any_place_gives_no_half_story() -> None:
    whole = mixed(part("\n\n".join(FERRY)), part(ninjs("urn:bell", BELL), name="bell.json"))
    texts = {story.body_text for story in stories(whole)}
    head = len(heading()) + 60
    for end in range(head, len(whole) - 8, 37):
        for one in read(whole[:end], form="mail"):
            if isinstance(one, Story):
                assert one.body_text in texts, end


def test_folded_lines_are_one_again() -> None:
    flowed = heading(Content_Type="text/plain; format=flowed; delsp=yes") + "\nThe ferry sa \nils again  \n from Tamm.\n-- \nDesk\n"
    (story,) = stories(flowed.encode())
    assert story.body_text == "The ferry sails again from Tamm."


def test_ten_thousand_parts_and_mails_within_mails_end_soon() -> None:
    started = time.perf_counter()
    scraps = mixed(*[part("\n\n".join(BELL) + str(n), "text/plain", f"{n}.txt") for n in range(4000)])
    found = read(scraps)
    assert len(found) == 2  # a hundred are read, all of them one story; the rest is left out in words
    assert isinstance(found[1], Unreadable)
    assert "more than 100 are enclosed" in found[1].reason
    deep = heading() + "Content-Type: message/rfc822\n\n" + (heading() + "Content-Type: message/rfc822\n\n") * 30 + heading() + "\nwords\n"
    (nothing,) = read(deep.encode())
    assert isinstance(nothing, Unreadable)
    assert "more than 5 mails" in nothing.reason
    (refused,) = read((heading() + "Content-Type: message/rfc822\n\n" * 1000).encode(), form="mail")
    assert isinstance(refused, Unreadable)
    assert time.perf_counter() - started < 20  # it takes about a second


def test_thousands_of_hidden_words_and_endless_rules_are_read_soon() -> None:
    hidden = heading() + "Content-Type: text/html\n\n<html><body><p>It sails.</p>" + "<div style='display:none'>a</div>" * 20_000
    rules = heading() + "\n" + "\n\n".join(["It sails.", "=" * 200_000 + " x", *["=" * 5000 + " x"] * 10])
    with soon(5.0):  # it takes a third of a second; looked up in a list the hidden words took eight
        assert [story.body_text for story in stories(hidden.encode())] == ["It sails."]
        assert len(stories(rules.encode())) == 1


def test_much_that_is_hidden_is_copy_that_a_click_opens() -> None:
    words = "".join(f"<p>{line}</p>" for line in FERRY * 2)
    copy, _, around = laid_out("html", f'<p>It sails.</p><div style="display: none">{words}</div><p hidden>A note.</p>')
    assert [block.text for block in copy] == ["It sails.", *FERRY * 2]
    assert around == ("A note.",)


@pytest.mark.parametrize(
    ("subject", "first", "headline"),
    [
        ("Ferry sails again", "Ferry sails again", "Ferry sails again"),
        ("MPS 12: Ferry sails again", "FERRY SAILS AGAIN", "FERRY SAILS AGAIN"),
        ("The old ferry sails again", "Ferry sails again", None),
        ("Note: again", "Again", None),
    ],
)
def test_a_headline_above_the_copy_is_the_mails_where_it_is_the_subject_or_its_end(subject: str, first: str, headline: str | None) -> None:
    found, byline, copy = headed(laid_out("plain", f"{first}\n\nBy Ilsa Brandt\n\n{FERRY[0]}")[0], subject)
    assert (found, byline) == (headline, "By Ilsa Brandt" if headline else None)
    assert [block.text for block in copy] == ([FERRY[0]] if headline else [first, "By Ilsa Brandt", FERRY[0]])


def test_what_a_reply_answers_is_left_out_where_the_reply_is_the_story() -> None:
    words = "\n\n".join([*FERRY, "-----Original Message-----\nFrom: A Reader\nSubject: A question\nTo: desk\n\nWhen does it sail?"])
    copy, _, around = laid_out("plain", words)
    assert [block.text for block in copy] == FERRY
    assert "When does it sail?" in around


def test_dashes_and_colons_within_copy_are_no_heading() -> None:
    words = "\n\n".join(
        [FERRY[0], "---------- Original message of the board ---------- sails on", "From: a distance it looked blue.", FERRY[1]]
    )
    copy, _, _ = laid_out("plain", words)
    assert len(copy) == 4


def test_a_footer_in_the_middle_of_copy_is_copy() -> None:
    words = "\n\n".join([FERRY[0], "To unsubscribe is to die, said the poet.", *FERRY * 9])
    copy, _, _ = laid_out("plain", words)
    assert len(copy) == 2 + len(FERRY) * 9


def test_subjects_lose_what_programs_put_before_them() -> None:
    assert subject_of("Re: AW: Ferries", listed=False) == "Ferries"
    assert subject_of("[wire] Ferries", listed=False) == "[wire] Ferries"
    assert subject_of("Fwd:", listed=False) == "Fwd:"


def test_notes_that_tell_what_is_attached_are_known() -> None:
    assert is_cover("Im Anhang finden Sie unsere Meldung über die Fähre nach Tamm, die am Donnerstag wieder fährt, mit Bildern.")
    assert is_cover("For tonight.")
    assert not is_cover(" ".join(FERRY))


def test_the_files_of_a_mail_can_be_had_as_they_are() -> None:
    letter = opened(mixed(part("words"), part(b"PK\x03\x04zip", "application/zip", "=?utf-8?Q?f=C3=A4hre=2Ezip?=")))
    assert [(one.name, one.media_type, one.data) for one in letter.enclosures] == [("fähre.zip", "application/zip", b"PK\x03\x04zip")]
