"""Buckets that refuse plain HTTP, the way the template's data bucket does, and the address that pages have by HTTPS."""

import http.client
import json
import re
import ssl
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import requests
from clients import root

PROGRAM = Path(__file__).parents[1]


def allow_reading_by_https(s3, bucket):
    """Anybody may read the bucket's objects, by HTTPS."""
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicPolicy": False})
    arn = f"arn:aws:s3:::{bucket}/*"
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": arn},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": arn,
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}))


@pytest.fixture
def bucket(endpoint):
    s3, name = root(endpoint, "s3"), "secure-transport"
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="note.txt", Body=b"read")
    allow_reading_by_https(s3, name)
    return name


def test_plain_http_to_awss_own_host_is_refused(endpoint, bucket):
    for claims in ({}, {"X-Forwarded-Proto": "https"}):
        answer = requests.get(f"{endpoint}/note.txt", timeout=10,
                              headers={"Host": f"{bucket}.s3.us-east-1.amazonaws.com", **claims})
        assert answer.status_code == 403 and "AccessDenied" in answer.text, claims


def test_the_address_of_this_machine_stands_for_https(endpoint, bucket):
    assert requests.get(f"{endpoint}/{bucket}/note.txt", timeout=10).text == "read"
    by_host = requests.get(f"{endpoint}/note.txt", timeout=10, headers={"Host": f"{bucket}.localhost"})
    assert by_host.text == "read"


def test_https_is_served_beside_it():
    process = subprocess.Popen([sys.executable, PROGRAM, "--port", "0", "--https-port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        address, port, key = re.search(r"(http://localhost:\d+) .*HTTPS: port (\d+), key (\S+)", process.stdout.readline()).groups()
        assert len(key) == 44
        s3 = root(address, "s3")
        s3.create_bucket(Bucket="pages")
        s3.put_object(Bucket="pages", Key="index.html", Body=b"page")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

        def page():
            with closing(http.client.HTTPSConnection("127.0.0.1", int(port), context=context, timeout=10)) as connection:
                connection.request("GET", "/index.html", headers={"Host": "pages.s3.us-east-1.amazonaws.com"})
                answer = connection.getresponse()
                return answer.status, answer.read()

        assert page()[0] == 403, "nobody has been allowed to read it"
        allow_reading_by_https(s3, "pages")
        assert page() == (200, b"page")
        plain = requests.get(f"{address}/index.html", timeout=10, headers={"Host": "pages.s3.us-east-1.amazonaws.com"})
        assert plain.status_code == 403
    finally:
        process.terminate()
        process.wait(timeout=20)
