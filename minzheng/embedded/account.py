"""Which system user the embedded server runs as: ours, or, since PostgreSQL refuses root, one made for it."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from minzheng.refusal import Refusal

NAME = "minzheng"


class Identity(TypedDict, total=False):
    """The arguments of subprocess.Popen that switch users; empty where there is nothing to switch."""

    user: int
    group: int
    extra_groups: list[int]


def identity(data: Path) -> Identity:
    """Return whom to run the server as: root hands over to the owner of the data, or to a user of its own."""
    if os.geteuid() != 0:
        return {}
    owner = data.stat().st_uid if data.exists() else 0
    try:
        account = pwd.getpwuid(owner) if owner else _own_user()
    except KeyError:  # data carried over from another machine
        return {"user": owner, "group": data.stat().st_gid, "extra_groups": []}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def give(folder: Path, *, to: Identity) -> None:
    """Make the server's user the owner of a folder that nobody else may enter."""
    folder.chmod(0o700)
    if to:
        os.chown(folder, to["user"], to["group"])


def let_reach(path: Path, *, who: Identity) -> None:
    """Let the server's user pass through the folders above path; only what is missing is added, and said."""
    if not who:
        return
    closed = [above for above in path.parents if not above.stat().st_mode & stat.S_IXOTH]
    for above in closed:
        above.chmod(above.stat().st_mode | stat.S_IXOTH)
    if closed:
        names = "、".join(str(above) for above in closed)
        print(f"为让数据库用户进入 {path}，已给 {names} 加上通过权限（o+x）。", file=sys.stderr)


def _own_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        subprocess.run(  # noqa: S603 - our own words
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(NAME)  # made by us, or by another command at the same time
    except KeyError:
        raise Refusal(
            f"PostgreSQL 不能以 root 运行，也无法建立系统用户 {NAME}；请换一个普通用户运行。"
        ) from None
