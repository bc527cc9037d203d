"""The demo company: a wholesaler that does not exist, its sales history and the facts planted in it."""
