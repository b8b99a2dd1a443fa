"""The addresses of the provider, as the standard gives them."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from integration.provider.routes import GRADEBOOK, ROSTERING, Route
from integration.provider.tokens import token_endpoint
from integration.provider.views import collection_view, single_view, unknown


def _patterns(routes: tuple[Route, ...]) -> list[URLPattern]:
    found = [path("token", token_endpoint)]
    for route in routes:
        found.append(path(route.path, collection_view(route)))
        if route.has_one:
            found.append(path(f"{route.path}/<str:sourced_id>", single_view(route)))
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("token", token_endpoint, name="oneroster-token"),
    path("rostering/v1p2/", include(_patterns(ROSTERING))),
    path("gradebook/v1p2/", include(_patterns(GRADEBOOK))),
    re_path(r"^", unknown),
]
