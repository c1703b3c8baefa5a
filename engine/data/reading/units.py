"""Units of measurement, to recognize a row of units beside the header."""

from __future__ import annotations

import re

_WORDS = """
    s sec secs seconds ms us µs μs ns ps min mins minutes h hr hrs hours d day days wk week weeks
    mo month months yr yrs year years m meter metre meters metres cm mm km dm um µm μm nm pm in
    inch inches ft feet yd mi mile miles g gram grams kg mg ug µg t lb lbs oz tonnes k c f kelvin
    celsius fahrenheit degc degf °c °f v mv kv volt volts a ma amp amps ampere w kw mw gw watt watts
    j kj mj ev kev mev wh kwh mwh cal kcal n kn pa kpa mpa hpa bar mbar atm psi torr hz khz mhz ghz
    mol mmol l ml dl liter litre liters litres gal rad mrad deg degree degrees ° % percent ‰ ppm ppb
    px pixel pixels count counts db dbm usd eur gbp chf $ € £ rpm kmh mph kph mpg ohm ω kω mω cd lm
    lx gauss tesla henry farad au a.u. arb. dimensionless unitless none bit bits byte bytes kb mb gb
    pieces pcs units unit
"""
_SYMBOLS = frozenset(_WORDS.split())
_ENCLOSED = re.compile(r"\[.*\]|\(.*\)|<.*>")
_PART = re.compile(r"[ */·^]+|\*\*")
_POWER = re.compile(r"[-+]?\d+|[²³⁻¹⁰-⁹]+")


def is_unit(text: str, *, strict: bool = False) -> bool:
    """Whether a field is a unit: mm, m/s^2, [kg], (°C), - for none.

    Args:
        text: the field.
        strict: a unit in brackets, or of several parts; a single symbol may be a name, such as t.
    """
    plain = text.strip()
    if _ENCLOSED.fullmatch(plain):
        return True
    if plain in ("-", "–", "—", "1"):
        return not strict
    parts = [part for part in _PART.split(plain) if part]
    known = not all(map(_POWER.fullmatch, parts)) and all(
        _POWER.fullmatch(part) or re.sub(r"[-+]?\d+$|[²³⁻¹]+$", "", part).lower() in _SYMBOLS
        for part in parts
    )
    return known and (len(parts) > 1 or not strict)
