"""Stories of any words whatever, for the tests of what leaves the house: most of them are nothing that anybody would print."""

from __future__ import annotations

from dataclasses import replace

from full_story import FULL
from hypothesis import strategies as st

from normalizers.terms import Amendment, Block, Image, Subject

# Half surrogates, controls, text from right to left, marks that combine, and what ends elements, sections and scripts.
NASTY = (
    st.text(max_size=30)
    | st.text(st.characters(codec=None), max_size=30)
    | st.sampled_from(
        [
            "]]></content>",
            "</script><script>",
            "<!--",
            "\u202eevil\u2066",
            "שלום خبر",
            "a\0b\x1b[31m\x85",
            "\ud800",
            "&#0;&bogus;",
            "e\u0301" * 9,
        ]
    )
)
STORIES = st.builds(
    lambda words, kinds, names, url: replace(
        FULL,
        uri=words[0],
        headline=words[1],
        summary=words[2],
        byline=words[3],
        language=words[4],
        url=url,
        canonical_url=None,
        body=tuple(Block(kind, text) for kind, text in kinds),
        persons=tuple(names),
        keywords=tuple(names),
        subjects=tuple(Subject(code=name, name=name) for name in names),
        images=(Image(url=url, caption=words[5], credit=words[6]),),
        copyright_notice=words[7],
        amended=(Amendment(field=words[8], by=words[9], at=words[0]),),
    ),
    st.lists(NASTY, min_size=10, max_size=10),
    st.lists(st.tuples(st.sampled_from(["p", "h", "li", "quote", "pre", "table"]), NASTY), max_size=4),
    st.lists(NASTY, max_size=3),
    NASTY | st.just("https://harbor-herald.example/\ud800\0<"),
)
