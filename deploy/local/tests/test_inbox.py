"""The developer's inbox."""

import requests


def test_newest_first_and_only_the_address_asked_for(stack):
    user, _ = stack.sign_up(), stack.sign_up()
    stack.user_pool.resend_confirmation_code(ClientId=stack.client_id, Username=user.email)
    mails = stack.inbox(user.email)
    assert [mail["to"] for mail in mails] == [user.email] * 2
    assert mails[0]["at"] > mails[1]["at"] and mails[0]["code"] == user.stored()["_codes"]["sign-up"]["code"]
    assert set(mails[0]) == {"medium", "to", "subject", "text", "code", "at"} and mails[0]["code"] in mails[0]["text"]


def test_the_page(stack):
    user = stack.sign_up()
    page = requests.get(f"{stack.endpoint}/_satchel/inbox")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<code>{user.code()}</code>" in page.text and user.email in page.text


def test_what_strangers_write_is_text(stack):
    pool = stack.root("cognito-idp")
    address = "<b>@example.com"
    pool.admin_create_user(UserPoolId=stack.pool_id, Username=address, TemporaryPassword="<i>Temp-1</i>")
    page = requests.get(f"{stack.endpoint}/_satchel/inbox").text
    assert "&lt;b&gt;@example.com" in page and "<b>" not in page and "<i>" not in page
