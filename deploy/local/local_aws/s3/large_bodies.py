"""Large objects pass through files, not memory: a 2 GB upload takes MiniStack 4 GB of it, and a download 6 GB.

A large body becomes a memory map of a file. It has all that MiniStack asks of the bytes it takes it for (length,
slices, a buffer to hash and to write), and the system, not this process, decides how much of it is in memory.
"""

import mmap
import os
import tempfile

import ministack.app as ministack
from ministack.core.iam_evaluator import pin_signed_body
from ministack.services import s3

from ..pinned import replaces

LARGE = 8 * 2**20
PIECE = 2**20


@replaces(ministack, "_read_request_body", "2b85f2bcd699")
async def read_request_body(original, receive, method, headers):
    length = headers.get("content-length", "")
    framed = headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
    if method != "PUT" or not length.isdigit() or int(length) < LARGE or framed:
        return await original(receive, method, headers)
    with tempfile.TemporaryFile() as file:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ministack._RequestBodyDisconnected
            file.write(message.get("body", b""))
            more = message.get("more_body", False)
        file.flush()
        if file.tell() != int(length):
            raise ministack._IncompleteRequestBody("Content-Length does not match request body")
        body = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    pin_signed_body(body)
    return body


@replaces(s3, "_read_body", "596e56d63502")
def read_body(original, bucket_name, key, record):
    path = s3._object_disk_path(bucket_name, key) if record.get("body") is None else None
    return mapped(path) or original(bucket_name, key, record)


@replaces(s3, "_version_body", "914e6f75ad9f")
def version_body(original, bucket, bucket_name, key, version):
    path = s3._version_disk_path(bucket_name, key, version["version_id"]) if version.get("data") is None else None
    return mapped(path) or original(bucket, bucket_name, key, version)


def mapped(path: str | None) -> mmap.mmap | None:
    """A large file's content; None for a small one and for none."""
    if not path or not s3.S3_PERSIST or not os.path.isfile(path) or os.path.getsize(path) < LARGE:
        return None
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@replaces(ministack, "_send_response", "316290fa1412")
async def send_response(original, send, status, headers, body, *, head=False):
    if not isinstance(body, mmap.mmap):
        await original(send, status, headers, body, head=head)
        return
    await send({"type": "http.response.start", "status": status, "headers": ministack._asgi_header_list(headers)})
    for start in range(0, len(body), PIECE):
        await send({"type": "http.response.body", "body": body[start:start + PIECE], "more_body": True})
    await send({"type": "http.response.body", "body": b""})
