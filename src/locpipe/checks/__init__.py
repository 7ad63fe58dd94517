"""Checks of translations and sources: pure functions over units, one family per file."""
