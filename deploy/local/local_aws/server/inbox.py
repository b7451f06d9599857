"""The inbox: the e-mails and SMS user pools send, where a developer and the tests read the codes.

`/_satchel/inbox` is a page, `/_satchel/inbox.json?to=ADDRESS` the same for programs, newest first. ADDRESS may be a
phone number, its `+` written as it is or as `%2B`.
"""

import json
import re
from datetime import datetime, timezone
from html import escape

from ministack.services import ses, sns

from .web import Request, Response

CODE = re.compile(r"\b(?:\d{8}|\d{6})\b")


def respond(request: Request) -> Response | None:
    """The inbox, when it is asked for."""
    if request.path not in ("/_satchel/inbox", "/_satchel/inbox.json"):
        return None
    if request.method not in ("GET", "HEAD"):
        return Response(405, {"allow": "GET, HEAD"})
    found = messages(re.sub(r"^ (?=\d)", "+", request.query.get("to", [""])[0]))
    if request.path.endswith(".json"):
        return Response(200, {"content-type": "application/json", "cache-control": "no-store"},
                        json.dumps({"messages": found}, ensure_ascii=False).encode())
    return Response(200, {"content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                          "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"},
                    page(found).encode())


def messages(to: str = "") -> list[dict]:
    """What was sent, newest first; only that to one address, when one is given."""
    found = [message for message in (*mails(), *texts()) if not to or message["to"].lower() == to.lower()]
    return sorted(found, key=lambda message: message["at"], reverse=True)


def mails():
    for records in ses._sent_emails.all_values():
        for record in records:
            text = record.get("BodyText") or plain(record.get("BodyHtml") or "")
            for address in record.get("To", []):
                yield message("EMAIL", address, record.get("Subject") or "", text, record["Timestamp"])


def texts():
    """The SMS of user pools; those a program publishes have no time."""
    for records in sns._sms_messages.all_values():
        for record in records:
            if "Timestamp" in record:
                yield message("SMS", record["PhoneNumber"], "", record["Message"], record["Timestamp"])


def message(medium: str, to: str, subject: str, text: str, at: float) -> dict:
    code = CODE.search(text)
    return {"medium": medium, "to": to, "subject": subject, "text": text, "code": code[0] if code else None,
            "at": datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="microseconds")}


def plain(html: str) -> str:
    """The text of an HTML e-mail."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def page(found: list[dict]) -> str:
    mails = "\n".join(
        f"""<li>
<header><strong>{escape(mail["subject"] or mail["medium"])}</strong>
<time datetime="{mail["at"]}">{mail["at"][11:19]} UTC</time></header>
<p>to {escape(mail["to"])}</p>
<p>{marked(mail["text"], mail["code"])}</p>
</li>""" for mail in found) or "<li><p>No message yet. Codes appear here when someone signs up.</p></li>"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="3">
<title>Inbox ({len(found)})</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Inbox of the local AWS</h1>
<ol>
{mails}
</ol>
</main>
</body>
</html>
"""


def marked(text: str, code: str | None) -> str:
    return escape(text).replace(code, f"<code>{code}</code>") if code else escape(text)


STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.25rem; font-weight: 600; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
li { border: 1px solid color-mix(in srgb, CanvasText 18%, Canvas); border-radius: 8px; padding: 0.75rem 1rem; }
li header { display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
li p { margin: 0.25rem 0 0; overflow-wrap: anywhere; }
time, p:first-of-type { color: color-mix(in srgb, CanvasText 65%, Canvas); }
code { font: 600 1.5rem/1.6 ui-monospace, monospace; letter-spacing: 0.1em; user-select: all; }
"""
