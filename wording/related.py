"""Sentences about tables that were read as one: what they hold together, and what of each found no partner.

Works on the plain values of `ingestion.relation.Related`; no text of a user stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wording.catalogue import Words
from wording.numbers import exact_money, number


def related_sentences(related: Mapping[str, Any] | None, words: Words, currency: str = "") -> list[str]:
    """What the tables hold together, what found no partner, whether documents agree with their lines; empty for None."""
    if not related:
        return []
    parts = [_counted("lines", related["lines"] + related["lines_alone"], words)]
    if related["documents"] is not None:
        parts.insert(0, _counted("documents", related["documents"], words))
    parts += [_counted(f"list_{one['subject']}", one["rows"], words) for one in related["lists"]]
    key = "related.together" if related["documents"] is None else "related.by_document"
    return [
        words(key, parts=", ".join(parts)),
        *_left_over(related, words),
        *_totals(related, words, currency),
        *_unspread(related, words),
    ]


def _counted(name: str, count: int, words: Words) -> str:
    return words.n(f"related.{name}", count, n=number(count, words.language))


def _left_over(related: Mapping[str, Any], words: Words) -> list[str]:
    """Zero is said of documents and lines, because it is what the owner hopes for; of lists only what is missing."""
    parts = []
    if related["documents"] is not None:
        parts += [_counted(name, related[name], words) for name in ("lines_alone", "documents_alone")]
    for one in related["lists"]:
        parts += [
            _counted(f"{name}_{one['subject']}", one[name], words) for name in ("unused", "nameless") if one[name]
        ]
    return [words("related.left_over", parts=", ".join(parts))] if parts else []


def _totals(related: Mapping[str, Any], words: Words, currency: str) -> list[str]:
    if related["documents_total"] is None:
        return []
    total = exact_money(Decimal(related["documents_total"]), words.language, currency)
    differ = related["documents_differ"]
    if not differ:
        return [words("related.totals_agree", total=total)]
    difference = exact_money(Decimal(related["difference"]), words.language, currency)
    count = number(differ, words.language)
    return [words.n("related.totals_differ", differ, n=count, total=total, difference=difference)]


def _unspread(related: Mapping[str, Any], words: Words) -> list[str]:
    fields = ", ".join(words.code("ingestion.field", name) for name in related["unspread"])
    return [words("related.unspread", fields=fields)] if fields else []
