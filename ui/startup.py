"""What is done once for the whole process."""

from __future__ import annotations

import gc
from importlib import import_module

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle() -> bool:
    """Import what the first screens need, and take all that the imports made out of the garbage collector's sight.

    Libraries stay for good: walking over them at each full collection would cost 30-75 ms.
    """
    for module in ("pandas.io.formats.style", "plotly.graph_objects", "ui.pulse", "ui.abc_lists", "ui.card"):
        import_module(module)
    gc.collect()
    gc.freeze()
    return True
