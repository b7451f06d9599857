"""What is kept between runs, and when: also vended credentials and e-mails, and not only at a clean end.

MiniStack saves when it is stopped, so a killed process would forget its users. Here the state is saved whenever
requests changed it and then paused, and at least every few seconds in between. MiniStack reads the state while requests
change it in threads of their own, and leaves out a service whose dictionary grew meanwhile; here it is read again.
"""

import asyncio
import copy

import ministack.app as ministack
from ministack.core import persistence
from ministack.services import ses, sts

from ..pinned import replaces

SECONDS_BETWEEN_SAVES = 5
# So often at most is a state read that requests keep changing; after that it waits for the next save.
READINGS = 20


@replaces(sts, "get_state", "f3da97bad4fd")
def get_sessions(original):
    """Temporary credentials outlive a restart, as they do on AWS."""
    return {"sessions": dict(sts._sessions)}


@replaces(sts, "load_persisted_state", "95de4b803bf7")
def load_sessions(original, data):
    sts._sessions.update(data.get("sessions", {}))


@replaces(ses, "get_state", "69fba426ea65")
def get_mails(original):
    """A code is of no use when the e-mail that brought it is gone."""
    return {**original(), "sent_emails": copy.deepcopy(ses._sent_emails)}


@replaces(ses, "load_persisted_state", "6f58d9dc1e6e")
def load_mails(original, data):
    original(data)
    ses._sent_emails.update(data.get("sent_emails", {}))


@replaces(ministack, "_build_persistence_save_dict", "9a6393cc953d")
def save_dict(original):
    return {service: undisturbed(get_state) for service, get_state in original().items()}


def undisturbed(get_state):
    """`get_state`, giving a copy that no request changed while it was made."""

    def copied():
        for reading in range(READINGS):
            try:
                return copy.deepcopy(get_state())
            except RuntimeError:  # "dictionary changed size during iteration", and the like of sets and queues
                if reading == READINGS - 1:
                    raise

    return copied


async def keep_saving(changed: asyncio.Event) -> None:
    """Save after changes, until cancelled; MiniStack itself saves once more at its end."""
    while persistence.PERSIST_STATE:
        await changed.wait()
        changed.clear()
        persistence.save_all(ministack._build_persistence_save_dict())
        await asyncio.sleep(SECONDS_BETWEEN_SAVES)
