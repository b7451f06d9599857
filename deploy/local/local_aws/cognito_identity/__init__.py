"""Identity pools: `operations` is where the others register what MiniStack does not know.

- Whose identity it is: `logins` with `provider_tokens`, `developer_identities`, `guests`; the owner's view: `identities`.
- What an identity gets: `credentials` with `role_mappings` and `server_side_token_check`; a token for STS: `classic_flow`.
"""
