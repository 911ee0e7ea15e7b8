#!/usr/bin/env bash
# Renew locks/ from pyproject.toml. Options go to uv, for example: tools/lock.sh --upgrade-package polars
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

build_requirements() {
  python3 -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'
}

compile() {
  build_requirements | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --only-binary :all: --no-emit-index-url --no-emit-find-links --no-header pyproject.toml - "$@" >/dev/null
}

compile "$@" --output-file locks/core.txt
compile "$@" --group test --constraint locks/core.txt --output-file locks/test.txt
