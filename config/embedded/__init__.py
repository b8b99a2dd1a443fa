"""PostgreSQL and Valkey out of the virtual environment, for demonstrations and tests without an installed server."""
