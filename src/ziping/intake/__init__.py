"""Files into values: rubrics, submissions, workbooks. Wrong data are findings, unreadable files errors."""
