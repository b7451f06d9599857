"""scripts/budget judges the files that there are, and fails where it finds none to judge."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("budget")
LIMIT = int(re.search(r"^FIRST_VISIT=(\d+)$", SCRIPT.read_text(), re.M)[1])
EVERYTHING = int(re.search(r"^EVERYTHING=(\d+)$", SCRIPT.read_text(), re.M)[1])
PAGE = "<script>for (const href of ['./workspace-cd.wasm'])</script>"


class Budget(unittest.TestCase):
    def judged(self, changes):
        """What the script says of a built page with these files; None takes one away."""
        files = {
            "index.html": PAGE.encode(), "satchel-ab.js": b"1", "satchel-ab.wasm": b"2", "workspace-cd.wasm": b"3",
            "sign_in-ef.wasm": b"4", "sign_up-ef.wasm": b"4", "icons/favicon.png": b"5",
        } | changes
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "scripts").mkdir()
            shutil.copy(SCRIPT, root / "scripts")
            for name, content in files.items():
                if content is not None:
                    (root / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / "dist" / name).write_bytes(content)
            done = subprocess.run([root / "scripts" / "budget"], capture_output=True, text=True)
        return done.returncode, done.stderr

    def test_a_small_page_is_within_it(self):
        self.assertEqual(self.judged({}), (0, ""))

    def test_a_large_one_is_not(self):
        self.assertEqual(self.judged({"satchel-ab.wasm": os.urandom(LIMIT)}), (1, "Over budget: a first visit.\n"))
        self.assertEqual(self.judged({"workspace-cd.wasm": os.urandom(EVERYTHING)}),
                         (1, "Over budget: with what comes after signing in.\n"))

    def test_a_list_that_is_not_found_fails(self):
        for changes, sentence in [
            ({"index.html": b"<script></script>"}, "no files are what comes after signing in"),
            ({"sign_in-ef.wasm": None}, "no files are what a sign-in by password takes"),
            ({"sign_up-ef.wasm": None}, "no files are parts that are fetched when they are wanted"),
            ({"satchel-ab.wasm": None}, "1 scripts and 0 programs"),
            ({"satchel-cd.js": b"another build's"}, "2 scripts and 1 programs"),
            ({"workspace-cd.wasm": None}, "workspace-cd.wasm"),
        ]:
            with self.subTest(sentence):
                status, said = self.judged(changes)
                self.assertNotEqual(status, 0)
                self.assertIn(sentence, said)


if __name__ == "__main__":
    unittest.main()
