"""The pages a provider shows: to sign in, and why it does not ask at all."""

from html import escape

from ..server.web import Response

HEADERS = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store",
           "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}


def sign_in(provider: str, app: str, fault: str = "") -> Response:
    """Asks who one is; the form goes to the address the page has."""
    notice = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    return page(200, f"Sign in with {provider}", f"""<p>to go on to <strong>{escape(app)}</strong></p>
<form method="post">
{notice}
<label for="login">Name or email</label>
<input id="login" name="login" autocomplete="username" autofocus>
<div><button name="action" value="sign-in">Sign in</button>
<button name="action" value="cancel">Cancel</button></div>
</form>
<p>A stand-in on this machine: whatever you type is who you are.</p>""")


def refusal(provider: str, reason: str) -> Response:
    """Shown instead of an answer to the app, where the app or its address is not known."""
    return page(400, f"{provider} cannot go on", f'<p role="alert">{escape(reason)}</p>')


def page(status: int, title: str, content: str) -> Response:
    return Response(status, dict(HEADERS), f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{content}
</main>
</body>
</html>
""".encode())


STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 24rem; margin: 0 auto; padding: 3rem 1rem; }
h1 { font-size: 1.25rem; font-weight: 600; margin: 0; }
form { display: grid; gap: 0.5rem; margin: 1.5rem 0; }
input, button { font: inherit; padding: 0.5rem 0.75rem; }
form div { display: flex; gap: 0.5rem; margin-top: 0.5rem; }
"""
