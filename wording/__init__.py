"""Sentences, plural forms, numbers, dates and money in three languages. Knows nothing of screens."""
