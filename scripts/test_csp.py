"""The policy that scripts/csp completes names exactly the inline code of the page."""

import base64
import hashlib
import importlib.machinery
import importlib.util
import pathlib
import unittest

path = pathlib.Path(__file__).with_name("csp")
loader = importlib.machinery.SourceFileLoader("csp", str(path))
csp = importlib.util.module_from_spec(importlib.util.spec_from_loader("csp", loader))
loader.exec_module(csp)

PAGE = """<!-- deploy.sh narrows connect-src to endpoints. -->
<meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'; connect-src 'self'; media-src https://a.example; frame-src https://a.example">
<style>a{}</style><script src="x.js"></script><script type="module">go()</script>"""


def source(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class Policy(unittest.TestCase):
    def test_a_release_names_each_inline_script_and_style_by_its_hash(self):
        page = csp.complete(PAGE, development=False)
        self.assertIn(f"script-src 'self' {source('go()')};", page)
        self.assertIn(f"style-src 'self' {source('a{}')};", page)
        self.assertIn("connect-src 'self';", page)
        self.assertNotIn("unsafe-inline", page)

    def test_a_development_build_allows_the_local_aws(self):
        page = csp.complete(PAGE, development=True)
        self.assertIn("connect-src 'self' http://localhost:*", page)
        self.assertIn("media-src https://a.example http://localhost:*", page)
        self.assertIn("frame-src https://a.example http://localhost:*", page)
        self.assertIn("<!-- deploy.sh narrows connect-src to endpoints. -->", page, "a comment is no policy")

    def test_a_page_without_a_policy_is_refused(self):
        for page in ("<html></html>", PAGE + PAGE, PAGE.replace("style-src", "img-src"), PAGE.replace("style-src", "script-src")):
            with self.assertRaises(SystemExit):
                csp.complete(page, development=False)


if __name__ == "__main__":
    unittest.main()
