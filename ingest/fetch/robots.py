"""robots.txt: what a site lets us fetch, and how slowly. Pure: text in, answers out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from protego import Protego

LONGEST = 512_000  # characters: RFC 9309 asks for 500 KiB at the least
LONGEST_LINE = 2048
AGENT = "Copytaster"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site; whatever can't be understood in them allows."""

    _rules: Protego

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read a robots.txt, as much of it as RFC 9309 asks for.

        >>> rules = Robots.parse("User-agent: *\nDisallow: /archive/\nCrawl-delay: 4")
        >>> rules.allows("https://paper.example/archive/7", AGENT), rules.crawl_delay(AGENT)
        (False, 4.0)
        """
        lines = (line[:LONGEST_LINE] for line in text[:LONGEST].replace("\0", "").splitlines())
        return cls(Protego.parse("\n".join(lines)))

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Whether a page may be fetched by this agent."""
        return bool(self._rules.can_fetch(url, agent))

    def crawl_delay(self, agent: str = AGENT) -> float | None:
        """Seconds that are to lie between two requests, where the site says so."""
        delay = self._rules.crawl_delay(agent)
        return float(delay) if delay is not None and delay > 0 else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the site names."""
        return tuple(str(one) for one in self._rules.sitemaps)
