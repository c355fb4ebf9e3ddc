"""Start the server on a port, or say who has it."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from collections.abc import Callable
from pathlib import Path

from kg.errors import KgError
from kg.serve.limits import Limits

TRIED = 100  # ports after the one that is in use


def run(
    folder: Path,
    host: str,
    port: int,
    limits: Limits,
    *,
    cors: str | None = None,
    tell: Callable[[str], object] = print,
) -> None:
    """Serve until interrupted; ``port`` 0 takes any that is free."""
    try:
        import uvicorn

        from kg.serve.app import check_folder, create_app
    except ImportError as error:
        raise KgError(f"kg serve needs {error.name}: pip install 'kg-news[serve]'") from None
    check_folder(folder)
    # asyncio warns of a worker that died just before it was to be killed; it is replaced either way.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    with listen(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        tell(f"http://{name}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            create_app(folder, limits, cors=cors), log_level="warning", access_log=False
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; :class:`KgError` names who has the port and the next free one."""
    try:
        return _bound(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            reason = (error.strerror or str(error)).lower()
            raise KgError(f"cannot listen on {host}:{port} ({reason})") from None
    by = _owner(port)
    hint = f"; next free is --port {free}" if (free := _next_free(host, port)) else ""
    raise KgError(f"port {port} is in use{f' by {by}' if by else ''}{hint}")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _next_free(host: str, port: int) -> int | None:
    for other in range(port + 1, min(port + 1 + TRIED, 65536)):
        with contextlib.suppress(OSError), _bound(host, other):
            return other
    return None


def _owner(port: int) -> str:
    """Name and number of the process that listens on ``port``, where the system tells (Linux)."""
    wanted = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                fields = line.split()
                if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == "0A":
                    wanted.add(f"socket:[{fields[9]}]")
    for handle in Path("/proc").glob("[0-9]*/fd/*") if wanted else ():
        with contextlib.suppress(OSError):
            if str(handle.readlink()) in wanted:
                process = handle.parents[1]
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""
