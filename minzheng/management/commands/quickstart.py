"""`manage.py quickstart`: from a bare checkout to a served archive, and at Ctrl-C back to nothing running."""

import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import waitress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from waitress import wasyncore

from minzheng import port as listening
from minzheng.embedded import interrupts
from minzheng.embedded.base import server
from minzheng.refusal import Refusal

STEPS = 7
THREADS = 8
# How long a reader may take to fetch the last answer.
SEND_SECONDS = 5
# Several files may come in one upload; the settings limit each of them.
LARGEST_REQUEST = 64 * 1024 * 1024
# So much of an answer waits in a file for a reader who is slow to fetch it (bytes); beyond, a thread waits.
LARGEST_ANSWER = 1024 * 1024 * 1024
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - recognised here, not chosen


class Command(BaseCommand):
    """Prepares the archive step by step, then serves it until it is told to stop."""

    help = "准备数据库，收录自带的报告，启动网站"
    # The port comes before all else; migrate runs the checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --host and --port."""
        listening.add_options(parser)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        """Take the port, prepare, serve, stop."""
        self._done = 0
        with listening.listen(host=host, port=port) as listener:
            address = _address(listener, host=host)
            _refuse_unwritable(settings.VAR_DIR)
            try:
                self._prepare(address)
                self._serve(listener, address=address)
            except KeyboardInterrupt:
                self._stop()
                raise
            self._stop()

    def _prepare(self, address: str) -> None:
        with self._step("启动数据库" if _is_embedded() else "连接数据库"):
            _connect()
        with self._step("更新表结构"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("载入地区与领域"):
            call_command("load_reference")
        with self._step("收录 fixtures 里的报告"):
            self._ingest()
        with self._step("更新检索索引"):
            # Whatever an older version of the archive left behind.
            call_command("reindex")
        with self._step("整理网页文件"):
            call_command("collectstatic", interactive=False, verbosity=0)
        with self._step("管理员帐号"):
            self._make_admin(address)

    def _ingest(self) -> None:
        reports = sorted((settings.BASE_DIR / "fixtures").glob("*.txt"))
        if not reports:
            self._say("  没有找到报告")
            return
        try:
            call_command("ingest", *map(str, reports))
        except CommandError as error:
            # One bad file must not keep the others from being read.
            self._say(f"  {error}")

    def _make_admin(self, address: str) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        name = os.environ.get("MINZHENG_ADMIN_USER") or "admin"
        password = os.environ.get("MINZHENG_ADMIN_PASSWORD")
        if users.filter(username=name).exists():
            raise Refusal(f"用户 {name} 已存在而不是管理员；请用 MINZHENG_ADMIN_USER 另取名字。")
        made_up = None if password else secrets.token_urlsafe(12)
        users.create_superuser(username=name, email="", password=password or made_up)
        self._say(f"  管理员 {name}，登录 {address}admin/")
        if made_up:
            self._say(f"  密码 {made_up}（只显示这一次，请记下）")

    def _serve(self, listener: socket.socket, *, address: str) -> None:
        from minzheng.wsgi import application  # noqa: PLC0415 - it limits queries; the steps above take their time

        web = waitress.create_server(
            application,
            sockets=[listener],
            threads=THREADS,
            max_request_body_size=LARGEST_REQUEST,
            outbuf_high_watermark=LARGEST_ANSWER,
            clear_untrusted_proxy_headers=True,
            ident="minzheng",
        )
        self._say(f"\n民政报告档案已就绪：{address}\n按 Ctrl-C 停止。")
        web.run()  # returns at KeyboardInterrupt, when the answers under way are written
        _send_rest(web)

    def _stop(self) -> None:
        interrupts.ignore()
        self._say("\n正在停止…")
        connection.close()
        stopped = not _is_embedded() or server(settings.DATABASES["default"]["DATA"]).release()
        self._say("已停止，再见。" if stopped else "网站已停止；数据库还有别处在用，没有停。")

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        self._done += 1
        started = time.monotonic()
        self._say(f"[{self._done}/{STEPS}] {title}…")
        yield
        self._say(f"  完成，用时 {time.monotonic() - started:.1f} 秒")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()  # a log shows it as it happens


def _send_rest(web: Any) -> None:
    """Send what the last answers have written, which waitress leaves in its buffers."""
    deadline = time.monotonic() + SEND_SECONDS
    while time.monotonic() < deadline:
        if not any(channel.total_outbufs_len for channel in web.active_channels.values()):
            return
        wasyncore.poll(timeout=0.05, map=web._map)


def _is_embedded() -> bool:
    return settings.DATABASES["default"]["ENGINE"] == "minzheng.embedded"


def _refuse_unwritable(folder: Path) -> None:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise Refusal(f"文件夹 {folder} 不能写入；请用 MINZHENG_VAR 换一个可以写入的文件夹。")


def _connect() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise Refusal(f"连接不上数据库，请检查 DATABASE_URL：{reason}") from None


def _address(listener: socket.socket, *, host: str) -> str:
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}/"
