"""Assertions without a figure: words of praise, awards, bodies, media, and what a unit's own texts support."""
