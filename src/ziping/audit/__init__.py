"""Finds what does not add up in a finished report, from the document alone or with the rubric it follows."""
