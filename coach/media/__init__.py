"""Sound as data: PCM arithmetic, loudness, and the one door to pydub and ffmpeg.

The bottom room: it knows samples, files and encoders, and nothing about routines, voices or players.
"""
