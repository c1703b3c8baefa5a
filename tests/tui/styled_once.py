"""The styles of a widget are looked up once for all apps of these tests, not in each of them.

Textual matches every rule against every widget three times while an app starts, which takes a
seventh of a test. The styles of a widget hang on nothing but the rules and what selectors see of it
and of its ancestors.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

_apply, _replace_rules = Stylesheet.apply, Stylesheet.replace_rules


@dataclass(frozen=True)
class _Family:
    """What is common to the widgets with these names in selectors, under these rules.

    Attributes:
        number: of this family, for keys.
        states: the pseudo classes that any of its rules mentions, in order.
        marks: what Textual notes of such a widget, by the names of attributes.
    """

    number: int
    states: tuple[str, ...]
    marks: tuple[tuple[str, bool], ...]


_ORDER = {"first-of-type", "last-of-type", "first-child", "last-child", "empty"}
_sheets: dict[tuple[int, ...], int] = {}
"""A number for each list of rules; the rules themselves live to the end (`_parsed`)."""
_families: dict[tuple[int, frozenset[str]], _Family] = {}
_styles: dict[Hashable, RulesMap] = {}


def _number_of(rules: list[RuleSet], sheet: Stylesheet) -> int:
    """The number of a list of rules."""
    known = vars(sheet).get("_descent_number")
    if known is None or known[0] is not rules:
        number = _sheets.setdefault(tuple(map(id, rules)), len(_sheets))
        known = vars(sheet)["_descent_number"] = rules, number
    return int(known[1])


def _family_of(sheet: Stylesheet, number: int, node: DOMNode) -> _Family:
    names = frozenset(node._selector_names)
    family = _families.get((number, names))
    if family is None:
        rules = {rule for name in names for rule in sheet.rules_map.get(name, ())}
        states = set[str]().union(*(rule.pseudo_classes for rule in rules))
        marks = (
            ("_has_hover_style", "hover" in states),
            ("_has_focus_within", "focus-within" in states),
            ("_has_order_style", not states.isdisjoint(_ORDER)),
            ("_has_odd_or_even", not states.isdisjoint({"odd", "even"})),
        )
        family = _Family(len(_families), tuple(sorted(states)), marks)
        _families[number, names] = family
    return family


def _key_of(family: _Family, node: DOMNode) -> Hashable:
    """All that the selectors of its rules see of a widget and of its ancestors."""
    path = node.css_path_nodes
    places = tuple((each._css_type_names, each._id, frozenset(each._classes)) for each in path)
    states = tuple(each.has_pseudo_classes({state}) for each in path for state in family.states)
    return family.number, places, states


def apply(
    sheet: Stylesheet,
    node: DOMNode,
    *,
    animate: bool = False,
    cache: dict[tuple[Any, ...], RulesMap] | None = None,
) -> None:
    """Give a widget its styles; arguments as in Textual, whose own cache is not needed."""
    del cache
    family = _family_of(sheet, _number_of(sheet.rules, sheet), node)
    key = _key_of(family, node)
    found = _styles.get(key)
    if found is None:
        _find(sheet, node, key, animate=animate)
        return
    for name, value in family.marks:
        setattr(node, name, value)
    replace_rules(node, found, animate=animate)
    sheet._process_component_classes(node)


def _find(sheet: Stylesheet, node: DOMNode, key: Hashable, *, animate: bool) -> None:
    """Let Textual look its styles up, and keep them."""

    def keep(styled: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        if styled is node:
            _styles[key] = rules
        _replace_rules(styled, rules, animate=animate)

    before = vars(sheet).get("replace_rules")
    vars(sheet)["replace_rules"] = keep
    try:
        _apply(sheet, node, animate=animate)
    finally:
        if before is None:
            del vars(sheet)["replace_rules"]
        else:
            vars(sheet)["replace_rules"] = before


def replace_rules(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
    """Replace its rules; none is set that it has."""
    if not animate and node.styles.base._rules == rules:
        node.notify_style_update()
        return
    _replace_rules(node, rules, animate=animate)
