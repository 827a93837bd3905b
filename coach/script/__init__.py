"""From a routine to a script: what is said, in which order, and how long each part lasts."""
