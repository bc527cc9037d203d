"""Names of companies made comparable: one key for spellings that differ in case, quotes, legal form, alphabet."""

from __future__ import annotations

import re
from functools import lru_cache

NAME_RULES = 1  # grows when the rules below change, so that stored keys are made anew
_LEGAL_FORMS = frozenset(
    "ооо|оао|зао|пао|ао|нао|ип|чп|тоо|уп|чуп|одо|сооо|гк|тд|нпо|чао|флп|ано|гуп|муп|фгуп|кфх|"
    "тов|фоп|пп|ат|прат|пат|спд|тдв|кп|дп|фг|сфг|ooo|oao|zao|pao|tov|fop|"
    "llc|ltd|limited|inc|incorporated|corp|corporation|gmbh|co|plc|llp".split("|")
)
# The same forms written out. A space in them is any run of spaces or hyphens.
_WRITTEN_OUT = (
    "общество с ограниченной ответственностью|общество с дополнительной ответственностью|"
    "(?:публичное|закрытое|открытое|частное) акционерное общество|акционерное общество|частное предприятие|"
    "индивидуальный предприниматель|физическое лицо предприниматель|торговый дом|группа компаний|"
    "товариство з обмеженою відповідальністю|товариство з додатковою відповідальністю|"
    "(?:приватне|публічне|закрите|відкрите) акціонерне товариство|акціонерне товариство|приватне підприємство|"
    "фізична особа підприємець|фермерське господарство|комунальне підприємство|дочірнє підприємство|"
    "limited liability company|private limited company|sole trader|sole proprietor"
)
_FORM_PHRASE = re.compile(
    r"(?<!\w)(?:" + _WRITTEN_OUT.replace("(?:", "\0").replace(" ", r"[\s\-–]+").replace("\0", "(?:") + r")(?!\w)"
)
# Letters of the Latin alphabet that look like Cyrillic ones.
_LOOK_ALIKES = str.maketrans("abcehikmoptxy", "авсеникмортху")
_LETTERS = str.maketrans({"ё": "е", "і": "и", "ї": "и", "є": "е", "ґ": "г"})
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-яёіїєґ]")
_ONLY_LOOK_ALIKES = re.compile(r"[abcehikmoptxy]+")
_NOT_WORD = re.compile(r"[^\w]+|_+")

MASS_NAMES = tuple(
    "частное лицо|розничный покупатель|физлицо|физическое лицо|наличные|розница|роздріб|кінцевий споживач|"
    "покупець роздрібний|роздрібний покупець|walk-in|walk-in customer|guest|cash sale".split("|")
)


def _unmixed(word: str, name_is_cyrillic: bool) -> str:
    """A word typed partly on the wrong keyboard layout, in one alphabet."""
    if not _LATIN.search(word):
        return word
    if _CYRILLIC.search(word) or (name_is_cyrillic and _ONLY_LOOK_ALIKES.fullmatch(word)):
        return word.translate(_LOOK_ALIKES)
    return word


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """The key under which spellings of one name meet: «ООО "Ромашка"» and «Ромашка, ООО» give `ромашка`.

    Lower case, letters that are swapped in practice made equal, quotes and punctuation out, legal forms out, words
    sorted. A name of nothing but a legal form keeps it. Source: practice of merging client lists.
    """
    lowered = name.lower().translate(_APOSTROPHES)
    words = _words(_FORM_PHRASE.sub(" ", lowered)) or _words(lowered)
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(sorted(kept))


def _words(lowered: str) -> list[str]:
    cyrillic = bool(_CYRILLIC.search(lowered))
    return [_unmixed(word, cyrillic).translate(_LETTERS) for word in _NOT_WORD.split(lowered) if word]


_QUOTED = re.compile(r"[«“\"„](.+)[»”\"“]")


def short_name(name: str) -> str:
    """A name without its legal form and quotes, for narrow places: «ООО "Ромашка"» is `Ромашка`."""
    quoted = _QUOTED.search(name)
    if quoted:
        return quoted[1].strip()
    words = [word for word in name.split() if word.strip(",.").lower() not in _LEGAL_FORMS]
    return " ".join(words).strip(" ,") or name


_MASS_KEYS = frozenset(name_key(name) for name in MASS_NAMES)


def is_mass_name(key: str) -> bool:
    """Whether a name key stands for anybody (retail buyer, cash sale) and so for no client."""
    return key in _MASS_KEYS
