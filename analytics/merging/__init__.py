"""One client is one client: which spellings may be one, how many clients there really are, what joining changes."""
