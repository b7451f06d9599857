"""An HTTP request and answer, as the pages this local AWS adds need them: no more than ASGI says, by name."""

import secrets
import string
from base64 import b64encode
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cached_property
from urllib.parse import parse_qs


LARGEST_FORM = 1_000_000


class Request:
    """A request whose body is not read, unless it is asked for."""

    def __init__(self, scope):
        self.method: str = scope["method"]
        self.scheme: str = scope.get("scheme", "http")
        self.path: str = scope["path"]  # percent-decoded, as ASGI has it
        self.raw_path: str = scope["raw_path"].decode("ascii")
        self.headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self._query = scope["query_string"].decode("latin-1")

    @property
    def host(self) -> str:
        """The Host header, lower case, without its port."""
        return self.headers.get("host", "").rsplit(":", 1)[0].lower()

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self._query, keep_blank_values=True)

    async def form(self, receive) -> dict[str, list[str]]:
        """The fields of a form; of one beyond all reason, none."""
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False) and len(body) <= LARGEST_FORM
        return parse_qs(body.decode("latin-1"), keep_blank_values=True) if len(body) <= LARGEST_FORM else {}


@dataclass
class Response:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def send(self, request: Request, send) -> None:
        """Send it; to HEAD, everything but the body."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        headers.setdefault("date", formatdate(usegmt=True))
        if self.status != 304:
            headers.setdefault("content-length", str(len(self.body)))
        await send({"type": "http.response.start", "status": self.status,
                    "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]})
        await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else self.body})


def new_request_id() -> str:
    """A request id as S3 gives it."""
    return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))


def new_host_id() -> str:
    """The x-amz-id-2 S3 gives beside it."""
    return b64encode(secrets.token_bytes(57)).decode()
