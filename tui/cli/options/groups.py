"""The group of options that are not parameters of a run, for cyclopts."""

from __future__ import annotations

from cyclopts import Group

GENERAL = Group("General", sort_key=-1)
