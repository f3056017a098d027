"""A wire item in the making: the sheet its words are laid on, and the values read so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from normalizers.formats.identity import made_of
from normalizers.formats.sheet import Sheet
from normalizers.terms import Finding, WireItem, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.terms import Block, PubStatus, Subject

MAX_VALUES = 500  # of one list: subjects, keywords, pictures
UNSAID = "an embargo without a time"  # it can't be read as a time, so the copy stays back until a person acts
STATUSES: dict[str, PubStatus] = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "kill": "canceled",
    "withdrawn": "canceled",
}


@dataclass(slots=True)
class Draft:
    """An item in the making; one whose document tells no `uri` gets one made of its words, the same whenever it is read.

    `agencys_own`: nobody but an agency sends this form.
    """

    form: str
    uri: str | None = None
    agencys_own: bool = False
    sheet: Sheet = field(default_factory=Sheet)
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    body: tuple[str, str] | None = None

    def put(self, name: str, value: object) -> None:
        """Add a value to one of the item's lists."""
        found = self.lists.setdefault(name, [])
        if len(found) < MAX_VALUES and value not in found:
            found.append(value)

    def subject(self, topic: Subject) -> None:
        """Add a subject; of two with one code that has words beats one that repeats the code."""
        code = topic.code
        found = self.lists.setdefault("subjects", [])
        for at, other in enumerate(found):
            if code and other.code == code and code.endswith((topic.name, other.name)):
                found[at] = other if code.endswith(topic.name) else topic
                return
        self.put("subjects", topic)

    def genre(self, kind: Subject) -> None:
        """Add what kind of copy it is, by its name and its code: "press release" tells where the words come from."""
        self.put("genres", kind)
        self.sheet.unseen("genre", kind.name)
        if kind.code and kind.code != kind.name and "release" in kind.code.casefold():
            self.sheet.unseen("genre", kind.code)

    def rank(self, name: str, words: Words, *, best: bool) -> None:
        """Put a candidate first when it is the best, else last; a title stays behind every headline."""
        found = self.lists.setdefault(name, [])
        if best:
            found.insert(0, words)
            del found[MAX_VALUES:]
        elif len(found) < MAX_VALUES:
            at = next((at for at, other in enumerate(found) if other.source.endswith(" title")), len(found))
            found.insert(at, words)

    def lay(self, copy: Sequence[Block]) -> None:
        """Lay paragraphs of the copy down, below those that lie there."""
        self.lists.setdefault("blocks", []).extend(self.sheet.body("body", copy))

    def keep(self, name: str, value: str, label: str) -> None:
        """Take a single value that nobody sees in print, the first of its name."""
        if self.values.setdefault(name, value) == value:
            self.sheet.unseen(label, value)

    def hold_back(self, embargo: str, label: str) -> None:
        """Keep the copy back until a time as printed; an empty one is an embargo all the same."""
        self.values["embargo"] = embargo.strip() or UNSAID
        self.sheet.unseen(label, self.values["embargo"])

    def lead_to(self, address: str, label: str) -> None:
        """Make the item a lead to the file that has its words."""
        self.values |= {"url": address, "partial": True}
        self.sheet.unseen(label, address)

    def settle_status(self, said: str, source: str) -> None:
        """Note whether the copy may be used; a status that nobody knows keeps it back."""
        word = said.strip().lower().rpartition(":")[2].rpartition("/")[2]
        self.values["pub_status"] = STATUSES.get(word, "withheld")
        self.sheet.unseen(source, said)
        if word not in STATUSES:
            self.put("findings", Finding("pub_status", source, said[:200], chosen=False))

    def source(self, name: str, source: str) -> None:
        """Note who supplied the copy."""
        self.sheet.unseen(source, name)
        self.put("credits", Words(name, source))

    def item(self) -> WireItem:
        """The item that these fields make."""
        raw_text, zones = self.sheet.off()
        uri = self.uri or made_of(self.form, raw_text)
        values: dict[str, Any] = self.values | {name: tuple(found) for name, found in self.lists.items()}
        return WireItem(form=self.form, uri=uri, agencys_own=self.agencys_own, raw_text=raw_text, zones=zones, **values)
