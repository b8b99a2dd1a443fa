"""The words of training: kinds of course, levels, skills, and the categories of attendance (as schools send them)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    """What a course gives towards (Integration Act § 14 a)."""

    NORWEGIAN = "norwegian", _("norsk")
    SOCIAL_STUDIES = "social_studies", _("samfunnskunnskap")
    LIFE_SKILLS = "life_skills", _("livsmestring")
    PARENTAL_GUIDANCE = "parental_guidance", _("foreldreveiledning")
    OTHER = "other", _("annen opplæring")


class Topic(models.TextChoices):
    """Modules of social studies (curriculum 2021 nr. 2054) and topics of life skills (Regulations § 4)."""

    EDUCATION_AND_WORK = "education_and_work", _("utdanning, kompetanse og arbeidsliv")
    FAMILY_AND_HEALTH = "family_and_health", _("familie, helse og hverdagsliv")
    NORWAY = "norway", _("Norge før og nå")
    MIGRATION_AND_HEALTH = "migration_and_health", _("migrasjon, helse og mangfold")
    CAREER = "career", _("karrierekompetanse")


class EarlierSetting(models.TextChoices):
    """Where somebody was when they had training or a measure that counts here."""

    BEFORE_SETTLEMENT = "before_settlement", _("i mottak, før bosetting")
    OTHER_MUNICIPALITY = "other_municipality", _("i en annen kommune")
    ELSEWHERE = "elsewhere", _("et annet sted")


class Track(models.TextChoices):
    """How fast a class goes on."""

    SLOW = "slow", _("langsom progresjon")
    ORDINARY = "ordinary", _("vanlig progresjon")
    FAST = "fast", _("rask progresjon")


class Level(models.TextChoices):
    """CEFR, in rising order; «under A1» is a result too (Regulations §§ 26, 41)."""

    BELOW_A1 = "below_a1", _("under A1")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"


class Skill(models.TextChoices):
    """The four skills of the Norwegian test (law.md 4.1)."""

    LISTENING = "listening", _("lytte")
    READING = "reading", _("lese")
    WRITING = "writing", _("skrive")
    ORAL = "oral", _("muntlig")


class Category(models.TextChoices):
    """How somebody met at a session."""

    PRESENT = "present", _("til stede")
    LATE = "late", _("kom for sent")
    ABSENT_VALID = "absent_valid", _("gyldig fravær")
    ABSENT_INVALID = "absent_invalid", _("fravær uten gyldig grunn")
    LEAVE = "leave", _("permisjon")
    HOLIDAY = "holiday", _("ferie")
    CANCELLED = "cancelled", _("avlyst")


AWAY = (Category.ABSENT_VALID, Category.ABSENT_INVALID, Category.LEAVE, Category.HOLIDAY)
"""Categories of somebody who was not there; a registered absence on the case decides what they count as."""

IN_DENOMINATOR = (Category.PRESENT, Category.LATE, Category.ABSENT_VALID, Category.ABSENT_INVALID)
"""Sessions that one should have met at: leave, holiday and cancelled sessions are no part of a percentage."""
