"""Who uses the embedded server: the first to attach starts it, the last to leave stops it.

Users hold a shared lock on a file beside the data. The kernel drops it with the process, however that ends, so no
killed command is counted for ever, and a server left over by one is stopped by the next last user. A server that
somebody started by hand is used and left alone.
"""

import atexit
import fcntl
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minzheng.embedded import interrupts, postmaster
from minzheng.embedded.programs import VERSION
from minzheng.refusal import Refusal

# Bytes of the lock file: whoever starts or stops the server holds the first, whoever uses it shares the second.
CHANGE, USE = 0, 1


class Server:
    """One folder of data and this process's part in the server on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._thread_lock = threading.RLock()
        self._lock_file: int | None = None
        self._user: int | None = None  # the process that attached: a forked child has yet to

    def attach(self) -> postmaster.Running:
        """Return the running server, creating and starting what is missing; raise Refusal if that fails."""
        with self._thread_lock, _explained(self.data):
            if self._user == os.getpid() and (running := postmaster.find(self.data)):
                return running
            with self._changing() as lock:
                self._share(lock)
                return postmaster.find(self.data) or self._start()

    def release(self) -> bool:
        """Stop using the server; stop it too if nobody else does. Return whether none is running now."""
        with self._thread_lock:
            if self._user != os.getpid():
                return True
            with self._changing() as lock, interrupts.deferred():
                self._user = None
                if _was_last(lock) and postmaster.is_ours(self.data):
                    postmaster.stop(self.data)
                return postmaster.find(self.data) is None

    def _leave(self) -> None:
        """Release at the end of the process; nothing may cut that short any more."""
        if self._user != os.getpid():
            return  # a forked child, which leaves with its parent's handlers
        interrupts.ignore()
        try:
            self.release()
        except Refusal as refusal:
            print(refusal, file=sys.stderr)

    def _start(self) -> postmaster.Running:
        version_file = self.data / "PG_VERSION"
        if not version_file.exists():
            postmaster.create(self.data)
        version = version_file.read_text().strip()
        if version != VERSION:
            raise Refusal(
                f"{self.data} 里是 PostgreSQL {version} 的数据，内置的是 {VERSION}；"
                "请用原版本导出后再导入，或移走这个文件夹。"
            )
        return postmaster.start(self.data)

    def _share(self, lock: int) -> None:
        """Count this process among the users, and see to it that it leaves."""
        fcntl.lockf(lock, fcntl.LOCK_SH, 1, USE)
        if self._user is None:
            atexit.register(self._leave)
        self._user = os.getpid()

    @contextmanager
    def _changing(self) -> Iterator[int]:
        """Keep other processes from starting or stopping the server meanwhile; yield the lock file.

        It is opened once and stays open: closing any handle of it would drop all this process's locks.
        """
        if self._lock_file is None:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            path = self.data.with_name(self.data.name + ".lock")
            self._lock_file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, CHANGE)
        try:
            yield self._lock_file
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, CHANGE)


def _was_last(lock: int) -> bool:
    """Stop counting this process as a user; tell whether there is no other."""
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, USE)
    except OSError:
        return False
    finally:
        fcntl.lockf(lock, fcntl.LOCK_UN, 1, USE)
    return True


@contextmanager
def _explained(data: Path) -> Iterator[None]:
    """Turn an error of the file system into a sentence."""
    try:
        yield
    except PermissionError as error:
        place = error.filename or data
        raise Refusal(f"没有权限使用 {place}；请以建立它的用户运行，或换一个文件夹。") from None
    except OSError as error:
        place = error.filename or data
        raise Refusal(f"数据库的文件夹 {place} 不能使用：{error.strerror}。") from None
