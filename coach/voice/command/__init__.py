"""Any program of this machine that speaks."""
