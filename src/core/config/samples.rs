//! A `config.json` for tests to change.

use serde_json::{Value, json};

use super::{Config, Fault};

/// One in which nothing is wrong.
pub fn sample() -> Value {
    json!({
        "region": "us-east-1",
        "user_pool": { "id": "us-east-1_AbC123", "client_id": "abc123", "password_policy": { "min_length": 10, "require_numbers": true } },
        "identity_pool": { "id": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true },
        "storage": { "places": [
            { "label": "My files", "bucket": "my-data", "prefix": "private/{identity_id}/", "access": { "authenticated": ["get"] } },
        ] },
        "tables": [ { "name": "items", "partition_key": "IdentityId", "sort_key": "ItemId" } ],
        "api": { "url": "http://localhost:4566/_aws/execute-api/abc/live/" },
        "endpoints": { "s3": "http://localhost:4566/" },
    })
}

/// What is wrong with a file.
pub fn faults(value: &Value) -> Vec<String> {
    Config::read(&value.to_string()).err().unwrap_or_default().iter().map(Fault::to_string).collect()
}
