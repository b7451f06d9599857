"""scripts/split ends where another tool's output is not what it replaces something in."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

path = pathlib.Path(__file__).with_name("split")
loader = importlib.machinery.SourceFileLoader("split", str(path))
split = importlib.util.module_from_spec(importlib.util.spec_from_loader("split", loader))
loader.exec_module(split)

LOADER = """
/* other_part, workspace_part */
const __chunk_0 = makeLoad(() => {
    const src = fetch(new URL("./chunk_0.wasm", import.meta.url));
}
, []);
/* account_part, workspace_part */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
}
, []);
/* account_part, other_part */
const __chunk_2 = makeLoad(() => {
    const src = fetch(new URL("./chunk_2.wasm", import.meta.url));
}
, []);
export const __wasm_split_load_workspace_part = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_workspace_part.wasm", import.meta.url));
}
, [__chunk_0, __chunk_1]));
export const __wasm_split_load_account_part = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_account_part.wasm", import.meta.url));
}
, [__chunk_1, __chunk_2]));
export const __wasm_split_load_other_part = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_other_part.wasm", import.meta.url));
}
, [__chunk_0, __chunk_2]));
"""


class Replacement(unittest.TestCase):
    def test_what_is_there_once_is_replaced(self):
        self.assertEqual(split.replaced("a b", "b", "c", "x"), "a c")

    def test_what_is_missing_or_there_twice_ends_the_build(self):
        for text in ("a", "b b"):
            with self.assertRaisesRegex(SystemExit, "x has 'b' [02] times"):
                split.replaced(text, "b", "c", "x")

    def test_the_workspace_is_asked_for_before_the_program(self):
        page = split.preloading("<script>1</script><script type=module>go()</script>", ["./a.wasm"])
        self.assertIn("for (const href of ['./a.wasm'])", page)
        self.assertTrue(page.endswith("</script><script type=module>go()</script>"))

    def test_a_page_whose_script_cannot_be_found_ends_the_build(self):
        for page in ('<script type="module">', "<script type=module></script><script type=module></script>"):
            with self.assertRaises(SystemExit):
                split.preloading(page, ["./a.wasm"])


class Files(unittest.TestCase):
    def setUp(self):
        self.parts, self.chunks = split.parts_of(LOADER), split.chunks_of(LOADER)
        sizes = {"chunk_0.wasm": 100, "chunk_2.wasm": 50_000}
        self.files = split.arranged(self.parts, self.chunks, lambda file: sizes.get(file, 0))

    def test_the_workspace_holds_what_only_those_need_who_have_it(self):
        self.assertEqual(self.files["workspace_part"], ["split_workspace_part.wasm", "chunk_1.wasm"])

    def test_what_is_small_is_in_one_file_and_what_is_large_in_its_own(self):
        self.assertEqual((self.files["shared"], self.files["chunk_2"]), (["chunk_0.wasm"], ["chunk_2.wasm"]))

    def test_what_only_the_screens_share_is_no_load_for_others(self):
        chunks = [*self.chunks, split.Chunk("chunk_3.wasm", frozenset({"account_part", "items_part"}))]
        self.assertEqual(split.arranged(self.parts, chunks, lambda file: 0)["screens"], ["chunk_3.wasm"])

    def test_a_part_takes_all_files_that_hold_something_of_it(self):
        takes = lambda part: split.needed(part, self.parts, self.chunks, self.files)
        self.assertEqual(takes("account_part"), ["workspace_part", "account_part", "chunk_2"])
        self.assertEqual(takes("other_part"), ["other_part", "shared", "chunk_2"])
        self.assertEqual(takes("workspace_part"), ["workspace_part", "shared"])

    def test_a_loader_that_is_written_otherwise_ends_the_build(self):
        with self.assertRaisesRegex(SystemExit, "not told apart"):
            split.chunks_of(LOADER.replace("/* account_part, other_part */", ""))
        with self.assertRaisesRegex(SystemExit, "no part workspace_part"):
            split.arranged({}, [], len)

    def test_modules_are_packed_as_custom_sections(self):
        self.assertEqual(split.packed([b"one"]), b"one")
        long = b"x" * 300
        self.assertEqual(split.packed([b"ab", long]), b"\0asm\1\0\0\0" + b"\0\x04\x01mab" + b"\0\xae\x02\x01m" + long)


if __name__ == "__main__":
    unittest.main()
