"""scripts/words finds what visitors read in the code, and what its translations lack."""

import contextlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import tempfile
import unittest

path = pathlib.Path(__file__).resolve().with_name("words")
loader = importlib.machinery.SourceFileLoader("words", str(path))
words = importlib.util.module_from_spec(importlib.util.spec_from_loader("words", loader))
loader.exec_module(words)

CODE = r"""
//! "Comments are not read by anyone".
fn page() {
    t!("Sign in");
    t!("“{name}” was \"moved\" to {place}.", name = name, place = place);
    t!(
        "A long text that \
         goes on."
    );
    phrase!("Caf\u{e9}");
    n!(count(&all, 2), one = "{count} file", other = "{count} files");
}
#[cfg(test)]
mod tests {
    const READ: &str = "Tests are read by nobody";
}
"""
GERMAN = {
    "A long text that goes on.": "Ein langer Text, der weitergeht.",
    "Café": "Café",
    "Sign in": "Anmelden",
    "{count} files": {"one": "{count} Datei", "other": "{count} Dateien"},
    "“{name}” was \"moved\" to {place}.": "„{name}“ liegt jetzt in {place}.",
}


@contextlib.contextmanager
def repository(code=CODE, **catalogues):
    """A directory with this code and these catalogues, as the current one."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        try:
            words.SOURCES[0].mkdir(parents=True)
            words.CATALOGUES.mkdir(parents=True)
            (words.SOURCES[0] / "page.rs").write_text(code)
            for language, catalogue in catalogues.items():
                (words.CATALOGUES / f"{language}.json").write_text(json.dumps(catalogue))
            yield
        finally:
            os.chdir(before)


def changed(**changes):
    """The German catalogue with some entries otherwise; None takes one away."""
    texts = {"sign_in": "Sign in", "files": "{count} files", "moved": "“{name}” was \"moved\" to {place}."}
    catalogue = GERMAN | {texts[name]: value for name, value in changes.items()}
    return {english: value for english, value in catalogue.items() if value is not None}


class Code(unittest.TestCase):
    def test_texts_are_found_as_the_program_has_them(self):
        with repository():
            found = words.texts()
        self.assertEqual(sorted(found), sorted(GERMAN))
        self.assertEqual(found["{count} files"].one, "{count} file")
        self.assertIsNone(found["Sign in"].one)
        self.assertTrue(found["Sign in"].where.endswith("page.rs:4"), found["Sign in"].where)

    def test_a_text_that_is_not_looked_up_is_a_fault(self):
        with repository('fn page() { say("You can add files here."); }'):
            self.assertEqual(len(words.check()), 1)
            self.assertIn("You can add files here.", words.check()[0])
            self.assertIn("page.rs:1", words.check()[0])

    def test_a_text_of_a_match_is_a_text(self):
        with repository('fn page() { match fault { Fault::Gone => "It was moved or deleted.", _ => { "Try again later" } } }'):
            self.assertEqual(len(words.check()), 2)

    def test_a_text_of_a_constant_is_a_text(self):
        with repository('const GONE: &str = "It was moved or deleted.";'):
            self.assertEqual(len(words.check()), 1)

    def test_a_sentence_below_the_page_is_a_fault(self):
        for sentence in ("The pool has no client.", "Cancelled.", "no answer came", "Couldn't read {name}", "it failed: try again!"):
            with self.subTest(sentence=sentence), repository(code=""):
                below = pathlib.Path("src/core/auth/error.rs")
                below.parent.mkdir(parents=True)
                below.write_text(f'fn reason() -> &str {{ match self {{ Fault::X => "{sentence}" }} }}')
                self.assertEqual(len(words.check()), 1)
                self.assertRegex(words.check()[0], r"^src/core/auth/error\.rs:1: .* is a sentence")

    def test_names_of_specifications_are_no_sentences(self):
        with repository(code=""):
            below = pathlib.Path("src/core/aws/error.rs")
            below.parent.mkdir(parents=True)
            below.write_text(
                'fn f() { g("Message"); g("NotAuthorizedException"); g("Caldera Derived Key"); g("openid email profile"); '
                'message.contains("signature we calculated"); g("x-amz-meta-a b"); }\n#[cfg(test)]\nmod cases;')
            (below.parent / "error").mkdir()
            (below.parent / "error/cases.rs").write_text('const READ: &str = f("Only tests read this.");')
            self.assertEqual(words.check(), [])

    def test_sentences_that_the_code_joins_are_a_fault(self):
        for code in (
            'format!("{} {}", t!("Try again."), at(place))', 'format!("{} {}", problem.reason, problem.advice)',
            'format!("{says}. {}", reason.text())',
        ):
            with self.subTest(code=code), repository(f"fn page() {{ {code} }}"):
                self.assertEqual(words.check(), ["src/app/page.rs:1: sentences are put together by `words::sentences`"])
        with repository('fn page() { format!("{} {}", request.method, request.path) }'):
            self.assertEqual(words.check(), [])

    def test_what_nobody_reads_is_none(self):
        code = 'fn page() { element.attr("aria-label", x); option.expect("It is there"); f("application/json"); g("Enter"); }'
        with repository(code + '\n#[allow(dead_code, reason = "Only tests read it")]\nfn x() {}'):
            self.assertEqual(words.check(), [])


    def test_what_is_said_before_the_program_is_a_text_too(self):
        with repository(code="", de={}):
            pathlib.Path("Trunk.toml").write_text("""script = '''say("It couldn't start.")'''""")
            self.assertEqual(words.check(), ["de.json: \"It couldn't start.\" is not translated"])


class Catalogues(unittest.TestCase):
    def faults(self, catalogue):
        with repository(de=catalogue):
            return words.check()

    def fault(self, catalogue):
        faults = self.faults(catalogue)
        self.assertEqual(len(faults), 1, faults)
        return faults[0]

    def test_a_whole_one_has_no_fault(self):
        self.assertEqual(self.faults(GERMAN), [])

    def test_a_text_that_is_missing_or_empty(self):
        self.assertIn("'Sign in' is not translated", self.fault(changed(sign_in=None)))
        self.assertIn("'Sign in' is not translated", self.fault(changed(sign_in="")))

    def test_a_placeholder_that_the_code_does_not_give(self):
        self.assertIn("has {nmae}, which the code does not give", self.fault(changed(sign_in="{nmae} anmelden")))

    def test_a_placeholder_that_is_left_out(self):
        self.assertIn("lacks {place}", self.fault(changed(moved="„{name}“ liegt jetzt woanders.")))

    def test_plural_forms_that_are_missing(self):
        for forms in ({"other": "{count} Dateien"}, {"one": "", "other": "{count} Dateien"}, "{count} Dateien", None):
            with self.subTest(forms=forms):
                self.assertIn("needs the forms one, other", self.fault(changed(files=forms)))
        with repository(ar=changed()):
            self.assertEqual(len(words.check()), 1)
            self.assertIn("needs the forms few, many, one, other, two, zero", words.check()[0])

    def test_a_form_may_say_the_number_in_words(self):
        self.assertEqual(self.faults(changed(files={"one": "Eine Datei", "other": "{count} Dateien"})), [])

    def test_a_text_that_is_none_of_the_code(self):
        self.assertIn("is no text of the code", self.fault(GERMAN | {"€ gone": "€ fort"}))

    def test_texts_out_of_order(self):
        self.assertIn("not in order", self.fault(dict(reversed(GERMAN.items()))))

    def test_a_language_whose_plurals_nobody_knows(self):
        with repository(xx=GERMAN):
            self.assertEqual(len(words.check()), 1)
            self.assertIn("does not know the plural categories", words.check()[0])

    def test_the_pseudo_catalogue_is_whole(self):
        with repository():
            pseudo = words.pseudo()
        self.assertEqual(sorted(pseudo), sorted(GERMAN))
        self.assertRegex(pseudo["Sign in"], "^⟦Sign in·+⟧$")
        self.assertEqual(set(pseudo["{count} files"]), {"zero", "one", "two", "few", "many", "other"})


class Repository(unittest.TestCase):
    def test_nothing_is_amiss(self):
        before = os.getcwd()
        os.chdir(path.parent.parent)
        try:
            self.assertEqual(words.check(), [])
        finally:
            os.chdir(before)


if __name__ == "__main__":
    unittest.main()
