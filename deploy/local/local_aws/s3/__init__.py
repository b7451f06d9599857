"""S3: its operations (`copies`, `delete_objects`, `list_objects`, `object_tags`, `object_versions`), what holds for all of them (`integrity`, `key_lengths`,
`missing_objects`, `large_bodies`), and `website`, the endpoint without credentials.
"""
