"""Existing people and running duos, taken over from a spreadsheet."""
