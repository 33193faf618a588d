"""The nouns of the project: frozen values, no I/O, no clock, no float."""
