#!/usr/bin/env python3
"""Fills the local AWS with two users, so that the isolation between them can be seen at once.

Usage: demo.py CONFIG, where CONFIG is the config.json that deploy.sh wrote for the local AWS.

Each user's files and items are put there by that user: signed in by SRP, with the temporary credentials of the identity
pool. So the demo is also a first proof that the chain works. It runs to its end once; after that the data is the user's
own, and nothing that was changed or deleted comes back.
"""

import hashlib
import json
import mimetypes
import secrets
import struct
import sys
import zlib

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP

PASSWORD = "Satchel-demo-1"

# Lies outside every prefix that a role may reach. Written last, so an interrupted run starts over.
MARKER = "demo-is-in-place"


def png(width, height, colour):
    """A picture: `colour(x, y)` gives each pixel as (red, green, blue)."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def svg(body):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">{body}</svg>\n'


SHARED_FILES = {
    "Welcome.txt": "Everyone who can sign in reads this folder, guests too. Nobody writes to it from the page.\n",
    "brand/logo.svg": svg('<rect x="35" y="25" width="50" height="40" rx="6" fill="#b45309"/>'
                          '<path d="M48 25v-6a12 12 0 0 1 24 0v6" fill="none" stroke="#78350f" stroke-width="5"/>'),
    "brand/palette.csv": "name,hex\nleather,#b45309\nbuckle,#78350f\nlining,#fef3c7\n",
    "opening hours.csv": "day,from,to\nMonday,09:00,17:00\nTuesday,09:00,17:00\nSaturday,10:00,14:00\n",
}

ALICE_FILES = {
    "Read me first.txt": "Hello Alice. Only you can list and open these files; Bob's requests for them are refused.\n",
    "photos/sunset.png": png(160, 100, lambda x, y: (255 - y, 140 - y, 60 + x // 2)),
    "photos/🌻 in the garden.png": png(120, 120, lambda x, y: (
        (92, 51, 23) if (x - 60) ** 2 + (y - 60) ** 2 < 500 else
        (250, 204, 21) if (x - 60) ** 2 + (y - 60) ** 2 < 2000 else (22, 101, 52))),
    "recipes/Crème brûlée.txt": "5 egg yolks\n500 ml cream\n1 vanilla pod\n80 g sugar\n\n95 °C, 50 minutes.\n",
    "travel/Lisbon 2027/plan.txt": "Fri: arrive 18:40\nSat: Alfama, tram 28\nSun: Belém, back 20:15\n",
    "travel/Lisbon 2027/budget.csv": "item,EUR\nflight,184.20\nhotel,240.00\nfood,150.00\n",
    "travel/Lisbon 2027/route.svg": svg('<polyline points="8,70 30,40 60,52 112,10" fill="none" stroke="#0369a1" '
                                        'stroke-width="4"/><circle cx="112" cy="10" r="6" fill="#dc2626"/>'),
    "100% sure? #1 + more.txt": "A name with characters that an address has to escape.\n",
}

BOB_FILES = {
    "to do.txt": "[x] file the September invoices\n[ ] renew the bicycle insurance\n[ ] call the bank\n",
    "invoices/2026/INV-0041.csv": "position,hours,rate,EUR\nDesign,12,85,1020.00\nReview,3,85,255.00\n",
    "invoices/2026/INV-0042.csv": "position,hours,rate,EUR\nWorkshop,8,110,880.00\n",
    "invoices/stamp.svg": svg('<circle cx="60" cy="40" r="30" fill="none" stroke="#15803d" stroke-width="4"/>'
                              '<path d="M46 41l10 10 19-22" fill="none" stroke="#15803d" stroke-width="5"/>'),
    "music/🎸 chords.txt": "Am  F  C  G\n",
    "bike/tyre pressure.csv": "date,front,rear\n2026-10-03,4.5,5.0\n2026-11-07,4.4,4.9\n",
}

# Between them the items show every type of attribute that DynamoDB has but the binary set.
ALICE_ITEMS = {
    "note/2026-11-02": {
        "Title": {"S": "Seeds for spring"},
        "Pinned": {"BOOL": True},
        "Tags": {"SS": ["garden", "shopping"]},
        "Reminder": {"NULL": True},
    },
    "note/2026-11-15": {
        "Title": {"S": "Lisbon"},
        "Pinned": {"BOOL": False},
        "Places": {"L": [{"S": "Alfama"}, {"S": "Belém"}, {"M": {"Name": {"S": "Tram"}, "Line": {"N": "28"}}}]},
    },
    "profile": {
        "Name": {"S": "Alice"},
        "Address": {"M": {"Street": {"S": "12 Orchard Lane"}, "City": {"S": "Porto"}, "Floor": {"N": "3"}}},
        "LuckyNumbers": {"NS": ["3", "7", "21"]},
        "Fingerprint": {"B": bytes(range(16))},
        "Balance": {"N": "1042.50"},
    },
}

BOB_ITEMS = {
    "invoice/INV-0041": {
        "Customer": {"S": "Harbour & Sons"},
        "Paid": {"BOOL": True},
        "Amount": {"N": "1275.00"},
        "Lines": {"L": [{"M": {"Text": {"S": "Design"}, "Hours": {"N": "12"}}},
                        {"M": {"Text": {"S": "Review"}, "Hours": {"N": "3"}}}]},
    },
    "invoice/INV-0042": {
        "Customer": {"S": "Café Lumière"},
        "Paid": {"BOOL": False},
        "Amount": {"N": "880.00"},
        "PaidOn": {"NULL": True},
    },
    "bicycle": {"Frame": {"S": "steel"}, "Gears": {"N": "11"}, "Services": {"NS": ["2024", "2025", "2026"]}},
}

USERS = {"alice@example.com": (ALICE_FILES, ALICE_ITEMS), "bob@example.com": (BOB_FILES, BOB_ITEMS)}


class LocalAws:
    """The clients of one deployment, made from its config.json."""

    def __init__(self, config):
        self.config = config
        self.root = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}

    def client(self, service, credentials=None):
        """A client that signs with the credentials, or, without any, calls as an anonymous page does."""
        signing = {} if credentials else {"signature_version": UNSIGNED}
        return boto3.client(
            service,
            region_name=self.config["region"],
            endpoint_url=self.config["endpoints"].get(service, self.config["endpoints"]["sts"]),
            config=Config(s3={"addressing_style": "path"}, **signing),
            **(credentials or {}),
        )

    def create_user(self, email):
        """Creates a user who is confirmed already and whose password is final."""
        users = self.client("cognito-idp", self.root)
        pool = self.config["user_pool"]["id"]
        verified = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        try:
            users.admin_create_user(
                UserPoolId=pool, Username=email, UserAttributes=verified, MessageAction="SUPPRESS"
            )
        except users.exceptions.UsernameExistsException:
            pass  # an earlier run was interrupted after this point
        users.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)

    def sign_in(self, email):
        """Goes the way of the page, from the password to temporary credentials. Returns the identity id and those."""
        pool = self.config["user_pool"]
        tokens = AWSSRP(
            username=email,
            password=PASSWORD,
            pool_id=pool["id"],
            client_id=pool["client_id"],
            client=self.client("cognito-idp"),
        ).authenticate_user()["AuthenticationResult"]
        logins = {f"cognito-idp.{self.config['region']}.amazonaws.com/{pool['id']}": tokens["IdToken"]}
        identities = self.client("cognito-identity")
        identity = identities.get_id(IdentityPoolId=self.config["identity_pool"]["id"], Logins=logins)["IdentityId"]
        vended = identities.get_credentials_for_identity(IdentityId=identity, Logins=logins)["Credentials"]
        return identity, {
            "aws_access_key_id": vended["AccessKeyId"],
            "aws_secret_access_key": vended["SecretKey"],
            "aws_session_token": vended["SessionToken"],
        }

    def place(self, prefix):
        """The place whose keys begin so."""
        return next(place for place in self.config["storage"]["places"] if place["prefix"].startswith(prefix))

    def put_files(self, credentials, place, identity, files):
        prefix = place["prefix"].replace("{identity_id}", identity)
        s3 = self.client("s3", credentials)
        for name, content in files.items():
            kind, _ = mimetypes.guess_type(name)
            if isinstance(content, str):
                content, kind = content.encode(), f"{kind}; charset=utf-8"
            s3.put_object(Bucket=place["bucket"], Key=prefix + name, Body=content, ContentType=kind)

    def put_items(self, credentials, identity, items):
        table = self.config["tables"][0]
        dynamodb = self.client("dynamodb", credentials)
        for item_id, attributes in items.items():
            keys = {table["partition_key"]: {"S": identity}, table["sort_key"]: {"S": item_id}}
            dynamodb.put_item(TableName=table["name"], Item=keys | attributes)


def seed(aws):
    """Puts everything in place, unless an earlier run has done so."""
    my, shared = aws.place("private/"), aws.place("shared/")
    s3 = aws.client("s3", aws.root)
    try:
        s3.head_object(Bucket=my["bucket"], Key=MARKER)
        print("The demo is in place already.")
        return
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise

    aws.put_files(aws.root, shared, "", SHARED_FILES)
    for email, (files, items) in USERS.items():
        aws.create_user(email)
        identity, credentials = aws.sign_in(email)
        aws.put_files(credentials, my, identity, files)
        aws.put_items(credentials, identity, items)
        print(f"{email}: {len(files)} files and {len(items)} items as {identity}")
    s3.put_object(Bucket=my["bucket"], Key=MARKER)


def add_own_user(aws):
    """A user of the login that the stack may bring: carol, with the password of the others."""
    if "developer_login" not in aws.config:
        return
    stacks = aws.client("cloudformation", aws.root).describe_stacks()["Stacks"]
    for stack in stacks:
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
        table = outputs.get("LoginUsersTableName")
        if table and outputs.get("IdentityPoolId") == aws.config["identity_pool"]["id"]:
            salt = secrets.token_bytes(16)
            digest = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
            aws.client("dynamodb", aws.root).put_item(TableName=table, Item={
                "UserName": {"S": "carol"}, "Salt": {"S": salt.hex()}, "PasswordHash": {"S": digest.hex()},
                "N": {"N": str(2**17)}})
            print("carol: a user of the login that the stack brings")


def main():
    if len(sys.argv) != 2:
        sys.exit("Usage: demo.py CONFIG")
    with open(sys.argv[1], encoding="utf-8") as file:
        config = json.load(file)
    if "endpoints" not in config:
        sys.exit(f"{sys.argv[1]} belongs to a deployment on the real AWS; the demo is for the local one only.")
    aws = LocalAws(config)
    seed(aws)
    add_own_user(aws)


if __name__ == "__main__":
    main()
