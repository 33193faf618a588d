"""Exceptions of the project: they mean "we cannot go on". A user's mistake in readable data is a finding.

ZipingError                    exit 1, our own bug if it reaches the top unhandled
├── UsageError                 exit 2, the command was asked for something that does not exist
│   └── OutputError            exit 2, a result cannot be written; carries the system's error number
├── UnreadableInputError       exit 4, a file cannot be read as what it should be
│   └── RubricError            exit 4, a rubric file is wrong; carries one message per mistake
├── RenderError                exit 4, a template given by the user cannot be filled
├── RunHaltedError             exit 5, no unit of a batch can go on; what is finished stays
└── ModelError                 exit 5, no answer could be had from the model
    ├── ModelKeyError          the key is missing or refused (401, 403)
    ├── UnknownModelError      the endpoint does not know the model, or the address is wrong (404)
    ├── RequestRejectedError   the endpoint does not take the request (400, 413, 422, a redirect)
    ├── RateLimitError         too many requests, or the account is empty (429, 402)
    ├── ServerFaultError       the endpoint broke (5xx, or an answer that is not one)
    ├── ModelTimeoutError      no answer in time, or the stream fell silent
    ├── ConnectionLostError    no connection, or it was dropped
    ├── EndpointDownError      too many failures in a row: not asked for a while
    ├── BlankAnswerError       an answer of blanks
    ├── UnreadableAnswerError  twice an answer that is not what was asked for
    ├── RefusalError           the model declined
    ├── ContentFilterError     the provider's filter stopped it
    ├── OutOfTimeError         the report's time is over
    ├── BudgetSpentError       the budget does not allow another request
    └── AnswerStoreError       an answer could not be committed
"""

from __future__ import annotations


class ZipingError(Exception):
    """Root of the tree. The message is Chinese and names the place, the value and the next step."""

    exit_code = 1


class UsageError(ZipingError):
    """The command names something that does not exist (an unknown rubric id, an unknown section)."""

    exit_code = 2


class OutputError(UsageError):
    """A result cannot be written; what stood there before still stands.

    Attributes:
        number: of ``errno``; 0 when the system gave none.
    """

    def __init__(self, message: str, number: int = 0) -> None:
        super().__init__(message)
        self.number = number


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


class RunHaltedError(ZipingError):
    """No unit of a batch can go on (budget spent, key refused, disk full); finished ones stay finished.

    Attributes:
        exit_code: that of the reason.
    """

    def __init__(self, message: str, exit_code: int = 5) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class ModelError(ZipingError):
    """The model endpoint failed for good.

    Attributes:
        transient: asking again may help; only ``drafting.model.retry`` acts on it.
        retry_after: seconds the endpoint asked us to wait; None when it said nothing.
        tries: requests that were made before giving up.
    """

    exit_code = 5
    transient = False

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.tries = 1


class ModelKeyError(ModelError):
    """The key is missing or refused."""


class UnknownModelError(ModelError):
    """The endpoint does not know the model, or there is nothing at the address."""


class RequestRejectedError(ModelError):
    """The endpoint does not take the request as it is.

    Attributes:
        about: what it does not take, when that can be told: ``format`` (of the answer) or ``stream_usage``.
    """

    def __init__(self, message: str, *, about: str = "") -> None:
        super().__init__(message)
        self.about = about


class RateLimitError(ModelError):
    """Too many requests or tokens; ``transient`` is off for an empty account."""

    transient = True

    def __init__(self, message: str, *, retry_after: float | None = None, transient: bool = True) -> None:
        super().__init__(message, retry_after=retry_after)
        self.transient = transient


class ServerFaultError(ModelError):
    """The endpoint broke, or what it sent is no answer."""

    transient = True


class ModelTimeoutError(ModelError):
    """No answer in time, or the stream fell silent."""

    transient = True


class ConnectionLostError(ModelError):
    """No connection, or it was dropped."""

    transient = True


class EndpointDownError(ModelError):
    """Too many failures in a row: the endpoint is not asked for a while."""


class BlankAnswerError(ModelError):
    """An answer of blanks."""

    transient = True


class UnreadableAnswerError(ModelError):
    """Twice an answer that is not what was asked for."""


class RefusalError(ModelError):
    """The model declined."""


class ContentFilterError(ModelError):
    """The provider's filter stopped the answer."""


class OutOfTimeError(ModelError):
    """The report's time is over."""


class BudgetSpentError(ModelError):
    """The budget does not allow another request."""


class AnswerStoreError(ModelError):
    """An answer could not be committed to the store."""
