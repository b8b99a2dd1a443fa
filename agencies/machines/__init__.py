"""Machines at the API: whose tokens are taken, by which keys they are signed, and what their scopes open."""
