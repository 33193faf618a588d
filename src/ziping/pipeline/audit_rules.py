"""What an audit needs of other rooms: the forms of a document read in the terms of an edition, and the scoring engine."""

from __future__ import annotations

from ziping.domain.document import Document
from ziping.domain.form_reading import ReadForm
from ziping.domain.rubric import Rubric
from ziping.domain.scorecard import Scorecard
from ziping.domain.submission import Submission
from ziping.intake.form import has_forms, read_forms
from ziping.scoring.compiled import compile_rubric
from ziping.scoring.engine import score
from ziping.scoring.project_form import score_form


def forms_of(document: Document, rubric: Rubric | None) -> tuple[ReadForm, ...]:
    """The forms of a document; none when it holds none, or the rubric knows no forms."""
    if rubric is None or rubric.form is None or not has_forms(document):
        return ()
    return read_forms(document, rubric.form).forms


def score_by(rubric: Rubric, submission: Submission) -> Scorecard:
    """The scorecard of a submission, form or department."""
    if rubric.form is not None:
        return score_form(rubric, submission).scorecard
    return score(compile_rubric(rubric), submission)
