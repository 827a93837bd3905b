"""What is read, not heard: the words of the panel and of the shared page, each built only where it is shown."""
