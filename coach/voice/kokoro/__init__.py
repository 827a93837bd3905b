"""Natural voices, by the neural net Kokoro: the net, the styles it speaks in, and the voice."""
