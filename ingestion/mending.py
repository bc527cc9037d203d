"""Rows put right by a person, read by the rules of their file: which become sales, which are still held and why."""

from __future__ import annotations

from ingestion.cell_kinds import restored
from ingestion.cells import Row
from ingestion.plan import Plan, SaleLine, Unread, read_line, skipped
from ingestion.row_file import RowFile, RowToRead, read_row_file
from ingestion.rules import plan_of
from ingestion.stage_rows import write_left_out, write_lines
from ingestion.staged import StagedFile
from ingestion.task import Job


def mend_job(job: Job) -> StagedFile:
    """Read the rows of a row file and stage them as the rows of any file are staged."""
    content = read_row_file(job.path)
    staged = StagedFile(job.work / "lines.parquet", job.work / "left_out.parquet")
    lines: dict[int, list[SaleLine]] = {}
    left_out: dict[str, list[tuple[Unread, Row]]] = {}
    plans = {one.sheet: plan_of(one, job.today) for one in content.rules}
    numbers = {one.sheet: one.number for one in content.rules}
    for sheet, row, found in _read(content, plans):
        if isinstance(found, SaleLine):
            lines.setdefault(numbers[sheet], []).append(found)
        else:
            left_out.setdefault(sheet, []).append((found, row))
    write_lines(staged.lines, list(lines.items()))
    write_left_out(staged.left_out, [(sheet, plans[sheet], rows) for sheet, rows in left_out.items()])
    return staged


def _read(content: RowFile, plans: dict[str, Plan]) -> list[tuple[str, Row, SaleLine | Unread]]:
    """Each row with what it is, in the order of the file."""
    orders = set(content.known_orders)
    found = []
    for one in sorted(content.rows, key=lambda one: (one.sheet, one.line)):
        plan = plans[one.sheet]
        row = _row(one, plan)
        verdict = read_line(plan, row, one.client_above)
        if plan.order_total_once and isinstance(verdict, SaleLine) and verdict.order_no:
            repeated, order_no = verdict.order_no in orders, verdict.order_no
            orders.add(order_no)
            verdict = skipped(row, "continuation", "order_no", order_no) if repeated else verdict
        found.append((one.sheet, row, verdict))
    return found


def _row(one: RowToRead, plan: Plan) -> Row:
    """The row with blank cells up to the width of its table; what was wrong with it as a record is mended."""
    cells = restored(one.cells, one.kinds)
    return Row(one.line, [*cells, *[""] * (plan.width - len(cells))])
