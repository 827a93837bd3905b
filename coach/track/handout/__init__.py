"""A routine on one sheet to print or to send: figures, doses, what to mind, and a code that leads to the track."""
