"""Finished tracks served to the phone on the same network, and taken away again."""
