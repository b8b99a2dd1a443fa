"""The tripwires of conftest.py themselves."""

import warnings

import pytest
from django.template import Context, Template, engines


def test_a_template_of_ours_with_an_undefined_variable_fails(monkeypatch, tmp_path, settings):
    from conftest import UndefinedTemplateVariableError

    settings.BASE_DIR = tmp_path
    template = Template("{{ nothing.here }}")
    template.origin.name = str(tmp_path / "templates" / "page.html")
    with pytest.raises(UndefinedTemplateVariableError, match=r"nothing\.here in templates/page\.html"):
        template.render(Context())


def test_a_template_of_others_shows_nothing_instead():
    assert engines["django"].from_string("{{ nothing }}").render({}) == ""


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
