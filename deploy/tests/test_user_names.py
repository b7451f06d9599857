"""What visitors are called: the user pool of each stack, and what config.json tells the page of it."""

import json
import secrets

import requests

from deployed import anonymous, refusal, root, run_deploy

PASSWORD = "Satchel-test-1"


def deployed(aws_url, stack, tmp_path, **parameters):
    """The configuration of a stack with these parameters, as far as it is about the user pool."""
    file = tmp_path / "config.json"
    options = [option for name, value in parameters.items() for option in ("--parameter", f"{name}={value}")]
    result = run_deploy("--endpoint-url", aws_url, "--stack", stack, "--config-only", file, *options)
    assert result.returncode == 0, result.stderr
    return json.loads(file.read_text())["user_pool"]


def sign_up(aws_url, pool, username, **attributes):
    return anonymous(aws_url, "cognito-idp").sign_up(
        ClientId=pool["client_id"], Username=username, Password=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()])


def described(aws_url, pool):
    return root(aws_url, "cognito-idp").describe_user_pool(UserPoolId=pool["id"])["UserPool"]


def test_visitors_sign_in_by_phone_and_tell_what_is_required(aws_url, tmp_path):
    pool = deployed(aws_url, "numbers", tmp_path, UsernameAttributes="phone_number", RequiredAttributes="name,birthdate")
    assert (pool["username_attributes"], pool["alias_attributes"]) == (["phone_number"], [])
    assert pool["standard_required_attributes"] == ["name", "birthdate"]
    number = f"+4915{secrets.randbelow(10 ** 9):09}"
    assert refusal(sign_up, aws_url, pool, number, name="Ann") == "InvalidParameterException"
    sent = sign_up(aws_url, pool, number, name="Ann", birthdate="1990-12-31")["CodeDeliveryDetails"]
    assert (sent["DeliveryMedium"], sent["AttributeName"]) == ("SMS", "phone_number")
    messages = requests.get(f"{aws_url}/_satchel/inbox.json", params={"to": number}, timeout=10).json()["messages"]
    anonymous(aws_url, "cognito-idp").confirm_sign_up(
        ClientId=pool["client_id"], Username=number, ConfirmationCode=messages[0]["code"])
    required = [attribute["Name"] for attribute in described(aws_url, pool)["SchemaAttributes"] if attribute.get("Required")]
    assert sorted(set(required) - {"sub"}) == ["birthdate", "name"], "and no attribute whose name is part of another's"
    assert described(aws_url, pool)["AccountRecoverySetting"]["RecoveryMechanisms"] == [
        {"Name": "verified_phone_number", "Priority": 1}]


def test_visitors_have_names_and_sign_in_by_aliases_as_well(aws_url, tmp_path):
    pool = deployed(aws_url, "aliases", tmp_path, AliasAttributes="email,preferred_username", RequiredAttributes="email")
    assert (pool["username_attributes"], pool["alias_attributes"]) == ([], ["email", "preferred_username"])
    assert refusal(sign_up, aws_url, pool, "ann@example.com", email="ann@example.com") == "InvalidParameterException"
    assert sign_up(aws_url, pool, secrets.token_hex(8), email="ann@example.com")["CodeDeliveryDetails"]["AttributeName"] == "email"
    assert not described(aws_url, pool).get("SmsConfiguration")


def test_visitors_have_names_alone(aws_url, tmp_path):
    pool = deployed(aws_url, "names", tmp_path, UsernameAttributes="")
    assert (pool["username_attributes"], pool["alias_attributes"], pool["standard_required_attributes"]) == ([], [], [])
    assert sign_up(aws_url, pool, secrets.token_hex(8), email="ann@example.com")["CodeDeliveryDetails"]["AttributeName"] == "email"
    assert not described(aws_url, pool).get("UsernameAttributes")


def test_either_will_do(aws_url, tmp_path):
    pool = deployed(aws_url, "either", tmp_path, UsernameAttributes="email,phone_number")
    assert pool["username_attributes"] == ["email", "phone_number"]
    assert sign_up(aws_url, pool, f"{secrets.token_hex(8)}@example.com")["CodeDeliveryDetails"]["AttributeName"] == "email"
    assert refusal(sign_up, aws_url, pool, "ann") == "InvalidParameterException"
