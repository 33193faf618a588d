"""Every figure and document the text may use, from scorecard and submission."""
