"""Measures the figures that this project promises, compared with alternatives."""
