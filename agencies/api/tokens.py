"""Log-in for machines and people at the API: e-mail and password for an opaque token."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from agencies.access import Resource
from agencies.actors import Workplace, workplaces_of
from agencies.api.authentication import http_request
from agencies.api.faults import ChooseAgency
from agencies.api.serializers import StrictSerializer
from agencies.api.viewsets import BaseViewSet
from agencies.errors import RuleRefused
from agencies.models import ApiToken, Role, User
from agencies.operations.login import PAUSE_SECONDS, check_password
from agencies.operations.proving import asks_for_proof
from agencies.operations.second_factor import check_code
from agencies.operations.tokens import issue_token, revoke_token


class LoginSerializer(StrictSerializer):
    """Who logs in, and for which agency when there are several."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False, write_only=True)
    code = serializers.CharField(
        required=False,
        max_length=40,
        write_only=True,
        help_text=_("Koden fra appen, eller en gjenopprettingskode, for den som har en andre faktor."),
    )
    agency_id = serializers.UUIDField(required=False, help_text=_("Bare når du arbeider i flere virksomheter."))


class TokenSerializer(serializers.Serializer[Any]):
    """The token; its secret is shown this once."""

    token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=[("Bearer", "Bearer")])
    expires_at = serializers.DateTimeField()
    agency_id = serializers.UUIDField()
    agency_name = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))


class TokenViewSet(BaseViewSet):
    """Nøkler til API-et."""

    model = ApiToken
    resource = Resource.STAFF
    holds_people = False
    open_actions = frozenset({"create"})
    staff_actions = frozenset({"destroy"})
    keyless_actions = frozenset({"create"})
    serializer_class = TokenSerializer

    def get_authenticators(self) -> list[Any]:
        """Whoever logs in is not asked who they are, so that an expired token never stands in the way."""
        is_login = getattr(self.request, "method", "") == "POST"
        return [] if is_login else super().get_authenticators()

    @extend_schema(summary=_("Logg inn"), auth=[], request=LoginSerializer, responses={201: TokenSerializer})
    def create(self, request: Request) -> Response:
        """Bytt e-post, passord og mulig kode i en nøkkel for tolv timer. Feil passord gir 401, for mange forsøk 429."""
        values = self.parse(LoginSerializer)
        user = _user(request, values["email"], values["password"], values.get("code", ""))
        workplace = _workplace(user, values.get("agency_id"))
        token, secret = issue_token(user, workplace)
        body = {
            "token": secret,
            "token_type": "Bearer",
            "expires_at": token.expires_at,
            "agency_id": workplace.agency.pk,
            "agency_name": workplace.agency.name,
            "roles": sorted(workplace.roles),
        }
        response = Response(TokenSerializer(body).data, status=status.HTTP_201_CREATED)
        response.headers["Cache-Control"] = "no-store"
        return response

    @extend_schema(
        summary=_("Logg ut"), request=None, responses={204: OpenApiResponse(description=_("Trukket tilbake."))}
    )
    def destroy(self, request: Request) -> Response:
        """Trekk tilbake nøkkelen som forespørselen er sendt med."""
        revoke_token(self.actor, request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _user(request: Request, email: str, password: str, code: str) -> User:
    try:
        user = check_password(http_request(request), email, password, BaseThrottle().get_ident(request) or "")
        if asks_for_proof(user):
            check_code(user, code)
    except RuleRefused as refused:
        if refused.refusals[0].code == "too_many_tries":
            raise Throttled(PAUSE_SECONDS) from refused
        raise AuthenticationFailed(str(refused)) from refused
    return user


def _workplace(user: User, agency_id: UUID | None) -> Workplace:
    places = workplaces_of(user)
    chosen = [place for place in places if agency_id in (None, place.agency.pk)]
    if len(chosen) == 1:
        return chosen[0]
    text = _("Send «agency_id» for en virksomhet du arbeider i.")
    choices = [{"id": str(place.agency.pk), "name": place.agency.name} for place in places]
    error = {"pointer": "#/agency_id", "code": "choose_agency", "detail": text}
    raise ChooseAgency(text, errors=[error], extra={"agencies": choices})
