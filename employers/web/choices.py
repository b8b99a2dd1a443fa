"""Finding employers and occupations while one writes; each answer is a list of options for a combobox."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import Action, Actor, Resource, may
from agencies.web.pages import Page, show
from employers.models import Employer, Occupation
from employers.operations.employers import Answer, ask_register, number_faults, search_register
from employers.operations.register_snapshots import faults_of_unit
from employers.organisation_number import LENGTH, plain_digits

MOST = 10
SHORTEST = 2
SHORTEST_IN_REGISTER = 3
"""The register is asked from the third letter on: somebody else's machine answers."""


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the list: what is stored, what the field shows, and what tells it from its neighbours."""

    value: str
    label: str
    detail: str = ""


def find_employers(actor: Actor, words: str) -> list[Option]:
    """The first employers that match, by name; then workplaces that only the register knows, where it is asked."""
    if len(words.strip()) < SHORTEST:
        return []
    rows = Employer.objects.visible_to(actor).standing().search(words).order_by("search_key", "id")[:MOST]
    known = [Option(str(row.pk), row.name, row.organisation_number) for row in rows]
    if plain_digits(words).isdigit() or len(words.strip()) < SHORTEST_IN_REGISTER:
        return known
    numbers = {option.detail for option in known}
    found = [unit for unit in search_register(words) if not faults_of_unit(unit)]
    new = [
        Option(unit.organisation_number, unit.name, f"{unit.organisation_number} · {_('Enhetsregisteret')}")
        for unit in found
        if unit.organisation_number not in numbers
    ]
    return [*known, *new][:MOST]


def find_occupations(words: str) -> list[Option]:
    """The first occupations that match, those whose name begins with the words first."""
    if len(words.strip()) < SHORTEST:
        return []
    rows = Occupation.objects.search(words, timezone.localdate())[:MOST]
    return [Option(row.code, row.name, row.code) for row in rows]


def is_unknown_number(actor: Actor, words: str) -> bool:
    """Whether a whole organisation number is written that could be registered and is not."""
    digits = plain_digits(words)
    if len(digits) != LENGTH or number_faults(digits) or not may(actor, Resource.EMPLOYER, Action.CREATE):
        return False
    return not Employer.objects.filter(organisation_number=digits).exists()


class FindEmployersPage(Page):
    """Options for «arbeidsgiver»; a number that is unknown and good opens the field for its name."""

    needs = (Resource.EMPLOYER, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The options, what is said of them, and the field for a new employer's name."""
        words = self.request.GET.get("employer_text", "")[:100]
        options = find_employers(self.request.actor, words)
        is_new = is_unknown_number(self.request.actor, words)
        answer = ask_register(plain_digits(words)) if is_new else Answer()
        said = _said_of_employers(words, options, is_new=is_new)
        if not answer.is_silent:
            is_new = False
            options, said = _said_by_register(answer)
        context = {
            "list": "employer",
            "options": options,
            "said": said,
            "is_new": is_new,
            "new_name": "",
            "name_errors": [],
        }
        return show(self.request, "employers/placement/employer_options.html", context)


class FindOccupationsPage(Page):
    """Options for «yrke»."""

    needs = (Resource.PLACEMENT, Action.CREATE)

    def get(self, _request: object) -> HttpResponse:
        """The options, and what is said of them."""
        words = self.request.GET.get("occupation_text", "")[:100]
        options = find_occupations(words)
        context = {"list": "occupation", "options": options, "said": _said_of_occupations(words, options)}
        return show(self.request, "employers/placement/options.html", context)


def _said_of_employers(words: str, options: list[Option], *, is_new: bool) -> str:
    if is_new:
        return _("Nummeret er ikke registrert før. Skriv navnet på arbeidsgiveren nedenfor.")
    digits = plain_digits(words)
    if not options and digits.isdigit() and len(digits) == LENGTH:
        return " ".join(fault.detail for fault in number_faults(digits))
    if not options and len(words.strip()) >= SHORTEST:
        return _("Ingen treff. Skriv hele organisasjonsnummeret for å registrere en ny arbeidsgiver.")
    return _hits(options)


def _said_by_register(answer: Answer) -> tuple[list[Option], str]:
    unit = answer.unit
    if unit is None:
        return [], _("Enhetsregisteret kjenner ikke dette nummeret. Se over det.")
    faults = faults_of_unit(unit)
    if faults:
        return [], " ".join(fault.detail for fault in faults)
    return [Option(unit.organisation_number, unit.name, unit.organisation_number)], _("1 treff i Enhetsregisteret")


def _said_of_occupations(words: str, options: list[Option]) -> str:
    if not options and len(words.strip()) >= SHORTEST:
        return _("Ingen treff. Prøv et annet ord, en del av ordet, eller koden.")
    return _hits(options)


def _hits(options: list[Option]) -> str:
    if not options:
        return ""
    if len(options) == MOST:
        return _("De %(count)s første treffene. Skriv mer for å finne flere.") % {"count": MOST}
    return ngettext("%(count)s treff", "%(count)s treff", len(options)) % {"count": len(options)}
