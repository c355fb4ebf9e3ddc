"""The HTTP side: SPARQL 1.1 Protocol, Graph Store Protocol (reading), linked data, the pages.

Nothing here evaluates anything: each route turns a request into a job for the :class:`Pool`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.errors import InputError
from kg.questions import catalogue
from kg.render.page import served_page
from kg.serve.assets import asset
from kg.serve.description import description
from kg.serve.forms import ask_page
from kg.serve.index import Index
from kg.serve.limits import Limits
from kg.serve.negotiation import PAGE, ROWS, TRIPLES, choose
from kg.serve.pool import Pool
from kg.serve.worker import Reply

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
READ_ONLY = "this endpoint is read-only: it answers queries and refuses updates"
# Pages for those whose browser runs no script; asked for by name, never by what is accepted.
_ON_A_PAGE = ("html", "text/html")

Pairs = list[tuple[str, str]]


class RefusedError(Exception):
    """A request that no worker needs to see."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


def create_app(folder: Path, limits: Limits | None = None, *, cors: str | None = None) -> Starlette:
    """The server for the graph in ``folder``; ``cors``: the origin that may read it, or ``*``."""
    limits = limits or Limits()
    pool = Pool(folder, limits)
    index = Index(folder)
    handler = _Handler(limits, pool, index)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            index.close()
            await pool.stop()

    every = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
    routes = [
        Route("/", handler.home),
        Route("/graph", handler.graph_page),
        Route("/graph/near", handler.near, methods=["POST"]),
        Route("/web/{name:path}", handler.web),
        Route("/questions", handler.questions),
        Route("/ask", handler.ask),
        Route("/search", handler.search),
        Route("/sparql", handler.sparql, methods=every),
        Route("/sparql/", handler.sparql, methods=every),
        Route("/update", handler.update, methods=every),
        Route("/store", handler.store, methods=every),
        Route("/about", handler.thing),
        Route("/id/{path:path}", handler.thing),
    ]
    middleware = []
    if cors:
        middleware.append(
            Middleware(CORSMiddleware, allow_origins=[cors], allow_methods=["GET", "POST"])
        )
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=middleware,
        exception_handlers={RefusedError: _refuse},
    )


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return PlainTextResponse(f"{error}\n", status_code=error.status, headers=error.headers)


class _Handler:
    def __init__(self, limits: Limits, pool: Pool, index: Index) -> None:
        self.limits = limits
        self.pool = pool
        self.index = index

    # --- SPARQL -----------------------------------------------------------------------------

    async def sparql(self, request: Request) -> Response:
        """Query by GET, by a POSTed form, or POSTed as it is; without a query, what this is."""
        self.check_address(request)
        pairs = request.query_params.multi_items()
        if request.method in {"GET", "HEAD"}:
            if any(name == "update" for name, _ in pairs):
                raise RefusedError(400, "an update cannot be sent by GET; and " + READ_ONLY)
            if not any(name == "query" for name, _ in pairs):
                return self.describe(request)
        elif request.method == "POST":
            media = _media(request)
            body = (await self.body(request)).decode("utf-8")
            if media == FORM:
                pairs += parse_qsl(body, keep_blank_values=True)
                if any(name == "update" for name, _ in pairs):
                    raise RefusedError(403, READ_ONLY)
            elif media == QUERY:
                pairs.append(("query", body))
            else:
                raise RefusedError(403, READ_ONLY)
        else:
            raise RefusedError(405, "queries come by GET or POST", allow="GET, HEAD, POST")
        return await self.answer(request, pairs)

    async def answer(self, request: Request, pairs: Pairs) -> Response:
        """Have a query evaluated that is in ``pairs`` exactly once."""
        queries = [value for name, value in pairs if name == "query"]
        if len(queries) != 1:
            raise RefusedError(400, f"found {len(queries)} queries; expected one")
        default = [value for name, value in pairs if name == "default-graph-uri"]
        named = [value for name, value in pairs if name == "named-graph-uri"]
        for iri in (*default, *named):
            if not _is_iri(iri):
                raise RefusedError(400, f"graph {iri!r} is no absolute IRI")
        wanted = dict(pairs).get("format")
        rows, graph = _formats(request, ROWS, wanted), _formats(request, TRIPLES, wanted)
        if wanted == "html":
            rows = graph = _ON_A_PAGE
        if rows is None and graph is None:
            raise RefusedError(
                406, f"answers come as {_media_types(ROWS)}; triples as {_media_types(TRIPLES)}"
            )
        job = {
            "kind": "query",
            "query": queries[0],
            "dataset": [default, named] if default or named else None,
            "rows": rows,
            "graph": graph,
        }
        return _response(await self.pool.run(job), vary="Accept")

    def describe(self, request: Request) -> Response:
        """SPARQL 1.1 Service Description; people are sent to the page."""
        if choose(request.headers.get("accept", "*/*"), {**TRIPLES, **PAGE}) == (
            "html",
            "text/html",
        ):
            return RedirectResponse("/#sparql", status_code=303)
        found = _formats(request, TRIPLES, None)
        if found is None:
            raise RefusedError(406, f"the description comes as {_media_types(TRIPLES)}")
        endpoint = str(request.url.replace(query="", path="/sparql"))
        return Response(
            description(endpoint, found[0]), media_type=found[1], headers={"vary": "Accept"}
        )

    async def update(self, request: Request) -> Response:
        """Refuse what would change the graph."""
        if request.method == "POST":
            if _media(request) == QUERY:
                raise RefusedError(415, "expected an update; queries go to /sparql")
            await self.body(request)
            raise RefusedError(403, READ_ONLY)
        raise RefusedError(405, READ_ONLY, allow="POST")

    async def store(self, request: Request) -> Response:
        """Graph Store Protocol: one graph, by its IRI or as the default."""
        if request.method not in {"GET", "HEAD"}:
            raise RefusedError(403, READ_ONLY, allow="GET, HEAD")
        self.check_address(request)
        asked = request.query_params
        if ("graph" in asked) == ("default" in asked):
            raise RefusedError(400, "expected either ?graph=IRI or ?default")
        iri = asked.get("graph")
        if iri is not None and not _is_iri(iri):
            raise RefusedError(400, f"graph {iri!r} is no absolute IRI")
        found = _formats(request, TRIPLES, asked.get("format"))
        if found is None:
            raise RefusedError(406, f"graphs come as {_media_types(TRIPLES)}")
        return _response(
            await self.pool.run({"kind": "graph", "iri": iri, "graph": found}), vary="Accept"
        )

    # --- linked data and pages --------------------------------------------------------------

    async def thing(self, request: Request) -> Response:
        """What is known about an IRI: a page for people, triples for machines."""
        self.check_address(request)
        wanted = request.query_params.get("format")
        found = _formats(request, {**TRIPLES, **PAGE}, wanted)
        if found is None:
            raise RefusedError(406, f"things come as text/html, {_media_types(TRIPLES)}")
        iri = request.query_params.get("iri") if request.url.path == "/about" else None
        job = {
            "kind": "thing",
            "iri": iri if "path" not in request.path_params else None,
            "path": request.path_params.get("path", ""),
            "graph": None if found[0] == "html" else found,
        }
        if job["iri"] is None and not job["path"]:
            raise RefusedError(400, "expected ?iri=IRI")
        return _response(await self.pool.run(job), vary="Accept")

    async def home(self, _: Request) -> Response:
        """The page to ask on."""
        return _web(ask_page(), "text/html")

    async def web(self, request: Request) -> Response:
        """The page's own files."""
        found = asset(request.path_params["name"])
        if found is None:
            raise RefusedError(404, "no such file")
        return _web(*found)

    async def graph_page(self, _: Request) -> Response:
        """The page of the graph; it brings its own policy and asks for what is looked at."""
        headers = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
        return Response(served_page(), media_type="text/html", headers=headers)

    async def near(self, request: Request) -> Response:
        """What that page asks for, as JSON both ways: names may be longer than an address."""
        try:
            asked = json.loads(await self.body(request))
        except ValueError:
            raise RefusedError(400, "expected JSON") from None
        if not isinstance(asked, dict):
            raise RefusedError(400, "expected a JSON object")
        job = {"kind": "near", "asked": asked, "index": await self.directory()}
        return _response(await self.pool.run(job))

    async def questions(self, _: Request) -> Response:
        """The named questions, for the page to make forms of."""
        listed = [
            {
                "name": question.name,
                "zh": question.zh,
                "en": question.en,
                "answers": question.answers[0],
                "example": dict(question.example),
                "sparql": question.sparql,
                "parameters": [
                    {
                        "name": parameter.name,
                        "zh": parameter.zh,
                        "en": parameter.en,
                        "required": parameter.required,
                        "default": parameter.default,
                    }
                    for parameter in question.parameters
                ],
            }
            for question in catalogue().values()
        ]
        return Response(json.dumps(listed, ensure_ascii=False), media_type="application/json")

    async def ask(self, request: Request) -> Response:
        """Answer a named question."""
        self.check_address(request)
        given = {name: value for name, value in request.query_params.items() if value}
        name, wanted = given.pop("question", None), given.pop("format", None)
        if name is None:
            raise RefusedError(400, "expected ?question=NAME; /questions lists them")
        found = _ON_A_PAGE if wanted == "html" else _formats(request, ROWS, wanted)
        if found is None:
            raise RefusedError(406, f"answers come as {_media_types(ROWS)}")
        job = {
            "kind": "ask",
            "question": name,
            "given": given,
            "rows": found,
            "mark": wanted == "csv",
        }
        return _response(await self.pool.run(job), vary="Accept")

    async def search(self, request: Request) -> Response:
        """Things by what is typed for them."""
        text = request.query_params.get("q", "")[:200]
        on_a_page = request.query_params.get("format") == "html"
        job = {"kind": "search", "text": text, "page": on_a_page}
        return _response(await self.pool.run(job | {"index": await self.directory()}))

    async def directory(self) -> str:
        """Where the directory of the graph is, as soon as it is made."""
        path = await self.index.path(self.limits.wait)
        if path is None:
            raise RefusedError(
                503, "the directory of the graph is being made; try again", **{"retry-after": "5"}
            )
        return str(path)

    # --- bounds -----------------------------------------------------------------------------

    def check_address(self, request: Request) -> None:
        """Refuse an address that is too long to be a question."""
        if len(request.url.query) > 3 * self.limits.length:  # percent-encoded
            raise RefusedError(414, f"the query has more than {self.limits.length} bytes")

    async def body(self, request: Request) -> bytes:
        """The body, at most so long, in UTF-8."""
        body = b""
        with contextlib.suppress(ClientDisconnect):
            async for chunk in request.stream():
                body += chunk
                if len(body) > self.limits.length:
                    raise RefusedError(413, f"the query has more than {self.limits.length} bytes")
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise RefusedError(400, "the query is not in UTF-8") from None
        return body


def _media(request: Request) -> str:
    """The media type of a POST, if it is one of the protocol's and in UTF-8."""
    kind, *parameters = (
        part.strip().lower() for part in request.headers.get("content-type", "").split(";")
    )
    if kind not in {FORM, QUERY, UPDATE}:
        raise RefusedError(415, f"found {kind or 'no media type'}; expected {FORM} or {QUERY}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            raise RefusedError(415, f"found {value}; expected UTF-8")
    return kind


def _formats(
    request: Request, offered: Mapping[str, Any], wanted: str | None
) -> tuple[str, str] | None:
    """Format and media type: the one that ``format=`` names, or the one that the client accepts."""
    if wanted is not None:
        return (wanted, offered[wanted][0]) if wanted in offered else None
    return choose(request.headers.get("accept", "*/*"), offered)


def _media_types(offered: Mapping[str, Any]) -> str:
    return ", ".join(types[0] for types in offered.values())


def _is_iri(text: str) -> bool:
    scheme, colon, rest = text.partition(":")
    return bool(colon and scheme.isalnum() and rest) and not set(text) & set(' <>"{}|^`\\\n\r\t')


def _response(reply: Reply, **headers: str) -> Response:
    more = {"x-content-type-options": "nosniff", **headers}
    if reply.media.startswith("text/html"):
        more["content-security-policy"] = POLICY
    if reply.status in {503, 504}:
        more["retry-after"] = "5"
    media = reply.media
    if media.startswith("text/") and "charset" not in media:
        media += "; charset=utf-8"
    return Response(reply.body, reply.status, more | {"content-type": media})


def _web(text: str, media: str) -> Response:
    headers = {
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    return Response(text, media_type=media, headers=headers)


def check_folder(folder: Path) -> None:
    """:class:`InputError` where there is nothing to serve."""
    from kg.store import Store

    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; build one with: kg build INPUT --out DIR")
    Store.open(folder)
