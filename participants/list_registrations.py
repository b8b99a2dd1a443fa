"""The lists of this floor that can be fetched as files."""

from agencies.lists import register_list
from participants.web import import_files, list_files

register_list(*list_files.LISTS, *import_files.LISTS)
