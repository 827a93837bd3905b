"""Sentences of the shipped routines, said ahead of time in the natural voices."""
