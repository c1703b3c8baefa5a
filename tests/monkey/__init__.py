"""A monkey at the keyboard: `python -m tests.monkey --keys 20000 --seed 1`."""
