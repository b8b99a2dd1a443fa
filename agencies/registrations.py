"""What this floor registers when the project starts."""

from agencies.lists import register_list
from agencies.web import list_files, setup_files

register_list(*list_files.LISTS, *setup_files.LISTS)
