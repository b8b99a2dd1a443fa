"""A municipality with a school, two classes, a teacher and pupils, one of them protected; and systems that read."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.provider.scopes import ALL, whole
from integration.provider.tokens import add_client
from programmes.models.classes import ClassEnrolment, ClassTeacher, Course, SchoolClass, TestResult
from tests.integration.schools.world import make_owner, make_school
from tests.world import make_person, make_user

ROSTERING = "/ims/oneroster/rostering/v1p2"
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
TOKEN = "/ims/oneroster/token"
D_NUMBERS = ("54839110084", "54839110165")


class Town:
    """What there is to read, and a client that may read it."""

    def __init__(self, home: Agency, **client: Any) -> None:
        self.home = home
        self.owner = make_owner(home)
        self.school = make_school(home)
        teacher = make_user(self.school, Role.TEACHER, name="Berit Sande")
        with acting_as(system_actor(home.pk)):
            course = Course.objects.create(school=self.school, name="Norsk A2", code="NOR-A2", kind="norwegian")
            self.classes = [
                SchoolClass.objects.create(
                    school=self.school, course=course, name=name, level="A2",
                    first_day=dt.date(2026, 8, 17), last_day=dt.date(2027, 6, 18),
                )
                for name in ("A2 dag", "A2 kveld")
            ]  # fmt: skip
            self.teaching = ClassTeacher.objects.create(
                school_class=self.classes[0], user=teacher, first_day=dt.date(2026, 8, 17)
            )
        self.pupils = [
            make_person(home, given_name=name, family_name="Tesfay", numbers=(("d_number", number),))
            for name, number in zip(("Amina", "Berhane"), D_NUMBERS, strict=True)
        ]
        self.hidden = make_person(home, given_name="Hemmelig", family_name="Skjult", confidentiality=6)
        with acting_as(system_actor(home.pk)):
            for person in (*self.pupils, self.hidden):
                ClassEnrolment.objects.create(
                    participant=person, municipality=home, school_class=self.classes[0],
                    first_day=dt.date(2026, 8, 17), last_day=dt.date(2027, 6, 18),
                )  # fmt: skip
                TestResult.objects.create(
                    participant=person, municipality=home, subject="norwegian", skill="listening", outcome="A2",
                    taken_on=dt.date(2026, 11, 2),
                )  # fmt: skip
        self.client, self.secret = add_client(
            self.owner, home.pk, **({"name": "Læringsplattform", "scopes": list(ALL)} | client)
        )
        self.http = Client()
        self.bearer = self.token()

    def token(self, scope: str = "") -> str:
        form = {"grant_type": "client_credentials", "client_id": self.client.client_id, "client_secret": self.secret}
        answer = self.ask_token(form | ({"scope": scope} if scope else {}))
        assert answer.status_code == 200, answer.content
        return str(answer.json()["access_token"])

    def ask_token(self, form: dict[str, Any], path: str = TOKEN, **headers: str) -> Any:
        return self.http.post(path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers)

    def get(self, path: str, bearer: str = "", base: str = ROSTERING) -> Any:
        return self.http.get(f"{base}/{path}", headers={"Authorization": f"Bearer {bearer or self.bearer}"})

    def grades(self, path: str) -> Any:
        return self.get(path, base=GRADEBOOK)

    def send(self, method: str, path: str, body: Any = None, bearer: str = "") -> Any:
        call = getattr(self.http, method)
        headers = {"Authorization": f"Bearer {bearer or self.bearer}"}
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        return call(f"{GRADEBOOK}/{path}", headers=headers, **extra)

    def scope(self, *names: str) -> str:
        return self.token(" ".join(whole(name) for name in names))


def minor_of(answer: Any) -> str:
    """The standard's minor code of a refusal."""
    fields = answer.json()["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert fields[0]["imsx_codeMinorFieldName"] == "TargetEndSystem"
    return str(fields[0]["imsx_codeMinorFieldValue"])
