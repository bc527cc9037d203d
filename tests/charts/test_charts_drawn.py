"""In a real browser: no text of a chart meets another or is cut, and every cell of the matrix can be clicked."""

from __future__ import annotations

import base64
import shutil
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from drawn_samples import every_chart, moves
from plotly.offline import get_plotlyjs

from charts.migration_matrix import migration_matrix
from charts.theme import CONFIG, Look

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

FAULTS = """() => { const faults = [];
document.querySelectorAll('.plotly-graph-div').forEach(chart => {
  const frame = chart.getBoundingClientRect(), name = chart.closest('[data-name]').dataset.name;
  const texts = [...chart.querySelectorAll('svg text')].filter(t => t.textContent.trim()).flatMap(t => {
    const lines = [...t.querySelectorAll('tspan.line')];
    return (lines.length ? lines : [t]).map(l => ({owner: t, said: l.textContent, box: l.getBoundingClientRect()})) });
  if (!texts.length) faults.push(name + ': nothing is written');
  texts.forEach((a, at) => {
    if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 ||
        a.box.top < frame.top - 1 || a.box.bottom > frame.bottom + 1)
      faults.push(name + ': cut: ' + a.said);
    texts.slice(at + 1).forEach(b => {
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (a.owner !== b.owner && wide > 0.5 && high > 4)
        faults.push(name + ': meet: ' + a.said + ' / ' + b.said) }) }) });
return faults }"""

LISTEN = """() => { window.hits = [];
document.querySelector('.plotly-graph-div').on('plotly_click', e => window.hits.push(e.points[0].customdata)) }"""


def letters() -> str:
    """The font that the screens use, from the installed Streamlit."""
    spec = find_spec("streamlit")
    folder = Path(str(spec and spec.origin)).parent / "static"
    font = next(folder.rglob("SourceSansVF-Upright*.woff2"))
    data = base64.b64encode(font.read_bytes()).decode()
    return f"@font-face{{font-family:'Source Sans';src:url(data:font/woff2;base64,{data});font-weight:200 900}}"


def show(browser: Any, folder: Path, figures: dict[str, Any], width: int) -> Any:
    """A page with all figures at the width of a card."""
    (folder / "plotly.js").write_text(get_plotlyjs(), encoding="utf-8")
    parts = []
    for name, figure in figures.items():
        size = {"default_width": f"{width}px", "default_height": f"{figure.layout.height}px"}
        drawn = figure.to_html(full_html=False, include_plotlyjs=False, config=CONFIG, **size)
        parts.append(f'<div data-name="{name}">{drawn}</div>')
    start = f"<meta charset=utf-8><style>{letters()}body{{margin:0;font-family:'Source Sans'}}</style>а<b>б</b>"
    (folder / "page.html").write_text(f"{start}<script src=plotly.js></script>{''.join(parts)}", encoding="utf-8")
    page = browser.new_page(viewport={"width": width + 20, "height": 800})
    page.goto((folder / "page.html").as_uri())
    page.evaluate("document.fonts.ready")
    page.wait_for_function(f"document.querySelectorAll('.main-svg').length >= {len(figures)}")
    page.wait_for_timeout(300)
    return page


@pytest.mark.parametrize(("mode", "language"), [*product(["desk"], ["en", "ru", "uk"]), ("meeting", "uk")])
def test_texts_neither_meet_nor_get_cut(browser, tmp_path, mode, language):
    look = Look("light", mode, language)
    page = show(browser, tmp_path, every_chart(look), look.sizes.width)
    assert page.evaluate(FAULTS) == []
    page.close()


def test_the_search_for_faults_finds_them(browser, tmp_path):
    figure = every_chart(Look("light", "desk", "ru"))["months"]
    first = figure.layout.annotations[0].to_plotly_json()
    figure.add_annotation({**first, "xshift": 3})
    figure.add_annotation({**first, "text": "далеко справа и за краем", "x": 12.4})
    page = show(browser, tmp_path, {"months": figure}, 520)
    faults = page.evaluate(FAULTS)
    assert any("meet" in fault for fault in faults) and any("cut" in fault for fault in faults)
    page.close()


def test_a_click_anywhere_in_a_cell_of_the_matrix_brings_its_codes(browser, tmp_path):
    page = show(browser, tmp_path, {"matrix": migration_matrix(*moves(), Look("light", "desk", "ru"))}, 640)
    page.evaluate(LISTEN)
    chart = page.locator(".plotly-graph-div")
    box, margin = chart.bounding_box(), chart.evaluate("chart => chart.layout.margin")
    wide = (box["width"] - margin["l"] - margin["r"]) / 4
    high = (box["height"] - margin["t"] - margin["b"]) / 4
    for row, column, right, down in ((0, 1, 0.5, 0.5), (0, 1, 0.08, 0.15), (2, 3, 0.92, 0.88), (3, 0, 0.1, 0.5)):
        spot = box["x"] + margin["l"] + wide * (column + right), box["y"] + margin["t"] + high * (row + down)
        page.mouse.move(spot[0] + 1, spot[1])
        page.mouse.move(*spot)
        page.wait_for_timeout(120)
        page.mouse.click(*spot)
    assert page.evaluate("window.hits") == [["A", "B"], ["A", "B"], ["C", "absent"], ["absent", "A"]]
    page.close()
