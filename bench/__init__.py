"""Figures that this project promises, each a ratio measured in one run: `make bench`."""
