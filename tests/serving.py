"""A server of its own for tests: started as a user starts it, ended by its number."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit


class Response(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Server(NamedTuple):
    url: str
    process: int

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Response:
        """A request as it is given: no header is added that the test did not ask for."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            found = connection.getresponse()
            lowered = {name.lower(): value for name, value in found.getheaders()}
            return Response(found.status, lowered, found.read())

    def get(self, path: str, accept: str = "*/*", **parameters: str) -> Response:
        address = f"{path}?{urlencode(parameters)}" if parameters else path
        return self.send("GET", address, accept=accept)

    def query(self, sparql: str, accept: str = "*/*") -> Response:
        return self.get("/sparql", accept, query=sparql)

    def post(self, path: str, body: str, media: str, **headers: str) -> Response:
        return self.send("POST", path, body.encode(), content_type=media, **headers)


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "kg.cli", "serve", str(folder), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:"), url
            yield Server(url.rstrip("/"), process.pid)
        finally:
            process.terminate()


def bindings(response: Response) -> list[dict[str, Any]]:
    assert response.status == 200, response.text
    return [
        {name: term["value"] for name, term in row.items()}
        for row in json.loads(response.body)["results"]["bindings"]
    ]


def memory(process: int) -> int:
    """Resident MB of a process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
            mine = {fields["Pid"].strip(), fields["PPid"].strip()}
            if str(process) in mine and "VmRSS" in fields:
                total += int(fields["VmRSS"].split()[0])
    return total // 1024
