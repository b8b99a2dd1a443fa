"""Employers, jobs, measures, places, who fits them, and qualification tracks, as files."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import FieldGroup, Resource
from agencies.lists import Asked, ListColumn, ListFile, Sheet, in_cell
from employers.models import Employer, OfferedPlace, Placement, SectorChoice, TrackCohort, TrackMembership, Verdict
from employers.operations.matching.candidates import candidates_for, places_for
from employers.web.employers import EmployerListPage, EmployerPage, employers_found, jobs_at, words_in
from employers.web.matching.deciding import FittingPlacesPage
from employers.web.matching.places import PlaceListPage, PlacePage, places_open, sector_in
from employers.web.matching.rows import MatchRow, match_rows, place_rows, sector_label
from employers.web.matching.tracks import BoardPage, TrackListPage, cohorts_seen, members_of
from employers.web.rows import NAMED, rows_of_placements
from participants.models import Participant
from programmes.models import WorkMeasure

_NOW = (("", gettext_lazy("alle")), ("pagar", gettext_lazy("pågår i dag")))
_WORK = FieldGroup.WORK


def _employers(asked: Asked) -> Sheet:
    words = words_in(asked.query)
    return Sheet(
        rows=lambda: employers_found(asked.actor, words, asked.day).order_by("search_key", "id"),
        filters=[(_("Søk"), words)] if words else [],
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.name),
            ListColumn(gettext_lazy("Organisasjonsnummer"), lambda row: row.organisation_number),
            ListColumn(gettext_lazy("I jobb der nå"), lambda row: row.now),
        ],
    )


def _running(rows: QuerySet[Any], asked: Asked) -> tuple[QuerySet[Any], list[Any]]:
    """The rows that ``utvalg`` chooses, the newest first, and the choice in words."""
    chosen = asked.query.get("utvalg", "")
    if chosen == "pagar":
        rows = rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=asked.day), first_day__lte=asked.day)
    return rows.order_by("-first_day", "id"), [(_("Utvalg"), dict(_NOW).get(chosen, _NOW[0][1]))]


def _name(row: Any) -> str:
    return str(row.participant.full_name)


def _placements(asked: Asked) -> Sheet:
    seen = Placement.objects.listed_for(asked.actor).select_related("participant", "employer", "occupation")
    rows, filters = _running(seen, asked)
    return Sheet(
        rows=lambda: rows,
        filters=filters,
        person=lambda row: row.participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), _name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Arbeidsgiver"), lambda row: row.employer.name, _WORK),
            ListColumn(gettext_lazy("Yrke"), lambda row: row.occupation, _WORK),
            ListColumn(gettext_lazy("Ansettelsesform"), lambda row: row.get_form_display(), _WORK),
            ListColumn(gettext_lazy("Prosent"), lambda row: f"{row.percent:g}", _WORK),
            ListColumn(gettext_lazy("Første dag"), lambda row: row.first_day, _WORK),
            ListColumn(gettext_lazy("Siste dag"), lambda row: row.last_day, _WORK),
        ],
    )


def _measures(asked: Asked) -> Sheet:
    rows, filters = _running(WorkMeasure.objects.listed_for(asked.actor).select_related("participant"), asked)
    return Sheet(
        rows=lambda: rows,
        filters=filters,
        person=lambda row: row.participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), _name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Tiltak"), lambda row: row.get_kind_display(), _WORK),
            ListColumn(gettext_lazy("Status"), lambda row: row.get_status_display(), _WORK),
            ListColumn(gettext_lazy("Arbeidsgiver eller arrangør"), lambda row: row.organisation_name, _WORK),
            ListColumn(gettext_lazy("Første dag"), lambda row: row.first_day, _WORK),
            ListColumn(gettext_lazy("Siste dag"), lambda row: row.last_day, _WORK),
        ],
    )


def _jobs_there(asked: Asked) -> Sheet:
    employer = Employer.objects.visible_to(asked.actor).get(pk=asked.pk)
    return Sheet(
        rows=lambda: jobs_at(asked.actor, employer).select_related(*NAMED),
        filters=[(_("Arbeidsgiver"), employer.name)],
        shown=lambda rows: rows_of_placements(asked.actor, rows, asked.day),
        person=lambda row: row.placement.participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: _name(row.placement), FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Yrke"), lambda row: row.placement.occupation.name, _WORK),
            ListColumn(gettext_lazy("Ansettelsesform"), lambda row: capfirst(row.placement.get_form_display()), _WORK),
            ListColumn(gettext_lazy("Prosent"), lambda row: f"{row.placement.percent:g}", _WORK),
            ListColumn(gettext_lazy("Første dag"), lambda row: row.placement.first_day, _WORK),
            ListColumn(gettext_lazy("Siste dag"), lambda row: row.placement.last_day, _WORK),
            ListColumn(gettext_lazy("Status"), lambda row: row.state.label, _WORK),
        ],
    )


def _places(asked: Asked) -> Sheet:
    sector = sector_in(asked.query)
    return Sheet(
        rows=lambda: places_open(asked.actor, sector, asked.day).order_by("-created_at", "-id"),
        filters=_sector_filter(sector),
        shown=place_rows,
        columns=[
            ListColumn(gettext_lazy("Arbeid"), lambda row: row["place"].title),
            ListColumn(gettext_lazy("Arbeidsgiver"), lambda row: row["place"].at),
            ListColumn(gettext_lazy("Bransje som trenger folk"), lambda row: row["sector"]),
            ListColumn(gettext_lazy("Sted"), lambda row: row["place"].work_in and row["place"].work_in.name),
            ListColumn(gettext_lazy("Antall"), lambda row: row["place"].number),
            ListColumn(gettext_lazy("Oppstart"), lambda row: row["place"].starts_on),
            ListColumn(gettext_lazy("Kilde"), lambda row: capfirst(row["place"].get_source_display())),
        ],
    )


def _sector_filter(sector: str) -> list[tuple[str, str]]:
    return [(_("Bransje som trenger folk"), str(capfirst(SectorChoice(sector).label)))] if sector else []


def _candidates(asked: Asked) -> Sheet:
    place = OfferedPlace.objects.visible_to(asked.actor).with_facts().get(pk=asked.pk)
    return Sheet(
        rows=lambda: match_rows(candidates_for(asked.actor, place, asked.day)[0]),
        filters=[(_("Plass"), f"{place.title}, {place.at}")],
        person=lambda row: row.match.person.pk,
        columns=[
            ListColumn(gettext_lazy("Navn"), lambda row: row.match.person.full_name, FieldGroup.IDENTITY),
            *_HOW_THEY_FIT,
        ],
    )


def _fitting_places(asked: Asked) -> Sheet:
    actor = asked.actor
    people = Participant.objects.listed_for(actor).current().select_related("municipality__parent")
    person, sector = people.get(pk=asked.pk), sector_in(asked.query)
    return Sheet(
        rows=lambda: match_rows(places_for(actor, person, asked.day, sector)[0]),
        filters=[(_("Deltaker"), person.full_name), *_sector_filter(sector)],
        person=lambda row: row.match.person.pk,
        columns=[
            ListColumn(gettext_lazy("Arbeid"), lambda row: row.match.place),
            ListColumn(gettext_lazy("Arbeidsgiver"), lambda row: row.match.place.at),
            ListColumn(gettext_lazy("Sted"), lambda row: row.match.place.work_in and row.match.place.work_in.name),
            ListColumn(gettext_lazy("Bransje som trenger folk"), lambda row: sector_label(row.match.place)),
            *_HOW_THEY_FIT,
        ],
    )


def _reasons(row: MatchRow) -> str:
    return "; ".join(f"{reason.ground}: {capfirst(reason.words)}" for reason in row.reasons)


def _verdict(row: MatchRow) -> str:
    if row.decided is None:
        return ""
    if row.decided.verdict == Verdict.SUGGESTED:
        return _("Foreslått")
    return f"{_('Ikke aktuell')}; {capfirst(row.decided.get_not_relevant_reason_display())}"


_HOW_THEY_FIT = (
    ListColumn(gettext_lazy("Poeng av 100"), lambda row: row.match.fit.points, _WORK),
    ListColumn(gettext_lazy("Hvorfor"), _reasons, _WORK),
    ListColumn(gettext_lazy("Avgjort"), _verdict, _WORK),
)


def _cohorts(asked: Asked) -> Sheet:
    return Sheet(
        rows=lambda: cohorts_seen(asked.actor),
        columns=[
            ListColumn(gettext_lazy("Kull"), lambda row: row.name),
            ListColumn(gettext_lazy("Løp"), lambda row: row.track.name),
            ListColumn(gettext_lazy("Kommune"), lambda row: row.owner.name),
            ListColumn(gettext_lazy("Oppstart"), lambda row: row.starts_on),
            ListColumn(gettext_lazy("I gang"), lambda row: row.members),
            ListColumn(gettext_lazy("Plasser"), lambda row: row.seats),
        ],
    )


def _board(asked: Asked) -> Sheet:
    cohort = TrackCohort.objects.visible_to(asked.actor).select_related("track").get(pk=asked.pk)
    return Sheet(
        rows=lambda: members_of(asked.actor, cohort),
        filters=[(_("Løp"), cohort.track.name), (_("Kull"), cohort.name)],
        person=lambda row: row.participant_id,
        columns=[
            ListColumn(gettext_lazy("Navn"), _name, FieldGroup.IDENTITY),
            ListColumn(gettext_lazy("Trinn"), lambda row: row.step, _WORK),
            ListColumn(gettext_lazy("Begynte"), lambda row: row.joined_on, _WORK),
            ListColumn(gettext_lazy("Status"), _standing, _WORK),
        ],
    )


def _standing(row: TrackMembership) -> str:
    if row.finished_on:
        return f"{_('Fullført')}; {capfirst(row.get_result_display())}; {in_cell(row.finished_on)}"
    if row.dropped_on:
        return f"{_('Sluttet')}; {capfirst(row.get_drop_reason_display())}; {in_cell(row.dropped_on)}"
    return _("I gang")


LISTS = (
    ListFile("employers", gettext_lazy("Arbeidsgivere"), Resource.EMPLOYER, _employers, EmployerListPage),
    ListFile(
        "employer-jobs", gettext_lazy("Jobber hos arbeidsgiveren"), Resource.EMPLOYER, _jobs_there, EmployerPage,
        is_of_one=True,
    ),
    ListFile("placements", gettext_lazy("Arbeidsforhold"), Resource.PLACEMENT, _placements, choices=_NOW),
    ListFile("measures", gettext_lazy("Tiltak"), Resource.MEASURE, _measures, choices=_NOW),
    ListFile("places", gettext_lazy("Ledige plasser"), Resource.OFFERED_PLACE, _places, PlaceListPage),
    ListFile(
        "candidates", gettext_lazy("Hvem passer"), Resource.OFFERED_PLACE, _candidates, PlacePage, is_of_one=True
    ),
    ListFile(
        "fitting-places", gettext_lazy("Plasser som passer"), Resource.SUGGESTION, _fitting_places,
        FittingPlacesPage, is_of_one=True,
    ),
    ListFile("cohorts", gettext_lazy("Kull i kvalifiseringsløp"), Resource.TRACK, _cohorts, TrackListPage),
    ListFile(
        "board", gettext_lazy("Alle i kullet"), Resource.TRACK_MEMBERSHIP, _board, BoardPage, is_of_one=True
    ),
)  # fmt: skip
