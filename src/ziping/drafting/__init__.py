"""Prose from facts: the offline writer and, later, a model behind the same protocol."""
