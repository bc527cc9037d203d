"""What do your sales look like? Drop a file, see what was found, load it, see the first answer."""

import streamlit as st

from ui.upload_done import done_screen
from ui.upload_found import IMPORT_DONE, found_screen
from ui.upload_steps import known_before, refusal, start
from ui.uploads import reading

found = reading()
if st.session_state.get(IMPORT_DONE):
    done_screen(st.session_state[IMPORT_DONE])
elif found is None:
    start()
elif found.outcome == "refused":
    refusal(found)
elif not known_before(found):
    found_screen(found)
