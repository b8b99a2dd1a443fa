"""What the endpoints of people, deadlines and flags read. The rules stand in the operations."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from agencies.api.serializers import StrictSerializer
from participants.models import (
    AssignmentKind,
    Confidentiality,
    Education,
    IdentityKind,
    Intake,
    ResidenceBasis,
    Sex,
)
from participants.operations.enrolment import Enrolment


class _ContactFacts(StrictSerializer):
    citizenship = serializers.CharField(
        max_length=3, required=False, allow_blank=True, help_text=_("ISO 3166-1 alfa-3.")
    )
    mother_tongue = serializers.CharField(max_length=10, required=False, allow_blank=True, help_text=_("ISO 639."))
    interpreter_language = serializers.CharField(
        max_length=10, required=False, allow_blank=True, help_text=_("ISO 639.")
    )
    education = serializers.ChoiceField(choices=Education.choices, required=False)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    remark = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    arrived_on = serializers.DateField(required=False, allow_null=True)
    settled_on = serializers.DateField(required=False, allow_null=True)
    claimed_on = serializers.DateField(
        required=False, allow_null=True, help_text=_("Datoen personen selv krevde program (§ 12).")
    )
    intake = serializers.ChoiceField(choices=Intake.choices, required=False)


class EnrolmentSerializer(_ContactFacts):
    """A person who arrives."""

    municipality_id = serializers.UUIDField(required=False, help_text=_("Bare når du møter flere kommuner."))
    given_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    birth_date = serializers.DateField()
    sex = serializers.ChoiceField(choices=Sex.choices, required=False)
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices, required=False)
    duf = serializers.CharField(max_length=20, required=False, help_text=_("DUF-nummer, tolv sifre."))
    d_number = serializers.CharField(max_length=20, required=False, help_text=_("D-nummer, elleve sifre."))
    national_id = serializers.CharField(max_length=20, required=False, help_text=_("Fødselsnummer, elleve sifre."))
    basis = serializers.ChoiceField(choices=ResidenceBasis.choices, required=False)
    permit_granted_on = serializers.DateField(required=False, allow_null=True)
    permit_valid_until = serializers.DateField(required=False, allow_null=True)
    is_another = serializers.BooleanField(
        required=False, help_text=_("De som ligner, er sett på, og dette er en annen person.")
    )
    named_user_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=50,
        help_text=_("Ansatte som skal kunne åpne saken når personen har adressesperre."),
    )

    kinds: ClassVar[tuple[str, ...]] = tuple(IdentityKind.values)

    @classmethod
    def enrolment(cls, values: dict[str, Any]) -> Enrolment:
        """The facts for the operation; takes them out of ``values``."""
        numbers = tuple((kind, values.pop(kind)) for kind in cls.kinds if kind in values)
        return Enrolment(**values, numbers=numbers)


class CorrectionSerializer(_ContactFacts):
    """The facts that are to be other than before; what is left out stays."""

    citizenship = None  # type: ignore[assignment]
    left_norway_on = serializers.DateField(required=False, allow_null=True, help_text=_("Første dag utenfor Norge."))
    died_on = serializers.DateField(required=False, allow_null=True)


class AssignmentRequestSerializer(StrictSerializer):
    """Who is to be the person's contact, and from when."""

    user_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AssignmentKind.choices)
    first_day = serializers.DateField()


class MergeSerializer(StrictSerializer):
    """Which other registration is the same person, and why."""

    merged_id = serializers.UUIDField(help_text=_("Registreringen som blir en del av denne."))
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class PeopleSearchSerializer(StrictSerializer):
    """Part of a name, or an identity number; one of the two."""

    words = serializers.CharField(min_length=2, max_length=100, required=False)
    identity_number = serializers.CharField(
        max_length=20, required=False, help_text=_("DUF-nummer, D-nummer eller fødselsnummer.")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Send enten «words» eller «identity_number»."), "one_of_two")
        return attrs


class OptionalReasonSerializer(StrictSerializer):
    """What was done, in a sentence."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ReasonSerializer(StrictSerializer):
    """Why; without a reason nothing is put away."""

    reason = serializers.CharField(max_length=2000, allow_blank=True)
