# Two commands on a machine with make and Python 3.11 or newer (with venv); all else is set up here.
#   make demo    build seeds/ into out/
#   make test    run the tests
# PYTHON=/path/to/python3 names the Python to set up with.

.PHONY: demo test lint lock

demo:
	@PYTHON="$(PYTHON)" .ci/setup requirements.lock
	@.venv/bin/kg build seeds --out out

test:
	@PYTHON="$(PYTHON)" .ci/setup requirements-test.lock
	@.venv/bin/python -m pytest

lint:
	@PYTHON="$(PYTHON)" .ci/setup requirements-test.lock
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

# Pin anew what pyproject.toml asks for; needs pip-tools.
LOCK = pip-compile --quiet --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras
lock:
	$(LOCK) --upgrade --output-file=requirements.lock pyproject.toml
	$(LOCK) --upgrade --extra serve --extra test --output-file=requirements-test.lock pyproject.toml
