"""The first link of every query: what the actor may see."""

from typing import Self, TypeVar

from django.db import models

from agencies.access import Actor, Resource, may
from agencies.access.table import Action

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class VisibleQuerySet(models.QuerySet[Row_co]):
    """A queryset that a door may use only after ``visible_to``.

    Row-level security stands behind it with the same rule; both are tested against each other.
    """

    resource: Resource
    municipality_path = "municipality"

    def visible_to(self, actor: Actor) -> Self:
        """The rows that the actor may see by role, municipality and address protection."""
        return self.visible_as(actor, self.resource)

    def visible_as(self, actor: Actor, resource: Resource) -> Self:
        """The same for those to whom the table gives another ``resource`` of these rows than the rows themselves."""
        if not may(actor, resource, Action.VIEW):
            return self.none()
        inside = self.filter(**{f"{self.municipality_path}__in": actor.municipality_ids})
        return inside if actor.is_system else self.without_hidden(inside, actor)

    def listed_for(self, actor: Actor) -> Self:
        """The rows of a list, a search, a count or a file: those that are visible, and of nobody who is protected.

        Protected people stand in no list, also not for those who are named on their case (law.md 7.3).
        """
        return self.visible_to(actor).without_protected(actor)

    def without_protected(self, actor: Actor) -> Self:  # noqa: ARG002 - for those who override it
        """Leave out people with a graded address or a shield; tables that hold people override this."""
        return self

    def without_hidden(self, rows: Self, actor: Actor) -> Self:  # noqa: ARG002 - for those who override it
        """Leave out people whom the actor may not know of; tables that hold people override this."""
        return rows
