"""The kinds of proposals: who may make them, what their payload must be, and what accepting one does.

Municipality and NAV send proposals; only the one who is responsible for what is proposed decides (design decision 4).
Each subject registers its kinds when the project starts; ``programmes.operations.proposals`` knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.errors import Refusal
from participants.models import Participant
from programmes.models import Proposal, ProposalAddressee

Text = str | Promise
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalKind:
    """One kind of proposal.

    ``read`` turns what was sent into a payload that can be stored, or raises ``RuleRefused``; ``lines`` say it in words
    as pairs of label and text; ``accept`` does it and answers the id of what came of it. ``resource`` and ``action``
    are the act that the one who answers must be allowed; without the group ``fields`` a proposal is not shown.
    ``replaces`` says whether a new payload takes the place of an old one that waits. ``addressee`` answers it;
    ``result_url`` is where what came of it is worked on.
    """

    code: str
    label: Text
    fields: FieldGroup
    resource: Resource
    action: Action
    read: Callable[[Actor, Participant, Mapping[str, Any]], Payload]
    lines: Callable[[Payload], Sequence[tuple[Text, str]]]
    accept: Callable[[Actor, Proposal, str], UUID | None]
    replaces: Callable[[Payload, Payload], bool] = lambda _new, _old: False
    faults: Callable[[Participant], list[Refusal]] = lambda _person: []
    addressee: ProposalAddressee = ProposalAddressee.MUNICIPALITY
    result_url: Callable[[Proposal], str] = lambda _proposal: ""


_kinds: dict[str, ProposalKind] = {}


def register_proposal_kind(kind: ProposalKind) -> None:
    """Add a kind; called once by its app when the project starts."""
    _kinds[kind.code] = kind


def proposal_kind(code: str) -> ProposalKind | None:
    """The kind with this code; None where nobody has registered it."""
    return _kinds.get(code)


def proposal_kinds() -> list[ProposalKind]:
    """All kinds, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
