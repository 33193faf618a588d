"""Talking to a language model: one narrow question-and-answer port, and everything between it and the wire."""
