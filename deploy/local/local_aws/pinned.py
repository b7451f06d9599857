"""Replacing a function of MiniStack, only as long as it is the function that was read.

A replacement knows what the function it replaces did. So each names the fingerprint of the source it was written
against, and a MiniStack that differs stops the start instead of failing somewhere later.

`python -m local_aws.pinned MODULE NAME` prints the fingerprint of a function, once its new source has been read.
"""

import functools
import hashlib
import importlib
import inspect
import sys
from importlib.metadata import version

MINISTACK = "1.5.33"


class UpstreamChanged(Exception):
    """MiniStack is not the one these modules were written against; the message is for the person starting it."""


def require_version() -> None:
    """Refuse any other version before a function is looked at: a changed helper would go unnoticed."""
    installed = version("ministack")
    if installed != MINISTACK:
        raise UpstreamChanged(
            f"MiniStack {installed} is installed but this local AWS is written for {MINISTACK}: "
            "install deploy/local/requirements.txt again.")


def fingerprint(function) -> str:
    """The first 12 hex digits of the SHA-256 of a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


def replaces(module, name: str, source: str):
    """Put the decorated function in the place of `module.name`, whose source must have the fingerprint `source`.

    The replacement is called with the original as its first argument. Several modules may replace one function: each
    receives the one before it.
    """
    original = getattr(module, name, None)
    found = fingerprint(original) if callable(original) else "missing"
    if found != source:
        raise UpstreamChanged(
            f"{name} in {module.__name__} is not the function this local AWS replaces (it is {found}, {source} is "
            f"expected): read it again before running this MiniStack.")

    def install(replacement):
        setattr(module, name, functools.wraps(original)(functools.partial(replacement, original)))
        return replacement

    return install


if __name__ == "__main__":
    print(fingerprint(getattr(importlib.import_module(sys.argv[1]), sys.argv[2])))
