"""How colours are seen: contrast, difference, few colours, kinds of colour blindness."""

from __future__ import annotations

import numpy as np
from rich.color import Color, ColorSystem

from tui.canvas.palette import Kind

SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
}

KINDS = [(kind, dark) for kind in Kind for dark in (True, False)]


def luminance(colour: int) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [(colour >> shift & 0xFF) / 255 for shift in (16, 8, 0)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: int, b: int) -> float:
    """WCAG 2.1, contrast ratio."""
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def in_terminal(colour: int, colours: str) -> int:
    """What a terminal with this number of colours shows for a colour."""
    made = Color.from_rgb(colour >> 16, colour >> 8 & 0xFF, colour & 0xFF)
    red, green, blue = made.downgrade(SYSTEMS[colours]).get_truecolor()
    return red << 16 | green << 8 | blue


def lab(colour: int) -> np.ndarray:
    """CIE 1976 L*a*b* of an sRGB colour, white D65."""
    parts = np.array([colour >> shift & 0xFF for shift in (16, 8, 0)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ linear / [0.9505, 1, 1.089]  # fmt: skip
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(a: int, b: int) -> float:
    """CIE 1976 colour difference."""
    return float(np.linalg.norm(lab(a) - lab(b)))


COLOUR_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
"""G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE TVCG 15 (2009), severity 1."""


def as_seen(colour: int, matrix: list[list[float]]) -> int:
    parts = np.array([colour >> shift & 0xFF for shift in (16, 8, 0)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(matrix) @ linear, 0, 1)
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (shown * 255).round().astype(int).tolist()
    return red << 16 | green << 8 | blue
