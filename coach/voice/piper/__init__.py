"""Neural voices of the Piper project."""
