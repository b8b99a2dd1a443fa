"""What each subject of the system adds to the tests that hold for everything: routes, row-level security, lists.

A module here gives one ``SUBJECT``. It is found by itself, so that a new subject writes one file and changes no other.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from agencies.access import Action, Resource

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase

Rows = dict[str, Model]
Bodies = dict[tuple[str, str], dict[str, Any]]


def _no_bodies(_case: FullCase) -> Bodies:
    return {}


def _no_rows(_case: FullCase) -> Rows:
    return {}


def _no_more(_case: FullCase, _number: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject's part.

    ``rows`` makes the case's own row of each model, by the model's name, and is called as the system;
    ``bodies`` gives what (model, act) is called with; ``one_more`` adds a row to every list of the subject;
    ``shared_views`` names views that show what is nobody's own, and ``shared_actions`` the (view, action) that do where
    not all of a view does; ``pages`` gives the pair of the decision table
    on which a page stands, by the name of its view, where the view does not say it itself; ``addresses`` names the
    model of the id in an address, by the part of the address before it.
    """

    rows: Callable[[FullCase], Rows] = _no_rows
    bodies: Callable[[FullCase], Bodies] = _no_bodies
    one_more: Callable[[FullCase, int], None] = _no_more
    shared_views: frozenset[str] = field(default_factory=frozenset)
    shared_actions: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    pages: dict[str, tuple[Resource, Action]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


@cache
def subjects() -> tuple[Subject, ...]:
    """Every subject, in the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").SUBJECT for name in names)
