"""The command line: thin, Chinese, scriptable. stdout is data, stderr is talk.

Only typer and the standard library are imported before a command runs (docs/design/layout.md).
"""


def main() -> None:
    """Entry point of the ``ziping`` command."""
    from ziping.cli.app import run

    run()
