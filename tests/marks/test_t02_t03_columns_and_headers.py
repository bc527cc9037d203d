"""T02: columns of date, amount and client. T03: the line of the header; 308 of the 655 labelled sheets are here."""

from __future__ import annotations

import json

from ingestion.headers import normalise, scores
from ingestion.mapping import DATE_ROLES
from tests.marks.corpus import Corpus, Record, table

FIELDS = {"client": ("client", "client_id", "tax_id")}  # a code says who bought as well as a name


def right_columns(corpus: Corpus, role: str) -> tuple[int, list[str]]:
    """How many tables have a column of this role and were read at all, and those in which another one was taken and
    nobody was asked."""
    count, wrong = 0, []
    for one in corpus.read("sales"):
        wanted = str(json.loads(one.truth["roles"] or "{}").get(role, ""))
        if not wanted or wanted.startswith(("level ", "from the title", "cells")) or one.reading.outcome == "refused":
            continue
        count += 1
        asked = any(
            role in question.code or question.code in ("no_header", "crosstab") for question in one.reading.questions
        )
        if not asked and not _is_right(one, role, wanted, corpus.verdicts[one.name]):
            wrong.append(f"{one.name}: {one.reading.columns.get(role)} for {wanted!r}")
    return count, wrong


def _is_right(one: Record, role: str, wanted: str, verdict: str) -> bool:
    """Whether the column is the wanted one; a sale has several dates, of which an earlier one in our order is as right;
    an amount may be quantity x price."""
    found = [
        str(one.reading.columns[name]["header"]) for name in FIELDS.get(role, (role,)) if name in one.reading.columns
    ]
    if any(normalise(wanted) in normalise(name) or normalise(name) in normalise(wanted) for name in found):
        return True
    if role == "date" and found:
        order = [DATE_ROLES.index(scores(name)[0][0]) for name in (found[0], wanted) if scores(name) and scores(name)[0][0] in DATE_ROLES]  # fmt: skip
        return len(order) == 2 and order[0] < order[1]
    return role == "amount" and not found and verdict == "FULL"


def test_t02_date_and_amount(corpus: Corpus) -> None:
    for role in ("date", "amount"):
        count, wrong = right_columns(corpus, role)
        assert count > 50 and len(wrong) <= 0.03 * count, wrong


def test_t02_client(corpus: Corpus) -> None:
    count, wrong = right_columns(corpus, "client")
    assert count > 50 and len(wrong) <= 0.07 * count, wrong


def test_t02_a_wrong_amount_is_never_applied_without_asking(corpus: Corpus) -> None:
    assert not right_columns(corpus, "amount")[1]


def test_t03_header_lines(corpus: Corpus) -> None:
    truth = {row["file"]: row for row in table("HEADER_TRUTH.csv")}
    exact: dict[str, bool] = {}
    for one in corpus.read("headers"):
        wanted, found = truth[one.name], one.reading.header_row
        exact[one.name] = bool(found) and str(found[-1]) in {wanted["header_last"], *wanted["also"].split()}  # type: ignore[index]
    deep = [right for name, right in exact.items() if int(truth[name]["header_last"]) > 1]
    assert sum(exact.values()) >= 0.95 * len(exact), [name for name, right in exact.items() if not right]
    assert sum(deep) >= 0.85 * len(deep)
