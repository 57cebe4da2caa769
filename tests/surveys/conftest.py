"""A case with two people on its roster."""

import pytest
from django.core.cache import cache

from tests.factories import World, make_person, make_world


@pytest.fixture(autouse=True)
def fresh_throttle():
    cache.clear()


@pytest.fixture
def world(db) -> World:
    world = make_world()
    make_person(world.case, "P-001", name="佐伯 悠人", email="saeki@example.jp", unit="料金センター")
    make_person(world.case, "P-002", name="森 葵", email="mori@example.jp", affiliation="contractor")
    return world
