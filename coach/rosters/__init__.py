"""From one to many: of a roster, each row becomes a folder with a track and a hand-out."""
