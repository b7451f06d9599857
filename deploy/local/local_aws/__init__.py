"""The local AWS: MiniStack, pinned, and what a browser application finds missing or too lenient in it.

MiniStack serves the API. Each module here changes one thing, and says why; importing it puts its functions in the
place of MiniStack's (see `pinned`), so `server` is the list of all changes.

- Who may do what: `identity_keys`, `policy_variables`, `leading_keys`, `batch_delete`, `guests`, `vended_credentials`,
  `web_identity`.
- Signing up and in: `confirmation_codes`, `attributes`, `challenge_sessions`, `token_rotation`.
- What the browser sees: `cors`, `answers`, `website`, `inbox`, `s3_answers`.
- What the stack makes: `property_types`, `gateway_responses`.
- What survives a restart: `state`.

What AWS answers is taken from its documentation, or from answers others recorded; the source is named where it decides
something.
"""
