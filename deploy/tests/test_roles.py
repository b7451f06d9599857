"""What each role may do, and may not, with the credentials that the identity pool vends."""

import json

import pytest
import requests

from deployed import anonymous, refusal, root


# ---- Files ----------------------------------------------------------------------------------------------------------

def test_a_user_works_in_the_own_prefix(alice):
    s3, bucket, key = alice.client("s3"), alice.deployment.bucket, alice.prefix + "a folder/ü 1%+.txt"
    etag = s3.put_object(Bucket=bucket, Key=key, Body=b"mine")["ETag"]
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"mine"
    assert s3.head_object(Bucket=bucket, Key=key)["ETag"] == etag
    assert key in listed(s3, bucket, alice.prefix)
    s3.delete_object(Bucket=bucket, Key=key)
    assert key not in listed(s3, bucket, alice.prefix)


def test_a_user_uploads_in_parts(alice):
    s3, own = alice.client("s3"), {"Bucket": alice.deployment.bucket, "Key": alice.prefix + "large"}
    upload = own | {"UploadId": s3.create_multipart_upload(**own)["UploadId"]}
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]
    assert [found["ETag"] for found in s3.list_parts(**upload)["Parts"]] == [part]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    assert s3.head_object(**own)["ContentLength"] == 1
    abandoned = own | {"UploadId": s3.create_multipart_upload(**own)["UploadId"]}
    s3.abort_multipart_upload(**abandoned)
    assert refusal(s3.list_parts, **abandoned) == "NoSuchUpload"


def test_a_user_deletes_several_files_at_once(alice):
    s3, bucket = alice.client("s3"), alice.deployment.bucket
    keys = [alice.prefix + name for name in ("one", "two")]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    assert {deleted["Key"] for deleted in answer["Deleted"]} == set(keys)


def test_another_users_files_are_out_of_reach(alice, bob):
    s3, bucket, key = alice.client("s3"), bob.deployment.bucket, bob.prefix + "to do.txt"
    assert key in listed(bob.client("s3"), bucket, bob.prefix), "there has to be something to refuse"
    theirs = {"Bucket": bucket, "Key": key}
    assert refusal(s3.get_object, **theirs) == "AccessDenied"
    assert refusal(s3.put_object, **theirs, Body=b"") == "AccessDenied"
    assert refusal(s3.delete_object, **theirs) == "AccessDenied"
    assert refusal(s3.create_multipart_upload, **theirs) == "AccessDenied"
    assert refusal(s3.copy_object, Bucket=bucket, Key=alice.prefix + "stolen", CopySource=theirs) == "AccessDenied"
    several = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}]})
    assert [(error["Key"], error["Code"]) for error in several["Errors"]] == [(key, "AccessDenied")]
    assert bob.client("s3").get_object(**theirs)["Body"].read().startswith(b"[x]")


@pytest.mark.parametrize("prefix", ["", "private", "private/", "private/{bob}/", "private/{alice}", "private/{alice}x/",
                                    "shared", "sharedx/"])
def test_only_the_own_and_the_shared_prefix_are_listed(alice, bob, prefix):
    prefix = prefix.format(alice=alice.identity, bob=bob.identity)
    s3, bucket = alice.client("s3"), alice.deployment.bucket
    assert refusal(s3.list_objects_v2, Bucket=bucket, Prefix=prefix) == "AccessDenied"
    assert refusal(s3.list_objects_v2, Bucket=bucket, Prefix=prefix, Delimiter="/") == "AccessDenied"


def test_a_listing_without_a_prefix_is_refused(alice):
    assert refusal(alice.client("s3").list_objects_v2, Bucket=alice.deployment.bucket) == "AccessDenied"


@pytest.mark.parametrize("who", ["alice", "guest"])
def test_shared_files_are_read_only(who, request):
    caller = request.getfixturevalue(who)
    s3, bucket = caller.client("s3"), caller.deployment.bucket
    assert "shared/Welcome.txt" in listed(s3, bucket, "shared/")
    assert listed(s3, bucket, "shared/brand/") == ["shared/brand/logo.svg", "shared/brand/palette.csv"]
    shared = {"Bucket": bucket, "Key": "shared/Welcome.txt"}
    assert b"Everyone" in s3.get_object(**shared)["Body"].read()
    assert refusal(s3.put_object, **shared, Body=b"") == "AccessDenied"
    assert refusal(s3.delete_object, **shared) == "AccessDenied"


def test_a_guest_has_no_private_files(guest, alice):
    s3, bucket = guest.client("s3"), guest.deployment.bucket
    own = {"Bucket": bucket, "Key": guest.prefix + "note.txt"}
    assert refusal(s3.put_object, **own, Body=b"") == "AccessDenied"
    assert refusal(s3.get_object, **own) == "AccessDenied"
    assert refusal(s3.list_objects_v2, Bucket=bucket, Prefix=guest.prefix) == "AccessDenied"
    assert refusal(s3.list_objects_v2, Bucket=bucket, Prefix=alice.prefix) == "AccessDenied"


@pytest.mark.parametrize("who", ["alice", "guest"])
def test_the_page_and_the_account_are_out_of_reach(who, request):
    caller = request.getfixturevalue(who)
    app_bucket = caller.deployment.stack["AppBucketName"]
    s3 = caller.client("s3")
    assert refusal(s3.put_object, Bucket=app_bucket, Key="index.html", Body=b"") == "AccessDenied"
    assert refusal(s3.delete_object, Bucket=app_bucket, Key="index.html") == "AccessDenied"
    assert refusal(s3.list_buckets) == "AccessDenied"
    assert refusal(caller.client("iam").list_roles) == "AccessDenied"
    assert refusal(caller.client("cognito-idp").list_users,
                   UserPoolId=caller.deployment.config["user_pool"]["id"]) == "AccessDeniedException"


def test_without_a_signature_only_the_page_is_readable(deployment):
    url, key = deployment.url, "shared/Welcome.txt"
    assert requests.get(f"{url}/{deployment.bucket}/{key}", timeout=10).status_code == 403
    assert requests.get(f"{url}/{deployment.stack['AppBucketName']}/index.html", timeout=10).status_code == 200
    assert requests.get(f"{url}/{deployment.stack['AppBucketName']}/?list-type=2", timeout=10).status_code == 403
    several = f"<Delete><Object><Key>{key}</Key></Object></Delete>"
    assert requests.post(f"{url}/{deployment.bucket}?delete", several, timeout=10).status_code == 403


def test_a_user_tags_the_own_files(alice, bob):
    s3, file = alice.client("s3"), {"Bucket": alice.deployment.bucket, "Key": alice.prefix + "tagged.txt"}
    tags = {"TagSet": [{"Key": "project", "Value": "lisbon"}]}
    s3.put_object(**file, Body=b"")
    s3.put_object_tagging(**file, Tagging=tags)
    assert s3.get_object_tagging(**file)["TagSet"] == tags["TagSet"]
    s3.delete_object_tagging(**file)
    theirs = file | {"Key": bob.prefix + "to do.txt"}
    assert refusal(s3.get_object_tagging, **theirs) == "AccessDenied"
    assert refusal(s3.put_object_tagging, **theirs, Tagging=tags) == "AccessDenied"
    assert refusal(s3.put_object_tagging, **(file | {"Key": "shared/Welcome.txt"}), Tagging=tags) == "AccessDenied"


def test_a_user_brings_back_own_versions_and_sees_no_others(alice, bob):
    s3, file = alice.client("s3"), {"Bucket": alice.deployment.bucket, "Key": alice.prefix + "history.txt"}
    first = s3.put_object(**file, Body=b"1", Tagging="a=1")["VersionId"]
    second = s3.put_object(**file, Body=b"2")["VersionId"]
    found = s3.list_object_versions(Bucket=file["Bucket"], Prefix=file["Key"])["Versions"]
    assert [version["VersionId"] for version in found] == [second, first]
    assert s3.get_object(**file, VersionId=first)["Body"].read() == b"1"
    s3.copy_object(**file, CopySource=file | {"VersionId": first})
    assert s3.get_object(**file)["Body"].read() == b"1"
    marker = s3.delete_object(**file)["VersionId"]
    s3.delete_object(**file, VersionId=marker)
    assert s3.get_object(**file)["Body"].read() == b"1"
    s3.delete_object(**file, VersionId=second)
    for prefix in ("", "private/", bob.prefix, "shared/"):
        assert refusal(s3.list_object_versions, Bucket=file["Bucket"], Prefix=prefix) == "AccessDenied"


def test_a_user_restores_own_archived_files(alice):
    s3, file = alice.client("s3"), {"Bucket": alice.deployment.bucket, "Key": alice.prefix + "cold.txt"}
    s3.put_object(**file, Body=b"cold", StorageClass="GLACIER")
    assert refusal(s3.get_object, **file) == "InvalidObjectState"
    s3.restore_object(**file, RestoreRequest={"Days": 1, "GlacierJobParameters": {"Tier": "Standard"}})
    assert "ongoing-request" in s3.head_object(**file)["Restore"]


def test_earlier_versions_are_kept(alice):
    s3, file = alice.client("s3"), {"Bucket": alice.deployment.bucket, "Key": alice.prefix + "versions.txt"}
    first = s3.put_object(**file, Body=b"1")["VersionId"]
    s3.put_object(**file, Body=b"2")
    kept = root(alice.deployment.url, "s3").get_object(**file, VersionId=first)
    assert kept["Body"].read() == b"1"


def listed(s3, bucket, prefix):
    return [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]


# ---- Items ----------------------------------------------------------------------------------------------------------

OWN = "IdentityId = :id"


def test_a_user_works_with_the_own_items(alice):
    table, name = alice.client("dynamodb"), alice.deployment.table
    table.put_item(TableName=name, Item=alice.item("a", Count={"N": "1"}))
    table.update_item(TableName=name, Key=alice.item("a"), UpdateExpression="ADD #count :one",
                      ExpressionAttributeNames={"#count": "Count"}, ExpressionAttributeValues={":one": {"N": "1"}})
    assert table.get_item(TableName=name, Key=alice.item("a"))["Item"]["Count"] == {"N": "2"}
    table.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": alice.item("b")}}]})
    read = table.batch_get_item(RequestItems={name: {"Keys": [alice.item("a"), alice.item("b")]}})
    assert len(read["Responses"][name]) == 2
    found = table.query(TableName=name, KeyConditionExpression=OWN,
                        ExpressionAttributeValues={":id": {"S": alice.identity}})
    assert {"a", "b", "profile"} <= {item["ItemId"]["S"] for item in found["Items"]}
    for item_id in ("a", "b"):
        table.delete_item(TableName=name, Key=alice.item(item_id))
    assert "Item" not in table.get_item(TableName=name, Key=alice.item("a"))


def test_a_user_finds_the_own_items_by_the_index(alice):
    table, name = alice.client("dynamodb"), alice.deployment.table
    for item_id, title in (("z", "First"), ("y", "Second")):
        table.put_item(TableName=name, Item=alice.item(item_id, Title={"S": title}, Text={"S": "long"}))
    query = {"TableName": name, "IndexName": "ByTitle", "KeyConditionExpression": OWN, "Limit": 1,
             "ExpressionAttributeValues": {":id": {"S": alice.identity}}}
    found, start = [], {}
    while start is not None:
        page = table.query(**query, **start)
        found += page["Items"]
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if "LastEvaluatedKey" in page else None
    titles = [item["Title"]["S"] for item in found]
    assert titles == sorted(titles) and {"First", "Second"} <= set(titles)
    assert all(item.keys() == {"IdentityId", "ItemId", "Title"} for item in found), "the index holds keys alone"
    for item_id in ("z", "y"):
        table.delete_item(TableName=name, Key=alice.item(item_id))


def test_another_users_items_are_out_of_reach_by_the_index_too(alice, bob):
    table, name = alice.client("dynamodb"), bob.deployment.table
    query = {"TableName": name, "IndexName": "ByTitle", "KeyConditionExpression": OWN,
             "ExpressionAttributeValues": {":id": {"S": bob.identity}}}
    assert bob.client("dynamodb").query(**query)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refusal(table.query, **query) == "AccessDeniedException"
    assert refusal(table.scan, TableName=name, IndexName="ByTitle") == "AccessDeniedException"


def test_a_guest_finds_nothing_by_the_index(guest):
    assert refusal(guest.client("dynamodb").query, TableName=guest.deployment.table, IndexName="ByTitle",
                   KeyConditionExpression=OWN,
                   ExpressionAttributeValues={":id": {"S": guest.identity}}) == "AccessDeniedException"


def test_another_users_items_are_out_of_reach(alice, bob):
    table, name = alice.client("dynamodb"), bob.deployment.table
    key = bob.item("bicycle")
    assert bob.client("dynamodb").get_item(TableName=name, Key=key)["Item"], "there has to be something to refuse"
    theirs = {"TableName": name, "Key": key}
    query = {"TableName": name, "KeyConditionExpression": OWN,
             "ExpressionAttributeValues": {":id": {"S": bob.identity}}}
    assert refusal(table.get_item, **theirs) == "AccessDeniedException"
    assert refusal(table.update_item, **theirs) == "AccessDeniedException"
    assert refusal(table.delete_item, **theirs) == "AccessDeniedException"
    assert refusal(table.put_item, TableName=name, Item=key) == "AccessDeniedException"
    assert refusal(table.query, **query) == "AccessDeniedException"


def test_a_batch_is_refused_for_one_foreign_item_in_it(alice, bob):
    table, name = alice.client("dynamodb"), alice.deployment.table
    both = [alice.item("mine"), bob.item("bicycle")]
    assert refusal(table.batch_get_item, RequestItems={name: {"Keys": both}}) == "AccessDeniedException"
    writes = [{"PutRequest": {"Item": item}} for item in both]
    assert refusal(table.batch_write_item, RequestItems={name: writes}) == "AccessDeniedException"
    assert "Item" not in table.get_item(TableName=name, Key=alice.item("mine"))


def test_what_names_no_single_users_items_is_refused(alice):
    table, name = alice.client("dynamodb"), alice.deployment.table
    assert refusal(table.scan, TableName=name) == "AccessDeniedException"
    assert refusal(table.execute_statement, Statement=f'SELECT * FROM "{name}"') == "AccessDeniedException"
    assert refusal(table.delete_table, TableName=name) == "AccessDeniedException"


def test_a_user_may_ask_for_the_tables_shape(alice, guest):
    described = alice.client("dynamodb").describe_table(TableName=alice.deployment.table)["Table"]
    assert [key["AttributeName"] for key in described["KeySchema"]] == ["IdentityId", "ItemId"]
    assert refusal(guest.client("dynamodb").describe_table, TableName=alice.deployment.table) == "AccessDeniedException"


def test_a_guest_has_no_items(guest):
    table, name = guest.client("dynamodb"), guest.deployment.table
    assert refusal(table.get_item, TableName=name, Key=guest.item("a")) == "AccessDeniedException"
    assert refusal(table.put_item, TableName=name, Item=guest.item("a")) == "AccessDeniedException"


# ---- The API --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("who", ["alice", "guest"])
def test_the_api_answers_who_the_caller_is(who, request):
    caller = request.getfixturevalue(who)
    answer = caller.call_api("GET", "/hello")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["identityId"] == caller.identity


@pytest.mark.parametrize("who", ["alice", "guest"])
@pytest.mark.parametrize("method, path", [
    ("POST", "/hello"), ("DELETE", "/hello"), ("GET", "/notes"), ("GET", "/other"), ("GET", "/")])
def test_the_api_refuses_other_methods_and_paths(who, method, path, request):
    answer = request.getfixturevalue(who).call_api(method, path)
    assert answer.status_code == 403
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "or a browser shows it as a failed network"


def test_the_api_refuses_the_unsigned(deployment):
    url = deployment.config["api"]["url"] + "/hello"
    answer = requests.get(url, headers={"Origin": "https://any.example"}, timeout=10)
    assert answer.status_code == 403
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_api_lets_a_browser_send_what_a_signature_needs(deployment):
    answer = requests.options(deployment.config["api"]["url"] + "/hello", timeout=10, headers={
        "Origin": "https://any.example", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,x-amz-date,x-amz-security-token"})
    assert answer.status_code == 200
    allowed = {header.strip().lower() for header in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert allowed == {"authorization", "content-type", "x-amz-date", "x-amz-security-token"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_note_is_among_the_items_of_whoever_left_it(alice, bob):
    answer = alice.call_api("POST", "/notes", '{"note": "Buy milk"}')
    assert answer.status_code == 201
    key = alice.item(answer.json()["itemId"])
    table = alice.client("dynamodb")
    try:
        assert table.get_item(TableName=alice.deployment.table, Key=key)["Item"]["Note"] == {"S": "Buy milk"}
        assert refusal(bob.client("dynamodb").get_item, TableName=bob.deployment.table, Key=key) == "AccessDeniedException"
    finally:
        table.delete_item(TableName=alice.deployment.table, Key=key)


def test_the_api_takes_no_note_of_a_guest(guest):
    answer = guest.call_api("POST", "/notes", '{"note": "Buy milk"}')
    assert answer.status_code == 403
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


# ---- The trust between the pools and the roles ----------------------------------------------------------------------

def test_a_guest_cannot_take_a_users_identity(deployment, alice):
    identities = anonymous(deployment.url, "cognito-identity")
    assert refusal(identities.get_credentials_for_identity, IdentityId=alice.identity) == "NotAuthorizedException"


# ---- Connections ----------------------------------------------------------------------------------------------------

def test_nobody_reads_by_plain_http(alice):
    """Not by a presigned address either, which whoever is on the way could take over."""
    s3, bucket, key = alice.client("s3"), alice.deployment.bucket, alice.prefix + "plain.txt"
    s3.put_object(Bucket=bucket, Key=key, Body=b"mine")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key})
    assert requests.get(url, timeout=10).text == "mine", "the local AWS's own address stands for HTTPS"
    host = f"{bucket}.s3.us-east-1.amazonaws.com"
    answer = requests.get(f"{alice.deployment.url}/shared/Welcome.txt", headers={"Host": host}, timeout=10)
    assert answer.status_code == 403
    (statement,) = [statement for statement in json.loads(
        root(alice.deployment.url, "s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]]
    assert (statement["Effect"], statement["Principal"], statement["Action"], statement["Condition"]) == (
        "Deny", "*", "s3:*", {"Bool": {"aws:SecureTransport": "false"}})
    assert sorted(statement["Resource"]) == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
