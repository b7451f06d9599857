"""Who may do what: a user reaches their own prefix and items and nothing else, a guest only what is shared."""

import pytest
from clients import deploy, guest, refusal_code, refused


@pytest.fixture(scope="module")
def two(stack):
    """Two users, each with a file and an item."""
    users = [stack.new_user().sign_in() for _ in range(2)]
    for user in users:
        user.client("s3").put_object(Bucket=stack.bucket, Key=f"private/{user.identity_id}/a.txt", Body=b"mine")
        user.client("dynamodb").put_item(
            TableName=stack.table, Item={"IdentityId": {"S": user.identity_id}, "ItemId": {"S": "1"}})
    return users


def test_own_files(stack, two):
    alice, _ = two
    s3 = alice.client("s3")
    assert s3.get_object(Bucket=stack.bucket, Key=f"private/{alice.identity_id}/a.txt")["Body"].read() == b"mine"
    listed = s3.list_objects_v2(Bucket=stack.bucket, Prefix=f"private/{alice.identity_id}/")
    assert [entry["Key"] for entry in listed["Contents"]] == [f"private/{alice.identity_id}/a.txt"]


def test_files_of_another_user_are_refused(stack, two):
    alice, bob = two
    s3, key = alice.client("s3"), f"private/{bob.identity_id}/a.txt"
    assert refusal_code(s3.get_object, Bucket=stack.bucket, Key=key) == "AccessDenied"
    assert refusal_code(s3.put_object, Bucket=stack.bucket, Key=key, Body=b"") == "AccessDenied"
    assert refusal_code(s3.delete_object, Bucket=stack.bucket, Key=key) == "AccessDenied"
    assert refusal_code(s3.list_objects_v2, Bucket=stack.bucket, Prefix=f"private/{bob.identity_id}/") == "AccessDenied"
    assert refusal_code(s3.list_objects_v2, Bucket=stack.bucket) == "AccessDenied"
    assert refusal_code(s3.copy_object, Bucket=stack.bucket, Key=f"private/{alice.identity_id}/stolen",
                        CopySource={"Bucket": stack.bucket, "Key": key}) == "AccessDenied"
    batch = s3.delete_objects(Bucket=stack.bucket, Delete={"Objects": [{"Key": key}]})
    assert [failure["Code"] for failure in batch["Errors"]] == ["AccessDenied"]


def test_shared_files_are_for_reading(stack, two):
    stack.root("s3").put_object(Bucket=stack.bucket, Key="shared/hours.txt", Body=b"9 to 5")
    for reader in (two[0], guest(stack)):
        s3 = reader.client("s3")
        assert s3.get_object(Bucket=stack.bucket, Key="shared/hours.txt")["Body"].read() == b"9 to 5"
        assert s3.list_objects_v2(Bucket=stack.bucket, Prefix="shared/")["KeyCount"] == 1
        assert refusal_code(s3.put_object, Bucket=stack.bucket, Key="shared/x", Body=b"") == "AccessDenied"
