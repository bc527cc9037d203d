"""The only shared Streamlit code: language, frame, tables, downloads, explanations."""
