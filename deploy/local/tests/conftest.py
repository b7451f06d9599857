"""One local AWS for all tests, in this process, so that a test can let time pass by changing what is stored."""

import asyncio
import sys
import tempfile
import threading
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from local_aws.server import settings  # noqa: E402  (the path above is its condition)

LISTENER = settings.listen(0)
PORT = LISTENER.getsockname()[1]
STATE = tempfile.TemporaryDirectory(prefix="satchel-local-aws-")
settings.configure(PORT, Path(STATE.name))

from clients import Pool, Stack, deploy  # noqa: E402  (both read the settings)
from local_aws.server import serve  # noqa: E402


@pytest.fixture(scope="session")
def endpoint():
    """The address of the running local AWS."""
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve.serve_until(LISTENER, stopped)])
    thread.start()
    yield f"http://localhost:{PORT}"
    loop.call_soon_threadsafe(stopped.set)
    thread.join()
    STATE.cleanup()


@pytest.fixture(scope="session")
def stack(endpoint) -> Stack:
    """The product's own template, deployed with everything as it is by default."""
    return deploy(endpoint, "satchel", {})


@pytest.fixture(scope="session")
def new_pool(endpoint):
    """Makes a user pool of its own: `new_pool(mfa={...}, client={...}, **settings)`."""
    return lambda **settings: Pool(endpoint, **settings)


@pytest.fixture
def user(stack):
    """A user who confirmed their address."""
    return stack.new_user()


@pytest.fixture
def signed_in(user):
    """The same, with the temporary credentials of the identity pool."""
    return user.sign_in()


@pytest.fixture(scope="module")
def visitor(stack):
    """Somebody with the temporary credentials of the identity pool, the same for a module's tests."""
    return stack.new_user().sign_in()


@pytest.fixture
def s3(visitor):
    return visitor.client("s3")


@pytest.fixture
def own(stack, visitor, request):
    """The arguments that name an object of the visitor, another one for each test."""
    return {"Bucket": stack.bucket, "Key": f"private/{visitor.identity_id}/{request.node.name}"}
