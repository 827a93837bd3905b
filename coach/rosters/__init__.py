"""From one to many: a roster, a row a person, becomes a folder for each with the track and the hand-out."""
