"""What exists: sites, items, stock points, flows, resources, demand, calendars, and what happened to them.

Lives here: the schema table of every noun, the `Network` of typed columns, the catalogue of checks, the event
vocabulary and its fold. Must not: files (they are in `connect`), laws of motion (in `world`), disruptions.
To add an attribute: one line in `schema`; to add a check: one function in `check/` and a line in its catalogue.
"""
