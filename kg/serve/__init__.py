"""``kg serve``: SPARQL, linked data, the page and the questions over HTTP, for reading only.

The server's own process never touches the graph: what is asked goes to worker processes that can
be killed (:mod:`kg.serve.pool`), so that no query takes the server down or keeps it busy for ever.
"""
