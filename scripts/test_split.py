"""scripts/split ends where another tool's output is not what it replaces something in."""

import importlib.machinery
import importlib.util
import pathlib
import re
import tempfile
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
/* other_part, sign_in_part */
const __chunk_4 = makeLoad(() => {
    const src = fetch(new URL("./chunk_4.wasm", import.meta.url));
}
, []);
export const __wasm_split_load_credentials_part = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_0]));
export const __wasm_split_load_sign_in_part = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_4]));
export const __wasm_split_load_workspace_part = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_0, __chunk_1]));
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

    def test_the_program_and_the_workspace_are_asked_for_before_the_styles(self):
        program = "<link href=./a.js rel=modulepreload><link as=fetch href=./a.wasm rel=preload>"
        page = split.preloading(f"<title>x</title><script>early()</script><style>y</style>{program}<script type=module>go()</script>", ["./b.wasm"])
        self.assertIn("for (const href of ['./b.wasm'])", page)
        self.assertTrue(page.startswith(f"<title>x</title>{program}<script>"))
        self.assertTrue(page.endswith("</script><script>early()</script><style>y</style><script type=module>go()</script>"))

    def test_a_page_that_preloads_something_else_ends_the_build(self):
        for page in ("<link rel=modulepreload>", "<link rel=modulepreload><link rel=preload><link rel=preload>"):
            with self.assertRaises(SystemExit):
                split.preloading(page, ["./a.wasm"])

    def test_what_scripts_say_to_their_readers_is_left_out(self):
        page = "<p>\n// not a script\n</p><script async>// why\na('//b');\n  // c\nd()</script>"
        self.assertEqual(split.without_comments(page), "<p>\n// not a script\n</p><script async>a('//b');\nd()</script>")


class Styles(unittest.TestCase):
    def of(self, names):
        with tempfile.TemporaryDirectory() as folder:
            dist = pathlib.Path(folder)
            for name in names:
                (dist / f"{name}-1.css").write_text(f".{name}{{}}")
            links = "".join(f"<link rel=stylesheet href=./{name}-1.css>" for name in names)
            html, style, of_parts = split.styles(f"<style>x</style>{links}<link rel=icon href=c>", dist)
            return html, {file.name: file.read_text() for file in dist.iterdir()}, style, of_parts

    def test_styles_in_files_become_two_of_which_one_comes_with_the_workspace(self):
        html, files, style, of_parts = self.of([*sorted(split.STYLES), "a", "b"])
        self.assertEqual(html, "<style>x</style><link rel=icon href=c>")
        self.assertEqual(files, {style: "".join(f".{name}{{}}" for name in sorted(split.STYLES)), of_parts: ".a{}.b{}"})

    def test_a_page_without_them_ends_the_build(self):
        with self.assertRaisesRegex(SystemExit, "links no style"):
            split.styles("<style>x</style>", pathlib.Path())
        with self.assertRaisesRegex(SystemExit, "links no style table"):
            self.of(sorted(split.STYLES - {"table"}))


class Scripts(unittest.TestCase):
    stream = "export class IntoUnderlying{0} {{\n  a() {{\n  }}\n}}\nif (Symbol.dispose) IntoUnderlying{0}.b = c;\n"
    finalizer = "const IntoUnderlying{0}Finalization = x\n    : new FinalizationRegistry(ptr => y(ptr, 1));\n"

    def test_streams_go(self):
        named = ("ByteSource", "Sink", "Source")
        script = "".join(self.stream.format(name) for name in named) + "keep();\n" + "".join(self.finalizer.format(name) for name in named)
        self.assertEqual(split.without_streams(script), "keep();\n")

    def test_streams_written_otherwise_end_the_build(self):
        with self.assertRaisesRegex(SystemExit, "0 classes"):
            split.without_streams("keep();")


class Parts(unittest.TestCase):
    """What is said of the parts here is said of those that the code declares."""

    def declared(self, folder):
        return {name for file in (path.parent.parent / folder).rglob("*.rs") for name in re.findall(r"\blazy!\((\w+_part):", file.read_text())}

    def test_each_part_of_the_code_is_known(self):
        self.assertEqual(split.WITH_WORKSPACE & split.BEFORE_SIGN_IN, set())
        self.assertEqual(split.WITH_WORKSPACE | split.BEFORE_SIGN_IN, self.declared("src"))

    def test_screens_come_with_the_workspace(self):
        screens = self.declared("src/app/shell")
        self.assertTrue(screens)
        self.assertLessEqual(screens, split.WITH_WORKSPACE)


class Files(unittest.TestCase):
    def setUp(self):
        self.parts, self.chunks = split.parts_of(LOADER), split.chunks_of(LOADER)

    def test_each_module_is_one_file(self):
        self.assertEqual(split.named(self.parts, self.chunks), {
            "chunk_0.wasm": "shared",
            "chunk_1.wasm": "workspace_part",
            "chunk_2.wasm": "forms",
            "split_account_part.wasm": "account_part",
            "split_other_part.wasm": "other_part",
            "chunk_4.wasm": "sign_in_part",
        })

    def test_a_splitter_that_does_not_join_ends_the_build(self):
        chunks = [*self.chunks, split.Chunk("chunk_3.wasm", frozenset({"workspace_part", "items_part"}))]
        with self.assertRaisesRegex(SystemExit, "workspace_part would be several files"):
            split.named(self.parts, chunks)

    def test_what_is_joined_is_taken_by_the_same_join(self):
        taken = lambda parts: next(join.file for join in split.JOINS if join.takes(frozenset(parts)))
        some = ({"account_part", "idle_part"}, {"items_part", "session_part"})
        self.assertEqual([taken(parts) for parts in (*some, set.union(*some))], ["screens"] * 3)
        some = ({"sign_in_part", "challenge_part"}, {"sign_in_part", "account_part"})
        self.assertEqual([taken(parts) for parts in (*some, set.union(*some))], ["sign_in_part"] * 3)

    def test_what_only_the_screens_share_is_no_load_for_others(self):
        names = split.named(self.parts, [split.Chunk("chunk_3.wasm", frozenset({"account_part", "items_part"}))])
        self.assertEqual(names["chunk_3.wasm"], "screens")

    def test_what_may_be_needed_before_there_is_a_form_brings_no_more(self):
        names = split.named(self.parts, [split.Chunk("chunk_5.wasm", frozenset({"configuration_part", "sign_in_part", "workspace_part"}))])
        self.assertEqual(names["chunk_5.wasm"], "early")

    def test_a_part_takes_all_modules_that_hold_something_of_it(self):
        takes = lambda part: split.needed(part, self.parts, self.chunks)
        self.assertEqual(takes("account_part"), ["chunk_1.wasm", "chunk_2.wasm", "split_account_part.wasm"])
        self.assertEqual(takes("workspace_part"), ["chunk_0.wasm", "chunk_1.wasm"])

    def test_a_loader_that_is_written_otherwise_ends_the_build(self):
        with self.assertRaisesRegex(SystemExit, "not told apart"):
            split.chunks_of(LOADER.replace("/* account_part, other_part */", ""))
        with self.assertRaisesRegex(SystemExit, "no part workspace_part"):
            split.named({}, [])

    def test_a_join_is_said_as_the_splitter_reads_it(self):
        self.assertEqual(split.Join("a", "b", frozenset({"d", "c"}), own=True).option(), "--join=a=+b/c,d")
        self.assertEqual(split.Join("a").option(), "--join=a=")


if __name__ == "__main__":
    unittest.main()
