"""The way from a bare checkout into .venv, on a small copy whose only dependency is made here."""

import ast
import base64
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from minzheng import installation
from minzheng.refusal import Refusal

# Stands in for Django: says under which Python a command arrived, or fails as it is told.
ARRIVED = """
import os, signal, sys
def execute_from_command_line(argv):
    print('arrived', sys.prefix, argv[1:])
    try:
        if 'stop' in argv:
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        if 'stumble' in argv:
            raise RuntimeError('half done')
"""
OUTSIDE = str(getattr(sys, "_base_executable", sys.executable))


def make_wheel(folder: Path) -> str:
    """Put a package named django into folder; return its pinned requirement."""
    files = {
        "django/__init__.py": "",
        "django/core/__init__.py": "",
        "django/core/management.py": ARRIVED,
        "django-0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: django\nVersion: 0.0\n",
        "django-0.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "django-0.0.dist-info/RECORD"
    lines = [f"{name},{digest(text)},{len(text)}" for name, text in files.items()]
    path = folder / "django-0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in {**files, record: "\n".join([*lines, f"{record},,\n"])}.items():
            wheel.writestr(name, text)
    return f"django==0.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text: str) -> str:
    """Return a file's digest as a wheel records it."""
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a checkout that needs nothing from any registry."""
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    (tmp_path / "minzheng").mkdir()
    for name in ("__init__", "bootstrap", "installation", "port", "refusal"):
        shutil.copy(settings.BASE_DIR / "minzheng" / f"{name}.py", tmp_path / "minzheng")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    pinned = f"--no-index\n--find-links {wheels}\n{make_wheel(wheels)}"
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        (tmp_path / name).write_text(pinned)
    return tmp_path


def run(project: Path, *arguments: str, python: str = OUTSIDE) -> subprocess.CompletedProcess[str]:
    """Run manage.py of that checkout with a Python outside any virtual environment."""
    environment = {"PATH": os.defpath, "HOME": str(project), "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [python, "manage.py", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_bare_checkout_installs_once_and_arrives_in_its_own_environment(project: Path) -> None:
    before = run(project, "migrate")
    assert before.returncode == 1
    assert "quickstart" in before.stderr
    assert before.stderr.count("\n") == 1

    first = run(project, "quickstart", "--port", "0")
    assert first.stdout.startswith("安装依赖"), first.stderr
    assert f"arrived {project / '.venv'} ['quickstart', '--port', '0']" in first.stdout

    second = run(project, "quickstart", "--port", "0")
    assert second.stdout.startswith("arrived")
    other = run(project, "migrate", "--plan")
    assert other.stdout == f"arrived {project / '.venv'} ['migrate', '--plan']\n"


def test_an_installation_that_broke_off_is_made_afresh(project: Path) -> None:
    run(project, "quickstart")
    package = next((project / ".venv").rglob("django"))
    shutil.rmtree(package)  # while pip still believes it is there
    (project / ".venv" / "unfinished").touch()
    (project / ".venv" / "installed").unlink()
    assert "arrived" in run(project, "quickstart").stdout


def test_changed_requirements_are_installed(project: Path) -> None:
    run(project, "test")
    wanted = project / "requirements.txt"
    assert not installation.is_complete(project / ".venv", requirements=wanted)
    with (project / "requirements-dev.txt").open("a") as requirements:
        requirements.write("# something changed\n")
    assert run(project, "quickstart").stdout.startswith("安装依赖")
    assert installation.is_complete(project / ".venv", requirements=wanted)


def test_a_package_that_is_not_what_was_pinned_is_refused(project: Path) -> None:
    make_wheel(project / "wheels")
    with zipfile.ZipFile(project / "wheels" / "django-0.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("django/extra.py", "")
    refused = run(project, "quickstart")
    assert refused.returncode == 1
    assert "依赖没有装好" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_busy_port_is_named_before_anything_is_installed(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        refused = run(project, "quickstart", "--port", str(busy.getsockname()[1]))
    assert refused.returncode == 1
    assert "已被别的程序占用" in refused.stderr
    assert not (project / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_named() -> None:
    nowhere = Path("/proc/self")  # where root cannot create anything, either
    wanted = settings.BASE_DIR / "requirements.txt"
    with pytest.raises(Refusal, match="/proc/self") as refusal:
        installation.install(nowhere / ".venv", requirements=wanted)
    assert "\n" not in str(refusal.value)


def test_an_old_python_is_told_what_is_needed(project: Path) -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('manage.py', run_name='__main__')"
    old = subprocess.run(
        [OUTSIDE, "-c", pretend], cwd=project, capture_output=True, text=True, check=False
    )
    assert old.returncode == 1
    assert old.stderr == "需要 Python 3.11 或更新的版本，这里是 3.9。\n"


def test_an_old_python_can_read_manage_py() -> None:
    source = (settings.BASE_DIR / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 4))
    assert not {"f'", 'f"', ":="} & set(source.split())


@pytest.mark.parametrize(
    ("told", "status"), [(["stop"], 143), (["stop", "stumble"], 143), (["stumble"], 1)]
)
def test_a_stop_is_a_stop_even_where_unwinding_stumbles(
    project: Path, told: list[str], status: int
) -> None:
    done = run(project, "test", *told)
    assert done.returncode == status
    assert ("half done" in done.stderr) == (status == 1)
