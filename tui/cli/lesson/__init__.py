"""`descent lesson`: lists lessons, opens, checks and begins them."""
