"""Write the digests of today's answers; the diff says what changed."""

import json

from cases import FILE, digests

FILE.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
