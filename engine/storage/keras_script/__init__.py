"""A run as a plain Keras script or notebook, for a reader who does not have descent.

`recipe` says what is to be reproduced, a module for each part writes its code, `script` puts the
parts together, and `file` writes them. Nothing is executed here, and nothing of a saved run or of a
file of data enters the code except as numbers, quoted text, and checked expressions.
"""
