"""What goes in and out of the API, in explicit classes: one for each view that a kind of agency has of a case."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from agencies.access import FieldGroup


class StrictSerializer(serializers.Serializer[Any]):
    """A body that is read: a member that the endpoint does not know is refused, lest a misspelt one be lost.

    A body that is ``whole`` is an act of its own: a PATCH must have all that it requires, and not only what changes.
    """

    whole: ClassVar[bool] = False

    def to_internal_value(self, data: Any) -> Any:
        """The values by name; raises ``ValidationError`` with every fault, unknown members among them."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        faults: dict[str, Any] = {
            str(name)[:100]: [serializers.ErrorDetail(_("Feltet finnes ikke her."), "unknown_field")]
            for name in sorted(unknown, key=str)
        }
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            known = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**faults, **known}) from error
        if faults:
            raise serializers.ValidationError(faults)
        return values


_OF_A_FORM = (serializers.EmailField, serializers.SlugField, serializers.URLField)


class FaceSerializer(serializers.ModelSerializer[Any]):
    """What somebody sees of a row; ``groups`` are the field groups (law.md 7.2) that it shows."""

    groups: ClassVar[frozenset[FieldGroup]] = frozenset()

    def get_fields(self) -> dict[str, Any]:
        """The fields; what may be empty in the table says so, or the document would promise a value or a format."""
        fields = super().get_fields()
        model: type[Model] = self.Meta.model
        model_fields = {field.name: field for field in model._meta.get_fields()}  # noqa: SLF001 - Django's documented way to a model's fields
        for name, field in fields.items():
            if not getattr(model_fields.get(field.source or name), "blank", False):
                continue
            if isinstance(field, serializers.ChoiceField):
                field.allow_blank = True
            elif isinstance(field, _OF_A_FORM) and field.read_only:
                fields[name] = serializers.CharField(read_only=True, label=field.label, help_text=field.help_text)
        return fields


def face_for(faces: tuple[type[FaceSerializer], ...], opened: frozenset[FieldGroup]) -> type[FaceSerializer] | None:
    """The first of ``faces`` (widest first) that shows nothing but what is opened; none when all show more."""
    return next((face for face in faces if face.groups <= opened), None)


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One reason, and where it stands: in the body, in a query parameter or in a header."""

    pointer = serializers.CharField(required=False, help_text=_("JSON-peker til feltet."))
    parameter = serializers.CharField(required=False, help_text=_("Navnet på parameteren."))
    header = serializers.CharField(required=False, help_text=_("Navnet på hodet."))
    code = serializers.CharField(help_text=_("Stabil kode på engelsk."))
    detail = serializers.CharField(help_text=_("Forklaring for mennesker."))
    paragraph = serializers.CharField(required=False, help_text=_("Paragrafen bak regelen."))


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(help_text=_("Fast adresse for denne typen feil."))
    title = serializers.CharField(help_text=_("Typen feil med ord."))
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text=_("Hva som skjedde, og hva du kan gjøre."))
    code = serializers.CharField(help_text=_("Stabil kode på engelsk."))
    instance = serializers.CharField(help_text=_("Forespørselens id, slik den står i loggen."))
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
