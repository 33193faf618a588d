"""ziping (自评): drafts, scores and checks performance self-evaluation reports."""

__version__ = "0.1.0"
