"""The figures that this project promises, measured against what one has without it."""
