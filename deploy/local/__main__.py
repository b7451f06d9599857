"""Starts the local AWS: `.tools/venv/bin/python deploy/local --port 4566 --state .local/aws`."""

import argparse
import errno
import sys
from pathlib import Path

from local_aws import pinned
from local_aws.server import settings


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/local", description="The local AWS, on this machine only.")
    parser.add_argument("--port", type=int, default=4566, help="0 takes any free port (default: 4566)")
    parser.add_argument("--https-port", type=int, metavar="PORT",
                        help="answer by HTTPS as well, with a certificate of this machine's own; 0 takes any free port")
    parser.add_argument("--state", type=Path, help="directory that keeps everything between runs (default: memory)")
    parser.add_argument("--redirect", action="append", default=[], metavar="URI",
                        help="a further address that apps registered with the providers outside; repeatable")
    parser.add_argument("--verbose", action="store_true", help="log every request")
    options = parser.parse_args()
    listeners = []
    for port in [options.port] if options.https_port is None else [options.port, options.https_port]:
        try:
            listeners.append(settings.listen(port))
        except OSError as failure:
            if failure.errno != errno.EADDRINUSE:
                raise
            print(f"Port {port} is in use: another local AWS may be running, or choose one with --port.", file=sys.stderr)
            return 1
    settings.configure(listeners[0].getsockname()[1], options.state, options.verbose,
                       tuple(options.redirect))
    try:
        pinned.require_version()
        from local_aws.server import serve
    except pinned.CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    serve.run(*listeners)
    return 0


if __name__ == "__main__":
    sys.exit(main())
