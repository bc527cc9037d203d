"""Whether sales are healthy and where they leak."""
