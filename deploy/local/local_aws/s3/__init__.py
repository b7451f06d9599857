"""S3: its operations (`delete_objects`, `list_objects`), what holds for all of them (`integrity`, `key_lengths`,
`missing_objects`, `large_bodies`), and `website`, the endpoint without credentials.
"""
