"""One e-mail a day to each member of staff who has flags to look at: how many, and a link; never who or what."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Membership, OutboxEvent, Role
from agencies.operations.outbox import Message, outbox_sender, put_all_in_outbox
from agencies.serving import serving
from participants.covering import substitutes
from participants.models import Assignment, AssignmentKind, Confidentiality, Flag, NamedAccess

DIGEST = "email.flag_digest"


def write_digests(municipality_ids: Iterable[UUID], today: dt.date) -> int:
    """Put one digest per member of staff and day in the outbox; answers how many are new.

    Whoever works for several municipalities, as a NAV adviser does, gets one for all of them.
    """
    counts: Counter[UUID] = Counter()
    for municipality_id in municipality_ids:
        with acting_as(system_actor(municipality_id)):
            counts.update(_flags_per_user(municipality_id, today))
    return put_all_in_outbox(
        Message(DIGEST, f"{DIGEST}:{user_id}:{today}", user_id, {"flags": count}) for user_id, count in counts.items()
    )


@outbox_sender(DIGEST)
def send_digest(event: OutboxEvent) -> None:
    """Send the e-mail; it says how many flags wait, and nothing about anybody."""
    recipient = event.recipient
    if recipient is None or not recipient.is_active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        count = event.payload["flags"]
        subject = ngettext("%(n)s frist trenger deg i dag", "%(n)s frister trenger deg i dag", count) % {"n": count}
        link = f"{settings.PUBLIC_URL}{reverse('participants:my-work')}"
        body = _("Logg inn i Fotfeste for å se hva som haster:") + f"\n\n{link}\n"
    # The same id at a second try lets the receiver's mail program show one letter.
    identity = {"Message-ID": f"<{event.pk}@fotfeste>"}
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [recipient.email], headers=identity).send()


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who works for a municipality on a day, and what of its protected people they may know."""

    everybody: frozenset[UUID]
    leaders: frozenset[UUID]
    cleared: frozenset[UUID]
    cleared_for_shielded: frozenset[UUID]
    named: Mapping[UUID, frozenset[UUID]]
    kin: Mapping[UUID, frozenset[UUID]]

    def who_may_know(self, participant_id: UUID, confidentiality: int, *, is_shielded: bool) -> frozenset[UUID]:
        """Even a number must not tell of a protected person to those who may not know of one (law.md 7.3)."""
        named = self.named.get(participant_id, frozenset())
        knowing = self.everybody
        if confidentiality != Confidentiality.OPEN:
            is_confidential = confidentiality == Confidentiality.CONFIDENTIAL
            knowing &= named | (self.cleared if is_confidential else frozenset())
        if is_shielded:
            knowing &= named | self.cleared_for_shielded
        return knowing - self.kin.get(participant_id, frozenset())


def _flags_per_user(municipality_id: UUID, today: dt.date) -> Counter[UUID]:
    """Count flags for whoever took them, else the adviser, else, and when nobody took them in time, the team leaders.

    Who covers for one of them gets them instead.

    Those of a protected person go to all who are named on the case where none of these may know of it.
    """
    staff = _staff_of(municipality_id, today)
    advisers = dict(
        Assignment.objects.filter(municipality=municipality_id, kind=AssignmentKind.ADVISER)
        .on(today)
        .values_list("participant_id", "user_id")
    )
    stand_in = substitutes(municipality_id, today)
    standing = Flag.objects.filter(municipality=municipality_id).standing()
    counts: Counter[UUID] = Counter()
    for person, grade, is_shielded, taken_by, escalated in standing.values_list(
        "participant_id", "participant__confidentiality", "participant__is_shielded", "taken_by_id", "escalated_at"
    ):
        knowing = staff.who_may_know(person, grade, is_shielded=is_shielded)
        responsible = taken_by or advisers.get(person)
        receivers = knowing & {stand_in.get(responsible, responsible) if responsible else None}
        if not receivers or (escalated and not taken_by):
            receivers |= staff.leaders & knowing
        if not receivers and (grade != Confidentiality.OPEN or is_shielded):
            receivers = knowing
        counts.update(receivers)
    return counts


def _staff_of(municipality_id: UUID, today: dt.date) -> _Staff:
    providers = serving(today).filter(municipality=municipality_id).values("provider")
    members = list(
        Membership.objects.active_on(today)
        .filter(Q(agency=municipality_id) | Q(agency__in=providers))
        .values_list("user_id", "role", "agency_id", "cleared_for_confidential", "cleared_for_shielded")
    )
    named: dict[UUID, set[UUID]] = defaultdict(set)
    for person, user in NamedAccess.objects.filter(municipality=municipality_id).values_list(
        "participant_id", "user_id"
    ):
        named[person].add(user)
    leads = (Role.TEAM_LEADER, municipality_id)
    return _Staff(
        everybody=frozenset(user for user, *_rest in members),
        leaders=frozenset(user for user, role, agency, *_cleared in members if (role, agency) == leads),
        cleared=frozenset(user for user, *_post, cleared, _shielded in members if cleared),
        cleared_for_shielded=frozenset(user for user, *_post, shielded in members if shielded),
        named={person: frozenset(users) for person, users in named.items()},
        kin=_kin_of(municipality_id),
    )


def _kin_of(municipality_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """The staff to whom a case is their own or that of close family, by the person; the system alone may ask."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT participant_id, user_id FROM fot_kin_of_staff(%s)", [municipality_id])
        for person, user in cursor.fetchall():
            found[person].add(user)
    return {person: frozenset(users) for person, users in found.items()}
