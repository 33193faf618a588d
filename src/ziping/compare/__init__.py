"""This year against last year: two read reports → what changed, what was copied, what became of last year's problems."""
