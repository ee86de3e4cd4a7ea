"""A net over the values of the domain: nobody can change one behind another's back."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import is_dataclass

import pytest

import domain

MODULES = [one.name for one in pkgutil.walk_packages(domain.__path__, "domain.")]
VALUES = {
    f"{name}.{kind.__name__}": kind
    for name in MODULES
    for kind in vars(importlib.import_module(name)).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == name
}


@pytest.mark.parametrize("kind", VALUES.values(), ids=VALUES)
def test_a_value_is_frozen_and_has_no_room_for_more(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(kind)


def test_the_net_sees_the_values_of_every_kind() -> None:
    modules = {name.rpartition(".")[0] for name in VALUES}

    assert {"domain.permits", "domain.applications", "domain.points", "domain.usecases.registering"} <= modules
