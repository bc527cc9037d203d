"""Measured comparisons: what this app does, each beside its yardstick in the same run (`python -m benchmarks`)."""
