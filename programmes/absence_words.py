"""What an absence would mean, in words: for the page, the API and the letter."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.absence_facts import limits_catalogue
from programmes.law.limits_facts import AbsenceCheck, Counter, Effect
from programmes.law.limits_texts import amount_in_words
from programmes.law.limits_words import CertificateNeed


def meaning_of(check: AbsenceCheck) -> list[str]:
    """The consequences, shortest first: days left of each limit, what counts, the end, the benefit, documentation."""
    lines = [_counter_line(counter) for counter in check.counters if not counter.is_exceeded]
    if check.effect is not None:
        lines += [_counted(check.effect), _end(check.effect), limits_catalogue().names[check.effect.benefit]]
    if check.certificate is CertificateNeed.REQUIRED:
        lines.append(limits_catalogue().names[check.certificate])
    return lines


def summary_of(check: AbsenceCheck) -> str:
    """The consequences on one line: «3 av 10 virkedager igjen i 2026 · teller 2 virkedager · …»."""
    return " · ".join(meaning_of(check))


def counter_in_words(counter: Counter) -> dict[str, Any]:
    """A counter as pages and the API show it."""
    words = limits_catalogue()
    said = {name: words.written(value) for name, value in counter.parameters(words).items()}
    return {
        "code": str(counter.rule.code),
        "name": said["name"],
        "used": counter.used,
        "maximum": counter.maximum,
        "remaining": counter.remaining,
        "unit": str(counter.rule.unit),
        "window": str(counter.rule.window),
        "first_day": counter.first_day,
        "last_day": counter.last_day,
        "is_hard": counter.rule.is_hard,
        "paragraph": counter.rule.paragraph,
        "text": _counter_line(counter),
        "used_text": _("%(used)s av %(maximum)s %(unit)s brukt") % said,
        "window_text": said["window"],
    }


def _counter_line(counter: Counter) -> str:
    words = limits_catalogue()
    said = {name: words.written(value) for name, value in counter.parameters(words).items()}
    return _("%(name)s: %(remaining)s av %(maximum)s %(unit)s igjen %(window)s") % said


def _counted(effect: Effect) -> str:
    days = effect.counted_working_days
    return ngettext("teller %(days)s virkedag", "teller %(days)s virkedager", days) % {"days": amount_in_words(days)}


def _end(effect: Effect) -> str:
    if effect.threshold is None:
        return _("sluttdatoen flyttes bare ved vedtak")
    count = {"total": effect.total_after, "threshold": effect.threshold}
    if not effect.moves_last_day:
        if effect.total_after <= effect.threshold:
            return _("sluttdato uendret (%(total)s av %(threshold)s)") % count
        return _("sluttdato uendret")
    return _("sluttdato flyttes fra %(before)s til %(after)s (%(total)s virkedager, over %(threshold)s)") % {
        **count,
        "before": f"{effect.last_day_before:%d.%m.%Y}",
        "after": f"{effect.last_day_after:%d.%m.%Y}",
    }
