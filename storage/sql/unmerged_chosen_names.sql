SELECT kind, written, chosen FROM chosen_names
