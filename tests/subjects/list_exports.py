"""Lists as files: each is its maker's own."""

from tests.subjects import Subject

SUBJECT = Subject(addresses={"filer": "ListExport"})
