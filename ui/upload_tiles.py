"""The law of conservation of one file in four figures, money of each currency by itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingestion.reading import Reading
from ui.currency import sums
from ui.data import currency
from ui.language import language, words
from ui.page import Tile
from wording import numbers


def _count(value: int) -> str:
    return numbers.number(value, language())


def money_of(value: Decimal | None, found: Reading) -> str:
    """Money of a file in its own currency, else in the one on the screens."""
    return numbers.exact_money(value, language(), found.currencies[0] if len(found.currencies) == 1 else currency())


def conservation_tiles(found: Reading) -> list[Tile]:
    """What becomes sales, what is skipped and held, and the sum; no line of the file is missing among them."""
    t, lines = words(), found.lines
    skipped = lines.skipped + lines.header + lines.blank
    share = lines.loaded / lines.total if lines.total else None
    not_sales = t("related.not_sales" if found.related else "upload.not_sales")
    of_file = t("upload.of_file", share=numbers.percent(share, language()))
    if lines.sale_lines is not None:
        of_file = t.n("upload.from_rows", lines.loaded, n=_count(lines.loaded))
    held = sum(found.held_by_reason.values())  # of a table by months single cells are held back
    shown = [
        Tile(t("upload.tile_loaded"), _count(lines.made), of_file),
        Tile(t("upload.tile_skipped"), _count(skipped), not_sales),
        Tile(t("upload.tile_held"), _count(held),
             _held_note(found),
             False if held else None),
        _sum_tile(found),
    ]  # fmt: skip
    if found.own_total is not None and len(found.amounts) < 2:
        same = found.own_total.difference == 0
        shown[3] = Tile(t("upload.tile_difference"), money_of(found.own_total.difference, found),
                        t("upload.own_total", money=money_of(found.own_total.amount, found)), same)  # fmt: skip
    if found.unidentified_lines and len(found.amounts) < 2:
        part = numbers.percent(found.unidentified_amount / (found.amount_total or Decimal(1)), language())
        nameless = shown[3].change or t("upload.nameless", share=part)
        shown[3] = replace(
            shown[3], change=nameless, help=t("upload.nameless_help", n=_count(found.unidentified_lines))
        )
    return shown


def _sum_tile(found: Reading) -> Tile:
    """The sum of the sales; of several currencies each by itself, the one that the screens show first."""
    t, shown = words(), currency()
    first = next((code for code in found.amounts if code in ("", shown)), next(iter(found.amounts), ""))
    others = {code: amount for code, amount in found.amounts.items() if code != first}
    whole = found.amounts.get(first, found.amount_total)
    return Tile(t("upload.tile_sum"), sums({first: whole}), sums(others) if others else None)


def _held_note(found: Reading) -> str | None:
    """The money of the lines held back; of several currencies none, for it would run over them."""
    t = words()
    if not found.held_amount:
        return t("upload.held_none") if found.lines.sale_lines is None else None  # a cell is held for its very money
    return t("upload.held_sum", money=money_of(found.held_amount, found)) if len(found.amounts) < 2 else None
