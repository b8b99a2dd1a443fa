"""The promises of the base viewset, written into the OpenAPI document for every endpoint alike."""

from inspect import getdoc
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer
from rest_framework.serializers import ListSerializer

from agencies.access import Action
from agencies.access.table import ROLES
from agencies.api.problem_kinds import MEDIA_TYPE
from agencies.api.serializers import ProblemSerializer
from agencies.machines.scopes import scope_for

_ETAG = {"type": "string", "pattern": '^"[!#-~]+"$'}
_PROBLEMS = {
    "400": _("Adressen, hodene eller innholdet kan ikke brukes."),
    "401": _("Ingen er logget inn, eller nøkkelen er utløpt."),
    "403": _("Rollen gir ikke rett til handlingen."),
    "404": _("Finnes ikke, eller kan ikke sees av den som spør."),
    "405": _("Metoden kan ikke brukes her."),
    "406": _("Svaret finnes ikke i formatet det er bedt om."),
    "409": _("I strid med noe som er registrert, eller samme nøkkel behandles nå."),
    "412": _("Raden er endret etter at den ble lest."),
    "413": _("Innholdet er for stort."),
    "415": _("Innholdstypen kan ikke leses."),
    "422": _("En regel stopper handlingen, eller nøkkelen er brukt til noe annet."),
    "428": _("Hodet If-Match mangler."),
    "429": _("For mange forespørsler."),
}
_ALWAYS = ("400", "401", "403", "404", "405", "406", "429")


_SCOPE_TEXTS = {
    Action.VIEW: _("lese"),
    Action.CREATE: _("skrive"),
    Action.CHANGE: _("skrive"),
    Action.DECIDE: _("avgjøre"),
}


class ApiSchema(AutoSchema):
    """Adds headers, problem responses and the faces of a row to what drf-spectacular finds by itself."""

    def get_tags(self) -> list[str]:
        """The resource, which is the first part of the path after the version."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_description(self) -> str:  # type: ignore[override]
        """What a list and a single read show is what the resource is; other actions speak for themselves."""
        is_plain = self._action() in ("list", "retrieve")
        return getdoc(type(self.view)) or "" if is_plain else super().get_description()

    def get_override_parameters(self) -> list[Any]:
        """Request headers that the endpoint asks for, and response headers that it gives."""
        declared = list(super().get_override_parameters())
        return [*declared, *self._request_headers(), *self._response_headers()]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """What the endpoint answers, and every problem that may come instead."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self._action() == "retrieve" and self._has_etag():
            bodies["304"] = {"description": str(_("Uendret siden den ETag-en."))}
        return bodies | self._problems(direction)

    def _get_response_for_code(
        self, serializer: Any, status_code: Any, media_types: Any = None, direction: Any = "response"
    ) -> dict[str, Any]:
        """All faces of a row, where one of them was named."""
        shown = self._faces(serializer)
        answer: dict[str, Any] = super()._get_response_for_code(  # type: ignore[no-untyped-call]
            shown, status_code, media_types, direction
        )
        return answer

    def resolve_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """A body that is whole asks for the same in a PATCH as anywhere."""
        if getattr(serializer, "whole", False):
            serializer.partial = False
        return super().resolve_serializer(serializer, direction, bypass_extensions)

    def _is_list_view(self, serializer: Any = None) -> bool:
        action, lists = getattr(self.view, "action", None), getattr(self.view, "list_actions", ())
        return isinstance(serializer, ListSerializer) or (action in lists and self.method == "GET")

    def _get_paginator(self) -> Any:
        return super()._get_paginator() if self._is_list_view() else None  # type: ignore[no-untyped-call]

    def get_filter_backends(self) -> list[Any]:
        """Filters and ordering stand on the collection itself, not on its actions."""
        is_collection = getattr(self.view, "action", None) == "list"
        return list(getattr(self.view, "filter_backends", [])) if is_collection else []

    def _faces(self, serializer: Any) -> Any:
        """The widest face of the row stands for all of them."""
        is_many = isinstance(serializer, ListSerializer)
        given = serializer.child if is_many else serializer
        given = given if isinstance(given, type) else type(given)
        offered: list[tuple[Any, ...]] = [getattr(self.view, name, ()) for name in ("faces", "detail_faces")]
        for faces in offered:
            if len(faces) > 1 and given is faces[0]:
                name = given.__name__.removesuffix("Serializer").removesuffix("ForMunicipality")
                many = is_many or self._is_list_view()
                return PolymorphicProxySerializer(name, list(faces), resource_type_field_name=None, many=many)
        return serializer

    def _problems(self, direction: Any) -> dict[str, Any]:
        codes = set(_ALWAYS)
        if self.method in ("POST", "PUT", "PATCH"):
            codes |= {"409", "413", "415", "422"}
        if self._action() in getattr(self.view, "ruled_reads", ()):
            codes.add("422")
        if self._needs_version():
            codes |= {"412", "428"}
        return {
            code: self._get_response_for_code(
                OpenApiResponse(ProblemSerializer, str(text)), code, [MEDIA_TYPE], direction
            )
            for code, text in _PROBLEMS.items()
            if code in codes
        }

    def _action(self) -> str:
        return str(getattr(self.view, "action", "") or "")

    def _needs_version(self) -> bool:
        return self._action() in getattr(self.view, "changes_version", ())

    def _request_headers(self) -> list[OpenApiParameter]:
        headers = []
        keyless = getattr(self.view, "keyless_actions", ())
        if self.method == "POST" and self._action() not in keyless:
            text = _(
                "En ny verdi for hver handling, for eksempel en UUID. Samme nøkkel og innhold gir det første svaret."
            )
            headers.append(_header("Idempotency-Key", text, {"type": "string", "pattern": "^[!#-~]{1,200}$"}))
        if self._needs_version():
            text = _("ETag-en til versjonen som er lest.")
            headers.append(_header("If-Match", text, _ETAG))
        if self._action() == "retrieve":
            text = _("ETag-en til det som alt er hentet; uendret gir 304 uten innhold.")
            headers.append(_header("If-None-Match", text, {"type": "string"}, required=False))
        return headers

    def _response_headers(self) -> list[OpenApiParameter]:
        text = _("Versjonen av raden.")
        codes = [code for code in ("200", "201") if self._has_etag()]
        return [_header("ETag", text, _ETAG, required=False, response=codes)] if codes else []

    def _has_etag(self) -> bool:
        model = getattr(self.view, "model", None)
        is_single = not self._is_list_view() and self._action() in ("retrieve", "create", "partial_update")
        return hasattr(model, "version") and (is_single or self._needs_version())


def faces_differ(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Postprocessing: a row fits one or more of its faces (``anyOf``), since the narrow one is part of the wide one."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if "oneOf" in schema and all("$ref" in part for part in schema["oneOf"]):
            schema["anyOf"] = schema.pop("oneOf")
    return result


def _header(
    name: str, text: Any, schema: dict[str, Any], *, required: bool = True, response: list[str] | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema, OpenApiParameter.HEADER, required=required, description=str(text), response=response or False
    )


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The bearer token in the document."""

    target_class = "agencies.api.authentication.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An opaque token in the header ``Authorization``."""
        return {"type": "http", "scheme": "bearer", "description": str(_("Nøkkelen fra /api/v1/token/."))}


class MachineScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The signed token of a machine in the document, with the scopes that each operation needs."""

    target_class = "agencies.api.authentication.MachineAuthentication"
    name = "maskinporten"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """OAuth 2 with the scopes that there are; the token comes from the issuer, not from us."""
        issuer = settings.MACHINE_TOKEN_ISSUER or "https://maskinporten.no/"
        scopes = {scope_for(*pair): str(_SCOPE_TEXTS[pair[1]]) for pair in ROLES}
        text = _("Token fra Maskinporten med vår audience. «consumer» må ha fått tilgang av virksomheten.")
        flow = {"tokenUrl": f"{issuer.rstrip('/')}/token", "scopes": dict(sorted(scopes.items()))}
        return {"type": "oauth2", "description": str(text), "flows": {"clientCredentials": flow}}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """The scope of the act that the operation is."""
        view = auto_schema.view
        act = getattr(view, "acts", {}).get(getattr(view, "action", None))
        return {self.name: [scope_for(*act)] if act else []}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session of a browser in the document."""

    target_class = "agencies.api.authentication.SessionActorAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie of the pages; writes need the CSRF header too."""
        text = str(_("Innloggingen på sidene; det som skriver, trenger X-CSRFToken også."))
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": text}


class ClockTime(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A time of the day on the wall; the format «time» would promise an offset from UTC (RFC 3339)."""

    target_class = "rest_framework.fields.TimeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, str]:
        """Hours, minutes and, in answers, seconds."""
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}
