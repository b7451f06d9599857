"""User pools: `operations` is where the others register what MiniStack does not know.

- Signing up, and one's own account: `confirmation_codes`, `passwords`, `change_password`, `passwordless`,
  `user_attributes`, `user_names`, `address_formats`, `refresh_token_rotation`; nobody learns who is a user:
  `user_existence_errors`.
- Signing in, challenge by challenge: `challenge_sessions` and `sign_in_steps`, of which the others are made, one for each
  challenge or kind of them; `user_auth` and `custom_auth` are flows with challenges of their own.
- On pages of the pool's own: `managed_login`, with `saml_assertions`. What a pool may be set to: `user_pools`; what its
  groups put into tokens: `group_roles`.
"""
