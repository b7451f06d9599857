"""Which temporary credentials are forgotten: those that have expired, also while another request is given some.

MiniStack walks through the sessions themselves, to which handlers in other threads add: "dictionary changed size during
iteration", and GetCredentialsForIdentity fails with a 500.
"""

from ministack.services import sts

from ..pinned import replaces


@replaces(sts, "_evict_expired_sessions", "67ddc890eea7")
def evict_expired_sessions(_original):
    for access_key, session in list(sts._sessions.items()):
        if sts._session_expired(session):
            sts._sessions.pop(access_key, None)
