"""The ledger: all that this local AWS changes of MiniStack, and why, as the changes themselves declare it.

Of a MiniStack that is not the one these modules were written against, it tells which functions differ: MiniStack may
have mended them.
"""

import re
from importlib.metadata import version
from sys import modules

from . import pinned
from .registry import REGISTRIES
from .server import settings

ADDRESS = re.compile(r"https://[^\s\"`,;)]*[\w/]")


def read() -> str:
    """The ledger as text: each change with its reason, where that is written, and the functions it replaces."""
    pinned.listing = True
    settings.configure(port=0, state=None)
    from . import changes  # imports MiniStack, which reads the settings
    changes.make()
    replaced = pinned.LEDGER
    differ = len({one.function for one in replaced if one.found != one.expected})
    functions = {one.function for one in replaced}
    summary = (f"{len(functions)} functions of MiniStack are replaced, as they are in {pinned.MINISTACK}; installed is "
               f"{version('ministack')}; differing there: {differ or 'none'}.")
    return "\n\n".join([summary, *(entry(name) for name in changes.CHANGES)])


def entry(change: str) -> str:
    """What a change declares of itself."""
    name = f"{__package__}.{change}"
    text = modules[name].__doc__
    lines = [change, f"  {first_sentence(text)}", *(f"  {address}" for address in dict.fromkeys(ADDRESS.findall(text)))]
    for one in pinned.LEDGER:
        if one.by == name:
            lines.append(f"    replaces {one.function} ({upstream(one)})")
            if one.wraps:
                lines.append(f"      wraps {one.wraps.removeprefix(f'{__package__}.')}")
            if one.why:
                lines.append(f"      {first_sentence(one.why)}")
    lines += [f"    adds {added}" for added, by in pinned.ADDED.items() if by == name]
    for registry in REGISTRIES:
        lines += [f"    adds the {registry.kind} {added}" for added, by in registry.by.items() if by == name]
    return "\n".join(lines)


def upstream(one: pinned.Replacement) -> str:
    """Whether MiniStack's function is still the one that was read."""
    return f"{one.expected}, as read" if one.found == one.expected else f"{one.expected}, but is {one.found}: read it again"


def first_sentence(text: str) -> str:
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.) (?=[A-Z`\"])", paragraph)[0]
