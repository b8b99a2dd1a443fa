"""The lists of this floor that can be fetched as files."""

from agencies.lists import register_list
from programmes.web import list_files
from programmes.web.classes import list_files as class_files

register_list(*list_files.LISTS, *class_files.LISTS)
