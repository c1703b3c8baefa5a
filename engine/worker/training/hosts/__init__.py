"""Training by several processes, mostly one on each host.

The first one is a worker as always. The others follow it: before anything that needs all of them it
says what it does, and with which state, and they do the same.
"""
