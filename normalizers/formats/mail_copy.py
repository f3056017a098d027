"""What of a mail's words is copy: less what mail programs, lists and lawyers put around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.fields.names import folded
from normalizers.formats.mail_html import shown
from normalizers.formats.plain_text import cut
from normalizers.markup import spaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.terms import Block

MOST_SIGNATURE = 15  # lines; what is longer below a `-- ` is no signature
MOST_BEHIND = 12  # paragraphs at the end among which footers are sought
LOOK = 2000  # characters of a paragraph among which a footer's words are sought
SMALL = 300  # characters of a paragraph between footers
A_STORY = 40  # words: what stands above forwarded words and is shorter is a remark of who forwards
_MARK = re.compile(
    r"(?:[-_–— ]{3,}+(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|message transféré"
    r"|message d['’]origine|mensaje reenviado|mensaje original|messaggio inoltrato|messaggio originale|mensagem encaminhada"
    r"|doorgestuurd bericht|अग्रेषित संदेश)\b[^\n]{0,60}?[-_–— ]{2,}"
    r"|(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:transféré|réexpédié)) ?:)",
    re.IGNORECASE,
)
_NAMES = (
    r"from|von|de|da|van|प्रेषक|date|sent|datum|gesendet|envoyé|fecha|enviado|data|inviato|verzonden|दिनांक|subject|betreff|objet|asunto|oggetto"
    r"|assunto|onderwerp|विषय|to|an|à|para|a|aan|प्रति|cc|kopie|reply-to|antwort an"
)
_FIELD = re.compile(rf"\*?(?:{_NAMES})\s?:\*?\s", re.IGNORECASE)
_SENDER = re.compile(r"\*?(?:from|von|de|da|van|प्रेषक)\s?:", re.IGNORECASE)
_ABOUT = re.compile(r"\*?(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|विषय)\s?:", re.IGNORECASE)
_RULE = re.compile(r"[-_=*]{5,}+\s*+")
_RULED = re.compile(r"[-_=*]{10,}+\s")
_FOOTER = re.compile(
    r"(?:[-_=*]{10,}+\s*+)?"
    r"(?:you (?:received|are receiving|have received) this (?:message|e-?mail|mail|newsletter)\b"
    r"|to unsubscribe\b|(?:or\s)?\W{0,4}unsubscribe\b(?=.{0,80}$|.{0,30}\s?[<(]?https?:)|want to change how you receive"
    r"|(?:newsletter )?abmelden\b(?=.{0,80}$)|se désabonner"
    r"|if you (?:no longer wish|do not (?:wish|want)|don['’]t want) to receive\b"
    r"|(?:se|si) non desider\w+ (?:più )?ricevere|per (?:cancellarti|disiscriverti)\b"
    r"|(?:si vous ne souhaitez|[^\s@]{1,64}@\S{1,64} vous ne souhaitez) plus recevoir"
    r"|si (?:ya )?no (?:desea|quiere) recibir|para (?:darse|darte) de baja|se não (?:deseja|quiser) (?:mais )?receber"
    r"|(?:klik hier om je )?(?:uitschrijven|afmelden)\b(?=.{0,80}$)"
    r"|(?:wenn|falls) sie (?:diese[nr]? \w+|keine weiteren \w+) nicht mehr (?:erhalten|wünschen)"
    r"|to (?:stop receiving|post to this|view this (?:e-?mail|discussion)|manage your)\b|view (?:this e-?mail )?in (?:your )?browser"
    r"|sie erhalten diese (?:e-?mail|nachricht|mail)|vous recevez ce (?:message|courriel|mail)"
    r"|sent from my \w+|von meinem \w+ gesendet|envoyé de mon \w+|get outlook for\b|[\w.-]{2,60} mailing list\b"
    r"|this (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|privileged|intended (?:only|solely|for))"
    r"|the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message)\b"
    r"|if you (?:are not the (?:intended|named)|have received this (?:e-?mail|message|communication) in error)"
    r"|(?:legal )?disclaimer\s?:|confidentiality notice|please consider the environment"
    r"|diese (?:e-?mail|nachricht)\b.{0,120}\bvertraulich|ce (?:message|courriel|mail)\b.{0,120}\bconfidentiel"
    r"|este (?:mensaje|correo|e-?mail)\b.{0,120}\bconfiden[ct]ial|questo messaggio\b.{0,120}\b(?:riservat|confidenzial)"
    r"|bitte (?:denken|prüfen) sie .{0,40}\b(?:umwelt|ausdruck)|virus-free\b|scanned by\b)",
    re.IGNORECASE | re.DOTALL,
)
_BROWSER = re.compile(
    r"\W{0,3}(?:view (?:this |the )?(?:e-?mail |mail |message |newsletter )?(?:in|with) (?:your|a) (?:web ?)?browser|view (?:it )?online\b"
    r"|(?:having )?trouble (?:viewing|reading)|(?:diese (?:e-?mail|mail) |newsletter )?im browser (?:ansehen|anzeigen|öffnen|lesen)"
    r"|(?:falls|wenn|sollte) .{0,80}\b(?:richtig|korrekt|fehlerfrei) (?:angezeigt|dargestellt)"
    r"|si ce (?:message|mail|courriel) ne s['’]affiche pas|(?:voir|lire) .{0,40}(?:navigateur|en ligne)\b"
    r"|(?:ver|leer) .{0,40}navegador|se non (?:visualizzi|riesci)|visualizza .{0,40}browser|ver no navegador|bekijk .{0,40}browser)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|von|par|por|di|door|av)\s\S", re.IGNORECASE)
A_TITLE = 15  # letters of a headline that stands behind something else in a subject
BYLINE = 80
MOST_ABOVE = 8  # paragraphs among which lines that lead to a browser are sought
_REPLY = re.compile(r"(?:(?:fwd?|wg|tr|rv|re|aw|sv|antw|enc)\s?:\s*)+", re.IGNORECASE)
_COVER = re.compile(
    r"\b(?:attach(?:ed|ment|ing|ments)|enclos(?:ed|ing)|herewith|anbei|(?:im|als) anhang|angehängt|ci-joint\w*|en pièces? jointes?"
    r"|adjunt\w{1,4}|in allegato|em anexo|bijgevoegd|संलग्न|अटैच\w*)",
    re.IGNORECASE,
)
MOST_COVER = 80  # words of a note that tells what is attached
A_NOTE = 12  # words: so few are a note where there is a story beside them


def laid_out(kind: str, words: str) -> tuple[tuple[Block, ...], tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of a mail's words that are copy, the signs of the desk below them, and what mail programs put around."""
    signs: tuple[str, ...] = ()
    if kind == "html":
        found, tail = shown(words)
    else:
        words, tail = _signed(words)
        found, signs = cut(words)
    found, around = _forwarded(found)
    found, behind = _footed(found)
    found, above = _opened(found)
    return found, signs, (*above, *around, *behind, *tail)


def headed(copy: Sequence[Block], subject: str) -> tuple[str | None, str | None, tuple[Block, ...]]:
    """The headline that a copy prints above itself, where it is the mail's subject or its end, its byline, and the copy below."""
    lines = [spaced(block.text) for block in copy[:2]]
    if len(copy) < 2 or not _is_end(lines[0], subject):  # noqa: PLR2004 - a headline, and copy below it
        return None, None, tuple(copy)
    if len(copy) > 2 and len(lines[1]) < BYLINE and _BY.match(lines[1]) and lines[1][-1] not in ".!?:":  # noqa: PLR2004
        return lines[0], lines[1], tuple(copy[2:])
    return lines[0], None, tuple(copy[1:])


def _is_end(line: str, subject: str) -> bool:
    """Whether a line is a subject's words: all of them, or those behind a number, a wire's name or a marker and a colon."""
    told, whole = folded(line), folded(subject)
    before = subject[: -len(line)].rstrip() if len(subject) > len(line) else ""
    return bool(told) and (told == whole or (len(told) >= A_TITLE and whole.endswith(told) and before.endswith((":", "-", "–", "—", "]"))))


def _opened(found: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The paragraphs below the lines that lead to a browser, among the first of a newsletter."""
    taken = [at for at, one in enumerate(found[:MOST_ABOVE]) if len(one.text) < SMALL and _BROWSER.match(one.text)]
    if not taken or len(taken) == len(found):
        return tuple(found), ()
    return tuple(one for at, one in enumerate(found) if at not in taken), tuple(found[at].text for at in taken)


def subject_of(line: str, *, listed: bool) -> str:
    """A subject without what replies, forwarding and lists put before it.

    >>> subject_of("Fwd: WG: Ferries are back", listed=False), subject_of("[wire] Ferries are back", listed=True)
    ('Ferries are back', 'Ferries are back')
    """
    bare = re.sub(r"^\s*\[[^\[\]]{1,60}\]\s*", "", line) if listed else line
    found = _REPLY.match(bare)
    return (bare[found.end() :] if found else bare).strip() or line


def is_cover(words: str) -> bool:
    """Whether a mail's words only tell what comes with it: few, or not many and of what is attached."""
    count = len(words.split())
    return count < A_NOTE or (count < MOST_COVER and _COVER.search(words) is not None)


def _signed(words: str) -> tuple[str, tuple[str, ...]]:
    """The words above a signature, and the signature's lines."""
    lines, at, count = words.split("\n"), None, 0
    for number in range(len(lines) - 1, 0, -1):
        if lines[number].rstrip() == "--":
            at = number
        count += bool(lines[number].strip())
        if count > MOST_SIGNATURE:
            break
    if at is None or not any(line.strip() for line in lines[:at]):
        return words, ()
    return "\n".join(lines[:at]), tuple(line.strip() for line in lines[at + 1 :] if line.strip())


def _forwarded(found: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The story in a forwarded mail; where the words above are a story of their own, these, and not what they answer."""
    for at in range(len(found)):
        end = _heading(found, at)
        if end is None:
            continue
        above, below = found[:at], found[end:]
        if not below or len(" ".join(one.text for one in above).split()) >= A_STORY:
            return tuple(above), tuple(one.text for one in found[at:])
        return tuple(below), (*(one.text for one in above), *(one.text for one in found[at:end]))
    return tuple(found), ()


def _heading(found: Sequence[Block], at: int) -> int | None:
    """Where the lines end that a mail program puts above words it forwards, if they begin at this paragraph."""
    text = found[at].text
    mark = _MARK.match(text)
    end = at + 1 if mark else at
    rest = text[mark.end() :].strip() if mark else ""
    if mark and rest and not _FIELD.match(rest):
        return None  # a line of dashes within copy
    while end < len(found) and end - at < MOST_BEHIND and _FIELD.match(found[end].text) and len(found[end].text) < SMALL * 3:
        end += 1
    said = "\n".join([rest, *(one.text for one in found[at if not mark else at + 1 : end])])
    whole = _found_in(_SENDER, said) and _found_in(_ABOUT, said)
    return end if mark or whole else None


def _found_in(field: re.Pattern[str], text: str) -> bool:
    """Whether a field stands at the beginning of a line or behind another one's words."""
    return any(found.start() == 0 or text[found.start() - 1].isspace() for found in field.finditer(text))


def _footed(found: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The paragraphs above the first footer of the last ones, where nothing but footers and small lines stands below it."""
    for at in range(max(len(found) - MOST_BEHIND, 1), len(found)):
        rest = found[at:]
        ruled = _RULED.match(rest[0].text) is not None and _FOOTER.search(rest[0].text[:LOOK]) is not None
        begins = ruled or _FOOTER.match(rest[0].text) or _RULE.fullmatch(rest[0].text)
        named = [one for one in rest if (_FOOTER.search if ruled else _FOOTER.match)(one.text[:LOOK])]
        if begins and named and all(one in named or len(one.text) < SMALL for one in rest):
            return tuple(found[:at]), tuple(one.text for one in rest)
    return tuple(found), ()
