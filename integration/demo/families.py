"""The families of the demonstration: couples who are both in the programme, and children of every age."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from uuid_utils.compat import uuid7

from agencies.access import acting_as
from agencies.models import Role
from integration.demo.stages import Stage
from integration.demo.stories import Story
from integration.demo.telling import Scene
from participants.models import Custody, FamilyMember, FamilyPeriod, Kinship, Participant
from participants.operations.correction import correct_participant
from participants.operations.household import Living, NewMember, add_member

_COUPLES = 6
"""Couples in each municipality."""
_WITH_CHILDREN = 0.3
_SHARE_ALONE = 0.6
_NAMES = ("Sofia", "Matvij", "Daryna", "Ivan", "Layla", "Omar", "Amina", "Yusuf", "Hana", "Daniel")
_OLDEST = 17
_REMARK = "Kommer med sønn Matvij (født 2016) og datter Zlata født 14.03.2019."
Pair = tuple[Participant, Story]


def write_families(scene: Scene, pairs: Sequence[Pair]) -> None:
    """Give people of the municipality partners and children, up to today; nobody with a protected address."""
    chance = Random(f"families {scene.number}")  # noqa: S311 - stories, not secrets
    officer = scene.staff.with_role(scene.number, Role.ENROLMENT_OFFICER)[0]
    actor = scene.staff.acting(officer, scene.number)
    people = [(person, story) for person, story in pairs if not person.confidentiality and person.settled_on]
    couples = _couples(people)
    for one, other in couples:
        since = max(one.settled_on or scene.today, other.settled_on or scene.today)
        living = Living(first_day=min(since, scene.today), tie=chance.choice(("spouse", "spouse", "cohabitant")))
        add_member(actor, one.pk, member=NewMember(kinship=Kinship.PARTNER, related_id=other.pk), living=living)
    paired = {person.pk for couple in couples for person in couple}
    with acting_as(actor):
        _write_children(chance, scene.today, couples, [person for person, _story in people if person.pk not in paired])
    arrived = [person for person, story in people if story.stage is Stage.ARRIVED]
    if arrived:
        correct_participant(actor, arrived[0].pk, remark=_REMARK)


def _couples(people: Sequence[Pair]) -> list[tuple[Participant, Participant]]:
    """Women and men of one country who are in the programme at the same time of life."""
    running = [person for person, story in people if story.award and not story.ending]
    couples: list[tuple[Participant, Participant]] = []
    taken: set[object] = set()
    for woman in (person for person in running if person.sex == "woman"):
        for man in (person for person in running if person.sex == "man"):
            years = abs(man.birth_date.year - woman.birth_date.year)
            if man.pk not in taken and man.citizenship == woman.citizenship and years <= _OLDEST // 2:
                couples.append((woman, man))
                taken.add(man.pk)
                break
        if len(couples) == _COUPLES:
            break
    return couples


def _write_children(
    chance: Random, today: dt.date, couples: Sequence[tuple[Participant, Participant]], others: Sequence[Participant]
) -> None:
    members: list[FamilyMember] = []
    periods: list[FamilyPeriod] = []
    # Every third couple has no children: five sixths of the benefit each.
    families = [list(couple) for number, couple in enumerate(couples) if number % 3]
    families += [[person] for person in others if chance.random() < _WITH_CHILDREN and person.age_on(today) >= 20]  # noqa: PLR2004 - grown up
    for parents in families:
        alone = len(parents) == 1 and chance.random() < _SHARE_ALONE
        custody = Custody.ALONE if alone else Custody.TOGETHER if len(parents) > 1 else Custody.SHARED
        for _child in range(chance.randint(1, 3)):
            born = today - dt.timedelta(days=chance.randint(60, _OLDEST * 365))
            name, common_id = chance.choice(_NAMES), uuid7()
            for parent in parents:
                member = FamilyMember(
                    participant=parent, municipality_id=parent.municipality_id, common_id=common_id,
                    kinship=Kinship.CHILD, given_name=name, family_name=parents[0].family_name, birth_date=born,
                )  # fmt: skip
                members.append(member)
                periods.append(
                    FamilyPeriod(
                        participant=parent,
                        municipality_id=parent.municipality_id,
                        member=member,
                        first_day=born,
                        lives_here=True,
                        custody=custody,
                    )
                )
    FamilyMember.objects.bulk_create(members)
    FamilyPeriod.objects.bulk_create(periods)
