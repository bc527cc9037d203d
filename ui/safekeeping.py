"""The owner's data in his own hands: save a copy, open it again, delete everything."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import streamlit as st

from storage.errors import StoreError
from ui.data import store
from ui.language import words
from ui.trouble import store_sentence

ROOT = Path(__file__).resolve().parent.parent
_CHECK_SECONDS = 60


def _copy() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.duckdb"
        store().copy_to(target)
        return target.read_bytes()


def copy_card() -> None:
    """One file with everything that is loaded and typed in."""
    stamp = datetime.now().strftime("%Y-%m-%d")
    st.download_button(
        words()("settings.copy"),
        data=_copy,
        file_name=f"sales_health_{stamp}.duckdb",
        icon=":material/save:",
        on_click="ignore",
    )


def restore_card() -> None:
    """Open a saved copy in place of the present data."""
    t = words()
    with st.expander(t("settings.restore"), icon=":material/settings_backup_restore:", type="compact"):
        uploaded = st.file_uploader(t("settings.restore_pick"), type=["duckdb"], key="restore_file")
        if uploaded is None:
            return
        st.warning(t("settings.restore_warning"))
        if st.button(t("settings.restore_now"), type="primary"):
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "restored.duckdb"
                source.write_bytes(uploaded.getbuffer())
                trouble = _trouble_with(source)
                if trouble is None:
                    store().replace_by(source)
            if trouble is not None:
                st.error(store_sentence(trouble, t))
                return
            st.toast(t("settings.restored"), icon=":material/check:")
            st.rerun()


def _trouble_with(source: Path) -> StoreError | None:
    """Look at an uploaded database in another process first: a damaged one must not take the app down."""
    command = [sys.executable, "-m", "storage", "--check", str(source)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_CHECK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return StoreError("unreadable", path=source.name)
    if done.returncode == 0:
        return None
    code = done.stdout.strip()
    return StoreError(
        code if code in ("foreign", "newer_schema") else "unreadable",
        path=source.name,
        table="?",
        number="?",
        known="?",
    )


def erase_card() -> None:
    """Delete everything, after the word is typed."""
    t = words()
    with st.expander(t("settings.erase"), icon=":material/delete_forever:", type="compact"):
        st.warning(t("settings.erase_warning"))
        typed = st.text_input(t("settings.erase_type", word=t("settings.erase_word")), key="erase_word")
        if st.button(t("settings.erase_now"), disabled=typed.strip().casefold() != t("settings.erase_word").casefold()):
            store().erase()
            st.session_state.pop("erase_word", None)
            st.toast(t("settings.erased"), icon=":material/check:")
            st.rerun()
