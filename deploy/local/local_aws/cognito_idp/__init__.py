"""User pools: the others register with `operations` what MiniStack does not know, with `auth_flows` how a sign-in
begins, and with `challenge_sessions` how a challenge is answered.

- Signing up, and one's own account: `sign_up`, `forgot_password`, `change_password`, `user_attributes`, of
  `confirmation_codes`, `passwords`, `passwordless`, `user_names` and `address_formats`.
- Signing in, challenge by challenge (`sign_in_steps`): `srp`; `new_password_required`; `mfa` with `software_tokens` and
  `message_codes`; `devices` and `device_srp_auth`; `passkeys` and `web_authn`. Flows with challenges of their own:
  `user_auth`, `custom_auth`. Later: `refresh_token_rotation`. Nobody learns who is a user: `user_existence_errors`.
- On pages of the pool's own: `managed_login`, with `saml_assertions`.
- The pool itself: `user_pools`, `app_clients`; what its groups put into tokens: `group_roles`.
"""
