"""Lessons: read from Markdown, played without a screen. No Textual, no worker."""
