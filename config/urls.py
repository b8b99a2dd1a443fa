"""The addresses. Each floor brings its own: ``<app>/urls.py`` for pages and ``<app>/api/urls.py`` for the API."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import module_has_submodule
from drf_spectacular.views import SpectacularAPIView

from agencies.api.browse import ApiDocumentation
from agencies.api.error_pages import explain_problem, unknown_address

FLOORS = ("agencies", "participants", "programmes", "employers", "integration")


def _from_floors(prefix: str, package: str) -> list[URLResolver]:
    """Include the ``urls`` of every floor that has them in ``package`` ("" is the app itself)."""
    modules = [import_module(f"{floor}{package}") for floor in FLOORS]
    return [path(prefix, include(f"{m.__name__}.urls")) for m in modules if module_has_submodule(m, "urls")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", ApiDocumentation.as_view(), name="api-docs"),
    path("api/problems/<slug:kind>/", explain_problem, name="api-problem"),
    *_from_floors("api/v1/", ".api"),
    re_path(r"^api/", unknown_address),
    *_from_floors("", ""),
]

handler400 = "agencies.api.error_pages.bad_request"
handler403 = "agencies.api.error_pages.permission_denied"
handler404 = "agencies.api.error_pages.page_not_found"
handler500 = "agencies.api.error_pages.server_error"
