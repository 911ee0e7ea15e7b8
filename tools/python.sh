#!/usr/bin/env bash
# Print the Python to build the virtual environment with: the first that is 3.11 or newer and can make one.
set -euo pipefail

for python in python3 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    command -v "$python"
    exit
  fi
done
echo "Echelon needs Python 3.11 or newer with its venv module" \
  "(on Debian and Ubuntu: the packages python3 and python3-venv)." \
  "Found: $(python3 --version 2>/dev/null || echo no python3)." >&2
exit 1
