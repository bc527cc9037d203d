"""A file's whole way: read, compared with what is loaded, loaded. The screens, the inbox and the command go it alike."""
