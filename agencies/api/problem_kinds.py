"""The kinds of problem that the API answers with; each has an address that explains it and never changes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.status import is_server_error

MEDIA_TYPE = "application/problem+json"
PROBLEM_ADDRESS = "/api/problems/"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind: its code, the status it comes with, its title and what the caller can do."""

    code: str
    status: int
    title: str | Promise
    meaning: str | Promise

    @property
    def type(self) -> str:
        """The stable URI path of the kind."""
        return f"{PROBLEM_ADDRESS}{self.code.replace('_', '-')}/"


_KINDS = (
    ProblemKind(
        "bad_request", 400, _("Forespørselen kan ikke leses"), _("Sjekk adressen, hodene og at innholdet er JSON.")
    ),
    ProblemKind("invalid", 400, _("Innholdet er ikke gyldig"), _("«errors» peker på hvert felt som må rettes.")),
    ProblemKind(
        "invalid_parameter",
        400,
        _("Ugyldig parameter"),
        _("«errors» navngir parametrene som er ukjente eller ugyldige."),
    ),
    ProblemKind(
        "idempotency_key_missing",
        400,
        _("Idempotency-Key mangler"),
        _("Send en ny nøkkel, for eksempel en UUID, med hver POST som skriver."),
    ),
    ProblemKind("not_authenticated", 401, _("Du er ikke logget inn"), _("Hent en nøkkel fra /api/v1/token/.")),
    ProblemKind(
        "not_permitted", 403, _("Du har ikke tilgang til dette"), _("Rollen din gir ikke rett til handlingen.")
    ),
    ProblemKind(
        "proof_due",
        403,
        _("Innloggingen må bekreftes"),
        _("En beskyttet sak åpnes når den andre faktoren nylig er gitt: bekreft i nettleseren, eller hent ny nøkkel."),
    ),
    ProblemKind("not_found", 404, _("Finnes ikke"), _("Adressen finnes ikke, eller du kan ikke se det den viser til.")),
    ProblemKind("method_not_allowed", 405, _("Metoden kan ikke brukes her"), _("Hodet «Allow» sier hvilke som kan.")),
    ProblemKind("not_acceptable", 406, _("Svaret finnes ikke i dette formatet"), _("Be om application/json.")),
    ProblemKind("conflict", 409, _("Finnes allerede"), _("Opplysningene er i strid med noe som er registrert.")),
    ProblemKind(
        "request_in_progress", 409, _("Forespørselen behandles"), _("Vent og send den samme forespørselen igjen.")
    ),
    ProblemKind(
        "stale_version",
        412,
        _("Noen har endret dette"),
        _("Hent ressursen på nytt, og send endringen med den nye ETag-en."),
    ),
    ProblemKind("too_large", 413, _("Innholdet er for stort"), _("Del det opp.")),
    ProblemKind("unsupported_media_type", 415, _("Innholdstypen kan ikke leses"), _("Send application/json.")),
    ProblemKind(
        "rule_refused", 422, _("Regelverket stopper dette"), _("«errors» har hver grunn, med felt og paragraf.")
    ),
    ProblemKind(
        "idempotency_key_reused",
        422,
        _("Nøkkelen er brukt"),
        _("Den samme Idempotency-Key kom med et annet innhold. Bruk en ny nøkkel."),
    ),
    ProblemKind("choose_agency", 422, _("Velg virksomhet"), _("Du arbeider i flere virksomheter. Send «agency_id».")),
    ProblemKind(
        "precondition_required", 428, _("If-Match mangler"), _("Hent ressursen, og send ETag-en i hodet If-Match.")
    ),
    ProblemKind("too_many_requests", 429, _("For mange forespørsler"), _("Vent så lenge hodet Retry-After sier.")),
    ProblemKind("server_error", 500, _("Noe gikk galt hos oss"), _("Ingenting ble lagret. Prøv igjen senere.")),
)
KINDS = {kind.code: kind for kind in _KINDS}
_BY_STATUS = {kind.status: kind for kind in reversed(_KINDS)}


def kind_of(code: str, status: int) -> ProblemKind:
    """The kind with this code, else the first one of the status, else «bad request» or «server error»."""
    fallback = KINDS["server_error" if is_server_error(status) else "bad_request"]
    return KINDS.get(code) or _BY_STATUS.get(status, fallback)
