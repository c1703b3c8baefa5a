"""The engine: one linear neuron, trained by Keras in a separate process. Knows no screen."""
