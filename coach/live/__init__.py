"""A session as it is lived: played through a speaker, steered by keys, shown on the terminal."""
