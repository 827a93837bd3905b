"""A routine on one sheet to print or to send: figures, doses, what to mind, and a code that leads to the track."""

from coach.track.handout.leaflet import Entry, Leaflet, leaflet
from coach.track.handout.leaflet_page import as_page
from coach.track.handout.logo import read_logo
from coach.track.handout.paper import as_pdf

__all__ = ["Entry", "Leaflet", "as_page", "as_pdf", "leaflet", "read_logo"]
