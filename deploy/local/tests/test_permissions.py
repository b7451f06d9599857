"""Who may do what: a user reaches their own prefix and items and nothing else, a guest only what is shared."""

import json

import pytest
import requests
from clients import client, guest, refusal_code


@pytest.fixture(scope="module")
def two(stack):
    """Two users, each with a file and an item."""
    users = [stack.new_user().sign_in() for _ in range(2)]
    for user in users:
        user.client("s3").put_object(Bucket=stack.bucket, Key=f"private/{user.identity_id}/a.txt", Body=b"mine")
        user.client("dynamodb").put_item(TableName=stack.table, Item=item(user))
    return users


def item(user, name="1"):
    return {"IdentityId": {"S": user.identity_id}, "ItemId": {"S": name}}


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
    assert refusal_code(s3.list_objects_v2, Bucket=stack.bucket, Prefix="private/") == "AccessDenied"
    assert refusal_code(s3.list_objects_v2, Bucket=stack.bucket) == "AccessDenied"
    assert refusal_code(s3.copy_object, Bucket=stack.bucket, Key=f"private/{alice.identity_id}/stolen",
                        CopySource={"Bucket": stack.bucket, "Key": key}) == "AccessDenied"


def test_what_is_missing_is_not_told_to_those_who_may_not_list_it(stack, two):
    alice, _ = two
    missing = {"Bucket": stack.bucket, "Key": f"private/{alice.identity_id}/missing"}
    assert refusal_code(alice.client("s3").get_object, **missing) == "AccessDenied"
    assert refusal_code(alice.client("s3").head_object, **missing) == "403"
    assert refusal_code(stack.root("s3").get_object, **missing) == "NoSuchKey"
    assert refusal_code(stack.root("s3").head_object, **missing) == "404"
    assert requests.get(f"{stack.endpoint}/{stack.site}/missing").status_code == 403


def test_delete_objects_decides_about_each_key(stack, two):
    alice, bob = two
    own, foreign = f"private/{alice.identity_id}/gone.txt", f"private/{bob.identity_id}/a.txt"
    alice.client("s3").put_object(Bucket=stack.bucket, Key=own, Body=b"")
    answer = alice.client("s3").delete_objects(
        Bucket=stack.bucket, Delete={"Objects": [{"Key": foreign}, {"Key": own}, {"Key": "shared/x"}]})
    assert [entry["Key"] for entry in answer["Deleted"]] == [own]
    assert [(entry["Key"], entry["Code"]) for entry in answer["Errors"]] == [
        (foreign, "AccessDenied"), ("shared/x", "AccessDenied")]
    assert bob.client("s3").get_object(Bucket=stack.bucket, Key=foreign)["Body"].read() == b"mine"


def test_deleting_on_condition_of_an_etag_takes_the_permission_to_read(stack):
    s3, iam, sts = stack.root("s3"), stack.root("iam"), stack.root("sts")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{stack.bucket}/blind/*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{stack.bucket}/blind/seen*"}]}
    role = iam.create_role(RoleName="deletes-blindly", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="deletes-blindly", PolicyName="p", PolicyDocument=json.dumps(policy))
    assumed = sts.assume_role(RoleArn=role, RoleSessionName="blind")["Credentials"]
    keys = {"AccessKeyId": assumed["AccessKeyId"], "SecretKey": assumed["SecretAccessKey"],
            "SessionToken": assumed["SessionToken"]}
    blind = client(stack.endpoint, "s3", keys)
    e_tags = {name: s3.put_object(Bucket=stack.bucket, Key=f"blind/{name}", Body=b"x")["ETag"]
              for name in ("seen 1", "seen 2", "unseen 1", "unseen 2", "unseen 3")}

    def delete(*names, **condition):
        objects = [{"Key": f"blind/{name}", **({"ETag": e_tags[name]} if condition else {})} for name in names]
        answer = blind.delete_objects(Bucket=stack.bucket, Delete={"Objects": objects})
        return [(error["Key"], error["Code"]) for error in answer.get("Errors", [])]

    assert delete("seen 1", "unseen 1", by_e_tag=True) == [("blind/unseen 1", "AccessDenied")]
    assert delete("unseen 1") == []
    one = {"Bucket": stack.bucket, "Key": "blind/unseen 2"}
    assert refusal_code(blind.delete_object, **one, IfMatch=e_tags["unseen 2"]) == "AccessDenied"
    assert blind.delete_object(**one)["ResponseMetadata"]["HTTPStatusCode"] == 204
    seen = {"Bucket": stack.bucket, "Key": "blind/seen 2"}
    assert blind.delete_object(**seen, IfMatch=e_tags["seen 2"])["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_an_object_is_deleted_only_if_it_is_the_one_that_was_seen(stack, two):
    alice, _ = two
    s3, own = alice.client("s3"), lambda name: {"Bucket": stack.bucket, "Key": f"private/{alice.identity_id}/{name}"}
    before = {name: s3.put_object(**own(name), Body=b"before")["ETag"] for name in ("changed", "same", "gone")}
    s3.put_object(**own("changed"), Body=b"after")
    s3.delete_object(**own("gone"))
    objects = [{"Key": own(name)["Key"], "ETag": e_tag} for name, e_tag in before.items()]
    answer = s3.delete_objects(Bucket=stack.bucket, Delete={"Objects": objects})
    assert [deleted["Key"] for deleted in answer["Deleted"]] == [own("same")["Key"]]
    assert {(error["Key"], error["Code"]) for error in answer["Errors"]} == {
        (own("changed")["Key"], "PreconditionFailed"), (own("gone")["Key"], "NoSuchKey")}
    assert refusal_code(s3.delete_object, **own("changed"), IfMatch=before["changed"]) == "PreconditionFailed"
    assert s3.get_object(**own("changed"))["Body"].read() == b"after"


def test_shared_files_are_for_reading(stack, two):
    stack.root("s3").put_object(Bucket=stack.bucket, Key="shared/hours.txt", Body=b"9 to 5")
    for reader in (two[0], guest(stack)):
        s3 = reader.client("s3")
        assert s3.get_object(Bucket=stack.bucket, Key="shared/hours.txt")["Body"].read() == b"9 to 5"
        assert s3.list_objects_v2(Bucket=stack.bucket, Prefix="shared/")["KeyCount"] == 1
        assert refusal_code(s3.put_object, Bucket=stack.bucket, Key="shared/x", Body=b"") == "AccessDenied"


def test_guests_have_no_files_and_no_items(stack):
    visitor = guest(stack)
    own = f"private/{visitor.identity_id}/a"
    assert refusal_code(visitor.client("s3").put_object, Bucket=stack.bucket, Key=own, Body=b"") == "AccessDenied"
    assert refusal_code(visitor.client("dynamodb").put_item, TableName=stack.table, Item=item(visitor)) \
        == "AccessDeniedException"


def test_own_items(stack, two):
    alice, _ = two
    table = alice.client("dynamodb")
    assert table.get_item(TableName=stack.table, Key=item(alice))["Item"] == item(alice)
    found = table.query(TableName=stack.table, KeyConditionExpression="#i = :i",
                        ExpressionAttributeNames={"#i": "IdentityId"},
                        ExpressionAttributeValues={":i": {"S": alice.identity_id}})
    assert found["Items"] == [item(alice)]
    found = table.batch_get_item(RequestItems={stack.table: {"Keys": [item(alice)]}})
    assert found["Responses"][stack.table] == [item(alice)]
    table.batch_write_item(RequestItems={stack.table: [{"PutRequest": {"Item": item(alice, "2")}}]})
    table.delete_item(TableName=stack.table, Key=item(alice, "2"))


def test_items_of_another_user_are_refused(stack, two):
    alice, bob = two
    table, of_bob = alice.client("dynamodb"), item(bob)
    condition = {"ExpressionAttributeValues": {":i": {"S": bob.identity_id}}}
    attempts = [
        (table.get_item, {"TableName": stack.table, "Key": of_bob}),
        (table.put_item, {"TableName": stack.table, "Item": of_bob}),
        (table.update_item, {"TableName": stack.table, "Key": of_bob}),
        (table.delete_item, {"TableName": stack.table, "Key": of_bob}),
        (table.query, {"TableName": stack.table, "KeyConditionExpression": "IdentityId = :i", **condition}),
        (table.query, {"TableName": stack.table, "KeyConditions": {
            "IdentityId": {"AttributeValueList": [{"S": bob.identity_id}], "ComparisonOperator": "EQ"}}}),
        (table.batch_get_item, {"RequestItems": {stack.table: {"Keys": [item(alice), of_bob]}}}),
        (table.batch_write_item, {"RequestItems": {stack.table: [{"PutRequest": {"Item": item(alice)}},
                                                                {"DeleteRequest": {"Key": of_bob}}]}}),
        (table.scan, {"TableName": stack.table}),
    ]
    for call, parameters in attempts:
        assert refusal_code(call, **parameters) == "AccessDeniedException", call.__name__
    assert bob.client("dynamodb").get_item(TableName=stack.table, Key=of_bob)["Item"] == of_bob


@pytest.fixture
def transacting(stack):
    """Further actions for the users' role, under the same condition."""
    role = stack.outputs["AuthenticatedRoleArn"].rsplit("/", 1)[-1]
    policy = """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
        "Action": ["dynamodb:ConditionCheckItem", "dynamodb:ExecuteStatement"],
        "Condition": {"ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"]}}}}"""
    stack.root("iam").put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=policy)
    yield
    stack.root("iam").delete_role_policy(RoleName=role, PolicyName="more")


def test_transactions(stack, two, transacting):
    alice, bob = two
    table = alice.client("dynamodb")
    write = {"TableName": stack.table, "Item": item(alice, "t")}
    check = {"ConditionExpression": "attribute_exists(ItemId)", "TableName": stack.table}
    table.transact_write_items(TransactItems=[{"Put": write}, {"ConditionCheck": {**check, "Key": item(alice)}}])
    for foreign in ({"Delete": {"TableName": stack.table, "Key": item(bob)}},
                    {"ConditionCheck": {**check, "Key": item(bob)}}):
        assert refusal_code(table.transact_write_items, TransactItems=[{"Put": write}, foreign]) \
            == "AccessDeniedException"
    assert refusal_code(table.transact_get_items, TransactItems=[
        {"Get": {"TableName": stack.table, "Key": item(bob)}}]) == "AccessDeniedException"


def test_a_statement_whose_keys_are_not_read_is_refused(stack, two, transacting):
    statement = f'SELECT * FROM "{stack.table}"'
    assert refusal_code(two[0].client("dynamodb").execute_statement, Statement=statement) == "AccessDeniedException"


def test_a_wildcard_in_a_value_stays_a_letter(stack):
    """A user named `*` is not everybody."""
    iam = stack.root("iam")
    iam.create_user(UserName="bob")
    policy = """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::BUCKET/home/${aws:PrincipalTag/home, 'nowhere'}/*"}}"""
    iam.put_user_policy(UserName="bob", PolicyName="home",
                        PolicyDocument=policy.replace("BUCKET", stack.bucket))
    iam.tag_user(UserName="bob", Tags=[{"Key": "home", "Value": "b*"}])
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    s3 = client(stack.endpoint, "s3", {"AccessKeyId": key["AccessKeyId"], "SecretKey": key["SecretAccessKey"]})
    s3.put_object(Bucket=stack.bucket, Key="home/b*/note\nof two lines", Body=b"")
    assert refusal_code(s3.put_object, Bucket=stack.bucket, Key="home/bob/x", Body=b"") == "AccessDenied"
    iam.untag_user(UserName="bob", TagKeys=["home"])
    s3.put_object(Bucket=stack.bucket, Key="home/nowhere/x", Body=b"")
    assert refusal_code(s3.put_object, Bucket=stack.bucket, Key="home/b*/x", Body=b"") == "AccessDenied"
