"""Tags, versions, copies and archived objects, as the details of a file rely on them."""

import pytest
import requests
from clients import RIGHTFUL_ORIGIN, refusal_code


def tagging(**tags) -> dict:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]}


# -- Tags ---------------------------------------------------------------------------------------------


def test_tags_are_replaced_as_a_whole(s3, own):
    s3.put_object(**own, Body=b"x")
    s3.put_object_tagging(**own, Tagging=tagging(project="lisbon", größe="a b+c=d.e_f:g/h@i-j"))
    found = {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(**own)["TagSet"]}
    assert found == {"project": "lisbon", "größe": "a b+c=d.e_f:g/h@i-j"}
    s3.put_object_tagging(**own, Tagging=tagging(keep=""))
    assert s3.get_object_tagging(**own)["TagSet"] == [{"Key": "keep", "Value": ""}]
    s3.delete_object_tagging(**own)
    assert s3.get_object_tagging(**own)["TagSet"] == []


@pytest.mark.parametrize("key, value", [("aws:x", ""), ("AWS:x", ""), ("a*b", ""), ("a", "x\ny"), ("k" * 129, ""), ("k", "v" * 257),
                                        ("𝒌" * 65, "")])
def test_a_tag_that_s3_does_not_take(s3, own, key, value):
    s3.put_object(**own, Body=b"x")
    assert refusal_code(s3.put_object_tagging, **own, Tagging={"TagSet": [{"Key": key, "Value": value}]}) == "InvalidTag"


def test_limits_of_tags(s3, own):
    s3.put_object(**own, Body=b"x")
    s3.put_object_tagging(**own, Tagging=tagging(**{"k" * 128: "é" * 256}))
    twice = {"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}
    assert refusal_code(s3.put_object_tagging, **own, Tagging=twice) == "InvalidTag"
    assert refusal_code(s3.put_object_tagging, **own, Tagging=tagging(**{f"k{n}": "" for n in range(11)})) == "BadRequest"


# -- Versions -----------------------------------------------------------------------------------------


def test_versions_are_listed_the_newest_first_with_encoded_keys(s3, own):
    own = own | {"Key": own["Key"] + "/a b+ü\x01"}
    first = s3.put_object(**own, Body=b"first")["VersionId"]
    marker = s3.delete_object(**own)["VersionId"]
    second = s3.put_object(**own, Body=b"second")["VersionId"]
    page = s3.list_object_versions(Bucket=own["Bucket"], Prefix=own["Key"], MaxKeys=2)
    assert [version["VersionId"] for version in page["Versions"]] == [second]
    assert [version["VersionId"] for version in page["DeleteMarkers"]] == [marker]
    rest = s3.list_object_versions(Bucket=own["Bucket"], Prefix=own["Key"], KeyMarker=page["NextKeyMarker"],
                                   VersionIdMarker=page["NextVersionIdMarker"])
    assert [(version["VersionId"], version["Key"]) for version in rest["Versions"]] == [(first, own["Key"])]
    assert s3.get_object(**own, VersionId=first)["Body"].read() == b"first"
    saved = s3.get_object(**own, VersionId=first, Range="bytes=1-2", ResponseContentDisposition="attachment")
    assert (saved["Body"].read(), saved["ContentRange"], saved["ContentDisposition"]) == (b"ir", "bytes 1-2/5", "attachment")


def test_a_delete_is_undone_by_taking_its_marker_away(s3, own):
    s3.put_object(**own, Body=b"content")
    marker = s3.delete_object(**own)["VersionId"]
    assert s3.list_objects_v2(Bucket=own["Bucket"], Prefix=own["Key"])["KeyCount"] == 0
    s3.delete_object(**own, VersionId=marker)
    assert s3.get_object(**own)["Body"].read() == b"content"


def test_versions_of_others_are_out_of_reach(stack, s3, own):
    for prefix in ("", "private/", "shared/", "private/somebody/"):
        assert refusal_code(s3.list_object_versions, Bucket=own["Bucket"], Prefix=prefix) == "AccessDenied"


# -- Copies -------------------------------------------------------------------------------------------


def copy(s3, own, version=None, **settings):
    source = own | ({"VersionId": version} if version else {})
    return s3.copy_object(**own, CopySource=source, **settings)


def test_a_copy_onto_itself_has_to_change_something(s3, own):
    s3.put_object(**own, Body=b"x", StorageClass="STANDARD_IA", Tagging="a=1")
    assert refusal_code(copy, s3, own) == "InvalidRequest"
    copy(s3, own, MetadataDirective="REPLACE", ContentType="text/markdown", Metadata={"camera": "X"}, StorageClass="STANDARD_IA")
    head = s3.head_object(**own)
    assert (head["ContentType"], head["Metadata"], head["StorageClass"]) == ("text/markdown", {"camera": "X"}, "STANDARD_IA")
    assert s3.get_object_tagging(**own)["TagSet"] == [{"Key": "a", "Value": "1"}]
    copy(s3, own, MetadataDirective="REPLACE", ContentType="text/plain")
    assert "StorageClass" not in s3.head_object(**own), "without a class it is STANDARD, which is not said"


def test_a_copy_on_conditions_of_its_target(s3, own):
    first = s3.put_object(**own, Body=b"first")
    second = s3.put_object(**own, Body=b"second")
    assert refusal_code(copy, s3, own, first["VersionId"], IfMatch=first["ETag"]) == "PreconditionFailed"
    assert refusal_code(copy, s3, own, first["VersionId"], IfNoneMatch="*") == "PreconditionFailed"
    copy(s3, own, first["VersionId"], IfMatch=second["ETag"])
    assert s3.get_object(**own)["Body"].read() == b"first"
    s3.delete_object(**own)
    copy(s3, own, second["VersionId"], IfNoneMatch="*")
    assert s3.get_object(**own)["Body"].read() == b"second"


# -- Archived -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_an_archived_object_is_read_once_it_is_restored(s3, own, storage_class):
    s3.put_object(**own, Body=b"cold", StorageClass=storage_class)
    assert refusal_code(s3.get_object, **own) == "InvalidObjectState"
    assert refusal_code(copy, s3, own, MetadataDirective="REPLACE") == "InvalidObjectState"
    assert "Restore" not in s3.head_object(**own)
    s3.restore_object(**own, RestoreRequest={"Days": 2, "GlacierJobParameters": {"Tier": "Bulk"}})
    assert "ongoing-request" in s3.head_object(**own)["Restore"]


def test_a_page_may_read_what_the_details_show(stack, own):
    answer = requests.get(f"{stack.endpoint}/{own['Bucket']}/none", headers={"Origin": RIGHTFUL_ORIGIN})
    exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"x-amz-restore", "x-amz-storage-class", "x-amz-version-id", "x-amz-checksum-crc64nvme", "x-amz-tagging-count"} <= exposed
