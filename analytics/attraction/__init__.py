"""Attraction: which channels bring clients, by which way, and what a client costs."""
