"""The engine: one linear neuron, trained by Keras in a process of its own. Knows no screen."""
