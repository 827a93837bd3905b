"""What a runner did and felt, kept on this computer, and what follows from it."""
