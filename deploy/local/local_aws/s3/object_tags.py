"""Tags of objects are what S3 allows them to be; MiniStack takes any.

A key has 1 to 128 characters and a value up to 256, as UTF-16 counts them, of letters, digits, spaces and `_ . : / = + - @`;
keys are there once, and those that begin with `aws:` are AWS's own:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html (`InvalidTag`).
"""

import unicodedata
from xml.etree import ElementTree

from ministack.services import s3

from ..pinned import replaces

LONGEST_KEY, LONGEST_VALUE = 128, 256


@replaces(s3, "_put_object_tagging", "2aa1a21a1008")
def put_object_tagging(original, bucket_name, key, body, query_params=None):
    return refusal(body) or original(bucket_name, key, body, query_params)


def refusal(body: bytes):
    try:
        tags = [tag for tag in ElementTree.fromstring(body).iter() if tag.tag.endswith("Tag")]
    except ElementTree.ParseError:
        return None  # MiniStack refuses what is no XML.
    seen = set()
    for tag in tags:
        key, value = ("".join(child.text or "" for child in tag if child.tag.endswith(name)) for name in ("Key", "Value"))
        if not 1 <= length(key) <= LONGEST_KEY or not all(map(is_allowed, key)):
            return invalid("The TagKey you have provided is invalid", key)
        if length(value) > LONGEST_VALUE or not all(map(is_allowed, value)):
            return invalid("The TagValue you have provided is invalid", key)
        if key.lower().startswith("aws:"):
            return invalid("System tags cannot be added/updated by requester", key)
        if key in seen:
            return invalid("Cannot provide multiple Tags with the same key", key)
        seen.add(key)
    return None


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def is_allowed(character: str) -> bool:
    return unicodedata.category(character)[0] in "LZNM" or character in "_.:/=+-@"


def invalid(message: str, key: str):
    return s3._object_error("InvalidTag", message, 400, TagKey=key)
