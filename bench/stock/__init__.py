"""The same content in stock widgets, in the most direct way with `PlotextPlot`.

Elements that plotext cannot draw (shaded bodies, hidden lines, contour bands, labels that avoid
each other) are left out, which makes the stock widgets faster, never slower.
"""
