"""The program: what it keeps between runs, and how it ends."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from clients import deploy, refusal_code, root
from local_aws.server import state
from ministack.services import sts

PROGRAM = Path(__file__).parents[1]


def start(*arguments, **streams) -> tuple[subprocess.Popen, str]:
    """The running program and its address, once it serves."""
    process = subprocess.Popen([sys.executable, PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, **streams)
    line = process.stdout.readline()
    address = re.search(r"http://localhost:\d+", line)
    assert address, line
    return process, address[0]


def stop(process, name=signal.SIGTERM) -> int:
    process.send_signal(name)
    return process.wait(timeout=20)


def test_everything_is_kept(tmp_path):
    process, address = start("--port", "0", "--state", str(tmp_path))
    try:
        stack = deploy(address, "kept", {})
        waiting, user = stack.sign_up(), stack.new_user().sign_in()
        key = {"Bucket": stack.bucket, "Key": f"private/{user.identity_id}/a b+ü\n"}
        user.client("s3").put_object(**key, Body=b"kept", ContentType="text/x-kept")
        item = {"IdentityId": {"S": user.identity_id}, "ItemId": {"S": "1"}}
        user.client("dynamodb").put_item(TableName=stack.table, Item=item)
        code = waiting.code()
    finally:
        assert stop(process) == 0
    process, address = start("--port", "0", "--state", str(tmp_path))
    try:
        stack.endpoint = address
        stack.__post_init__()
        assert requests.get(f"{address}/_ministack/ready").status_code == 200
        assert user.client("s3").get_object(**key)["ContentType"] == "text/x-kept"
        assert user.client("s3").list_objects_v2(
            Bucket=stack.bucket, Prefix=f"private/{user.identity_id}/")["Contents"][0]["Key"] == key["Key"]
        assert user.client("dynamodb").get_item(TableName=stack.table, Key=item)["Item"] == item
        assert refusal_code(user.client("s3").get_object, Bucket=stack.bucket, Key="private/x/x") == "AccessDenied"
        assert stack.user_pool.get_tokens_from_refresh_token(
            ClientId=stack.client_id, RefreshToken=user.tokens["RefreshToken"])["AuthenticationResult"]
        identity = user.identity_id
        assert user.sign_in().identity_id == identity
        assert waiting.code() == code
        stack.user_pool.confirm_sign_up(ClientId=stack.client_id, Username=waiting.email, ConfirmationCode=code)
        status = stack.root("cloudformation").describe_stacks(StackName="kept")["Stacks"][0]["StackStatus"]
        assert status == "CREATE_COMPLETE"
    finally:
        assert stop(process, signal.SIGINT) == 0


def test_without_a_directory_nothing_is_kept(monkeypatch, tmp_path):
    """Whatever the environment says, also that of these tests."""
    monkeypatch.setenv("PERSIST_STATE", "1")
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    process, address = start("--port", "0")
    try:
        root(address, "s3").create_bucket(Bucket="forgotten")
    finally:
        stop(process)
    assert list(tmp_path.iterdir()) == []


def test_a_busy_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run([sys.executable, PROGRAM, "--port", str(port)], capture_output=True, text=True,
                               timeout=20)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Port {port} is in use: another local AWS may be running, or choose one with --port.\n")


def test_it_listens_on_this_machine_only():
    process, address = start("--port", "0")
    try:
        port = int(address.rsplit(":", 1)[1])
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        with pytest.raises(OSError):  # this machine as well, but by an address a server on all of them would answer
            socket.create_connection(("127.0.0.2", port), timeout=2)
    finally:
        stop(process)


def test_ctrl_c_ends_it_quietly_also_with_a_browser_open():
    process, address = start("--port", "0", stderr=subprocess.PIPE)
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1]))) as browser:
        browser.sendall(b"GET /_ministack/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert browser.recv(1024).startswith(b"HTTP/1.1 200")
        assert stop(process, signal.SIGINT) == 0
    assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_changes_are_saved_before_the_end(monkeypatch):
    """A process that is killed has lost no more than its last seconds."""
    saved = []
    monkeypatch.setattr(state.persistence, "PERSIST_STATE", True)
    monkeypatch.setattr(state.persistence, "save_all", lambda services: saved.append(set(services)))

    async def one_change():
        changed = asyncio.Event()
        saving = asyncio.create_task(state.keep_saving(changed))
        await asyncio.sleep(0)
        assert saved == []
        changed.set()
        await asyncio.sleep(0)
        saving.cancel()

    asyncio.run(one_change())
    assert len(saved) == 1 and {"cognito", "s3", "sts"} <= saved[0]


def test_what_a_request_changes_while_it_is_read_is_read_again(monkeypatch):
    """Requests run in threads of their own. This value stands for one that adds to the state just then."""

    class Request:
        at_work = True

        def __deepcopy__(self, memo):
            if self.at_work:
                self.at_work = False
                session["added"] = "meanwhile"
            return "copied"

    session = {"being read": Request()}
    monkeypatch.setattr(sts, "_sessions", {"ASIA": session})
    saved = state.ministack._build_persistence_save_dict()["sts"]()
    assert saved == {"sessions": {"ASIA": {"being read": "copied", "added": "meanwhile"}}}


def test_a_state_that_never_rests_waits_for_the_next_save():
    def get_state():
        raise RuntimeError("dictionary changed size during iteration")

    with pytest.raises(RuntimeError):
        state.undisturbed(get_state)()
