"""Plays a lesson without a screen, and says where it does not do what it promises."""
