"""What happens before any dependency is imported: install them if need be, move into .venv, run the command.

Standard library only. manage.py calls run(); quickstart and test install what they need, any other command just
uses .venv where there is one.
"""

import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from minzheng import installation, port
from minzheng.refusal import Refusal

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
# What README's two commands need: any one of these files will do, the first is installed where none was.
REQUIREMENTS = {
    "quickstart": ("requirements.txt", "requirements-dev.txt"),
    "test": ("requirements-dev.txt",),
}


def run(*, arguments: Sequence[str]) -> int:
    """Run `manage.py` with these arguments (the first is its own name); return the exit status."""
    command = arguments[1] if len(arguments) > 1 else ""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding gets escapes for what it cannot show, never a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    stops = _Stops(insist=command == "quickstart")
    try:
        _enter_venv(command, arguments=arguments[2:])
        return _run_django(arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + stops.number
    except (Exception, SystemExit):
        # Unwinding from a stop, a library may trip over what it had half done; that is still a stop.
        if not stops.came:
            raise
        return 128 + stops.number


class _Stops:
    """Turns TERM and HUP into what Ctrl-C does, so that whatever tidies up after Ctrl-C does so for these too.

    A shell starts background jobs with INT ignored; where `insist` is set, INT stops us all the same.
    """

    def __init__(self, *, insist: bool) -> None:
        self.number: int = signal.SIGINT
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN or (
                insist and number == signal.SIGINT
            ):
                signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        self.came = True
        raise KeyboardInterrupt


def _enter_venv(command: str, *, arguments: Sequence[str]) -> None:
    """Make .venv complete for this command and continue under its Python; return if we already do."""
    if command in REQUIREMENTS:
        _install(command, arguments=arguments)
    elif sys.prefix != sys.base_prefix:
        return  # whoever chose another virtual environment has their reasons
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if not inside and (python := VENV / "bin" / "python").exists():
        sys.stdout.flush()
        # orig_argv keeps Python's own options (-X, -W, -O).
        os.execv(python, [str(python), *sys.orig_argv[1:]])  # noqa: S606 - there is no shell in this


def _install(command: str, *, arguments: Sequence[str]) -> None:
    wanted = [PROJECT / name for name in REQUIREMENTS[command]]
    if any(installation.is_complete(VENV, requirements=one) for one in wanted):
        return
    if command == "quickstart":
        port.refuse_busy(arguments)
    installation.install(VENV, requirements=wanted[0])


def _run_django(arguments: Sequence[str]) -> int:
    if importlib.util.find_spec("django") is None:
        raise Refusal("还没有安装依赖；请先运行一次 python3 manage.py quickstart。")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - only now surely there

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.settings")
    execute_from_command_line(list(arguments))
    return 0
