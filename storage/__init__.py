"""The store: one DuckDB file, its engine seam, migrations, imports and the records people type in."""
