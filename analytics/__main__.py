"""Methods from the command line: `python -m analytics METHOD --db FILE --json`.

The table's rows go to the standard output, one JSON object a line; status, warnings, period, parameters in force,
facts and row counts follow as one object on the standard error. A question that cannot be asked is one sentence
there, exit code 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from analytics.errors import AnalysisError
from analytics.registry import METHODS, Method
from analytics.result import Result
from analytics.windows import default_scope
from storage.engine import Engine
from storage.errors import StoreError
from wording.catalogue import words as words_of

FILTERS = {"manager": "managers", "region": "regions", "channel": "channels", "product_group": "product_groups"}


class WrongQuestion(Exception):
    """A command line that cannot be understood; the text is the sentence to print."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        raise WrongQuestion(message)


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    arguments = _Parser(prog="python -m analytics", description="Prints the table of a method.")
    arguments.add_argument("method", nargs="?", help="name of the method; --list names them")
    arguments.add_argument(
        "--list", action="store_true", help="name the methods with their settings, defaults, units, origins"
    )
    arguments.add_argument("--db", type=Path, help="the store: one DuckDB file")
    arguments.add_argument(
        "--as-of", dest="as_of", help="nothing after this day is used; default: the last day of the data"
    )
    arguments.add_argument("--from", dest="first_day", help="first day of the period; default: twelve complete months")
    arguments.add_argument("--to", dest="last_day", help="last day of the period")
    arguments.add_argument("--compare", choices=("year_ago", "previous"), default="year_ago")
    arguments.add_argument("--measure", choices=("revenue", "margin", "orders"), default="revenue")
    arguments.add_argument(
        "--where", action="append", default=[], metavar="manager=NAME", help=f"filter: {', '.join(FILTERS)}"
    )
    arguments.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="settings", help="a setting of the method"
    )
    arguments.add_argument("--json", action="store_true", help="one JSON object a row (the only form there is)")
    return arguments


def day_of(text: str | None, name: str) -> date | None:
    """A date of the command line."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise WrongQuestion(f"{name}: {text!r} is not a date; write it as 2026-11-14") from fault


def pairs(texts: Sequence[str], name: str) -> list[tuple[str, str]]:
    """`name=value` texts taken apart."""
    split = [tuple(text.split("=", 1)) for text in texts]
    wrong = [text for text, parts in zip(texts, split, strict=True) if len(parts) != 2]
    if wrong:
        raise WrongQuestion(f"{name}: {wrong[0]!r} has no '='; write {name} name=value")
    return [(parts[0].strip(), parts[1]) for parts in split]


def filters_of(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The filters of a scope from `--where` texts; a name given twice means either of the two."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in pairs(texts, "--where"):
        if name not in FILTERS:
            raise WrongQuestion(f"--where: {name!r} is not a filter; there are {', '.join(FILTERS)}")
        chosen[FILTERS[name]] = (*chosen.get(FILTERS[name], ()), value)
    return chosen


@contextmanager
def opened(path: Path | None) -> Iterator[Engine]:
    """The store at a path, read only."""
    if path is None:
        raise WrongQuestion("--db is missing: name the file of the store")
    if not path.is_file():
        raise WrongQuestion(f"--db: there is no file {path}")
    from storage.store import open_store

    engine: Engine = open_store(path, read_only=True)
    try:
        yield engine
    finally:
        engine.close()


def answer(engine: Engine, method: Method, asked: argparse.Namespace) -> Result:
    """The result of a method for a command line."""
    settings = method.settings_from(dict(pairs(asked.settings, "--set")))
    chosen: dict[str, Any] = {"compare": asked.compare, "measure": asked.measure, **filters_of(asked.where)}
    first_day, last_day = day_of(asked.first_day, "--from"), day_of(asked.last_day, "--to")
    try:
        scope = default_scope(engine, day_of(asked.as_of, "--as-of"), first_day=first_day, last_day=last_day, **chosen)
    except ValueError as fault:
        raise WrongQuestion(str(fault)) from fault
    return method.function(engine, scope, settings)


def plain(value: Any) -> Any:
    """A value that JSON has no word for."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def circumstances(result: Result) -> dict[str, Any]:
    """Everything beside the table."""
    return {
        "status": result.status,
        "period": list(result.period) if result.period else None,
        "params": result.params,
        "warnings": [{"code": notice.code, "facts": notice.facts} for notice in result.warnings],
        "facts": result.facts,
        "rows_used": result.rows_used,
        "rows_dropped": result.rows_dropped,
    }


def print_json(value: Any, stream: Any) -> None:
    """One JSON object on one line."""
    print(json.dumps(value, default=plain, ensure_ascii=False), file=stream)


def print_methods() -> None:
    """One line a method with its settings."""
    for method in METHODS.values():
        settings = [
            {"name": name, "default": declared.default}
            | {key: declared.metadata.get(key) or None for key in ("unit", "mark", "low", "high", "choices")}
            for name, declared in method.setting_fields.items()
        ]
        print_json({"method": method.name, "number": method.number, "settings": settings}, sys.stdout)


def run(words: Sequence[str]) -> None:
    """Answer one command line."""
    asked = parser().parse_args(words)
    if asked.list:
        print_methods()
        return
    if asked.method not in METHODS:
        raise WrongQuestion(f"{asked.method!r} is not a method; there are {', '.join(METHODS)}")
    method = METHODS[asked.method]
    if asked.db is None and method.calculator:
        result = method.calculator(method.settings_from(dict(pairs(asked.settings, "--set"))))
    else:
        with opened(asked.db) as engine:
            result = answer(engine, method, asked)
    for row in result.rows:
        print_json(row, sys.stdout)
    print_json(circumstances(result), sys.stderr)


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 answered, 2 the question was wrong."""
    try:
        run(sys.argv[1:] if words is None else words)
    except WrongQuestion as fault:
        print(fault, file=sys.stderr)
        return 2
    except AnalysisError as fault:
        print(sentence("error", fault), file=sys.stderr)
        return 2
    except StoreError as fault:
        print(sentence("store", fault), file=sys.stderr)
        return 2
    return 0


def sentence(family: str, fault: AnalysisError | StoreError) -> str:
    """What is wrong, in English words."""
    facts = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in fault.facts.items()
    }
    return words_of("en").code(family, fault.code, **facts)


if __name__ == "__main__":
    sys.exit(main())
