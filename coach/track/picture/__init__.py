"""A session as a picture: what is done, said and left in silence, for the eye of whoever writes routines."""
