"""The words of labour-market measures: kinds, statuses, reasons, results, and who approves an agreement and how."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureKind(models.TextChoices):
    """The measures of law.md 8; the values are those of ``programmes.law.measures``."""

    WORK_TRAINING = "work_training", _("arbeidstrening")
    TEMPORARY_WAGE_SUBSIDY = "temporary_wage_subsidy", _("midlertidig lønnstilskudd")
    MENTOR = "mentor", _("mentor")
    SUMMER_JOB = "summer_job", _("sommerjobb (tiltak)")
    ASSESSMENT = "assessment", _("avklaring")
    FOLLOW_UP = "follow_up", _("oppfølging")
    SHORT_COURSE = "short_course", _("arbeidsmarkedsopplæring (AMO)")
    BASIC_SKILLS = "basic_skills", _("norsk og grunnleggende ferdigheter")
    STUDY_PREPARATION = "study_preparation", _("studiekompetansefag")
    VOCATIONAL_TRAINING = "vocational_training", _("fag- og yrkesopplæring")
    HIGHER_VOCATIONAL = "higher_vocational", _("høyere yrkesfaglig utdanning (tiltak)")
    HIGHER_EDUCATION = "higher_education", _("høyere utdanning (tiltak)")
    PERMANENT_WAGE_SUBSIDY = "permanent_wage_subsidy", _("varig lønnstilskudd")
    FOUR_YEAR_WAGE_SUBSIDY = "four_year_wage_subsidy", _("fireårig lønnstilskudd")
    INCLUSION_GRANT = "inclusion_grant", _("inkluderingstilskudd")
    REHABILITATION = "rehabilitation", _("arbeidsrettet rehabilitering")
    WORK_PREPARATION = "work_preparation", _("arbeidsforberedende trening")
    SHELTERED_WORK = "sheltered_work", _("varig tilrettelagt arbeid")


class MeasureStatus(models.TextChoices):
    """Where a measure stands: derived from its facts and the day, and stored for lists."""

    DRAFT = "draft", _("utkast")
    AWAITING_APPROVAL = "awaiting_approval", _("mangler godkjenning")
    READY = "ready", _("klar for oppstart")
    RUNNING = "running", _("i gang")
    ENDED = "ended", _("avsluttet")
    CANCELLED = "cancelled", _("annullert")


class MeasureEndReason(models.TextChoices):
    """Why a measure is shortened or cancelled (nav-and-schools.md 1.1)."""

    STARTED_WORK = "started_work", _("begynt i arbeid")
    OTHER_MEASURE = "other_measure", _("fått tilbud om annet tiltak")
    ILL = "ill", _("syk")
    NO_SHOW = "no_show", _("ikke møtt")
    COMPLETED = "completed", _("fullført")
    REGISTERED_IN_ERROR = "registered_in_error", _("feilregistrert")
    OTHER = "other", _("annet")


class MeasureResult(models.TextChoices):
    """What the measure led to; registered when it has ended."""

    WORK = "work", _("arbeid")
    EDUCATION = "education", _("utdanning")
    OTHER_MEASURE = "other_measure", _("nytt tiltak")
    STILL_IN_PROGRAMME = "still_in_programme", _("fortsetter i programmet")
    NOTHING_YET = "nothing_yet", _("ingen overgang ennå")


class AgreementParty(models.TextChoices):
    """Who approves an agreement."""

    EMPLOYER = "employer", _("arbeidsgiver")
    PARTICIPANT = "participant", _("deltaker")
    ADVISER = "adviser", _("NAV-veileder")


class ApprovalWay(models.TextChoices):
    """How an approval came."""

    LINK = "link", _("engangslenke")
    PAPER = "paper", _("signert på papir")
    ON_BEHALF = "on_behalf", _("på vegne av parten")
    OWN = "own", _("innlogget")


class OnBehalfReason(models.TextChoices):
    """Why the adviser approves for another party (nav-and-schools.md 1.1); the first three are the participant's."""

    NO_BANKID = "no_bankid", _("deltakeren har ikke BankID")
    RESERVED = "reserved", _("deltakeren er reservert mot digital kontakt")
    DIGITAL_SKILLS = "digital_skills", _("deltakeren har ikke digital kompetanse")
    CANNOT_GIVE_ACCESS = "cannot_give_access", _("arbeidsgiveren kan ikke gi tilgang")
    UNKNOWN_ACCESS = "unknown_access", _("arbeidsgiveren vet ikke hvem som kan gi tilgang")
    PRIVACY = "privacy", _("arbeidsgiveren vil ikke dele personopplysninger")


class VersionKind(models.TextChoices):
    """What a version of the content came of."""

    ENTERED = "entered", _("avtalen er inngått")
    EXTENDED = "extended", _("forlenget")
    SHORTENED = "shortened", _("forkortet")
    CANCELLED = "cancelled", _("annullert")
    CHANGED = "changed", _("endret")
