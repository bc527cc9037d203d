"""What a screen says: every text that AppTest can see, and the words of it that are ours rather than the owner's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from wording.numbers import read_number

ROOT = Path(__file__).resolve().parents[2]
LOCALES = {"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}
SCREENS = {
    "pulse": "pages/home/pulse.py",
    "abc": "pages/clients/abc.py",
    "lost": "pages/clients/lost.py",
    "win_back": "pages/clients/win_back.py",
    "funnel": "pages/sales/funnel.py",
    "attraction": "pages/sales/attraction.py",
    "base": "pages/sales/base.py",
    "calls": "pages/sales/calls.py",
    "client_card": "pages/clients/client_card.py",
    "kpi": "pages/team/kpi.py",
    "pay": "pages/team/pay.py",
    "service": "pages/team/service.py",
    "upload": "pages/data/upload.py",
    "held_rows": "pages/data/held_rows.py",
    "health": "pages/data/health.py",
    "imports": "pages/data/imports.py",
    "merge_clients": "pages/data/merge_clients.py",
    "settings": "pages/data/settings.py",
}
_SAID = ("label", "help", "placeholder", "body", "delta", "delta_description", "alt")
_SENTENCES = frozenset("title header subheader caption markdown error warning info success text metric".split())
_CHART_TEXT = frozenset(("text", "ticktext", "hovertext", "customdata", "name", "title"))
_ICON = re.compile(r":material/\w+:")
_COLOUR = re.compile(r":(red|blue|gray|green|orange|small)(-badge)?\[")
_TAG = re.compile(r"<[^<>]*>")  # charts: Plotly's own <b> and <br>
_LINK = re.compile(r"\]\([^)]*\)")
_CODE = re.compile(r"`[^`]*`")


def start(locale: str = "en-US", **address: str) -> AppTest:
    """The app with the browser's language and the parameters of an address, not run yet."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.context["locale"] = locale
    for name, value in address.items():
        app.query_params[name] = value
    return app


def nodes(app: AppTest) -> Iterator[Any]:
    """Every element and block of the screen as it stands."""
    waiting = [app._tree]  # no accessor of AppTest tells popovers, charts and expanders apart
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(getattr(node, "children", {}).values()))


def number_at(app: AppTest, key: str, language: str = "en") -> float | None:
    """The number that stands in a field; None where it is empty or no number."""
    read = read_number(app.text_input(key=key).value or "", language)
    return None if read is None else float(read)


AS_WRITTEN = ("selectbox", "multiselect")  # whose choices the browser shows as they are


def sentences(app: AppTest, choices_as_written: bool = True) -> list[str]:
    """Texts of a screen: titles, sentences, labels, hints, choices; all but those of AS_WRITTEN are read as Markdown."""
    said = (text for node in nodes(app) if node.type != "html" for text in _of_node(node, choices_as_written))
    return [text for text in dict.fromkeys(said) if text.strip()]


def _of_node(node: Any, choices_as_written: bool) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    for name in (*_SAID, "value") if node.type in _SENTENCES else _SAID:
        for source in (node, proto):
            said = getattr(source, name, None)
            if isinstance(said, str):
                yield said
    for block in ("popover", "expandable"):
        inner = getattr(proto, block, None)
        if inner is not None and inner.label:
            yield inner.label
    for option in getattr(proto, "options", ()) if choices_as_written or node.type not in AS_WRITTEN else ():
        yield option if isinstance(option, str) else option.content
    yield from (said for said in getattr(proto, "captions", ()) if isinstance(said, str))


def table_headers(app: AppTest) -> list[str]:
    """Headers of all lists."""
    found = []
    for table in app.dataframe:
        config = json.loads(table.proto.columns or "{}")
        for name in table.value.columns:
            found.append(str(config.get(str(name), {}).get("label") or name))
    return found


def table_texts(app: AppTest) -> list[str]:
    """Words in the cells of all lists, with those drawn as badges."""
    found: list[str] = []
    for table in app.dataframe:
        for name in table.value.columns:
            column: pd.Series = table.value[name]
            for cell in column:
                found += [cell] if isinstance(cell, str) else [c for c in _listed(cell) if isinstance(c, str)]
    return found


def _listed(cell: Any) -> list[Any]:
    return list(cell) if isinstance(cell, list | tuple) or type(cell).__name__ == "ndarray" else []


def charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """Figures of the screen by the key of their element."""
    return {chart.proto.id.rsplit("-", 1)[-1]: json.loads(chart.proto.spec) for chart in app.get("plotly_chart")}


def chart_texts(app: AppTest) -> list[str]:
    """Everything that is written inside the charts or appears over them."""
    return [unescape(_TAG.sub(" ", text)) for figure in charts(app).values() for text in _of_figure(figure, "")]


def _of_figure(part: Any, name: str) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "customdata":  # a code for the click, then what is shown over the mark
                value = [mark[1:] if isinstance(mark, list) else mark for mark in value]
            if key != "template":
                yield from _of_figure(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _of_figure(value, name)
    elif isinstance(part, str) and name in _CHART_TEXT:
        yield part


def read_aloud(text: str) -> str:
    """A Markdown sentence as it is read: no icons, colours, tags, addresses, code."""
    for pattern in (_ICON, _COLOUR, _CODE, _LINK, _TAG):
        text = pattern.sub(" ", text)
    return text.replace("\\", "")


def latin_words(texts: list[str]) -> set[str]:
    """Words in Latin letters, at least two letters long."""
    return {word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z'_.-]*[A-Za-z]", text)}


def press(app: AppTest, key: str) -> AppTest:
    """Press a button; nothing breaks."""
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].message
    return app
