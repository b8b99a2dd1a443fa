"""The scopes of tokens, and which acts of the decision table each of them opens.

``<prefix>:<resource>.<read|write|decide>``; without an ending it is ``read`` (Digdir's syntax of scopes). A scope opens
nothing that the role of the machine does not have too: the decision table asks for both.
"""

from collections.abc import Iterable

from django.conf import settings

from agencies.access import Action, Resource
from agencies.access.table import ROLES, scope_of
from agencies.models.staff import Role

_ACTS: dict[str, tuple[Action, ...]] = {
    "read": (Action.VIEW,),
    "write": (Action.CREATE, Action.CHANGE),
    "decide": (Action.DECIDE,),
}
_RESOURCES = frozenset(resource.value for resource in Resource)
_ENDINGS = {action: ending for ending, actions in _ACTS.items() for action in actions}


def permissions_of(scopes: Iterable[str]) -> frozenset[str]:
    """The acts (``table.scope_of``) that these scopes open; those that are not ours, or not known, open nothing."""
    return frozenset().union(*(_permissions_of(scope) for scope in scopes))


def scope_for(resource: Resource, action: Action) -> str:
    """The scope that an act needs, as it stands in a token."""
    return f"{settings.MACHINE_SCOPE_PREFIX}:{resource}.{_ENDINGS[action]}"


def scopes_for(role: Role) -> list[str]:
    """Every scope that is of any use to a machine in this role."""
    return sorted({scope_for(*pair) for pair, roles in ROLES.items() if role in roles})


def _permissions_of(scope: str) -> frozenset[str]:
    prefix, _colon, rest = scope.partition(":")
    name, _dot, ending = rest.partition(".")
    if prefix != settings.MACHINE_SCOPE_PREFIX or name not in _RESOURCES:
        return frozenset()
    return frozenset(scope_of(Resource(name), action) for action in _ACTS.get(ending or "read", ()))
