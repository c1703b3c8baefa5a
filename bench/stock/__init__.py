"""The same content in stock widgets: what one writes with `PlotextPlot` in an afternoon.

What plotext cannot draw (shaded bodies, hidden lines, contour bands, labels that avoid each other)
is left out, which makes the stock widgets faster, never slower.
"""
