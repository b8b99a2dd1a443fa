"""Log-in at the employer's certified provider: who gets in, with which roles, and for how long."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agencies.models import Agency, ClaimMapping, LoginSession, Membership, OidcIdentity, Role, User
from agencies.operations.outbox import sweep_outbox
from agencies.operations.staffing.members import Access, deactivate, end_role, invite
from tests.agencies.login.certified import START, CertifiedProvider, Colleague
from tests.world import LONG_AGO, actor_of, make_municipality, make_user

pytestmark = pytest.mark.django_db
GROUP = "fotfeste-radgivere"
EMAIL = "kari@bergen.test"


@pytest.fixture
def provider(employer: CertifiedProvider) -> CertifiedProvider:
    _employ(employer)
    return employer


def _employ(employer: CertifiedProvider, *groups: str, **claims: Any) -> None:
    employer.employ("kari", **({"email": EMAIL, "name": "Kari Vik", "groups": groups} | claims))


def _kari(municipality: Agency, email: str = EMAIL) -> User:
    user = make_user(municipality, Role.PROGRAMME_ADVISER, name="Kari Vik")
    user.email = email
    user.save()
    return user


def _map(
    agency: Agency, provider: CertifiedProvider, role: Role = Role.PROGRAMME_ADVISER, value: str = GROUP
) -> ClaimMapping:
    return ClaimMapping.objects.create(agency=agency, issuer=provider.address, value=value, role=role)


def _logged_in(start: str = START) -> Colleague:
    colleague = Colleague()
    colleague.log_in(start)
    return colleague


def _works(colleague: Colleague) -> bool:
    return colleague.here.get("/deltakere/").status_code == 200


def test_a_colleague_is_known_by_the_address_once_and_by_the_subject_for_ever(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    user = _kari(municipality)
    colleague = Colleague()
    assert colleague.log_in(f"{START}?next=/deltakere/").headers["Location"] == "/deltakere/"
    assert colleague.saw_form
    assert _works(colleague)
    assert LoginSession.objects.get().proof == "oidc"
    _employ(provider, email="kari.vik@bergen.test")
    assert _logged_in().is_in()
    assert OidcIdentity.objects.get().user == user


@pytest.mark.parametrize(
    ("email", "claims"),
    [
        ("kari@voss.test", {"email": "kari@voss.test"}),
        (EMAIL, {"email_verified": False}),
        (EMAIL, {"email": "en.annen@bergen.test"}),
    ],
)
def test_an_address_that_is_not_believed_or_not_known_opens_nothing(
    provider: CertifiedProvider, municipality: Agency, email: str, claims: dict[str, Any]
) -> None:
    _kari(municipality, email)
    _employ(provider, **claims)
    colleague = Colleague()
    assert colleague.log_in().headers["Location"] == "/logg-inn/"
    assert "gir ikke tilgang her" in colleague.here.get("/logg-inn/").content.decode()
    assert not colleague.is_in()
    assert not OidcIdentity.objects.exists()
    assert User.objects.count() == 1


def test_an_invitation_is_answered_at_the_employers_without_a_password(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    admin = actor_of(make_user(municipality, Role.ADMINISTRATOR))
    user = invite(admin, email="k@annet.test", name="K", access=[Access(role="programme_adviser", first_day=LONG_AGO)])
    sweep_outbox()
    token = mail.outbox[0].body.partition("/invitasjon/")[2].partition("/")[0]
    assert "Kommunens innlogging" in Client().get(f"/invitasjon/{token}/").content.decode()
    assert _logged_in(f"{START}?invitation={token}").is_in()
    assert OidcIdentity.objects.get().user == user
    user.refresh_from_db()
    assert not user.has_usable_password()
    browser = Client()
    browser.force_login(User.objects.get(memberships__role=Role.ADMINISTRATOR))
    assert "Har ikke valgt passord ennå" not in browser.get(f"/ansatte/{user.pk}/").content.decode()
    provider.employ("per", email="per@bergen.test")
    stranger = Colleague("per")
    stranger.log_in(f"{START}?invitation={token}")
    assert not stranger.is_in()


def test_each_group_gives_the_role_in_the_agency_that_registered_it(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    voss = make_municipality("Voss")
    _map(municipality, provider)
    _map(voss, provider, Role.TEAM_LEADER, "voss-ledere")
    _map(voss, provider, Role.PRIVACY_OFFICER, "voss-personvern")
    _employ(provider, GROUP, "voss-ledere", "alle")
    colleague = _logged_in()
    given = Membership.objects.values_list("agency__name", "role")
    assert set(given) == {("Bergen", "programme_adviser"), ("Voss", "team_leader")}
    choice = colleague.here.get("/velg-virksomhet/").content.decode()
    assert "Bergen" in choice
    assert "Voss" in choice
    colleague.here.post("/velg-virksomhet/", {"agency": voss.pk})
    assert "Voss" in colleague.here.get("/").content.decode()


def test_a_registered_group_makes_a_member_of_staff_and_its_end_takes_the_role(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    _map(municipality, provider)
    _employ(provider, GROUP, "andre")
    assert _works(_logged_in())
    membership = Membership.objects.get()
    assert (membership.agency, membership.role) == (municipality, Role.PROGRAMME_ADVISER)
    assert not membership.cleared_for_confidential
    _employ(provider)
    assert _logged_in().here.get("/deltakere/").headers["Location"].startswith("/velg-virksomhet/")
    _employ(provider, GROUP)
    assert _works(_logged_in())


def test_a_group_of_another_issuer_or_one_taken_back_gives_nothing(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    ClaimMapping.objects.create(
        agency=municipality, issuer="https://andre.test", value=GROUP, role=Role.PROGRAMME_ADVISER
    )
    _employ(provider, GROUP)
    assert not _logged_in().is_in()


def test_roles_given_by_hand_are_not_touched_by_claims(provider: CertifiedProvider, municipality: Agency) -> None:
    _kari(municipality)
    assert _works(_logged_in())


def test_what_an_administrator_has_ended_no_claim_gives_again(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    _map(municipality, provider)
    _employ(provider, GROUP)
    _logged_in()
    admin = actor_of(make_user(municipality, Role.ADMINISTRATOR))
    end_role(admin, Membership.objects.get(role=Role.PROGRAMME_ADVISER).pk)
    assert not _logged_in().is_in()
    user = User.objects.get(email=EMAIL)
    user.is_active = True
    user.save()
    assert _logged_in().here.get("/deltakere/").status_code == 302


def test_whoever_was_shut_out_stays_out(provider: CertifiedProvider, municipality: Agency) -> None:
    user = _kari(municipality)
    _logged_in()
    deactivate(actor_of(make_user(municipality, Role.ADMINISTRATOR)), user.pk)
    assert not _logged_in().is_in()


def test_an_administrator_registers_a_group_and_taking_it_back_ends_the_roles_at_once(
    provider: CertifiedProvider, municipality: Agency
) -> None:
    admin = Client()
    admin.force_login(make_user(municipality, Role.ADMINISTRATOR))
    page = "/ansatte/roller-fra-innlogging/"
    assert admin.get(page).status_code == 200
    facts = {"issuer": provider.address, "value": GROUP, "role": "programme_adviser"}
    assert admin.post(f"{page}ny/", facts | {"role": "administrator"}).status_code == 422
    assert admin.post(f"{page}ny/", facts).status_code == 302
    assert admin.post(f"{page}ny/", facts).status_code == 422
    assert GROUP in admin.get(page).content.decode()
    _employ(provider, GROUP)
    colleague = _logged_in()
    assert _works(colleague)
    mapping = ClaimMapping.objects.get()
    stranger = Client()
    stranger.force_login(make_user(make_municipality("Voss"), Role.ADMINISTRATOR))
    assert stranger.post(f"{page}{mapping.pk}/avslutt/").status_code == 404
    assert admin.post(f"{page}{mapping.pk}/avslutt/").status_code == 302
    assert colleague.here.get("/deltakere/").headers["Location"].startswith("/velg-virksomhet/")
