"""The local AWS as one server: MiniStack with every change of this package, and the pages beside it."""

import asyncio
import signal
import socket

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config

# Importing a module puts its functions in place; where two replace the same one, the later is asked first.
from . import (answers, api_context, attributes, batch_delete, challenge_sessions, choices, classic_flow,
               confirmation_codes, cors, custom_challenges, developer_identities, device_proofs, devices,
               gateway_responses, group_roles, guests, hidden_users, http_api_cors, identity_keys, identity_lists,
               inbox, key_lengths, large_bodies, leading_keys, listings, logins, managed_login, message_codes,
               missing_objects, new_passwords, oidc_providers, owner, passkey_sign_in, passkeys, password_changes,
               passwordless, passwords, policy_variables, pool_settings, property_types, providers,
               request_validators, role_mappings, s3_integrity, second_factors, service_integrations, software_tokens,
               state, template_conditions, token_rotation, user_names, vended_credentials, web_identity, website)
from . import certificate, secure_transport, settings
from .web import Request, Response

# Set by every request that reached MiniStack: there may be something to save.
changed = asyncio.Event()


async def application(scope, receive, send):
    """The ASGI application: our own pages and preflights first, then MiniStack with its answers made AWS's."""
    if scope["type"] != "http":
        await ministack.app(scope, receive, send)
        return
    request = Request(scope)
    own = (inbox.respond(request) or await providers.respond(request, receive) or await website.respond(request)
           or cors.preflight(request) or refused(request))
    if own:
        await own.send(request, send)
        return
    batch_delete.begin(request)
    secure_transport.begin(request)
    await ministack.app(scope, receive, answers.finished(request, send))
    changed.set()


def refused(request: Request) -> Response | None:
    """The answer to a request that is not worth reading."""
    too_large = s3_integrity.too_large(request) if cors.service_of(request) == "s3" else None
    return too_large or owner.refused(request)


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
