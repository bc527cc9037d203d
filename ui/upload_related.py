"""Waiting files that belong together: offered to be read as one, with what the one table adds up to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from ingestion.limits import Limits
from ingestion.relation import JOINED
from ui.currency import sums
from ui.data import currency
from ui.language import language, words
from ui.text import plain
from ui.upload_steps import same_sentence
from ui.uploads import WaitingFile, open_file, pack_waiting, read_waiting, replace_with, unpack_again, waiting_files
from wording import numbers
from wording.related import related_sentences

_OFFER = "upload_offer"


@dataclass
class Offer:
    """Files that were looked at together; `joined` is None where they do not belong together."""

    looked_at: tuple[str, ...]
    members: tuple[WaitingFile, ...] = ()
    joined: WaitingFile | None = None
    is_declined: bool = False

    @property
    def members_offered(self) -> frozenset[str]:
        """Keys of the files that are offered to be read as one."""
        return frozenset() if self.joined is None or self.is_declined else frozenset(one.key for one in self.members)


def related_card(offer: Offer) -> None:
    """The offer to read waiting files as one table; nothing where they do not belong together."""
    if offer.joined is None or offer.joined.found is None or offer.is_declined:
        return
    if offer.joined.same is not None:
        st.markdown(":material/check_circle: " + same_sentence(offer.joined, offer.joined.same))
        return
    t, found = words(), offer.joined.found
    with st.container(border=True, key="related_card"):
        st.subheader(t("related.title"), anchor=False)
        st.caption(" + ".join(plain(file.name) for file in offer.members))
        unit = found.currencies[0] if len(found.currencies) == 1 else currency()
        related = found.related.to_json() if found.related else None
        for sentence in related_sentences(related, t, unit):
            st.markdown(sentence)
        if found.lines.loaded:
            st.markdown(":material/merge: " + _becomes(offer.joined))
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("related.join"), type="primary", icon=":material/join:", key="related_join"):
                _join(offer)
            if st.button(t("related.apart"), type="tertiary", key="related_apart"):
                offer.is_declined = True
                st.rerun()
            if any(question.code != "related_tables" for question in found.questions):
                st.caption(t("related.asks_next"))


def _becomes(joined: WaitingFile) -> str:
    """What the one table holds and adds up to."""
    t, lang, found = words(), language(), joined.found
    if found is None:
        return ""
    return t(
        "related.becomes",
        lines=t.n("upload.lines", found.lines.loaded, n=numbers.number(found.lines.loaded, lang)),
        money=sums(found.amounts),
        clients=t.n("related.list_client", found.clients, n=numbers.number(found.clients, lang)),
    )


def _join(offer: Offer) -> None:
    """Put the one table in the place of its files and show what was found in it."""
    if offer.joined is None or offer.joined.found is None:
        return
    with st.spinner(words()("upload.reading_again")):
        if any(question.code == "related_tables" for question in offer.joined.found.questions):
            read_waiting(offer.joined, replace(offer.joined.found.answers, sheet=JOINED))
        replace_with(offer.joined, offer.members)
    open_file(offer.joined)
    st.session_state.pop(_OFFER, None)
    st.rerun()


def related_offer() -> Offer:
    """Which of the files that wait now belong together? They are looked at once."""
    candidates = _candidates()
    keys = tuple(file.key for file in candidates)
    known: Offer | None = st.session_state.get(_OFFER)
    if known is None or known.looked_at != keys:
        if known is not None and known.joined is not None:
            unpack_again(known.joined)
        with st.spinner(words()("related.reading")):
            known = _looked_at(candidates)
        st.session_state[_OFFER] = known
    return known


def _candidates() -> list[WaitingFile]:
    """Files that may be parts of one table: not where each is ready by itself, nor more than are looked at together."""
    files = [file for file in waiting_files() if file.may_belong_to_others]
    needs_others = any(not file.is_complete for file in files)
    size, limits = sum(file.path.stat().st_size for file in files), Limits()
    fits = 1 < len(files) <= limits.together_tables and size <= limits.together_bytes
    return files if fits and needs_others else []


def _looked_at(files: list[WaitingFile]) -> Offer:
    """Read the files as one; those that do not belong to the others are left as they are."""
    keys = tuple(file.key for file in files)
    while len(files) > 1:
        joined = pack_waiting(files)
        related = read_waiting(joined).related
        if related is None:
            unpack_again(joined)
            return Offer(keys)
        members = [file for file in files if joined.holds(file.key, related.tables)]
        if len(members) == len(files):
            return Offer(keys, tuple(members), joined)
        unpack_again(joined)
        files = members
    return Offer(keys)
