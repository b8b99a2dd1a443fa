"""The pages of arrival lists."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
