"""The local AWS: MiniStack, pinned, and what a browser application finds missing or too lenient in it.

MiniStack serves the API. Each module here changes one thing, and says why; importing it puts its functions in the
place of MiniStack's (see `pinned`), so `server` is the list of all changes.

- Who may do what: `identity_keys`, `policy_variables`, `leading_keys`, `owner`.
- Identity pools: `guests`, `logins`, `provider_tokens`, `developer_identities`, `identity_lists`, `role_mappings`,
  `group_roles`, `vended_credentials`, `identity_operations`; with STS: `classic_flow`, `web_identity`,
  `oidc_providers`. The stand-ins of the providers outside are in `providers`.
- Signing up, and one's own account: `confirmation_codes`, `passwords`, `password_changes`, `passwordless`,
  `attributes`, `user_names`, `hidden_users`, `token_rotation`.
- Signing in, challenge by challenge: `challenge_sessions` and `sign_in_steps`, of which the others are made;
  `new_passwords`; `second_factors` with `software_tokens` and `message_codes`; `devices` and `device_proofs`; `choices`
  with `passkeys` and `passkey_sign_in`; `custom_challenges`. On pages of the pool's own: `managed_login`, with
  `assertions`. What a pool may be set to: `pool_settings`.
- Files: `batch_delete`, `key_lengths`, `large_bodies`, `listings`, `missing_objects`, `s3_integrity`, `website`.
- What a browser sees of every answer: `answers`, `cors`; of the API: `api_context`, `gateway_responses`,
  `http_api_cors`.
- For the developer: `inbox`, `state`; for the stack: `property_types`,
  `template_conditions`.

What AWS answers is taken from its documentation, or from answers others recorded; the source is named where it decides
something.
"""
