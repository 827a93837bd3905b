"""A session on the clock, and how a script comes to be laid on it: the one place where there is a clock.

Everything downstream (live or file, display, chapters) reads the timeline.
"""
