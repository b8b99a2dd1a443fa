"""The lists of this floor that can be fetched as files."""

from agencies.lists import register_list
from employers.web.list_files import LISTS

register_list(*LISTS)
