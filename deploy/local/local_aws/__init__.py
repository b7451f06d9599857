"""The local AWS: MiniStack, pinned, and what a browser application finds missing or too lenient in it.

MiniStack serves the API. Each module here changes one thing, and says why. They are in folders named after the services:

- `cognito_idp` (user pools), `cognito_identity` (identity pools), `sts`, `iam`, `s3`, `dynamodb`, `apigateway`,
  `cloudformation`; what is in each, its `__init__` says.
- `providers`: the stand-ins of Google, Facebook and the other providers outside.
- `server`: what holds whichever service is asked, and the pages for the developer.

`changes` lists the modules that change MiniStack. Importing one puts its functions in the place of MiniStack's (see `pinned`),
or adds what MiniStack does not know (see `registry`); `ledger` prints all of it.

What AWS answers is taken from its documentation, or from answers others recorded; the source is named where it decides
something.
"""
