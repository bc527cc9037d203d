"""Which funnel the screen shows: its source, its stages as the owner put them, its period where nothing is sold yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from analytics.funnel.funnel_names import funnel_names
from analytics.funnel.funnel_sources import LEAST_STAGES, MOST_STAGES, FunnelSource, funnel_sources
from analytics.scope import Scope
from storage.settings import save_setting
from ui.data import Loaded, answer, profile, setting, store
from ui.language import words

STAGES, NORMS = "funnel_stages", "funnel_norms"  # saved: key of a funnel -> its stages, its norms
USUAL_STAGES = ("call", "excursion", "deal")
_LAST = date(9999, 12, 31)


def key_of(source: FunnelSource) -> str:
    """By which name the choices of a funnel are saved."""
    return source.source if source.source == "counts" else f"{source.source}: {source.pipeline}"


def sources(as_of: date | None = None) -> tuple[FunnelSource, ...]:
    """The funnels that the data hold up to a day."""
    day = as_of or _LAST
    return answer(funnel_sources, Scope(day, day, day), None)


def stages_of(source: FunnelSource) -> tuple[str, ...]:
    """The stages of a funnel: as the owner put them, else as the data have them."""
    chosen = tuple(setting(STAGES, {}).get(key_of(source), ()))
    known = {*source.stages, *source.others}
    if LEAST_STAGES <= len(chosen) <= MOST_STAGES and (source.source == "counts" or set(chosen) <= known):
        return chosen
    return source.stages


def counted_stages() -> tuple[str, ...]:
    """The stages into which totals are typed, before there are any too."""
    known = next((one for one in sources() if one.source == "counts"), None)
    if known:
        return stages_of(known)
    return tuple(setting(STAGES, {}).get("counts", ())) or USUAL_STAGES


def save_stages(key: str, stages: tuple[str, ...]) -> None:
    """Keep the order of stages of a funnel; none: back to that of the data."""
    _save(STAGES, key, list(stages))


def norms_of(source: FunnelSource) -> tuple[float, ...]:
    """The norms that the owner entered for the steps of a funnel."""
    found = tuple(float(norm) for norm in setting(NORMS, {}).get(key_of(source), ()))
    return found if len(found) == len(stages_of(source)) - 1 else ()


def save_norms(key: str, norms: tuple[float, ...]) -> None:
    """Keep the norms of the steps; none: the best quarter of the team again."""
    _save(NORMS, key, list(norms))


def _save(name: str, key: str, value: list[Any]) -> None:
    saved = {**setting(name, {}), key: value}
    kept = {known: chosen for known, chosen in saved.items() if chosen}
    save_setting(store(), name, kept or None)


def stage_text(stage: str) -> str:
    """A stage in the user's language, or as the file calls it."""
    t = words()
    return t.code("funnel.stage", stage) if t.has(f"funnel.stage.{stage}") else " ".join(stage.split())


def loaded_for_funnels() -> Loaded:
    """What the frame must know: the days of sales, or those of the funnels where nothing is sold yet; all who sell."""
    known, found = profile(), sources()
    days = [day for one in found for day in (one.first_day, one.last_day) if day]
    names = answer(funnel_names, Scope(_LAST, _LAST, _LAST), None)
    people: dict[str, Any] = {
        kind: (*getattr(known, kind), *(name for name in names[kind] if name not in getattr(known, kind)))
        for kind in ("managers", "channels")
    }
    if not days:
        return replace(known, **people)
    first = min([*days, known.first_day] if known.lines else days)
    last = known.last_day if known.lines else max(days)
    return replace(known, first_day=min(first, last), last_day=last, **people)
