"""Replacing a function of MiniStack, only as long as it is the function that was read, and only once unless it is said.

A replacement knows what the function it replaces did. So each names the fingerprint of the source it was written
against, and a MiniStack that differs stops the start instead of failing somewhere later. A second replacement of a
function names the module whose replacement it wraps, and so imports it: which of them is asked first is said where it
matters, and in no other order of imports is it another one.

`python -m local_aws.pinned MODULE NAME` prints the fingerprint of a function, once its new source has been read;
`python -m local_aws.pinned --list` prints all that is replaced, and why (see `ledger`).
"""

import functools
import hashlib
import importlib
import inspect
import sys
from dataclasses import dataclass
from importlib.metadata import version
from types import ModuleType

MINISTACK = "1.5.33"


class CannotStart(Exception):
    """The message is for the person who starts this local AWS."""


class UpstreamChanged(CannotStart):
    """MiniStack is not the one these modules were written against."""


class UndeclaredChange(CannotStart):
    """Two modules change the same thing, and it is not said which of them is asked first."""


@dataclass(frozen=True)
class Replacement:
    """One line of the ledger: `by` replaces `function`, and wraps what `wraps` had made of it."""

    function: str
    by: str
    wraps: str | None
    why: str | None
    expected: str
    found: str


LEDGER: list[Replacement] = []
# What was put into MiniStack's tables, as `MODULE.TABLE[KEY]`, and by which module.
ADDED: dict[str, str] = {}
# Of which entries of MiniStack's tables our replacement took the place, and by which module.
SET: dict[str, str] = {}
# Set to read the ledger although MiniStack has changed.
listing = False


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


def replaces(module: ModuleType, name: str, source: str, wraps: ModuleType | None = None):
    """Put the decorated function in the place of `module.name`, whose source must have the fingerprint `source`.

    The replacement is called with the original as its first argument. Where a module of ours has replaced the function
    already, that module is `wraps`, and the original is its replacement.
    """
    # What MiniStack imports from its own modules by name, it has imported before anything is changed.
    importlib.import_module("ministack.app")
    function = f"{module.__name__}.{name}"
    original = getattr(module, name, None)
    found = fingerprint(original) if callable(original) else "missing"
    if found != source and not listing:
        raise UpstreamChanged(
            f"{name} in {module.__name__} is not the function this local AWS replaces (it is {found}, {source} is "
            f"expected): read it again before running this MiniStack.")

    def install(replacement):
        by, wrapped = replacement.__module__, wraps and wraps.__name__
        before = getattr(original, "replaced_by", None)
        if before and not wrapped:
            raise UndeclaredChange(f"{by} replaces {function}, and so does {before}: one of them has to say that it wraps "
                                   "the other's (wraps=...).")
        if wrapped != before:
            raise UndeclaredChange(f"{by} wraps what {wrapped} makes of {function}, but that was replaced by "
                                   f"{before or 'nobody'} last: name the module that is the last before it.")
        installed = functools.wraps(original)(functools.partial(replacement, original))
        installed.replaced_by = by
        setattr(module, name, installed)
        LEDGER.append(Replacement(function, by, wrapped, replacement.__doc__, source, found))
        return replacement

    return install


def adds(by: str, module: ModuleType, table: str, key: str, value=None) -> None:
    """Put `key`, in a dictionary with `value`, into `module.table`, which has none of it yet. `by` is the module that does."""
    entry, entries = f"{module.__name__}.{table}[{key}]", getattr(module, table)
    if key in entries:
        raise UndeclaredChange(f"{by} adds {entry}, but {ADDED.get(entry, 'MiniStack')} has it already.")
    if isinstance(entries, set):
        entries.add(key)
    else:
        entries[key] = value
    ADDED[entry] = by


def sets(by: str, module: ModuleType, table: str, keys: tuple[str, ...], name: str) -> None:
    """Make the entry of `module.table` under `keys` the replacement of `module.name`, which it was before.

    Such a table holds the function that MiniStack had when it was imported. `by` is the module that does.
    """
    entry, entries = f"{module.__name__}.{table}" + "".join(f"[{key}]" for key in keys), getattr(module, table)
    for key in keys[:-1]:
        entries = entries[key]
    replacement = getattr(module, name)
    replaced, before = replacement, entries.get(keys[-1])
    while replaced is not before and hasattr(replaced, "__wrapped__"):
        replaced = replaced.__wrapped__
    if replaced is not before or replacement is before:
        raise UndeclaredChange(f"{by} sets {entry} to what replaces {module.__name__}.{name}, but that is not what it was.")
    entries[keys[-1]] = replacement
    SET[entry] = by


def main(arguments: list[str]) -> None:
    if arguments == ["--list"]:
        # Not this file, which runs as a program: the module that the changes import.
        from local_aws import ledger
        print(ledger.read())
        return
    module, name = arguments
    print(fingerprint(getattr(importlib.import_module(module), name)))


if __name__ == "__main__":
    main(sys.argv[1:])
