"""AWS's client for Python, for the tests: puts objects into a bucket and says what is there. A request and an answer in JSON.

    {"endpoint", "region", "bucket", "prefix", "put": {NAME: CONTENT}, "read": BOOLEAN}
    ->  {"refused": {NAME: CODE}, "names": [NAME], "read": {NAME: {"sha256", "type"}}}
"""

import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

asked = json.load(sys.stdin)
bucket, prefix = asked["bucket"], asked["prefix"]
s3 = boto3.client("s3", endpoint_url=asked["endpoint"], region_name=asked["region"], aws_access_key_id="test",
                  aws_secret_access_key="test", config=Config(s3={"addressing_style": "path"}))

refused = {}
for name, content in asked["put"].items():
    try:
        s3.put_object(Bucket=bucket, Key=prefix + name, Body=content.encode())
    except ClientError as error:
        refused[name] = error.response["Error"]["Code"]

pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
names = [item["Key"].removeprefix(prefix) for page in pages for item in page.get("Contents", [])]


def read(name):
    answer = s3.get_object(Bucket=bucket, Key=prefix + name)
    return {"sha256": hashlib.sha256(answer["Body"].read()).hexdigest(), "type": answer["ContentType"]}


with ThreadPoolExecutor(4) as pool:
    contents = dict(zip(names, pool.map(read, names))) if asked.get("read") else {}
json.dump({"refused": refused, "names": names, "read": contents}, sys.stdout)
