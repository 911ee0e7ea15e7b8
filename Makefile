# Everything starts from nothing but Python 3.11 or newer, make and a network connection. See CONTRIBUTING.md.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The lock names every package, so pip looks for no further ones; wheels only, so nothing is built in passing.
INSTALL := $(PIP) install --quiet --require-hashes --no-deps --only-binary :all:
WORKERS ?= 3

# Stamps are written last. What was cut short has no stamp, and is begun anew. The stamp of a lock is its copy.
CORE := $(VENV)/.core
ECHELON := $(VENV)/.echelon
TEST := $(VENV)/.test
PAGE_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: help demo test check format bench drills docs lock clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(ECHELON) ## simulate a calm and a disrupted year of the embedded network; writes out/demo/report.html
	$(BIN)/echelon demo --out out/demo

test: $(TEST) ## run all tests but the long drills (WORKERS=3)
	tools/browser.sh
	$(BIN)/python tools/warm.py & $(BIN)/pytest -n $(WORKERS) $(ARGS)

check: $(TEST) ## style, types, who imports whom, dependencies, hygiene
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/python tools/hygiene.py

format: $(TEST) ## put the Python files in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(TEST) ## measure speed against peers and the machine's limit
	$(BIN)/python bench/run.py

drills: $(TEST) ## run the long stories, crashes in the middle included
	$(BIN)/pytest -m drill $(ARGS)

docs: $(TEST) ## build the documentation into out/docs, failing on a broken link
	$(BIN)/zensical build --clean --strict

lock: $(TEST) ## renew locks/ from pyproject.toml (ARGS=--upgrade for newer versions)
	tools/lock.sh $(ARGS)

clean: ## remove what was made, the virtual environment included
	rm -rf $(VENV) out .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage \
	  web/node_modules src/echelon/report/page.html
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(CORE): locks/core.txt
	@if ! cmp -s $< $@; then \
	  echo "making $(VENV) from $<"; \
	  rm -rf $(VENV); \
	  "$$(tools/python.sh)" -m venv $(VENV); \
	  $(INSTALL) -r $<; \
	fi
	@cp $< $@

$(ECHELON): $(CORE) pyproject.toml hatch_build.py $(PAGE_SOURCES)
	@echo "installing echelon and building the report's page"
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# Without its stamp the environment counts as cut short; moving keeps the stamp's time.
$(TEST): locks/test.txt $(CORE) | $(ECHELON)
	@if ! cmp -s $< $@; then \
	  echo "adding what tests need from $<"; \
	  mv $(CORE) $(CORE).held; \
	  $(INSTALL) -r $<; \
	  mv $(CORE).held $(CORE); \
	fi
	@cp $< $@
