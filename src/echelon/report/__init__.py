"""Reports: one self-contained page per question, with its data inside.

What lives here: turning a finished document into a file a planner opens from disk.
What must not: computing anything. Numbers come from `study`, pictures are drawn by the page itself (`web/`).
To add to the page: extend the document's contract in `web/src/document.ts`, then a component beside the others.
"""
