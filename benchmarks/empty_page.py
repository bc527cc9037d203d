"""The least page that Streamlit can serve: the yardstick of a rerun."""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle() -> bool:
    """Freeze what the imports made, as the app does."""
    gc.collect()
    gc.freeze()
    return True


settle()
st.write("empty")
