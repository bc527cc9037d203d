"""Every benchmark runs on a tiny table, its yardstick gives the same answer, and the table of ratios says what was measured."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from benchmarks import imports, losses, names, overlap, screens
from benchmarks.__main__ import BEGIN, END, PARTS, as_markdown, as_text, verdict, write
from benchmarks.analyses import MEASURED, Bench, DifferentAnswer, check_answers, check_same, goals
from benchmarks.data import write_sales, write_workbook
from benchmarks.pandas_ways import WAYS
from benchmarks.session import points_of
from benchmarks.threads import wrong_answers
from benchmarks.timing import Cost, Line, cost_of, in_turns, peak_memory, ratio_line

ROOT = Path(__file__).resolve().parents[2]


def test_the_made_up_lines_are_the_same_every_time(tmp_path: Path) -> None:
    first, second = (write_sales(2000, tmp_path / name) for name in ("first", "second"))
    assert hashlib.sha256(first.plain.read_bytes()).digest() == hashlib.sha256(second.plain.read_bytes()).digest()
    assert len(first.plain.read_text().splitlines()) == len(first.regional.read_text().splitlines()) == 2001


def test_the_made_up_company_is_as_its_description_says(bench: Bench) -> None:
    frame = bench.frame
    assert (frame["amount"] < 0).sum() == round(len(frame) * 0.01)
    assert frame["manager"].nunique() == 20
    assert frame.loc[frame["amount"] > 0].groupby("order_no").size().between(1, 5).all()
    assert frame.groupby("order_no")["client"].nunique().max() == 1
    last = frame.groupby("client")["date"].max()
    assert 0.1 < (last < frame["date"].max() - pd.Timedelta(days=365)).mean() < 0.6


@pytest.mark.parametrize("name", MEASURED)
def test_method_sql_and_pandas_give_the_same_answer(bench: Bench, name: str) -> None:
    check_answers(bench, name)


def test_a_query_a_month_says_what_the_one_pass_says(bench: Bench) -> None:
    months, asked = losses.check(bench)
    assert asked == months and len(months) > 24 and losses.told(losses.our_trend(bench))[months[-1]][1] > 0
    _, few = losses.check(bench, 6)
    assert len(few) == 6 and (few[0], few[-1]) == (months[0], months[-1]) and few == sorted(set(few))


def test_a_part_of_the_months_stands_for_all_of_them(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    months = [date(2024, month, 1) for month in range(1, 13)]
    assert losses.sampled(months, 3) == [date(2024, 1, 1), date(2024, 7, 1), date(2024, 12, 1)]
    assert losses.sampled(months, 12) == losses.sampled(months, 20) == months
    monkeypatch.setattr(losses, "cost_of", lambda run: Cost(1.0, 2.0))
    assert losses.cost_of_months(bench, months, months[:3]) == Cost(4.0, 8.0)


def test_every_method_has_both_yardsticks() -> None:
    assert set(WAYS) == set(MEASURED)
    for name in MEASURED:
        assert (ROOT / "benchmarks" / "yardsticks" / f"{name}.sql").is_file(), name


def test_another_answer_is_noticed() -> None:
    ours = pa.table({"client": ["a", "b"], "value": [1.0, 2.0]})
    assert check_same("same", ours, pd.DataFrame({"client": ["b", "a"], "value": [2.0, 1.0]})) == 2
    for other in ([1.0, 2.1], [1.0]):
        with pytest.raises(DifferentAnswer):
            check_same("other", ours, pd.DataFrame({"client": ["a", "b"][: len(other)], "value": other}))


def test_pairs_take_turns_and_their_ratio_is_of_the_rounds() -> None:
    ours, theirs = iter([Cost(1, 2), Cost(2, 2), Cost(9, 3)]), iter([Cost(2, 1), Cost(2, 1), Cost(3, 1)])
    order: list[str] = []

    def take(name: str, costs: Iterator[Cost]) -> Cost:
        order.append(name)
        return next(costs)

    pair = in_turns(lambda: take("ours", ours), lambda: take("theirs", theirs), 3)
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert (pair.wall_ratio, pair.cpu_ratio, pair.ours.wall) == (1.0, 2.0, 2)
    assert cost_of(lambda: sum(range(200_000))).wall > 0


def test_a_line_says_which_of_its_goals_is_met() -> None:
    pair = in_turns(lambda: Cost(1.2, 1.1), lambda: Cost(1, 1), 1)
    line = ratio_line("1, 2", "name", pair, "SQL", 1.3, 1.0)
    assert (line.met, verdict(line)) == ((True, False), "1: yes, 2: NO")
    assert verdict(ratio_line("", "name", pair, "pandas")) == ""
    assert verdict(ratio_line("6", "name", pair, "read", 1.25)) == "yes"
    assert goals("client_status", 10_000_000) == ("1, 2", (1.3, 0.15))
    assert goals("abc_classes", 1000) == ("1", (1.3,))
    assert "1.20 / 1.10" in as_text(line)


def test_the_table_is_written_between_its_marks(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    begin, end = (mark.format(part="kill", lines=7) for mark in (BEGIN, END))
    readme.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    table = as_markdown([Line("1", "what", "ours", "other", "0.50 / 0.50", "<= 1", (True,))])
    for _ in range(2):
        write(table, "kill", 7, readme)
    text = readme.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert text.count("| 1 | what | ours | other | 0.50 / 0.50 | <= 1 | yes |") == 1
    with pytest.raises(ValueError, match="no place for kill of 8 lines"):
        write(table, "kill", 8, readme)


GOALS_OF = {
    "analyses": ("1", "2"),
    "losses": ("3", "4", "5"),
    "rules": (),
    "imports": ("6", "7", "8", "9"),
    "screens": ("11", "13", "16", "20"),
    "threshold": (),
    "visitors": ("T40",),
    "threads": ("19",),
    "kill": ("18",),
    "names": (),
    "marks": (),
}


@pytest.mark.parametrize("part", PARTS)
def test_the_readme_shows_every_goal_on_a_machine_of_cores_and_memory(part: str) -> None:
    text = (ROOT / "benchmarks" / "README.md").read_text()
    begin, end = (mark.format(part=part, lines=1_000_000) for mark in (BEGIN, END))
    table = text.split(begin)[1].split(end)[0]
    assert re.search(r"\d+ cores, \d+ GB of memory", table)
    for number in GOALS_OF[part]:
        assert re.search(rf"^\| (\d+, )?{number}(, \d+)? \|", table, re.MULTILINE), f"goal {number}"
    assert not re.search(r"EPYC|Xeon|Intel|AMD|Ryzen", text)


def test_readers_and_their_yardsticks_find_the_same_lines(folder: Path, bench: Bench) -> None:
    files = write_sales(3000, folder)
    made = imports.Imports(files, write_workbook(500, folder), folder)
    assert made.cost(imports.reading(files.plain)).wall > 0
    assert made.cost(made.typed).cpu > 0
    assert made.cost(imports.reading(made.workbook)).cpu > 0
    assert not list(folder.glob("import_*"))
    assert sum(peak_memory(made.plain_read, cwd=ROOT)) > 10_000_000
    made.clean()
    sums = bench.store.query("SELECT count(*) AS n, sum(amount) AS amount FROM sales_lines").to_pylist()[0]
    assert sums["n"] == 3000
    assert sums["amount"] == bench.lines.sql("SELECT sum(amount) FROM lines").fetchall()[0][0]


def test_all_lines_of_a_report_in_another_dialect_are_found_again(tmp_path: Path) -> None:
    (line,) = overlap.measure(3000, 1, tmp_path)
    assert re.fullmatch(r"\d+\.\d+ / \d+\.\d+ ms", line.ours)


def test_slips_among_made_up_names_are_found() -> None:
    pairs, slips = names.measure(6000, 1)
    assert (pairs.met, slips.met) == ((True,), (True,))
    assert "2 000 names" in pairs.what and int(slips.ours.split()[0]) > 5


def test_no_thread_gets_the_answer_of_another(bench: Bench) -> None:
    assert wrong_answers(bench.store, threads=4, queries=25) == 0


def test_points_of_a_chart_are_counted_in_every_form() -> None:
    packed = {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAAQA=="}
    spec = {"data": [{"x": [1, 2, 3], "y": packed}, {"z": [[1, 2], [3, 4]]}, {"y": packed, "name": "two"}]}
    assert points_of(spec) == 3 + 4 + 2


def test_screens_are_visited_over_the_real_protocol(tmp_path: Path) -> None:
    lines = list(screens.measure(3000, 1, tmp_path, runs=2, sessions=2))
    assert [line.goal for line in lines] == ["11", "11", "13"] * 3 + ["20", "16", "16"]
    charts = next(line for line in lines if line.goal == "20")
    assert charts.met == (True,)
    assert int(charts.ours.split()[0]) >= 5
    assert all(re.match(r"\d+\.\d ms", line.ours) for line in lines if line.goal in ("11", "13"))
