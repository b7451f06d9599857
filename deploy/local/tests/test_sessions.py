"""The temporary credentials that STS keeps."""

import subprocess
import sys
from pathlib import Path

# Threads change places as often as they can, and there is much to walk through.
PROGRAM = """
import sys
from threading import Thread

from local_aws.server import settings

settings.configure(port=0, state=None)
from local_aws import changes

changes.make()
from ministack.services import sts

sys.setswitchinterval(1e-6)
sts._sessions.update({f"old-{n}": {"Expiration": 1 if n % 2 else 2**40} for n in range(20_000)})
failures = []


def register(thread):
    try:
        for n in range(40):
            sts.register_session(f"{thread}-{n}", {"Expiration": 2**40})
    except RuntimeError as failure:
        failures.append(failure)


threads = [Thread(target=register, args=(n,)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failures, len(sts._sessions))
"""


def test_credentials_are_given_while_others_expire():
    local = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=local, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1:] == [f"[] {10_000 + 8 * 40}"], done.stdout + done.stderr
