"""The system's own voices, through pyttsx3 in a child process."""
