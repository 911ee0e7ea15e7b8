"""The command line: parse, call `app`, print.

Lives here: options, tables for people, exit statuses. Must not: anything that a service would have to repeat.
To add a command: three lines in `main` that call a use case of `app`, a table in `tables`, an example in its help.
"""
