"""Print the digest of the answer to a few questions, to be run in any Python that has what Echelon needs."""

from __future__ import annotations

import json

from echelon.core.digest import array_digest
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import job_of
from echelon.world.run import run

DAYS, REPLICATIONS = 120, 20


def answers() -> dict[str, str]:
    """Network → digest of its calm answer; between them the networks hold every shape of demand and lead time."""
    networks = [hand_made(), *(random_network(seed, 40) for seed in range(6))]
    return {net.name: array_digest(run(job_of(net, DAYS, REPLICATIONS)[1])) for net in networks}


if __name__ == "__main__":
    print(json.dumps(answers()))
