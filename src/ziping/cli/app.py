"""All commands, and what happens when one fails."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from ziping import __version__
from ziping.cli import (
    audit,
    batch,
    batch_copies,
    batch_publish,
    batch_requests,
    compare,
    demo,
    doctor,
    draft,
    facts,
    form,
    guard,
    model,
    numbers,
    prompt,
    rubric,
    score,
    verify,
)
from ziping.cli.console import say
from ziping.cli.help import Command, new_app, usage_message
from ziping.errors import ZipingError

app = new_app(
    "自评：起草、计分、核对绩效自评报告。\n\n分数由程序按评分标准精确计算，报告里的每个数字都能追到来源。先试试：ziping demo"
)


def _version(value: bool) -> None:
    if value:
        print(f"ziping {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="显示版本号"),
) -> None:
    """自评：起草、计分、核对绩效自评报告."""


app.command("demo", cls=Command)(demo.demo)
app.add_typer(rubric.app, name="rubric")
app.add_typer(form.app, name="form")
app.command("score", cls=Command)(score.score)
app.command("facts", cls=Command)(facts.facts)
app.command("draft", cls=Command)(draft.draft)
app.command("numbers", cls=Command)(numbers.numbers)
app.command("guard", cls=Command)(guard.guard)
app.command("audit", cls=Command)(audit.audit)
app.command("compare", cls=Command)(compare.compare)
app.add_typer(model.app, name="model")
app.add_typer(model.app, name="model")
batch_copies.add_to(batch.app)
batch_requests.add_to(batch.app)
batch_publish.add_to(batch.app)
app.add_typer(batch.app, name="batch")
app.add_typer(prompt.app, name="prompt")
app.command("verify", cls=Command)(verify.verify)
app.command("doctor", cls=Command)(doctor.doctor)


def run() -> None:
    """Runs the command line and turns every failure into a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_guarded())


def _guarded() -> int:
    try:
        code = app(prog_name="ziping", standalone_mode=False)
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        say("已中断，已完成的结果不受影响。")
        return 130
    except TyperException as error:
        return _usage(error)
    except ZipingError as error:
        say(f"出错了：{error}")
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last net: a message, never a traceback
        return _bug(error)
    return code if isinstance(code, int) else 0


def _usage(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        say(context.get_help() if context else "")
        return 2
    say(f"出错了：{usage_message(error)}")
    path = context.command_path if context else "ziping"
    say(f"查看用法：{path} --help")
    return 2


def _bug(error: Exception) -> int:
    """Our own mistake: one Chinese line; with ``ZIPING_DEBUG=1`` the traceback for the developers."""
    from ziping.settings import load_settings

    try:
        debug = load_settings().debug
    except ZipingError:
        debug = False
    say(
        f"程序内部出错（{type(error).__name__}：{error}）。已有的文件没有改动；请把这行信息和所用的命令告诉开发者。"
    )
    if debug:
        import traceback

        traceback.print_exception(error)
    return 1
