"""The pages of people and what is due for them."""

from django.urls import URLPattern

app_name = "participants"
urlpatterns: list[URLPattern] = []
