"""What is done once for the whole process."""

from __future__ import annotations

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle() -> bool:
    """Take everything that the imports made out of the garbage collector's sight.

    Streamlit collects after every run; walking over the imported libraries each time would cost 30-75 ms a run.
    """
    gc.collect()
    gc.freeze()
    return True
