"""scripts/smaller.py changes names and order, and nothing else."""

import re
import unittest

import smaller
from smaller import Section


def named(name: bytes) -> bytes:
    return bytes([len(name)]) + name


def module(*, imported: list[tuple[bytes, bytes, bytes]], exported: list[tuple[bytes, bytes]], code: list[bytes]) -> bytes:
    lists = {
        smaller.IMPORTS: [named(source) + named(name) + kind for source, name, kind in imported],
        smaller.EXPORTS: [named(name) + kind for name, kind in exported],
        smaller.CODE: [named(body) for body in code],
    }
    return smaller.module_of([Section(number, bytes([len(items)]) + b"".join(items)) for number, items in lists.items()])


FUNCTION = b"\0\3"
TABLE = b"\1\x70\1\2\x80\1"
MEMORY = b"\2\0\x12"
GLOBAL = b"\3\x7f\1"


class Names(unittest.TestCase):
    program = module(
        imported=[
            (b"./satchel_bg.js", b"__wbg_fetch_0123456789abcdef", FUNCTION),
            (b"./__wasm_split.js", b"__wasm_split_load_part", FUNCTION),
            (b"./satchel_bg.js", b"table", TABLE),
            (b"./satchel_bg.js", b"linear", MEMORY),
            (b"./satchel_bg.js", b"mutable", GLOBAL),
        ],
        exported=[(b"memory", b"\2\0"), (b"main", b"\0\xc8\1"), (b"intounderlyingsink_close", b"\0\5")],
        code=[b"\1", b"\2\2"],
    )
    script = "wasm.main(); const a = { __wbg_fetch_0123456789abcdef: b, memory: wasm.memory };"

    def test_names_are_short_in_both_and_differ_from_all_others(self):
        program, script = smaller.renamed(self.program, self.script, re.compile("intounderlying"))
        found = dict((section.number, section.content) for section in smaller.sections(program))
        self.assertEqual(
            smaller.imports(found[smaller.IMPORTS]),
            [
                (b"./satchel_bg.js", b"c", FUNCTION),
                (b"./__wasm_split.js", b"__wasm_split_load_part", FUNCTION),
                (b"./satchel_bg.js", b"d", TABLE),
                (b"./satchel_bg.js", b"e", MEMORY),
                (b"./satchel_bg.js", b"f", GLOBAL),
            ],
        )
        self.assertEqual(smaller.exports(found[smaller.EXPORTS]), [(b"memory", b"\2\0"), (b"g", b"\0\xc8\1")])
        self.assertEqual(script, "wasm.g(); const a = { c: b, memory: wasm.memory };")
        self.assertEqual(smaller.bodies(program), [b"\1", b"\2\2"])

    def test_numbers_are_read_as_they_are_written(self):
        for number in (0, 127, 128, 300_000):
            self.assertEqual(smaller.Reader(smaller.leb128(number)).number(), number)


class Order(unittest.TestCase):
    def test_functions_that_resemble_each_other_stand_side_by_side(self):
        first, second = bytes(range(64)), bytes(range(128, 192))
        order = smaller.side_by_side([first + b"1", second + b"1", first + b"2", second + b"2"])
        self.assertEqual(order, [0, 2, 1, 3])

    def test_every_function_stays(self):
        functions = [b"", b"abc", b"abcdefgh", b"abcdefgh", bytes(300)]
        self.assertEqual(sorted(smaller.side_by_side(functions)), [0, 1, 2, 3, 4])
        self.assertEqual(smaller.side_by_side([]), [])

    def test_a_text_keeps_all_but_the_order(self):
        text = '(module\n (import "a" "b" (func $i))\n (func $0\n  (nop)\n )\n (func $1\n  (drop)\n )\n (export "c" (func $1))\n)\n'
        turned = '(module\n (import "a" "b" (func $i))\n (func $1\n  (drop)\n )\n (func $0\n  (nop)\n )\n (export "c" (func $1))\n)\n'
        self.assertEqual(smaller.reordered(text, [1, 0]), turned)
        with self.assertRaises(SystemExit):
            smaller.reordered(text, [0])


if __name__ == "__main__":
    unittest.main()
