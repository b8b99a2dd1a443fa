"""The English catalogue is whole, and pages follow who asks for it."""

import pytest
from django.test import Client

from agencies.models import Agency, Role
from config import messages
from tests.world import make_person, make_user


def test_no_text_lacks_an_english_translation() -> None:
    assert messages.faults() == []


@pytest.mark.django_db
def test_a_case_is_read_in_english(municipality: Agency) -> None:
    person = make_person(municipality)
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(municipality, Role.PROGRAMME_ADVISER))
    page = client.get(f"/deltakere/{person.pk}/").content.decode()
    assert 'lang="en"' in page
    assert "Residence permits" in page
    assert "Oppholdstillatelser" not in page
