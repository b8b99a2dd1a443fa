"""What municipality and NAV share in the demonstration: threads, hand-overs near the end, proposals to NAV."""

from random import Random

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from integration.demo.telling import Scene
from participants.models import Assignment, AssignmentKind
from programmes.models import Proposal, ProposalAddressee
from programmes.models.shared_case import CaseMessage, Handover, JobSeeker
from programmes.operations.shared_case.handovers import open_handovers

_THREADS = 4
_SENT_OF = 3
"""Every third hand-over is already sent to NAV."""
_SAID = (
    ("Kan dere bli med på samtale om praksisplass neste uke?", "Ja, onsdag passer. Jeg tar med to arbeidsgivere."),
    ("Hun har nådd B1 skriftlig. Er det plass på opplæringen i helsefag?", ""),
    ("", "Arbeidsgiveren vil forlenge arbeidstreningen. Hva tenker dere om planen?"),
    ("Han begynner i jobb 1. neste måned. Skal vi ta oppfølgingen sammen?", "Fint. Vi ringer ham etter tre uker."),
)


def write_shared_case(chance: Random, scene: Scene) -> None:
    """Write what the two have said to each other, and open the hand-overs of today."""
    home, office = scene.staff.agencies[scene.number], scene.staff.agencies[scene.nav_number]
    with acting_as(system_actor(home.pk)):
        contacts = Assignment.objects.filter(municipality=home, kind=AssignmentKind.NAV_CONTACT).on(scene.today)
        open_cases = contacts.filter(participant__confidentiality=0, participant__is_shielded=False)
        chosen = list(open_cases.select_related("participant").order_by("id")[:_THREADS])
        messages = []
        for contact, (asked, answered) in zip(chosen, _SAID, strict=False):
            mine = {"participant": contact.participant, "municipality": home}
            if asked:
                adviser = chance.choice(scene.advisers)
                messages.append(CaseMessage(**mine, text=asked, sent_by=adviser, sent_from=home))
            if answered:
                messages.append(CaseMessage(**mine, text=answered, sent_by_id=contact.user_id, sent_from=office))
        CaseMessage.objects.bulk_create(messages)
        Proposal.objects.bulk_create(
            [
                Proposal(
                    participant=contact.participant,
                    municipality=home,
                    kind="needs_assessment",
                    payload={"question": "Hva trengs for å komme i fast arbeid etter programmet?"},
                    addressee=ProposalAddressee.NAV,
                    proposed_by=chance.choice(scene.advisers),
                    proposed_from=home,
                )
                for contact in chosen[:2]
            ]
        )
    open_handovers(home.pk, scene.today)
    _send_some(scene)


def _send_some(scene: Scene) -> None:
    home = scene.staff.agencies[scene.number]
    leader = scene.staff.with_role(scene.number, Role.TEAM_LEADER)[0]
    with acting_as(system_actor(home.pk)):
        rows = list(Handover.objects.filter(municipality=home).open().order_by("due_on", "id")[::_SENT_OF])
        for row in rows:
            row.job_seeker, row.activity = JobSeeker.REGISTERED, "jobseeker_nav"
            row.note = "Ønsker fast arbeid i samme bransje som praksisen."
            row.sent_on, row.sent_by = scene.today, leader
        Handover.objects.bulk_update(rows, ["job_seeker", "activity", "note", "sent_on", "sent_by"])
