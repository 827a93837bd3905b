"""Routines made for a runner's own tight spots: wishes and the library in, a routine and its reasons out."""
