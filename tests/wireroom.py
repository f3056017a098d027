"""An invented agency's wire in three formats, and three papers that print it: the copy, and how each of them writes it down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape

G2 = "http://iptc.org/std/nar/2006-10-01/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One sending of the agency."""

    name: str
    headline: str
    place: str
    paragraphs: tuple[str, ...]
    at: str = "2026-03-03T06:00:00Z"
    version: int = 1
    status: str = "usable"
    embargoed: str | None = None
    number: int = 101
    note: str | None = None

    @property
    def uri(self) -> str:
        return f"urn:newsml:meridianpress.example:20260303:{self.name}"

    @property
    def opened(self) -> tuple[str, ...]:
        """Its paragraphs with the dateline before the first."""
        return (f"{self.place.upper()}, March 3 (MPS): {self.paragraphs[0]}", *self.paragraphs[1:])


def as_g2(copy: Copy) -> bytes:
    """A NewsML-G2 item."""
    embargo = f"<embargoed>{copy.embargoed}</embargoed>" if copy.embargoed else ""
    note = f"<edNote>{escape(copy.note)}</edNote>" if copy.note else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in copy.opened)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><newsItem xmlns='{G2}' guid='{copy.uri}' version='{copy.version}' standard='NewsML-G2' "
        f"standardversion='2.35' conformance='power' xml:lang='en'><catalogRef href='http://www.iptc.org/std/catalog/catalog.xml'/>"
        f"<itemMeta><itemClass qcode='ninat:text'/><provider literal='MPS'><name>MPS</name></provider>"
        f"<versionCreated>{copy.at}</versionCreated>{embargo}<pubStatus qcode='stat:{copy.status}'/>{note}</itemMeta>"
        f"<contentMeta><creditline>MPS</creditline><language tag='en'/><headline>{escape(copy.headline)}</headline></contentMeta>"
        f"<contentSet><inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><body>{body}</body></html>"
        f"</inlineXML></contentSet></newsItem>"
    ).encode()


def as_ninjs(copy: Copy) -> bytes:
    """A ninjs document."""
    return json.dumps(
        {
            "uri": copy.uri,
            "standard": {"name": "ninjs", "version": "3.1"},
            "type": "text",
            "version": str(copy.version),
            "versionCreated": copy.at,
            "pubStatus": copy.status,
            **({"embargoedUntil": copy.embargoed} if copy.embargoed else {}),
            **({"edNote": copy.note} if copy.note else {}),
            "language": "en",
            "headlines": [{"role": "main", "value": copy.headline}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": "".join(f"<p>{text}</p>" for text in copy.opened)}],
            "infoSources": [{"role": "agency", "name": "MPS"}, {"role": "publisher", "name": "MPS"}],
        }
    ).encode()


def as_7901(copy: Copy) -> bytes:
    """An IPTC 7901 message."""
    lines = [copy.headline, "", *copy.opened, "MPS KHZ"]
    header = f"mps{copy.number:03d} 3 i {len(' '.join(lines).split())} MPS {copy.number:04d}"
    return b"\x01" + header.encode() + b"\r\n\x02" + "\r\n".join(lines).encode() + b"\r\n\x03031130 GMT Mar 26\r\n"


def as_mail(copy: Copy) -> bytes:
    """The same as an agency's mail."""
    text = "\r\n\r\n".join(copy.opened)
    return (
        f"From: Meridian Press Service <wire@meridianpress.example>\r\nTo: desk@paper.example\r\nSubject: {copy.headline}\r\n"
        f"Message-ID: <{copy.name}.{copy.version}@meridianpress.example>\r\nDate: Tue, 03 Mar 2026 11:40:00 +0530\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def as_nitf(copy: Copy) -> bytes:
    """A NITF document."""
    body = "".join(f"<p>{escape(text)}</p>" for text in copy.paragraphs)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><nitf><head><docdata><doc-id id-string='mps-{copy.name}' regsrc='MPS'/>"
        f"<date.issue norm='20260303T060000Z'/></docdata></head><body><body.head><hedline><hl1>{escape(copy.headline)}</hl1></hedline>"
        f"<distributor>MPS</distributor><dateline><location>{copy.place}</location>, <story.date>March 3</story.date> (MPS)</dateline>"
        f"</body.head><body.content>{body}</body.content></body></nitf>"
    ).encode()


def as_newsml_1(copy: Copy) -> bytes:
    """A NewsML 1.2 document."""
    body = "".join(f"<p>{escape(text)}</p>" for text in copy.opened)
    return (
        f"<?xml version='1.0'?><NewsML Version='1.2'><NewsEnvelope><DateAndTime>20260303T060000Z</DateAndTime></NewsEnvelope><NewsItem>"
        f"<Identification><NewsIdentifier><ProviderId>meridianpress.example</ProviderId><DateId>20260303</DateId><NewsItemId>{copy.name}"
        f"</NewsItemId><RevisionId PreviousRevision='0' Update='N'>1</RevisionId><PublicIdentifier>{copy.uri}:1</PublicIdentifier>"
        f"</NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName='News'/><FirstCreated>20260303T060000Z</FirstCreated>"
        f"<ThisRevisionCreated>20260303T060000Z</ThisRevisionCreated><Status FormalName='Usable'/></NewsManagement><NewsComponent>"
        f"<NewsLines><HeadLine>{escape(copy.headline)}</HeadLine><CreditLine>MPS</CreditLine></NewsLines><AdministrativeMetadata>"
        f"<Provider><Party FormalName='MPS'/></Provider></AdministrativeMetadata><ContentItem><MediaType FormalName='Text'/>"
        f"<DataContent>{body}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    ).encode()


def as_anpa(copy: Copy) -> bytes:
    """An ANPA 1312 message."""
    body = "".join(f"\t   {text}\r\n" for text in copy.opened)
    return (
        f"\x16\x16\x01a4{copy.number}\x1f_mpswr-\r\nr n\x13\x11BC-{copy.name.upper()} 03-03 0120\r\n\x02^{copy.name.upper()},120<\r\n"
        f"^{copy.headline}<\r\n{body}\x03MP-WX-03-03-26 0600GMT<\r\n\x04\x14"
    ).encode()


def as_ap(copy: Copy) -> bytes:
    """An item of AP's Media API with its words."""
    said = {"version": 1, "versioncreated": copy.at, "firstcreated": copy.at, "pubstatus": "usable", "headline": copy.headline}
    body = "".join(f"<p>{escape(text)}</p>" for text in copy.opened)
    item = {"type": "text", "altids": {"itemid": copy.name}, **said, "provider": "MPS", "infosource": [{"name": "MPS"}], "body_nitf": body}
    return json.dumps({"api_version": "1.1", "data": {"item": item}}).encode()


def as_dpa(copy: Copy) -> bytes:
    """A dpa-digitalwires document."""
    said = {"version": 1, "version_created": copy.at, "pubstatus": "usable", "headline": copy.headline, "creditline": "MPS"}
    body = "".join(f"<p>{escape(text)}</p>" for text in copy.opened)
    return json.dumps({"format": "digitalwires/1.0.0", "urn": copy.uri, **said, "article_html": f"<section>{body}</section>"}).encode()


@dataclass(frozen=True, slots=True)
class Paper:
    """A publisher of the agency's copy."""

    id: str
    name: str

    def page(self, slug: str, headline: str, paragraphs: tuple[str, ...], notice: str = "", at: str = "2026-03-03T13:05:00+05:30") -> bytes:
        """An article page of this paper."""
        url = f"https://www.{self.id}.example/state/{slug}/"
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        said = f'<p class="note">({escape(notice)})</p>' if notice else ""
        return (
            f'<!doctype html><html lang="en-IN"><head><meta charset="utf-8"><title>{escape(headline)} - {self.name}</title>'
            f'<meta property="og:title" content="{escape(headline)}"><meta property="og:site_name" content="{self.name}">'
            f'<meta property="og:type" content="article"><link rel="canonical" href="{url}">'
            f'<meta property="article:published_time" content="{at}"></head><body><nav><a href="/">Home</a></nav>'
            f'<article><h1>{escape(headline)}</h1><div class="meta">{self.name} | Updated</div>{body}{said}</article>'
            f"<footer>Copyright 2026 {self.name}</footer></body></html>"
        ).encode()


COURIER, HERALD, POST = Paper("hillcourier", "Hill Courier"), Paper("tideherald", "Tide Herald"), Paper("baypost", "Bay Post")
UNEDITED = "Except for the headline, this story has not been edited by {name} staff and is published from a syndicated feed."

LIGHTSHIP = Copy(
    name="lightship",
    headline="Lightship Amavarin towed home after forty years off Karwi Point",
    place="Tarangpur",
    paragraphs=(
        "The lightship Amavarin came home to Tarangpur on Tuesday behind two tugs, ending forty years off Karwi Point.",
        "Some four hundred people lined the northern mole as the red hull passed the signal station shortly after nine in the morning.",
        "“She has never once been dark,” said her last keeper, Ishaan Pathrole, who spent eleven winters aboard counting waves.",
        "The harbor board has bought a lit buoy for the point and wants to moor the ship beside the fish market as a school for pilots.",
        "A decision on the mooring fee, put at 40,000 a year, is expected when the board meets on the second Friday of April.",
    ),
)
SALT = Copy(
    name="salt",
    headline="Salt pans of Vellamar lose half their harvest to early rain",
    place="Vellamar",
    number=102,
    paragraphs=(
        "Early rain has washed out half of the harvest of the salt pans of Vellamar, the growers' union said after a survey of ninety.",
        "The brine in the outer rows was four days from the rake when thirty millimeters fell in one night, secretary Devika Mhaskel said.",
        "Growers are asking the district for sluice pumps that were promised after the storms of two years ago and never came.",
        "A collector's report on the damage is due within ten days, an official at the district office told MPS.",
    ),
)
BRIDGE = Copy(
    name="bridge",
    headline="Karwi bridge shut to lorries after divers find scour at two piers",
    place="Karwi",
    number=103,
    paragraphs=(
        "Engineers shut the Karwi bridge to lorries on Tuesday after divers found that the river had dug the sand from two piers.",
        "Buses and cars may cross one at a time under the eyes of wardens, executive engineer Mohan Ferreira said at the toll house.",
        "Lorries are being sent by the old road through Pathri, which adds fifty kilometers to the way to the port.",
        "Stone for the piers is on its way by barge and should be laid before the spring tide at the end of the month.",
    ),
)
