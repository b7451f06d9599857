"""The ledger: all that this local AWS changes of MiniStack and puts around it, and why, as the modules themselves declare it.

Of a MiniStack that is not the one these modules were written against, it tells which functions differ: MiniStack may
have mended them.
"""

import re
from importlib import import_module
from importlib.metadata import version
from sys import modules

from . import pinned
from .registry import REGISTRIES
from .server import settings

ADDRESS = re.compile(r"https://[^\s\"`,;)]*[\w/]")


def read() -> str:
    """The ledger as text: each change with its reason, where that is written, the functions it replaces, and what MiniStack has of
    it by now; then what stands around MiniStack and changes nothing of it."""
    pinned.listing = True
    settings.configure(port=0, state=None)
    from . import changes  # imports MiniStack, which reads the settings
    changes.make()
    around = dict.fromkeys(name for name, _ in changes.AROUND if name not in changes.CHANGES)
    for name in around:
        import_module(f".{name}", __package__)
    replaced = pinned.LEDGER
    differ = len({one.function for one in replaced if one.found != one.expected})
    functions = {one.function for one in replaced}
    summary = (f"{len(functions)} functions of MiniStack are replaced, as they are in {pinned.MINISTACK}; installed is "
               f"{version('ministack')}; differing there: {differ or 'none'}.")
    return "\n\n".join([summary, *(entry(name, changes.AROUND) for name in [*changes.CHANGES, *around])])


def entry(change: str, around: tuple[tuple[str, str], ...]) -> str:
    """What a module declares of itself."""
    name = f"{__package__}.{change}"
    text = modules[name].__doc__
    lines = [change, f"  {first_sentence(text)}", *(f"  {address}" for address in dict.fromkeys(ADDRESS.findall(text)))]
    lines.append(f"  fixed upstream? {fixed_upstream(name)}")
    for one in pinned.LEDGER:
        if one.by == name:
            lines.append(f"    replaces {one.function} ({upstream(one)})")
            if one.wraps:
                lines.append(f"      wraps {one.wraps.removeprefix(f'{__package__}.')}")
            if one.why:
                lines.append(f"      {first_sentence(one.why)}")
    lines += [f"    sets {table} to what it replaces" for table, by in pinned.SET.items() if by == name]
    lines += [f"    adds {added}" for added, by in pinned.ADDED.items() if by == name]
    for registry in REGISTRIES:
        lines += [f"    adds the {registry.kind} {added}" for added, by in registry.by.items() if by == name]
    for at, function in around:
        if at == change:
            lines += [f"    around MiniStack: {function}", f"      {first_sentence(getattr(modules[name], function).__doc__)}"]
    return "\n".join(lines)


def fixed_upstream(name: str) -> str:
    """Whether what a module changes may have been mended in the MiniStack that is installed.

    A function that is as it was read has not been. What is added to a table is not there: `pinned.adds` refuses a second one.
    """
    replaced = [one for one in pinned.LEDGER if one.by == name]
    if differing := [one.function for one in replaced if one.found != one.expected]:
        return f"Perhaps, read again: {', '.join(dict.fromkeys(differing))}"
    if replaced:
        return f"No, {version('ministack')} has what was read"
    if name in pinned.ADDED.values() or any(name in registry.by.values() for registry in REGISTRIES):
        return f"No, {version('ministack')} has none of it"
    return "Not compared: it stands around MiniStack"


def upstream(one: pinned.Replacement) -> str:
    """Whether MiniStack's function is still the one that was read."""
    return f"{one.expected}, as read" if one.found == one.expected else f"{one.expected}, but is {one.found}: read it again"


def first_sentence(text: str) -> str:
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.) (?=[A-Z`\"])", paragraph)[0]
