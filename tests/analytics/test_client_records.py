"""What is written down about one client: his own records only, nothing of a later day, in the order of the card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.clients.client_history import ClientHistorySettings
from analytics.errors import UnknownClient
from analytics.lost.client_status import client_status
from analytics.scope import Scope
from analytics.winback.client_records import client_records

AS_OF = date(2024, 8, 1)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
EXAMPLES = settings(max_examples=25, deadline=None)


def two_clients(store_of: Callable[..., Store]) -> Store:
    days = [date(2024, 1, 1) + timedelta(days=30 * step) for step in range(4)]
    return store_of([line(day, name, 100) for name in ("Alfa", "Beta") for day in days])


def asked(store: Store, client: str = "Alfa") -> Any:
    return client_records(store.engine, SCOPE, ClientHistorySettings(client_id=store.numbers[client]))


def test_every_kind_of_record(store_of: Callable[..., Store]) -> None:
    store = two_clients(store_of)
    call = {"client": "Alfa", "day": date(2024, 6, 1), "manager": "Petrov", "kind": "call", "reason": "no money now"}
    step = {
        "client": "Alfa",
        "step_no": 1,
        "step": "Visit",
        "owner": "Petrov",
        "due": date(2024, 8, 5),
        "cost": Decimal(5),
    }
    later = step | {"step_no": 2, "step": "Letter", "done_at": date(2024, 8, 2), "outcome": "promised"}
    reason = {"client": "Alfa", "lost_date": date(2024, 5, 10), "reason": "lower_price", "reason_group": "competitor",
              "evidence": "staff", "confirmed": False}  # fmt: skip
    pause = {"client": "Alfa", "until": date(2024, 9, 1)}
    touches = [call, call | {"day": date(2024, 7, 1), "next_date": date(2024, 8, 20)}, call | {"client": "Beta"}]
    with written(store, touches=touches, winback=[step, later], losses=[reason], pauses=[pause]):
        found = asked(store)
        stands = {row["client"]: (row["status"], row["due_on"]) for row in client_status(store.engine, SCOPE).rows}
    rows = [(row["kind"], row["day"], row["until"], row["said"], row["outcome"]) for row in found.rows]
    assert rows == [
        ("contact", date(2024, 7, 1), date(2024, 8, 20), "no money now", ""),
        ("contact", date(2024, 6, 1), None, "no money now", ""),
        ("pause", None, date(2024, 9, 1), "", ""),
        ("reason", date(2024, 5, 10), None, "lower_price", ""),
        ("step", None, date(2024, 8, 5), "Visit", ""),
        ("step", None, date(2024, 8, 5), "Letter", ""),  # it is done tomorrow
    ]
    counts = {name: found.facts[name] for name in ("contacts", "steps", "reasons", "pauses")}
    assert counts == {"contacts": 2, "steps": 2, "reasons": 1, "pauses": 1}
    assert (found.facts["last_contact"], found.facts["untouched_days"]) == (date(2024, 7, 1), 31)
    assert (found.facts["pause_until"], found.facts["next_contact"]) == (date(2024, 9, 1), date(2024, 8, 20))
    assert stands["Alfa"] == ("agreed_pause", date(2024, 9, 1)), "a pause that was typed counts as an agreed one"


def test_nothing_is_written(store_of: Callable[..., Store]) -> None:
    store = two_clients(store_of)
    found = asked(store)
    assert found.rows == [] and found.facts["untouched_days"] is None and found.facts["pause_until"] is None
    with pytest.raises(UnknownClient):
        client_records(store.engine, SCOPE, ClientHistorySettings(client_id=99))


@EXAMPLES
@given(
    touches=st.lists(
        st.tuples(st.sampled_from(["Alfa", "Beta"]), st.integers(-40, 40), st.sampled_from([None, 5, -5])), max_size=8
    ),
    steps=st.lists(st.tuples(st.sampled_from(["Alfa", "Beta"]), st.sampled_from([None, -3, 0, 3])), max_size=5),
)
def test_records_as_stated_plainly(
    store_of: Callable[..., Store], touches: list[tuple[str, int, int | None]], steps: list[tuple[str, int | None]]
) -> None:
    store = two_clients(store_of)

    def after(days: int | None) -> date | None:
        return None if days is None else AS_OF + timedelta(days=days)

    contacts = [
        {"client": client, "day": after(day), "manager": "Petrov", "next_date": after(until)}
        for client, day, until in touches
    ]
    planned = [{"client": client, "step_no": at, "done_at": after(done)} for at, (client, done) in enumerate(steps)]
    with written(store, touches=contacts, winback=planned):
        found = asked(store)
    mine = sorted((day for client, day, _ in touches if client == "Alfa" and day <= 0), reverse=True)
    assert [row["day"] for row in found.rows if row["kind"] == "contact"] == [after(day) for day in mine]
    assert found.facts["untouched_days"] == (-mine[0] if mine else None)
    done = [after(day) if day is not None and day <= 0 else None for client, day in steps if client == "Alfa"]
    assert [row["day"] for row in found.rows if row["kind"] == "step"] == done
