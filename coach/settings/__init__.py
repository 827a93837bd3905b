"""What a runner does not want to say again: a commented TOML file in the user's configuration folder.

The command line beats the environment (``COACH_VOICE`` and so on), and that beats the file.
"""
