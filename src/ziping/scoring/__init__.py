"""Rubric and submission into a scorecard, exactly. See docs/design/scoring.md."""
