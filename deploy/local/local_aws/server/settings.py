"""MiniStack's settings, which it reads from the environment when it is imported: so they are made before."""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path


def listen(port: int) -> socket.socket:
    """The socket to serve, taken before anything slow, so that a busy port is told at once. 0 takes any free port."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()  # whoever calls before everything is loaded waits instead of being refused
    return listener


def configure(port: int, state: Path | None, verbose: bool = False, redirects: tuple[str, ...] = ()) -> None:
    """Check everything, keep it in `state` (None: in memory), and be nobody's gateway to their real AWS.

    `redirects` are further addresses that apps have registered with the providers outside (see `providers.apps`).
    """
    _redirects.update(redirects)
    # The caller's own credentials must not become root here.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "INFO" if verbose else "WARNING",
        "LOCALSTACK_PERSISTENCE": "0",
        "PERSIST_STATE": "1" if state else "0",
        "S3_PERSIST": "1" if state else "0",
    }
    directory = state.resolve() if state else temporary_directory()
    os.environ |= {"STATE_DIR": str(directory), "S3_DATA_DIR": str(directory / "s3")}


def port() -> int:
    return int(os.environ["GATEWAY_PORT"])


def address() -> str:
    """The address of this local AWS."""
    return f"http://localhost:{port()}"


def redirects() -> set[str]:
    return _redirects


_redirects: set[str] = set()


def temporary_directory() -> Path:
    """Where the keys that sign tokens are written when nothing else is; gone at the end."""
    directory = tempfile.mkdtemp(prefix="local-aws-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)
