"""A voice of one's own: sentences from a microphone, or from a folder, on their way into a pack."""
