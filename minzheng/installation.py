"""Brings .venv to what a requirements file pins; standard library only, called by minzheng.bootstrap.

Debian's Python has neither ensurepip nor leave to install into itself, so the virtual environment is made without
pip and the pip outside installs into it. Every package, jieba's build tools included, is checked against its hash.
"""

import fcntl
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from minzheng.refusal import Refusal

BUILD_REQUIREMENTS = "requirements-build.txt"
OLDEST_PIP = (22, 3)  # the first with --python
PIP_ENVIRONMENT = {
    # A person's own pip settings must not send packages anywhere but into .venv.
    "PIP_USER": "0",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_USE_PEP517": "1",
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONUNBUFFERED": "1",  # progress as it happens
}
# The umask to install with: when root runs the archive, the database's own user must read its programs.
READABLE = 0o022


def is_complete(venv: Path, *, requirements: Path) -> bool:
    """Tell whether this requirements file is what was last installed into venv, by this Python."""
    try:
        return _python(venv).exists() and _stamp(requirements) == _stamp_file(venv).read_text()
    except OSError:
        return False


def install(venv: Path, *, requirements: Path) -> None:
    """Install this requirements file into venv, making or mending it first; Refusal if that cannot be."""
    started = time.monotonic()
    print("安装依赖到 .venv（第一次要下载几十到一百多 MB）…", flush=True)
    with _alone(venv.parent) as lock:
        if is_complete(venv, requirements=requirements):
            return  # another command did it while we waited
        pip = [*_find_pip(venv), "--python", str(_python(venv))]
        _make(venv)
        _unfinished(venv).touch()
        for file in (requirements.with_name(BUILD_REQUIREMENTS), requirements):
            _pip_install(pip, requirements=file, lock=lock)
        _stamp_file(venv).write_text(_stamp(requirements))
        _unfinished(venv).unlink()
    print(f"  依赖已就绪，用时 {time.monotonic() - started:.1f} 秒", flush=True)


def _python(venv: Path) -> Path:
    return venv / "bin" / "python"


def _stamp_file(venv: Path) -> Path:
    return venv / "installed"


def _unfinished(venv: Path) -> Path:
    return venv / "unfinished"


def _stamp(requirements: Path) -> str:
    """What must stand in the stamp file: changes with the requirements and with Python's version."""
    build = requirements.with_name(BUILD_REQUIREMENTS)
    text = requirements.read_bytes() + build.read_bytes()
    version = "{}.{}".format(*sys.version_info)
    return f"{requirements.name} python{version} {hashlib.sha256(text).hexdigest()}"


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """Hold a lock on the project folder, so that two commands at once do not install into each other."""
    if not os.access(folder, os.W_OK):
        raise Refusal(f"文件夹 {folder} 不能写入，无法安装依赖；请换一个可以写入的文件夹。")
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    except OSError as error:
        place = error.filename or folder
        raise Refusal(f"无法安装依赖：{place} {error.strerror}。") from None
    finally:
        os.close(lock)


def _make(venv: Path) -> None:
    """Create the virtual environment; start afresh where one is broken or an installation broke off halfway."""
    if _runs(venv) and not _unfinished(venv).exists():
        return
    command = [_outer_python(venv), "-m", "venv", "--without-pip", "--clear", str(venv)]
    made = subprocess.run(  # noqa: S603 - our own words
        command, capture_output=True, text=True, check=False, umask=READABLE
    )
    if made.returncode != 0:
        reason = (made.stdout + made.stderr).strip().splitlines() or ["原因不明"]
        raise Refusal(f"不能建立虚拟环境 {venv}：{reason[-1]}")


def _runs(venv: Path) -> bool:
    """Tell whether the venv's Python starts and has our version."""
    test = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(  # noqa: S603 - our own words
            [str(_python(venv)), "-c", test], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _outer_python(venv: Path) -> str:
    """Return a Python that lies outside venv, since venv may be about to be cleared."""
    if Path(sys.prefix).resolve() != venv.resolve():
        return sys.executable
    return str(getattr(sys, "_base_executable", sys.executable))


def _find_pip(venv: Path) -> list[str]:
    """Return the words that start a pip able to install into another environment."""
    pip = [_outer_python(venv), "-m", "pip"]
    answer = subprocess.run(  # noqa: S603 - our own words
        [*pip, "--version"], capture_output=True, text=True, check=False
    )
    version = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    if not version:
        raise Refusal("没有找到 pip；请先安装它，例如 apt-get install python3-pip。")
    if (int(version[1]), int(version[2])) < OLDEST_PIP:
        raise Refusal(f"pip {version[1]}.{version[2]} 太旧，需要 22.3 或更新的版本。")
    return pip


def _pip_install(pip: list[str], *, requirements: Path, lock: int) -> None:
    """Install every line of a requirements file, showing how far it has come."""
    command = [*pip, "install", "--require-hashes", "--no-build-isolation", "--progress-bar", "off"]
    process = subprocess.Popen(  # noqa: S603 - our own words
        [*command, "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **PIP_ENVIRONMENT},
        umask=READABLE,
        start_new_session=True,  # Ctrl-C reaches it through us, once
        pass_fds=[lock],  # if we are killed, the next command waits for what it is still doing
    )
    try:
        said = _show_progress(process, requirements=requirements)
        status = process.wait()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.communicate()
        raise
    if status != 0:
        sys.stderr.writelines(line for line in said if line.startswith(("ERROR", "  ERROR")))
        raise Refusal("依赖没有装好，原因见上；多半是网络不通，请检查后再运行一次。")


def _show_progress(process: subprocess.Popen[str], *, requirements: Path) -> list[str]:
    """Rewrite one line on a terminal, and nothing elsewhere; return all that pip said."""
    total = len(re.findall(r"^[\w.-]+==", requirements.read_text(), re.MULTILINE))
    said: list[str] = []
    done = 0
    for line in process.stdout or ():
        said.append(line)
        shown = ""
        if collected := re.match(r"Collecting ([\w.-]+)", line):
            done += 1
            shown = f"下载 {done}/{total} {collected[1]}"
        elif line.startswith("Installing"):
            shown = "安装…"
        if shown and sys.stdout.isatty():
            print(f"\r\033[K  {shown}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    return said
