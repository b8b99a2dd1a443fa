"""The lists of this floor that can be fetched as files."""

from agencies.lists import register_list
from integration.web import list_files
from integration.web.schools import list_files as school_files

register_list(*list_files.LISTS, *school_files.LISTS)
