"""Organisation numbers of the Norwegian register (law.md 11.5)."""

LENGTH = 9
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_SYNTHETIC_FIRST_DIGITS = "23"


def plain_digits(written: str) -> str:
    """The number without the spaces it is often written with («310 000 019»)."""
    return "".join(written.split())


def has_valid_check_digit(number: str) -> bool:
    """Whether nine digits end in the check digit (modulus 11) of the first eight."""
    if len(number) != LENGTH or not number.isascii() or not number.isdigit():
        return False
    check = -sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return check == int(number[-1])


def is_synthetic(number: str) -> bool:
    """Whether the number is of the made-up series; real ones begin with 8 or 9."""
    return number[:1] in _SYNTHETIC_FIRST_DIGITS
