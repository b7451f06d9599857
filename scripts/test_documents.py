"""What the documents say of files is true: each that they name is there."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "deploy/README.md", ROOT / "e2e/README.md",
             ROOT / "bench/README.md", ROOT / "deploy/local/README.md"]
# In backticks, beginning with a folder of the project, and no pattern.
NAMED = re.compile(r"`((?:src|tests|scripts|deploy|e2e|bench|docs|style)/[\w./-]+)`")
LINKED = re.compile(r"\]\(([\w./-]+)(?:#[\w-]+)?\)")


class Documents(unittest.TestCase):
    def test_the_files_they_name_are_there(self):
        for document in DOCUMENTS:
            text = document.read_text()
            for name in NAMED.findall(text):
                with self.subTest(document=document.name, name=name):
                    self.assertTrue((ROOT / name.replace("SERVICE/", "")).exists())
            for link in LINKED.findall(text):
                with self.subTest(document=document.name, link=link):
                    self.assertTrue((document.parent / link).exists())


if __name__ == "__main__":
    unittest.main()
