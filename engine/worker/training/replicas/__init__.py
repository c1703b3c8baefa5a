"""Data-parallel training: several devices, each with a part of every batch."""
