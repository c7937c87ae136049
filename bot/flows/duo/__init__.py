"""Conversations about a duo, with its members."""
