"""Figures of exercises: a jointed body is put into a pose in space, and drawn as a calm silhouette."""
