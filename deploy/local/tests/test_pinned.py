"""A MiniStack that changed is told in one sentence, before anything is served."""

import functools
import types

import pytest
from local_aws import pinned


def upstream(number):
    return number + 1


@pytest.fixture
def module():
    module = types.ModuleType("upstream")
    module.add = upstream
    return module


def test_the_replacement_gets_the_original(module):
    @pinned.replaces(module, "add", pinned.fingerprint(upstream))
    def twice(original, number):
        return original(number) * 2

    @pinned.replaces(module, "add", pinned.fingerprint(upstream))
    def negative(original, number):
        return -original(number)

    assert module.add(1) == -4


def test_a_changed_function(module):
    with pytest.raises(pinned.UpstreamChanged) as raised:
        pinned.replaces(module, "add", "000000000000")
    said = str(raised.value)
    assert said.startswith("add in upstream is not the function this local AWS replaces")
    assert pinned.fingerprint(upstream) in said
    assert module.add is upstream


@pytest.mark.parametrize("value", [None, functools])
def test_a_function_that_is_gone(module, value):
    module.add = value
    with pytest.raises(pinned.UpstreamChanged, match="it is missing"):
        pinned.replaces(module, "add", pinned.fingerprint(upstream))


def test_another_version(monkeypatch):
    monkeypatch.setattr(pinned, "version", lambda _: "9.9.9")
    with pytest.raises(pinned.UpstreamChanged, match="MiniStack 9.9.9 is installed"):
        pinned.require_version()
