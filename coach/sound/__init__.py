"""Timeline to PCM: the mixer and the tones."""
