"""Who decides: agents look at what they can see, set levers, and can always say why.

Lives here: rules, views, beliefs, messages, decisions, the authority that bounds them, and the driver that wakes agents each
morning. What the physical day does with a lever lives in `world`; what an answer is worth is counted in `study`. To add an agent:
`agent.Agent` on one page, a file in `kinds`, and `testing.check_agent`.
"""
