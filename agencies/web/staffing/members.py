"""Who works in the agency, for the administrator and the team leader; what an administrator may change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource, may
from agencies.errors import RuleRefused
from agencies.models import Invitation, Membership, User
from agencies.operations.staffing.members import (
    change_role,
    deactivate,
    end_role,
    give_role,
    invite,
    invite_again,
    members_of,
    reset_log_in,
)
from agencies.operations.staffing.reviews import review_due
from agencies.web.forms import show_refusals
from agencies.web.pages import Page, go_to, show
from agencies.web.staffing.forms import InviteForm, PeriodForm, RoleForm


@dataclass(slots=True)
class Colleague:
    """One member of staff on the list, with the roles here."""

    user: User
    now: list[Membership] = field(default_factory=list)
    later: list[Membership] = field(default_factory=list)
    over: list[Membership] = field(default_factory=list)
    invitation: Invitation | None = None

    @property
    def has_left(self) -> bool:
        """Whether nothing gives access today or later."""
        return not (self.now or self.later)

    @property
    def is_cleared(self) -> bool:
        """Whether a role of today opens confidential addresses."""
        return any(row.cleared_for_confidential for row in self.now)

    @property
    def is_waiting(self) -> bool:
        """Whether the person was invited and has chosen no password yet, nor come by the employer's log-in."""
        has_way_in = self.user.has_usable_password() or self.user.oidc_identities.all()
        return not self.has_left and not has_way_in


def colleagues(rows: Iterable[Membership]) -> list[Colleague]:
    """The people behind memberships that are ordered by user."""
    today = timezone.localdate()
    found = []
    for _user_id, own in groupby(rows, key=lambda row: row.user_id):
        memberships = list(own)
        person = Colleague(memberships[0].user)
        for row in memberships:
            _shelf(person, row, today).append(row)
        found.append(person)
    return found


def _shelf(person: Colleague, row: Membership, today: Any) -> list[Membership]:
    if row.ended_at or not person.user.is_active or (row.last_day and row.last_day < today):
        return person.over
    return person.later if row.first_day > today else person.now


class StaffPage(Page):
    """Everybody who has a role in the agency; no personal data of participants stands here."""

    needs = (Resource.STAFF, Action.VIEW)

    def get(self, _request: object) -> HttpResponse:
        """The list, by name; whoever left stands under a view of its own."""
        actor = self.request.actor
        everybody = staff_shown(actor)
        shows_left = self.request.GET.get("vis") == "sluttet"
        may_change = may(actor, Resource.STAFF, Action.CHANGE)
        context = {
            "people": [person for person in everybody if person.has_left is shows_left],
            "shows_left": shows_left,
            "tabs": _tabs(everybody, shows_left),
            "may_change": may_change,
            "review_is_due": may_change and review_due(actor.agency_id, timezone.localdate()),
        }
        return show(self.request, "agencies/staff.html", context)


def staff_shown(actor: Actor, *, has_left: bool | None = None) -> list[Colleague]:
    """The staff of the own agency by name: all, or those who have left, or those who have not."""
    everybody = colleagues(members_of(actor.agency_id))
    return [person for person in everybody if has_left is None or person.has_left is has_left]


def _tabs(everybody: list[Colleague], shows_left: bool) -> list[dict[str, Any]]:
    left = sum(person.has_left for person in everybody)
    return [
        {"label": _("Har tilgang"), "url": "?", "current": not shows_left, "count": str(len(everybody) - left)},
        {"label": _("Har sluttet"), "url": "?vis=sluttet", "current": shows_left, "count": str(left)},
    ]


class StaffFormPage(Page):
    """A form of the administrator's, on a page of its own or in the side panel."""

    needs = (Resource.STAFF, Action.CHANGE)
    title: str | Promise
    subtitle: str | Promise = ""
    save_label: str | Promise = gettext_lazy("Lagre")

    def make_form(self, data: Any = None) -> forms.Form:
        """The form, empty or filled."""
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Call the operation; answers what to tell the administrator."""
        raise NotImplementedError

    def back(self) -> str:
        """Where the page leads back to."""
        return reverse("agencies:staff")

    def get(self, _request: object, **_ids: Any) -> HttpResponse:
        """The form."""
        return self._page(self.make_form())

    def post(self, _request: object, **_ids: Any) -> HttpResponse:
        """Save, or show what is wrong."""
        form = self.make_form(self.request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            done = self.save(form)
        except RuleRefused as refused:
            show_refusals(form, refused)
            return self._page(form, 422)
        messages.success(self.request, done)
        return go_to(self.request, self.back())

    def _page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "form_title": self.title,
            "subtitle": self.subtitle,
            "save_label": self.save_label,
            "back_url": self.back(),
        }
        return show(self.request, "agencies/staffing/form.html", context, status)


class InvitePage(StaffFormPage):
    """Invite somebody."""

    needs = (Resource.STAFF, Action.CREATE)
    title = gettext_lazy("Inviter en ansatt")
    subtitle = gettext_lazy("Den ansatte får en e-post med en lenke som virker i sju dager og bare én gang.")
    save_label = gettext_lazy("Send invitasjon")

    def make_form(self, data: Any = None) -> InviteForm:
        """The roles of this kind of agency."""
        return InviteForm(self.request.actor, data)

    def save(self, form: InviteForm) -> str:
        """Invite."""
        given = form.cleaned_data
        user = invite(
            self.request.actor,
            email=given["email"],
            name=given["name"],
            phone=given["phone"],
            access=form.access,
        )
        return _("%(name)s er lagt til. En e-post er på vei til %(email)s.") % {"name": user.name, "email": user.email}


class ColleaguePage(Page):
    """One member of staff: the roles here, and the acts."""

    needs = (Resource.STAFF, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """The page."""
        actor = self.request.actor
        person = colleague_of(actor, pk)
        person.invitation = Invitation.objects.filter(user=person.user, agency=actor.agency_id).first()
        may_change = may(actor, Resource.STAFF, Action.CHANGE) and person.user.pk != actor.user_id
        context = {
            "colleague": person,
            "rows": [*person.now, *person.later],
            "may_change": may_change,
            "is_self": person.user.pk == actor.user_id,
        }
        return show(self.request, "agencies/staffing/colleague.html", context)


class GiveRolePage(StaffFormPage):
    """One more role for somebody."""

    title = gettext_lazy("Gi en rolle til")
    save_label = gettext_lazy("Gi rollen")

    def make_form(self, data: Any = None) -> RoleForm:
        """The roles of this kind of agency; of somebody who is not on its list there is no form."""
        colleague_of(self.request.actor, self.kwargs["pk"])
        return RoleForm(self.request.actor, data)

    def save(self, form: RoleForm) -> str:
        """Give it."""
        row = give_role(self.request.actor, self.kwargs["pk"], form.access)
        return _("%(name)s er %(role)s fra %(day)s.") % {
            "name": row.user,
            "role": row.get_role_display(),
            "day": f"{row.first_day:%d.%m.%Y}",
        }

    def back(self) -> str:
        """To the person."""
        return reverse("agencies:colleague", args=[self.kwargs["pk"]])


class ChangeRolePage(StaffFormPage):
    """The days of a role."""

    title = gettext_lazy("Endre rollen")

    def make_form(self, data: Any = None) -> PeriodForm:
        """The role as it is."""
        return PeriodForm.of(self._membership(), data)

    def save(self, form: PeriodForm) -> str:
        """Change it."""
        row = change_role(self.request.actor, self.kwargs["pk"], **form.cleaned_data)
        return _("Rollen %(role)s er endret for %(name)s.") % {"role": row.get_role_display(), "name": row.user}

    def back(self) -> str:
        """To the person."""
        return reverse("agencies:colleague", args=[self._membership().user_id])

    def _membership(self) -> Membership:
        return members_of(self.request.actor.agency_id).standing().get(pk=self.kwargs["pk"])


class EndRole(Page):
    """End one role at once."""

    http_method_names = ["post", "options"]
    needs = (Resource.STAFF, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        row = end_role(self.request.actor, pk)
        messages.success(
            self.request,
            _("Rollen %(role)s er avsluttet for %(name)s.") % {"role": row.get_role_display(), "name": row.user},
        )
        return go_to(self.request, reverse("agencies:colleague", args=[row.user_id]))


class DeactivatePage(Page):
    """Somebody leaves: what happens is shown, then done at once."""

    needs = (Resource.STAFF, Action.CHANGE)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """What it means."""
        person = colleague_of(self.request.actor, pk)
        return show(self.request, "agencies/staffing/deactivate.html", {"colleague": person})

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        user = deactivate(self.request.actor, pk)
        messages.success(
            self.request,
            _("%(name)s har ikke lenger tilgang. Sakene står nå uten rådgiver hos teamlederen.") % {"name": user},
        )
        return go_to(self.request, reverse("agencies:staff"))


class InviteAgain(Page):
    """A fresh link."""

    http_method_names = ["post", "options"]
    needs = (Resource.STAFF, Action.CREATE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Send it."""
        invite_again(self.request.actor, pk)
        messages.success(self.request, _("En ny lenke er sendt. Den forrige virker ikke lenger."))
        return go_to(self.request, reverse("agencies:colleague", args=[pk]))


class ResetLogIn(Page):
    """Start somebody's log-in afresh."""

    http_method_names = ["post", "options"]
    needs = (Resource.STAFF, Action.CHANGE)

    def post(self, _request: object, pk: UUID) -> HttpResponse:
        """Do it."""
        user = reset_log_in(self.request.actor, pk)
        text = _("Innloggingen til %(name)s er nullstilt. En lenke for å velge nytt passord er sendt.")
        messages.success(self.request, text % {"name": user})
        return go_to(self.request, reverse("agencies:colleague", args=[pk]))


def colleague_of(actor: Actor, pk: UUID) -> Colleague:
    """One of the agency's list; ``User.DoesNotExist`` for everybody else."""
    found = colleagues(members_of(actor.agency_id).filter(user=pk))
    if not found:
        raise User.DoesNotExist
    return found[0]
