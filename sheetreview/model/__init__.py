"""Nouns only: layouts, people, reviews, findings, summaries."""
