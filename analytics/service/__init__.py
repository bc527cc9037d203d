"""What clients meet and what they say."""
