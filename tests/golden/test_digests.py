"""Did anything change? Renewed only by `renew.py`, whose diff is reviewed."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cases import FILE, digests

KNOWN = json.loads(FILE.read_text(encoding="utf-8"))


def test_answers_are_what_they_were():
    assert digests() == KNOWN
