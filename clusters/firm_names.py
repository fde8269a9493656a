"""Compares names of firms as a person would: whatever their case, accents, punctuation and legal form."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from clusters.figures import plain_digits
from clusters.headings import plain

LEGAL_FORMS_TEXT = """
    sa sas sac saa saic srl sl slu sc scs sca cv de rl cia compania sociedad anonima limitada ltda ltd limited llc llp
    inc incorporated co corp corporation company plc gmbh ag kg spa eirl ca bhd sdn pte pty pt tbk jsc bv nv ab oy as
    وشركاه شركه مؤسسه محدوده ذمم شمم شمع مساهمه
"""
LEGAL_FORMS = frozenset(LEGAL_FORMS_TEXT.split())
CHINESE_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|责任公司|集团公司|集团|股份|公司)")
INITIALS = re.compile(r"(?<!\w)(?:\w\s*[.]\s*){2,}(?:\w(?!\w))?")
ARABIC_INITIALS = re.compile(r"(?<!\w)[\u0621-\u064a](?:\s*[.\s]\s*[\u0621-\u064a](?!\w)){1,3}")
DIGITS = re.compile(r"\d+")
SHORTEST_ALIKE = 8
MOST_COMPARED = 15_000


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The name without case, accents, punctuation, spaces at its ends and legal form; never empty for a real name."""
    joined = ARABIC_INITIALS.sub(_join, INITIALS.sub(_join, plain_digits(name)))
    words = plain(joined).split()
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    text = " ".join(kept)
    return CHINESE_FORMS.sub("", text).strip() or text


def _join(match: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", match[0]) + " "


def similar_groups(keys: Iterable[str]) -> list[tuple[str, ...]]:
    """Keys that differ by one letter, or only in the order of their words; each key stands in one group at most.

    Numbers count as they are: “Farm 12” and “Farm 13” are two firms. Keys shorter than eight letters are left alone,
    since one letter makes another firm of them. Of more than MOST_COMPARED keys none is compared.
    """
    distinct = sorted(set(keys))
    if len(distinct) > MOST_COMPARED:
        return []
    near = defaultdict(set)
    for key in distinct:
        if len(key) >= SHORTEST_ALIKE:
            for signature in _signatures(key):
                near[signature].add(key)
    return _joined(group for group in near.values() if len(group) > 1)


def _signatures(key: str) -> set[tuple[str, ...]]:
    """What two keys have in common when one letter is changed, added or left out, or words change places."""
    numbers = tuple(DIGITS.findall(key))
    letters = key.replace(" ", "")
    lesser = {letters[:place] + letters[place + 1 :] for place in range(len(letters))}
    return {(text, *numbers) for text in (letters, " ".join(sorted(key.split())), *lesser)}


def _joined(groups: Iterable[set[str]]) -> list[tuple[str, ...]]:
    leader: dict[str, str] = {}

    def lead(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for group in groups:
        first, *others = sorted(group)
        for other in others:
            leader[lead(other)] = lead(first)
    found = defaultdict(list)
    for key in sorted(leader):
        found[lead(key)].append(key)
    return [tuple(group) for group in found.values()]
