"""What the coach knows: exercises, words and routines as data files, and the loader that finds them."""
