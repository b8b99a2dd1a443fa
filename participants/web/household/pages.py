"""The pages that change a household: whom to add, and what became of somebody who is in it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource
from agencies.errors import RuleRefused
from agencies.operations.access_log import log_list, log_read
from agencies.operations.base import require
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from participants.household import household_on, partner_of
from participants.known_people import likely_same
from participants.models import FamilyMember, FamilyPeriod, Kinship, Participant
from participants.operations.enrolment import Enrolment
from participants.operations.household import (
    add_member,
    change_living,
    correct_member,
    end_tie,
    link_member,
    remove_member,
    undo_last_change,
)
from participants.operations.household.candidates import cases_like
from participants.operations.household.counterparts import rows_of_other_parent
from participants.web.case import case_of, tab_url
from participants.web.household.forms import (
    KINDS,
    ChangeForm,
    CorrectForm,
    EndForm,
    LinkForm,
    NewMemberForm,
    RemoveForm,
    read_proposal,
)
from participants.web.household.panel import proposals

TAB = "husstand"
_ADD = {
    Kinship.PARTNER: gettext_lazy("Legg til ektefelle eller samboer"),
    Kinship.CHILD: gettext_lazy("Legg til barn"),
    Kinship.PARENT: gettext_lazy("Legg til mor eller far"),
    Kinship.OTHER: gettext_lazy("Legg til en annen i familien"),
}


class ChooseKinPage(Page):
    """Whom to add."""

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The four kinds, each with what follows from it."""
        person = case_of(self.request.actor, pk)
        require(self.request.actor, Action.CREATE, Resource.HOUSEHOLD, person.facts_for(self.request.actor))
        context = {"person": person, "kinds": [(code, _ADD[kin], _follows(kin)) for code, kin in KINDS.items()]}
        return show(self.request, "participants/household/choose.html", context)


class NewMemberPage(Page):
    """Add somebody; where a case in the municipality may be theirs, that is asked first."""

    def get(self, _request: object, pk: UUID, kind: str) -> HttpResponse:
        """The form; ``forslag`` fills it with what the remark says."""
        person, kinship = self._case(pk, kind)
        number = self.request.GET.get("forslag", "")
        found = dict(proposals(person, household_on(person, timezone.localdate())))
        initial = read_proposal(found[int(number)]) if number.isdigit() and int(number) in found else {}
        return self._page(person, self._form(person, kinship, initial={"family_name": person.family_name} | initial))

    def post(self, _request: object, pk: UUID, kind: str) -> HttpResponse:
        """Look among the cases, then save."""
        person, kinship = self._case(pk, kind)
        form = self._form(person, kinship, self.request.POST)
        if candidates := self._candidates(person, form):
            form.ask_for_case(candidates)
            form.full_clean()
        if not form.is_valid():
            return self._page(person, form, 422)
        try:
            member = add_member(
                self.request.actor,
                person.pk,
                member=form.member(),
                living=form.living(),
                also_partners=form.cleaned_data.get("also_partners", False),
            )
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(person, form, 422)
        messages.success(self.request, _("%(name)s er lagt til i familien.") % {"name": member or _("Barnet")})
        return go_to(self.request, tab_url(person.pk, TAB))

    def _case(self, pk: UUID, kind: str) -> tuple[Participant, Kinship]:
        if kind not in KINDS:
            raise Http404
        person = case_of(self.request.actor, pk)
        require(self.request.actor, Action.CREATE, Resource.HOUSEHOLD, person.facts_for(self.request.actor))
        return person, KINDS[kind]

    def _form(self, person: Participant, kinship: Kinship, data: Any = None, **more: Any) -> NewMemberForm:
        partner = partner_of(person, timezone.localdate())
        asks = kinship is Kinship.CHILD and bool(partner and partner.participant_id)
        return NewMemberForm(kinship, data, asks_partner=asks, **more)

    def _candidates(self, person: Participant, form: NewMemberForm) -> list[Participant]:
        """The cases of the municipality that may be the member's own."""
        # The answer to the question itself is not among the choices until they are known.
        if form.errors.keys() - {"related"} or not form.cleaned_data["birth_date"]:
            return []
        facts = form.cleaned_data
        sought = Enrolment(
            given_name=facts["given_name"], family_name=facts["family_name"], birth_date=facts["birth_date"]
        )
        likely = likely_same(self.request.actor, sought, frozenset())
        found = [each.person for each in likely if each.person.municipality_id == person.municipality_id]
        people = [each.pk for each in found]
        log_list(self.request.actor, Resource.PARTICIPANT, people, municipality_id=person.municipality_id)
        return [each for each in found if each.pk != person.pk]

    def _page(self, person: Participant, form: NewMemberForm, status: int = 200) -> HttpResponse:
        context = {
            "person": person,
            "form": form,
            "form_title": _ADD[form.kinship],
            "subtitle": _follows(form.kinship),
            "back_url": tab_url(person.pk, TAB),
            "candidates": form.candidates,
        }
        return show(self.request, "participants/household/new.html", context, status)


class _MemberPage(Page):
    """A form about one member of a household."""

    title: str | Promise
    subtitle: str | Promise = ""
    save_label: str | Promise = gettext_lazy("Lagre")
    template = "participants/household/member.html"

    def make_form(self, member: FamilyMember, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, member: FamilyMember, form: Any) -> str:
        """Call the operation; answers what to tell."""
        raise NotImplementedError

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The form."""
        member = self._member(pk)
        return self._page(member, self.make_form(member))

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Save, or show what is wrong."""
        member = self._member(pk)
        form = self.make_form(member, self.request.POST)
        if not form.is_valid():
            return self._page(member, form, 422)
        try:
            done = self.save(member, form)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(member, form, 422)
        messages.success(self.request, done)
        return go_to(self.request, tab_url(member.participant_id, TAB))

    def _member(self, pk: UUID) -> FamilyMember:
        actor = self.request.actor
        rows = FamilyMember.objects.visible_to(actor).current().select_related("participant", "related")
        member = rows.get(pk=pk)
        require(actor, Action.CHANGE, Resource.HOUSEHOLD, member.participant.facts_for(actor))
        log_read(
            actor, Resource.HOUSEHOLD, participant_id=member.participant_id, municipality_id=member.municipality_id
        )
        return member

    def _page(self, member: FamilyMember, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "person": member.participant,
            "member": member,
            "form": form,
            "form_title": self.title,
            "subtitle": self.subtitle,
            "save_label": self.save_label,
            "back_url": tab_url(member.participant_id, TAB),
        }
        return show(self.request, self.template, context, status)


class ChangeMemberPage(_MemberPage):
    """Moving in or out, marriage, another custody."""

    title = gettext_lazy("Endre fra en dag")
    subtitle = gettext_lazy(
        "Flytting, giftermål eller ny omsorg. Sats for stønad, foreldreveiledning og fraværsgrenser følger fra dagen."
    )

    def make_form(self, member: FamilyMember, data: Any = None) -> ChangeForm:
        """As it is today."""
        period = FamilyPeriod.objects.filter(member=member).select_related("member").order_by("-first_day")[0]
        has_other = bool(rows_of_other_parent(self.request.actor, member))
        return ChangeForm(period, data, has_other_parent=has_other)

    def save(self, member: FamilyMember, form: ChangeForm) -> str:
        """Write the change."""
        also = form.cleaned_data.get("also_other_parent", False)
        change_living(self.request.actor, member.pk, living=form.living(), also_other_parent=also)
        return _("Endringen gjelder fra %(day)s.") % {"day": f"{form.cleaned_data['first_day']:%d.%m.%Y}"}


class EndMemberPage(_MemberPage):
    """Divorce, separation, death."""

    title = gettext_lazy("Registrer at det tok slutt")
    subtitle = gettext_lazy("Flyttet den ene ut uten at de er skilt? Bruk «Endre fra en dag» i stedet.")
    save_label = gettext_lazy("Registrer")

    def make_form(self, member: FamilyMember, data: Any = None) -> EndForm:
        """When and why."""
        return EndForm(member, data)

    def save(self, member: FamilyMember, form: EndForm) -> str:
        """Write the end, on both cases where there are two."""
        facts = form.cleaned_data
        end_tie(self.request.actor, member.pk, last_day=facts["last_day"], reason=facts["reason"])
        return _("Registrert. Siste dag er %(day)s.") % {"day": f"{facts['last_day']:%d.%m.%Y}"}


class CorrectMemberPage(_MemberPage):
    """Another name, another birth date, the reference person."""

    title = gettext_lazy("Rett opplysninger")

    def make_form(self, member: FamilyMember, data: Any = None) -> CorrectForm:
        """What is recorded."""
        return CorrectForm(member, data)

    def save(self, member: FamilyMember, form: CorrectForm) -> str:
        """Write it."""
        correct_member(self.request.actor, member.pk, facts=form.facts())
        return _("Opplysningene er rettet.")


class LinkMemberPage(_MemberPage):
    """Somebody who was only a name has a case by now: say which it is."""

    title = gettext_lazy("Knytt til egen sak")
    subtitle = gettext_lazy("Når familiemedlemmet er blitt registrert som deltaker, viser begge sakene familien.")
    save_label = gettext_lazy("Knytt sakene sammen")
    template = "participants/household/link.html"

    def make_form(self, member: FamilyMember, data: Any = None) -> LinkForm:
        """The cases of the municipality that may be the member's own: by name or birth date."""
        found = [] if member.related_id else cases_like(self.request.actor, member)
        people = [each.pk for each in found]
        log_list(self.request.actor, Resource.PARTICIPANT, people, municipality_id=member.municipality_id)
        return LinkForm(found, data)

    def save(self, member: FamilyMember, form: LinkForm) -> str:
        """Link; the other case gets its row."""
        link_member(self.request.actor, member.pk, related_id=UUID(form.cleaned_data["related"]))
        return _("Sakene er knyttet sammen.")


class RemoveMemberPage(_MemberPage):
    """Somebody who never belonged to the family."""

    title = gettext_lazy("Fjern fra familien")
    subtitle = gettext_lazy("Bare når personen er ført feil. Er de skilt eller har flyttet, registrer det i stedet.")
    save_label = gettext_lazy("Fjern")

    def make_form(self, member: FamilyMember, data: Any = None) -> RemoveForm:  # noqa: ARG002 - the same for all
        """Why."""
        return RemoveForm(data)

    def save(self, member: FamilyMember, form: RemoveForm) -> str:
        """Mark the row."""
        remove_member(self.request.actor, member.pk, reason=form.cleaned_data["reason"])
        return _("Fjernet fra familien.")


class UndoMemberPage(Page):
    """Take back the newest change of a member."""

    http_method_names = ["post", "options"]

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Undo; a refusal is told on the page one came from."""
        member = undo_last_change(self.request.actor, pk)
        messages.success(self.request, _("Den siste endringen er angret."))
        return go_to(self.request, tab_url(member.participant_id, TAB))


def _follows(kinship: Kinship) -> str:
    return {
        Kinship.PARTNER: _("Har betydning for stønadssats og fordeling av permisjon når begge er i program."),
        Kinship.CHILD: _("Barn under 18 gir foreldreveiledning i programmet (§ 14 a) og egne fraværsgrenser."),
        Kinship.PARENT: _("Har betydning for stønadssatsen til deltakere under 25 år (§ 20)."),
        Kinship.OTHER: _("For eksempel søsken, eller referansepersonen for familieinnvandringen (§ 9)."),
    }[kinship]
