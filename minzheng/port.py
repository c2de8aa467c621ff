"""The address that quickstart serves: taken before any other work, so that a busy one is known at once."""

import argparse
import errno
import socket
from collections.abc import Sequence

from minzheng.refusal import Refusal

HOST = "127.0.0.1"
PORT = 8000
# How many connections may wait while the archive is still being prepared.
BACKLOG = 1024


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare --host and --port."""
    parser.add_argument("--host", default=HOST, help=f"网页服务的地址，默认 {HOST}")
    parser.add_argument("--port", default=PORT, type=int, help=f"网页服务的端口，默认 {PORT}")


def refuse_busy(arguments: Sequence[str]) -> None:
    """Raise Refusal if the address named in these arguments is not to be had."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_options(parser)
    try:
        options, _ = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return  # the command itself explains a malformed option
    listen(host=options.host, port=options.port).close()


def listen(*, host: str, port: int) -> socket.socket:
    """Return a socket that already listens, so that nobody else can take the port meanwhile."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (socket.gaierror, OverflowError):
        raise Refusal(_invalid(host=host, port=port)) from None
    try:
        # A port whose last connections are still winding down counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise Refusal(_why_not(error, host=host, port=port)) from None
    return listener


def _why_not(error: Exception, *, host: str, port: int) -> str:
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return f"端口 {port} 已被别的程序占用；请先停掉它，或用 --port 换一个端口。"
        case errno.EACCES:
            return f"没有权限使用端口 {port}；请用 --port 换一个 1024 以上的端口。"
        case errno.EADDRNOTAVAIL:
            return f"这台机器没有地址 {host}；请检查 --host。"
    return _invalid(host=host, port=port)


def _invalid(*, host: str, port: int) -> str:
    return f"地址 {host}:{port} 无效，请检查 --host 与 --port。"
