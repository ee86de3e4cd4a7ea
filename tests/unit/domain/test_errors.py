"""Errors speak codes, one a class, and no sentence."""

from __future__ import annotations

from domain import errors
from domain.errors import DomainError


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)]

    codes = [kind.code for kind in kinds]

    assert len(kinds) > 8
    assert len(codes) == len(set(codes))
    assert all("code" in vars(kind) and kind.__doc__ for kind in kinds)
