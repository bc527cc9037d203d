"""Whom to win back, how, and what came back."""
