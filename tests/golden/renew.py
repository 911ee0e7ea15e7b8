"""Write the digests of today's answers; the diff says what changed."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cases import FILE, digests

if __name__ == "__main__":
    FILE.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
