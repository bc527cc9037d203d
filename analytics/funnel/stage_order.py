"""In which order the stages of a funnel stand, where nobody said it: by the words that sales people use for them."""

from __future__ import annotations

import re

# What a deal passes on its way, from the first contact to the payment; a stage of other words stands in the middle.
_WAY = (
    r"lead|prospect|\bnew\b|incoming|нов|лид|лід|входящ|вхідн|обращен|зверненн",
    r"call|contact|engag|звон|дзвін|контакт|консульт|в работ|в роботі",
    r"qualif|request|need|enquir|inquir|квалиф|кваліф|заявк|запрос|запит|потребност|потреб",
    r"meet|visit|demo|excurs|showing|present|встреч|зустріч|визит|візит|экскурс|екскурс|показ|презент|демо",
    r"proposal|offer|quot|estimat|предлож|пропоз|смет|кошторис|расч[её]т|розрахун|\bкп\b",
    r"negot|review|decision|approv|перегов|согласов|узгодж|погодж|решен|рішенн",
    r"contract|agreement|legal|договор|договір|контракт",
    r"invoice|pay|deposit|сч[её]т|рахун|оплат|предоплат|аванс",
    r"\bdeal|\bsale|order|сделк|угод|продаж|заказ|замовлен",
)
_MIDDLE = 4.5
_WON = re.compile(r"\bwon\b|успешн[оаы]|успішн[оаі]|выигр|вигра|заключена|укладено", re.IGNORECASE)
_LOST = re.compile(
    r"lost|\blose\b|не ?реализ|не ?успеш|неуспіш|не ?виг|проиг|провал|програ|отказ|відмов|cancel|отмен|скасов",
    re.IGNORECASE,
)


def usual_place(stage: str) -> float:
    """How far on the way to a sale does a stage of this name usually stand? 0 is the first contact."""
    found = [place for place, word in enumerate(_WAY) if re.search(word, stage, re.IGNORECASE)]
    return float(found[0]) if found else _MIDDLE


def end_of_way(stage: str) -> str:
    """Does the name of a stage say that the deal is over? won, lost, or '' where it goes on."""
    if _LOST.search(stage):
        return "lost"
    return "won" if _WON.search(stage) else ""
