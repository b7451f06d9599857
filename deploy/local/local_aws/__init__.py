"""The local AWS: MiniStack, pinned, and what a browser application finds missing or too lenient in it.

MiniStack serves the API. Each module here changes one thing, and says why; importing it puts its functions in the
place of MiniStack's (see `pinned`), so `server` is the list of all changes.

- Who may do what: `identity_keys`, `policy_variables`, `leading_keys`, `guests`, `vended_credentials`, `web_identity`,
  `owner`.
- Signing up and in: `passwords`, `confirmation_codes`, `attributes`, `challenge_sessions`, `hidden_users`,
  `token_rotation`.
- Files: `batch_delete`, `large_bodies`, `listings`, `missing_objects`, `s3_integrity`, `website`.
- What a browser sees of every answer: `answers`, `cors`; of the API: `api_context`, `gateway_responses`.
- For the developer: `inbox`, `state`; for the stack: `property_types`.

What AWS answers is taken from its documentation, or from answers others recorded; the source is named where it decides
something.
"""
