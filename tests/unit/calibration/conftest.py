"""One synthetic coast for all tests."""

from __future__ import annotations

import pytest

from echelon.calibration.past import Exposure
from echelon.calibration.series import Series
from echelon.testing.coasts import struck


@pytest.fixture(scope="session")
def coast() -> tuple[dict[str, Series], list[Exposure]]:
    return struck(5, storms=120)
