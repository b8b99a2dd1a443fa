"""What becomes of programmes when two registrations turn out to be one person."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.models import Deadline, Participant
from participants.operations.deadlines import close_deadlines, meet_deadline
from programmes.models import Absence, Participation, SelfCertificationWithdrawal
from programmes.operations.duties import PROGRAMME_START, follow_start


def merge_programmes(actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move the programmes of ``merged``; raises ``RuleRefused`` when the two had programmes at the same time.

    The duty to start is owed once: that of the merged registration falls away, that of the kept one is met by a
    programme of either. Without a programme it follows what is now known of the person: a claim or a day of
    settlement moves it, a rejected offer or a job of 30 hours on either registration ends it.
    """
    try:
        with transaction.atomic():
            Participation.objects.filter(participant=merged).update(participant=kept)
            Absence.objects.filter(participant=merged).update(participant=kept)
            SelfCertificationWithdrawal.objects.filter(participant=merged).update(participant=kept)
    except IntegrityError as error:
        if "one_programme_at_a_time" not in str(error):
            raise
        text = _("Begge har program i samme periode. Rett eller avslutt det ene først.")
        raise RuleRefused(Refusal("both_have_programme", text, "merged", "integreringsloven § 12")) from error
    close_deadlines([PROGRAMME_START], [merged.pk], timezone.localdate())
    first = Participation.objects.filter(participant=kept).order_by("first_day").first()
    if first is None:
        follow_start(actor, kept)
    elif Deadline.objects.filter(kind=PROGRAMME_START, subject_id=kept.pk).open().exists():
        meet_deadline(PROGRAMME_START, kept.pk, first.first_day)
