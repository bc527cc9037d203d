"""The fixtures of the method tests; what they are made of stands in `line_store`."""

from line_store import file_store, shared_store, store_of

__all__ = ["file_store", "shared_store", "store_of"]
