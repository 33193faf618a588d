"""Chinese text as data: numbers, sentences, words and the claims they make. Pure functions, no I/O, no model."""
