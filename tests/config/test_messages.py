"""Texts are found in templates and code, and a catalogue that lacks one is reported."""

import io
from pathlib import Path

import pytest

from config import messages

TEMPLATE = """{% load i18n %}
<div>
      {% translate "Hei" %}
  {% blocktranslate count n=rows|length %}{{ n }} rad{% plural %}{{ n }} rader{% endblocktranslate %}
        {% translate "mai" context "måned" %}
</div>
"""

FINISHED = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hei"
msgstr "Hello"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}\n   {% translate "Hei" %}\n x\n')
    catalogue = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(FINISHED)
    monkeypatch.setattr(messages, "BASE_DIR", tmp_path)
    monkeypatch.setattr(messages, "LOCALE_DIR", tmp_path / "locale")
    monkeypatch.setattr(messages, "APPS", ())
    return tmp_path


def test_template_texts_are_found_with_plurals_and_context():
    keywords = messages._KEYWORDS
    found = list(messages.extract_template(io.BytesIO(TEMPLATE.encode()), keywords, (), {}))
    texts = {
        (function, texts if isinstance(texts, str) else tuple(t for t in texts if t)) for _, function, texts, _ in found
    }
    assert ("gettext", "Hei") in texts
    assert ("ngettext", ("%(n)s rad", "%(n)s rader")) in texts
    assert ("pgettext", ("måned", "mai")) in texts


def test_a_finished_catalogue_has_no_fault(project):
    assert messages.faults() == []


def test_a_new_text_is_reported_until_it_is_translated(project):
    (project / "templates" / "other.html").write_text('{% load i18n %}{% translate "Ny" %}')
    assert messages.faults() == ["locale/en/LC_MESSAGES/django.po: missing 'Ny' (bin/messages update)"]
    messages.update()
    assert messages.faults() == ["locale/en/LC_MESSAGES/django.po: not translated: 'Ny'"]


def test_a_text_that_is_gone_is_reported_and_removed(project):
    (project / "templates" / "page.html").write_text("")
    assert messages.faults() == ["locale/en/LC_MESSAGES/django.po: unused 'Hei' (bin/messages update)"]
    messages.update()
    assert messages.faults() == []


def test_a_catalogue_is_made_when_it_is_missing(project):
    (project / "locale/en/LC_MESSAGES/django.po").unlink()
    assert messages.faults() == ["en: no catalogue (bin/messages update)"]
    messages.update()
    assert messages.faults() == ["locale/en/LC_MESSAGES/django.po: not translated: 'Hei'"]


def test_compiled_catalogues_are_where_django_looks(project):
    messages.compile_catalogues()
    assert (project / "locale/en/LC_MESSAGES/django.mo").stat().st_size > 0
