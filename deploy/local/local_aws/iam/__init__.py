"""IAM: what a policy may say (`policy_variables`, `identity_keys`, `secure_transport`), and the OpenID Connect providers of an
account (`oidc_providers`).
"""
