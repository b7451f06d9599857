"""Makes what wasm-bindgen and wasm-opt wrote smaller on the wire, without changing what it does.

Names between the program and its script are short, what the page never calls is not exported, and functions that resemble
each other stand side by side, where gzip sees both: it looks back 32 kB only.
"""

import re
import string
from collections import Counter, defaultdict
from typing import NamedTuple

IMPORTS, EXPORTS, CODE = 2, 7, 10
# What the parts of the program import by name.
KEPT = re.compile(r"__wasm_split|__indirect_function_table$|memory$")


class Section(NamedTuple):
    """A section of a module (WebAssembly Core Specification, "Modules")."""

    number: int
    content: bytes


def leb128(number: int) -> bytes:
    """A number as WebAssembly writes it (WebAssembly Core Specification, "Integers")."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + leb128(rest) if rest else bytes([low])


class Reader:
    """Reads a module from its beginning."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def name(self) -> bytes:
        return self.bytes(self.number())


def sections(module: bytes) -> list[Section]:
    reader, found = Reader(module), []
    reader.at = 8
    while reader.at < len(module):
        number = reader.number()
        found.append(Section(number, reader.name()))
    return found


def module_of(parts: list[Section]) -> bytes:
    return b"\0asm\1\0\0\0" + b"".join(bytes([number]) + leb128(len(content)) + content for number, content in parts)


def imports(content: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Module, name and what is imported, still encoded."""
    reader, found = Reader(content), []
    for _ in range(reader.number()):
        module, name, start = reader.name(), reader.name(), reader.at
        kind = reader.bytes(1)[0]
        if kind == 1:  # a table begins with the type of its elements
            reader.number()
        if kind in (1, 2):
            bounded = reader.number()
            reader.number()
            if bounded & 1:
                reader.number()
        elif kind == 3:
            reader.bytes(2)
        else:
            reader.number()
        found.append((module, name, content[start : reader.at]))
    return found


def exports(content: bytes) -> list[tuple[bytes, bytes]]:
    """Name and what is exported, still encoded."""
    reader, found = Reader(content), []
    for _ in range(reader.number()):
        name, start = reader.name(), reader.at
        reader.bytes(1)
        reader.number()
        found.append((name, content[start : reader.at]))
    return found


def short_names():
    """a, b … z, then with a digit behind."""
    yield from string.ascii_letters
    number = 0
    while True:
        yield from (f"{letter}{number}" for letter in string.ascii_letters)
        number += 1


def renamed(module: bytes, script: str, unwanted: re.Pattern) -> tuple[bytes, str]:
    """A program and its script with short names between them, and without the exports that are `unwanted`."""
    taken = set(re.findall(r"[\w$]+", script))
    free = (name for name in short_names() if name not in taken)
    names: dict[bytes, bytes] = {}

    def short(name: bytes) -> bytes:
        if KEPT.match(name.decode()):
            return name
        return names.setdefault(name, next(free).encode())

    sized = lambda name: leb128(len(name)) + name
    found = []
    for number, content in sections(module):
        if number == IMPORTS:
            listed = imports(content)
            content = leb128(len(listed)) + b"".join(
                sized(source) + sized(short(name) if source.startswith(b"./satchel") else name) + kind for source, name, kind in listed
            )
        elif number == EXPORTS:
            listed = [(name, kind) for name, kind in exports(content) if not unwanted.match(name.decode())]
            content = leb128(len(listed)) + b"".join(sized(short(name)) + kind for name, kind in listed)
        found.append(Section(number, content))
    words = {name.decode(): new.decode() for name, new in names.items()}
    return module_of(found), re.sub(r"[\w$]+", lambda word: words.get(word[0], word[0]), script)


def bodies(module: bytes) -> list[bytes]:
    reader = Reader(next((content for number, content in sections(module) if number == CODE), b"\0"))
    return [reader.name() for _ in range(reader.number())]


def side_by_side(functions: list[bytes]) -> list[int]:
    """The order in which each function is followed by one of those left that resembles the last few most."""
    length, common, window = 5, 100, 4
    pieces = [{body[at : at + length] for at in range(len(body) - length + 1)} for body in functions]
    often = Counter(piece for own in pieces for piece in own)
    holders = defaultdict(list)
    for index, own in enumerate(pieces):
        for piece in own:
            if 1 < often[piece] < common:
                holders[piece].append(index)
    left = dict.fromkeys(range(len(functions)))
    order: list[int] = []
    following = next(iter(left), None)
    while following is not None:
        del left[following]
        order.append(following)
        shared: Counter[int] = Counter()
        for distance, before in enumerate(reversed(order[-window:]), 1):
            for piece in pieces[before]:
                for other in holders.get(piece, ()):
                    if other in left:
                        shared[other] += 12 // distance  # whole numbers: the same build gives the same bytes
        alike = lambda other: (shared[other] / len(pieces[other]) ** 0.5, -other)
        following = max(shared, key=alike, default=next(iter(left), None))
    return order


def reordered(text: str, order: list[int]) -> str:
    """A module in the text format of wasm-opt with its functions in another order."""
    lines = text.splitlines(keepends=True)
    functions, starts, at = [], [], 0
    rest = []
    while at < len(lines):
        if lines[at].startswith(" (func $"):
            end = at
            while not lines[end].startswith(" )"):
                end += 1
            starts.append(len(rest))
            functions.append(lines[at : end + 1])
            at = end + 1
        else:
            rest.append(lines[at])
            at += 1
    if sorted(order) != list(range(len(functions))):
        raise SystemExit(f"scripts/split: {len(functions)} functions in the text of a module that has {len(order)}.")
    if not functions:
        return text
    placed = [line for index in order for line in functions[index]]
    return "".join(rest[: starts[0]] + placed + rest[starts[0] :])
