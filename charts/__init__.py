"""Tables in, Plotly figures out. One theme, colours by meaning; knows nothing of screens, storage or methods."""
