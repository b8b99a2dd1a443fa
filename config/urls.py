"""The addresses. Each floor brings its own: ``<app>/urls.py`` for pages and ``<app>/api/urls.py`` for the API."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from drf_spectacular.views import SpectacularAPIView

FLOORS = ("agencies", "participants", "programmes", "employers", "integration")


def _from_floors(prefix: str, package: str) -> list[URLResolver]:
    """Include the ``urls`` of every floor that has them in ``package`` ("" is the app itself)."""
    modules = [import_module(f"{floor}{package}") for floor in FLOORS]
    return [path(prefix, include(f"{m.__name__}.urls")) for m in modules if module_has_submodule(m, "urls")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    *_from_floors("api/v1/", ".api"),
    *_from_floors("", ""),
]
