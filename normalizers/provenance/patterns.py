"""What can be told of a rule's pattern without trying it: whether it matches anything where nobody is named."""

from __future__ import annotations

import re

SLOT = "{who}"
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{who\}|[()|]", re.DOTALL)


def demands_name(pattern: str) -> bool:
    """Whether every text that a pattern matches has something in its `{who}`; where that can't be told, no.

    >>> demands_name("(?:with|from) (?:the )?{who}"), demands_name("reporting(?: by {who})?"), demands_name("{who}|agencies")
    (True, False, False)
    """
    groups = [[False, False]]  # of each open group: whether the slot stands in it, whether it has alternatives
    for piece in _PIECE.finditer(pattern):
        if piece[0] == "(":
            groups.append([False, False])
        elif piece[0] == "|":
            groups[-1][1] = True
        elif piece[0] == SLOT:
            groups[-1][0] = groups[-1][0] or not pattern.startswith(("?", "*"), piece.end())
        elif piece[0] == ")" and len(groups) > 1:
            named, several = groups.pop()
            sure = named and not several and not pattern.startswith(("?", "*", "{"), piece.end())
            groups[-1][0] = groups[-1][0] or sure
    return groups[0][0] and not groups[0][1]
