"""Tests of networks share the module `plain_build` beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
