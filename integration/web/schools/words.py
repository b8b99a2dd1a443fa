"""What states, faults and counts are called on the pages."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integration.models import BatchState, RunState, SchoolSource, SourceRun
from integration.oneroster.findings import FAULTS, TEXTS
from integration.oneroster.rest import FAULT_TEXTS

PACKAGE_FAULTS: dict[str, str | Promise] = {
    "not_a_zip": gettext_lazy("Filen er ikke en zip-fil, eller den er ødelagt. Eksporter den på nytt."),
    "path_outside": gettext_lazy("Pakken prøver å skrive utenfor sin egen mappe, og er ikke lest."),
    "zip_bomb": gettext_lazy("Pakken blir urimelig stor når den pakkes ut, og er ikke lest."),
    "too_large": gettext_lazy("En fil i pakken er større enn vi tar imot."),
    "too_many_files": gettext_lazy("Det er for mange filer i pakken."),
    "encrypted": gettext_lazy("Pakken er låst med passord. Eksporter den uten."),
    "no_files": gettext_lazy("Det er ingen OneRoster-filer i pakken."),
    "listed_file_missing": gettext_lazy("Manifestet nevner en fil som ikke er med."),
    "no_id_column": gettext_lazy("En fil mangler kolonnen «sourcedId»."),
    "not_csv": gettext_lazy("En fil kan ikke leses som CSV."),
    "broken_file": gettext_lazy("En fil i pakken er ødelagt. Last opp på nytt; ingenting er endret."),
    "file_deleted": gettext_lazy("Filen er slettet. Last den opp på nytt."),
    "worker_died": gettext_lazy("Arbeidet stoppet. Prøv igjen; ingenting er doblet."),
    "not_utf8": gettext_lazy("Listen er ikke i UTF-8. Lagre den som «CSV UTF-8»."),
    "not_json": gettext_lazy("Listen er ikke gyldig JSON, eller den er avbrutt. Ingenting er endret."),
    "not_a_list": gettext_lazy("Det er ingen liste i JSON-innholdet."),
    "empty": gettext_lazy("Listen er tom."),
    "row_too_long": gettext_lazy("En rad er urimelig lang."),
    "too_many_rows": gettext_lazy("Listen har mer enn 100 000 rader. Del den i flere."),
}


def fault_text(code: str) -> str:
    """A fault as a sentence that says what to do."""
    return str(PACKAGE_FAULTS.get(code) or FAULT_TEXTS.get(code) or _("Noe gikk galt. Prøv igjen."))


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands: a word, and how grave it is."""

    label: str
    tone: str


_RUNS = {
    RunState.WAITING: "info",
    RunState.RUNNING: "info",
    RunState.HELD: "warning",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
    RunState.DISCARDED: "neutral",
}
_BATCHES = {
    BatchState.RECEIVED: "info",
    BatchState.READING: "info",
    BatchState.DONE: "success",
    BatchState.FAILED: "danger",
}


def run_standing(run: SourceRun) -> Standing:
    """How a run stands."""
    return Standing(run.get_state_display(), _RUNS[RunState(run.state)])


def batch_standing(state: str, waiting: int) -> Standing:
    """How a batch stands; one with rows in quarantine is not finished with."""
    if state == BatchState.DONE and waiting:
        return Standing(_("%(n)d rader venter") % {"n": waiting}, "warning")
    return Standing(str(BatchState(state).label), _BATCHES[BatchState(state)])


def source_standing(source: SchoolSource, last: SourceRun | None) -> Standing:
    """How a source stands."""
    if last is not None and last.state in (RunState.HELD, RunState.RUNNING, RunState.WAITING):
        return run_standing(last)
    if source.failing_since:
        since = f"{timezone.localtime(source.failing_since):%d.%m.%Y}"
        return Standing(_("feiler siden %(day)s") % {"day": since}, "danger")
    if source.last_success_at is None:
        return Standing(_("ikke lest ennå"), "neutral")
    return Standing(_("virker"), "success")


_COLLECTIONS = {
    "classes": gettext_lazy("Klasser"),
    "courses": gettext_lazy("Kurs"),
    "enrollments": gettext_lazy("Klasseplasser"),
    "results": gettext_lazy("Resultater"),
}
_DONE = (
    ("new", gettext_lazy("nye")),
    ("changed", gettext_lazy("endret")),
    ("ended", gettext_lazy("avsluttet")),
    ("unchanged", gettext_lazy("uendret")),
)


def count_rows(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The counts of a run as rows of a table: a collection, and what happened to how many."""
    rows = []
    for kind, label in _COLLECTIONS.items():
        numbers = [counts.get(f"{kind}.{code}", 0) for code, _word in _DONE]
        if any(numbers):
            rows.append({"label": label, "numbers": numbers})
    return rows


def count_headings() -> list[Any]:
    """The headings over ``count_rows``."""
    return [word for _code, word in _DONE]


def count_line(counts: dict[str, int]) -> str:
    """The counts of a run in a line."""
    parts = [
        _("%(n)d nye") % {"n": _sum(counts, "new")} if _sum(counts, "new") else "",
        _("%(n)d endret") % {"n": _sum(counts, "changed")} if _sum(counts, "changed") else "",
        _("%(n)d avsluttet") % {"n": _sum(counts, "ended")} if _sum(counts, "ended") else "",
    ]
    return ", ".join(part for part in parts if part) or _("ingen endringer")


def _sum(counts: dict[str, int], code: str) -> int:
    return sum(number for name, number in counts.items() if name.endswith(f".{code}"))


def finding_rows(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was tolerated or put aside, the gravest first."""
    rows = [
        {**finding, "text": TEXTS[finding["code"]], "is_fault": finding["code"] in FAULTS}
        for finding in findings if finding["code"] in TEXTS
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row["is_fault"])
