"""What steers a session: keys, media keys, spoken commands."""
