"""Exceptions of the project: they mean "we cannot go on". A user's mistake in readable data is a finding.

ZipingError                    exit 1, our own bug if it reaches the top unhandled
├── UsageError                 exit 2, the command was asked for something that does not exist
├── UnreadableInputError       exit 4, a file cannot be read as what it should be
│   └── RubricError            exit 4, a rubric file is wrong; carries one message per mistake
├── RenderError                exit 4, a template given by the user cannot be filled
└── ModelError                 exit 5, the model endpoint failed
"""

from __future__ import annotations


class ZipingError(Exception):
    """Root of the tree. The message is Chinese and names the place, the value and the next step."""

    exit_code = 1


class UsageError(ZipingError):
    """The command names something that does not exist (an unknown rubric id, an unknown section)."""

    exit_code = 2


class UnreadableInputError(ZipingError):
    """A file cannot be read as what it should be; nothing was written."""

    exit_code = 4


class RubricError(UnreadableInputError):
    """A rubric file is wrong.

    Attributes:
        problems: one Chinese message per mistake, each beginning with ``file:line：``.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class RenderError(ZipingError):
    """A template supplied by the user cannot be filled."""

    exit_code = 4


class ModelError(ZipingError):
    """The model endpoint failed for good."""

    exit_code = 5
