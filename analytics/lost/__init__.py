"""Who is late and who is lost."""
