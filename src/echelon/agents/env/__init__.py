"""Networks as environments for reinforcement learning: Gymnasium's and PettingZoo's interfaces over the daily clock.

    pip install 'echelon[rl]'

Lives here: which rows agents see and move, blocks of lanes that are moved a day at a time, and three thin shells: `vector`
(Gymnasium, thousands of lanes), `single` (Gymnasium, one lane), `parallel` (PettingZoo, an agent for each site). Must not:
learn, or know a law. A seed is the number of a replication: the same seed is the same luck, whatever lanes are beside it.
"""
