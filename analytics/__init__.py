"""The methods: tables in, table out. No screens, no charts, no files, no clock."""
