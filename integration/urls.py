"""The addresses of the edge: pages, and the provider of class lists."""

from django.urls import URLPattern, URLResolver, include, path

from integration.web.listings.urls import urlpatterns as listings
from integration.web.nir.urls import urlpatterns as nir
from integration.web.outcomes.urls import urlpatterns as outcomes
from integration.web.privacy.urls import urlpatterns as privacy
from integration.web.schools.urls import urlpatterns as schools

app_name = "integration"
urlpatterns: list[URLPattern | URLResolver] = [
    path("skolesystemer/", include(schools)),
    path("resultater/", include(outcomes)),
    path("", include(privacy)),
    path("nir/", include(nir)),
    path("filer/", include(listings)),
    path("ims/oneroster/", include("integration.provider.urls")),
]
