"""The few things that the theme cannot say."""

from __future__ import annotations

import streamlit as st

from ui.language import words

# The uploader's own English words: our caption above it says the limits in the user's language.
_CSS = """
<style>
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after { content: "BROWSE"; font-size: 1rem; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[class*="st-key-agenda_"] button p { text-align: left; }
[data-testid="stFileUploaderDropzone"] { min-height: 5.5rem; align-items: center; justify-content: center; }
/* The accent on its own pale ground is too faint for small letters. */
.stApp button[data-selected="true"] p { color: light-dark(#00659F, #74C3EF); }
/* What is wrong with a number stands close to its field, and the field is framed with it. */
[class*="st-key-wrong_"] [data-testid="stAlertContainer"] { padding: 0.2rem 0.5rem; }
[class*="st-key-wrong_"] [data-testid="stAlertContainer"] p { font-size: 0.875rem; line-height: 1.3; }
[class*="st-key-number_"]:has([class*="st-key-wrong_"]) [data-testid="stTextInputRootElement"]:not(:focus-within) {
  border-color: light-dark(#C44E00, #FF8A4C);
}
/* Who walks by Tab sees where he is: a change of a thin border alone is easily missed. */
[class*="st-key-number_"] [data-testid="stTextInputRootElement"]:focus-within { box-shadow: 0 0 0 1px light-dark(#0072B2, #2F86C9); }
/* A field that Tab has come to leaves room for the sentence under it. */
[class*="st-key-number_"] input { scroll-margin-block: 5rem 8rem; }
@media screen {
  .st-key-print_only { display: none !important; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-frame, .st-key-screen_only { display: none !important; }
  .st-key-print_only td, .st-key-print_only th { padding: 2pt 4pt !important; font-size: 9pt !important; vertical-align: top; }
  .st-key-print_only td:last-child { min-width: 90pt; }
  .st-key-print_only tr { break-inside: avoid; }
  @page { size: A4 landscape; margin: 12mm; }
}
</style>
"""


def style() -> None:
    """Put the style into the page."""
    st.html(_CSS.replace("BROWSE", words()("frame.browse")))
