"""What do your sales look like? Drop files, see what was found, load them, see the first answer."""

import streamlit as st

from ui.inbox import offer_waiting_files
from ui.upload_done import done_screen
from ui.upload_found import IMPORT_DONE, found_screen
from ui.upload_several import several_screen
from ui.upload_steps import known_before, read_files, refusal, start
from ui.uploads import opened_file, waiting_files

offer_waiting_files()
unread = [file for file in waiting_files() if file.found is None]
if unread:
    read_files(unread)
    st.rerun()
file = opened_file()
if st.session_state.get(IMPORT_DONE):
    done_screen(st.session_state[IMPORT_DONE])
elif file is None and waiting_files():
    several_screen()
elif file is None or file.found is None:
    start()
elif file.found.outcome == "refused":
    refusal(file, file.found)
elif file.same is not None:
    known_before(file, file.same)
else:
    found_screen(file, file.found)
