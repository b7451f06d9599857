"""The server's life: its sockets, by HTTP and HTTPS, until it is told to end."""

import asyncio
import signal
import socket

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config

from . import certificate, settings, state
from .application import application, changed


async def serve_until(listener: socket.socket, stopped: asyncio.Event, tls: "Tls | None" = None) -> None:
    """Serve the socket until the event is set; MiniStack then saves its state. With `tls` another one is served by HTTPS."""
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    if tls:
        config.insecure_bind, config.bind = config.bind, [f"fd://{tls.listener.detach()}"]
        config.certfile, config.keyfile = str(tls.certificate), str(tls.key)
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.loglevel = ministack.LOG_LEVEL
    asyncio.get_running_loop().set_exception_handler(report)
    saving = asyncio.create_task(state.keep_saving(changed))
    await serve(application, config, shutdown_trigger=stopped.wait)
    saving.cancel()


def report(loop: asyncio.AbstractEventLoop, context: dict) -> None:
    """Python 3.11 reports each connection a browser still holds at the end as a failure; it is none."""
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


class Tls:
    """A socket that is served by HTTPS, with a certificate of its own."""

    def __init__(self, listener: socket.socket):
        self.listener, self.port = listener, listener.getsockname()[1]
        self.certificate, self.key, self.fingerprint = certificate.make(settings.temporary_directory())


def run(listener: socket.socket, secure_listener: socket.socket | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    tls = Tls(secure_listener) if secure_listener else None

    async def until_signalled():
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        port = listener.getsockname()[1]
        secure = f"; HTTPS: port {tls.port}, key {tls.fingerprint}" if tls else ""
        print(f"Local AWS: http://localhost:{port} (e-mails: http://localhost:{port}/_satchel/inbox){secure}", flush=True)
        await serve_until(listener, stopped, tls)

    asyncio.run(until_signalled())
