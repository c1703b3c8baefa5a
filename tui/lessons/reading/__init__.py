"""Reads lessons: from Markdown to `tui.lessons.document`, every error with line and column."""
