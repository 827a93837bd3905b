"""Recorded voices: a folder of clips, or an archive of one."""
