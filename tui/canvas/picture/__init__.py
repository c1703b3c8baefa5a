"""Pictures of the screen as files: SVG, PNG, plain text, text with colours."""
