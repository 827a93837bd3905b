"""Voices, and what makes their sentences into clips: trimmed, levelled, cached, ready ahead of time.

Importing this package costs nothing; numpy and the engines come with the first thing that needs them.
"""
