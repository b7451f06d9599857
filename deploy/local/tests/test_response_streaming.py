"""An HTTP proxy integration whose response transfer mode is STREAM: signed and policy-checked as any other, passed on as it comes."""

import json
import queue
import threading
from http.client import HTTPConnection, IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from clients import REGION, root

WAIT = 20


class Backend(ThreadingHTTPServer):
    """Sends each piece when it is told to; `seen` has the headers of each request, `lost` says that the reader has gone."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.is_over = False
        self.pieces, self.seen, self.lost = queue.Queue(), queue.Queue(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.put((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.send_response(207)
        for name, value in (("Content-Type", "text/event-stream"), ("Access-Control-Allow-Origin", "*"), ("X-Own", "a"),
                            ("X-Own", "b"), ("Transfer-Encoding", "chunked")):
            self.send_header(name, value)
        self.end_headers()
        try:
            while not self.server.is_over:
                piece = self.server.pieces.get()
                if piece is None:
                    self.close_connection = True
                    return
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                if not piece:
                    return
        except OSError:
            self.server.lost.set()

    def log_message(self, *_):
        pass


@pytest.fixture
def backend():
    with Backend() as backend:
        yield backend
        backend.is_over = True
        backend.pieces.put(b"")
        backend.shutdown()


def make_api(endpoint, uri, kind="HTTP_PROXY"):
    gateway = root(endpoint, "apigateway")
    api = gateway.create_rest_api(name="stream")["id"]
    (top,) = gateway.get_resources(restApiId=api)["items"]
    method = {"restApiId": api, "httpMethod": "GET",
              "resourceId": gateway.create_resource(restApiId=api, parentId=top["id"], pathPart="stream")["id"]}
    gateway.put_method(**method, authorizationType="AWS_IAM")
    made = gateway.put_integration(**method, type=kind, integrationHttpMethod="GET", uri=uri, responseTransferMode="STREAM")
    assert made["responseTransferMode"] == gateway.get_integration(**method)["responseTransferMode"] == "STREAM"
    gateway.create_deployment(restApiId=api, stageName="v1")
    return api


@pytest.fixture
def stream(endpoint, backend, stack, signed_in):
    """The address of the stream, which signed-in users may read until the test is over."""
    api = make_api(endpoint, f"{backend.address}/told?kind=a")
    role, iam = stack.outputs["AuthenticatedRoleArn"].rsplit("/", 1)[-1], stack.root("iam")
    iam.put_role_policy(RoleName=role, PolicyName="stream", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"arn:aws:execute-api:*:*:{api}/v1/GET/stream"}}))
    yield f"{endpoint}/_aws/execute-api/{api}/v1/stream"
    iam.delete_role_policy(RoleName=role, PolicyName="stream")


def open_stream(address, user, query=""):
    """The answer to a signed request, whose body has not come yet."""
    keys, request = user.credentials, AWSRequest("GET", address + query)
    SigV4Auth(Credentials(keys["AccessKeyId"], keys["SecretKey"], keys["SessionToken"]), "execute-api", REGION) \
        .add_auth(request)
    connection = HTTPConnection(urlsplit(address).netloc, timeout=WAIT)
    connection.request("GET", address.split(urlsplit(address).netloc, 1)[1] + query, headers=dict(request.headers))
    return connection, connection.getresponse()


def test_each_piece_comes_before_the_next_is_sent(stream, backend, signed_in):
    _, answer = open_stream(stream, signed_in, "?q=1&q=2")
    assert (answer.status, answer.headers["Content-Type"]) == (207, "text/event-stream")
    assert answer.headers["X-Own"] == "a, b" and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["x-amzn-RequestId"]
    for piece in (b"data: one\n\n", b"data: two\n\n"):
        backend.pieces.put(piece)
        assert answer.read1() == piece
    backend.pieces.put(b"")
    assert answer.read() == b""


def test_a_stream_that_breaks_off_does_so_for_the_reader(stream, backend, signed_in):
    _, answer = open_stream(stream, signed_in)
    backend.pieces.put(b"data: one\n\n")
    assert answer.read1() == b"data: one\n\n"
    backend.pieces.put(None)
    with pytest.raises(IncompleteRead):
        answer.read()


def test_the_signature_stays_with_the_gateway(stream, backend, signed_in):
    backend.pieces.put(b"")
    _, answer = open_stream(stream, signed_in, "?q=1&q=2")
    answer.read()
    path, headers = backend.seen.get(timeout=WAIT)
    assert path == "/told?kind=a&q=1&q=2"
    assert not {"authorization", "x-amz-security-token", "x-amz-date"} & headers.keys()


def test_the_backend_learns_that_the_reader_has_gone(stream, backend, signed_in):
    connection, answer = open_stream(stream, signed_in)
    backend.pieces.put(b"data: one\n\n")
    assert answer.read1() == b"data: one\n\n"
    answer.close()
    connection.close()
    # What is written to a connection that is gone is noticed after some of it.
    for _ in range(WAIT * 20):
        backend.pieces.put(b"x" * 65536)
        if backend.lost.wait(0.05):
            return
    pytest.fail("The backend was left sending.")


def test_what_is_signed_and_allowed_is_looked_at_as_ever(stream, backend, signed_in, stack):
    assert requests.get(stream).status_code == 403
    role, iam = stack.outputs["AuthenticatedRoleArn"].rsplit("/", 1)[-1], stack.root("iam")
    iam.put_role_policy(RoleName=role, PolicyName="stream", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "execute-api:*", "Resource": "*"}}))
    _, answer = open_stream(stream, signed_in)
    assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (403, "AccessDeniedException")
    assert backend.seen.empty()


def test_a_backend_that_is_not_there(endpoint, backend, stream, signed_in):
    backend.shutdown()
    backend.server_close()
    _, answer = open_stream(stream, signed_in)
    assert (answer.status, json.loads(answer.read())) == (500, {"message": "Internal server error"})


@pytest.mark.parametrize("kind", ["MOCK", "HTTP", "AWS"])
def test_only_proxies_stream(endpoint, kind):
    with pytest.raises(ClientError, match="BadRequestException"):
        make_api(endpoint, "http://127.0.0.1:1/", kind)
