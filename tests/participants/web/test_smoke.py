import pytest
from agencies.models import Role
from tests.world import make_person, make_nav_office
pytestmark = pytest.mark.django_db
def test_all(municipality, log_in):
    p = make_person(municipality)
    c = log_in(municipality, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)
    for u in ("/", "/deltakere/", "/deltakere/ny/", f"/deltakere/{p.pk}/", f"/deltakere/{p.pk}/dokumenter/", f"/deltakere/{p.pk}/historikk/", f"/deltakere/{p.pk}/tildel/", f"/deltakere/{p.pk}/tillatelse/", f"/deltakere/{p.pk}/nytt-dokument/", "/sok/", "/ansatte/", "/stilguide/", "/velg-virksomhet/", "/ingen-oppgaver/"):
        try:
            r = c.get(u)
            print(u, r.status_code)
        except Exception as e:
            print(u, "ERR", type(e), str(e)[:300])
    try:
        r = c.post("/sok/", {"q": "kova"}); print(r.status_code, b"Kovalenko" in r.content)
    except Exception as e: print("sok", e)
    c = log_in(municipality, Role.PRIVACY_OFFICER)
    print(c.get("/").headers.get("Location"), c.get("/innsynslogg/").status_code)
    assert 0
