"""Whether blank client cells below a named one belong to that client: the subtotals of the groups can prove it."""

from __future__ import annotations

from ingestion.cells import is_blank, text_of
from ingestion.walked import Walked

FEWEST_GROUPS = 2


def clients_proven_by_subtotals(walked: Walked) -> bool:
    """Whether every group of rows that a subtotal ends names one client, on its first row, and the subtotal names him.

    The subtotals themselves have already been checked against the sums of their rows. Two groups at least are needed;
    rows behind the last subtotal must name their clients themselves.
    """
    ends = sorted(
        (verdict.line, " ".join(text_of(cell) for cell in row.cells if not is_blank(cell)).casefold())
        for verdict, row in walked.left_out
        if verdict.reason in ("subtotal", "total")
    )
    groups = 0
    at, lines = 0, walked.lines
    for end, label in ends:
        start = at
        while at < len(lines) and lines[at].line < end:
            at += 1
        if start == at:
            continue  # of a higher level
        groups += 1
        client = lines[start].client
        others = {line.client for line in lines[start:at]} - {client, None}
        if not client or others or client.casefold() not in label:
            return False
    return groups >= FEWEST_GROUPS and all(line.client for line in lines[at:])
