"""The page that plays a track: served to the phone, or a file by itself."""
