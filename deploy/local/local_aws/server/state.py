"""What is kept between runs, and when: also vended credentials and e-mails, and not only at a clean end.

MiniStack saves when it is stopped, so a killed process would forget its users. Here the state is saved whenever
requests changed it and then paused, and at least every few seconds in between.
"""

import asyncio
import copy

import ministack.app as ministack
from ministack.core import persistence
from ministack.services import ses, sts

from ..pinned import replaces

SECONDS_BETWEEN_SAVES = 5


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


async def keep_saving(changed: asyncio.Event) -> None:
    """Save after changes, until cancelled; MiniStack itself saves once more at its end."""
    while persistence.PERSIST_STATE:
        await changed.wait()
        changed.clear()
        persistence.save_all(ministack._build_persistence_save_dict())
        await asyncio.sleep(SECONDS_BETWEEN_SAVES)
