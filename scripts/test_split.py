"""scripts/split ends where another tool's output is not what it replaces something in."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

path = pathlib.Path(__file__).with_name("split")
loader = importlib.machinery.SourceFileLoader("split", str(path))
split = importlib.util.module_from_spec(importlib.util.spec_from_loader("split", loader))
loader.exec_module(split)

LOADER = """const chunk_0 = makeLoad(new URL("./chunk_0-ab.wasm", import.meta.url), []);
__wasm_split_load_workspace_part = wrapAsyncCb(makeLoad(new URL("./workspace-cd.wasm", import.meta.url), [chunk_0]));
__wasm_split_load_other_part = wrapAsyncCb(makeLoad(new URL("./other-ef.wasm", import.meta.url), []));
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
    def test_a_part_is_its_own_file_and_those_it_shares(self):
        self.assertEqual(split.files_of("workspace_part", LOADER), ["./workspace-cd.wasm", "./chunk_0-ab.wasm"])
        self.assertEqual(split.files_of("other_part", LOADER), ["./other-ef.wasm"])

    def test_a_part_that_is_not_there_ends_the_build(self):
        with self.assertRaisesRegex(SystemExit, "no part missing_part"):
            split.files_of("missing_part", LOADER)


if __name__ == "__main__":
    unittest.main()
