"""Synthetic identity numbers with the right check digits."""

from participants.identity.numbers import duf_check_digits


def a_duf_number(serial: int) -> str:
    """A DUF number of the made-up year 2099."""
    first_ten = f"2099{serial:06d}"
    return first_ten + duf_check_digits(first_ten)
