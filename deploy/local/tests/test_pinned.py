"""What does not fit is told in one sentence, before anything is served: a MiniStack that changed, two changes of one thing."""

import ast
import functools
import inspect
import json
import pkgutil
import subprocess
import sys
import types
from pathlib import Path

import local_aws
import pytest
from local_aws import changes, pinned
from local_aws.registry import Registry
from local_aws.server import application

PROGRAM = Path(__file__).parents[1]


def upstream(number):
    return number + 1


@pytest.fixture
def module():
    module = types.ModuleType("upstream")
    module.add = upstream
    return module


def test_the_replacement_gets_the_original(module):
    @pinned.replaces(module, "add", pinned.fingerprint(upstream))
    def twice(original, number):
        return original(number) * 2

    @pinned.replaces(module, "add", pinned.fingerprint(upstream), wraps=sys.modules[__name__])
    def negative(original, number):
        return -original(number)

    assert module.add(1) == -4


def test_what_is_added_to_a_table_is_added_once(module):
    module.handlers = {"Theirs": upstream}
    pinned.adds("first", module, "handlers", "Ours", change)
    assert module.handlers["Ours"] is change and pinned.ADDED.pop("upstream.handlers[Ours]") == "first"
    module.names = {"Theirs"}
    pinned.adds("first", module, "names", "Ours")
    assert module.names == {"Ours", "Theirs"} and pinned.ADDED.pop("upstream.names[Ours]") == "first"
    for table in ["handlers", "names"]:
        for key in ["Ours", "Theirs"]:
            with pytest.raises(pinned.UndeclaredChange):
                pinned.adds("second", module, table, key)


def test_an_entry_of_a_table_is_set_to_what_replaces_it(module):
    module.handlers = {"Add": {"one": upstream, "other": len}}
    with pytest.raises(pinned.UndeclaredChange, match="ours sets upstream.handlers.Add..one. to what replaces upstream.add"):
        pinned.sets("ours", module, "handlers", ("Add", "one"), "add")
    change(module, "second", wraps=change(module, "first"))
    pinned.sets("ours", module, "handlers", ("Add", "one"), "add")
    assert module.handlers["Add"]["one"](1) == "second(first(2))" and pinned.SET.pop("upstream.handlers[Add][one]") == "ours"
    for key in ["one", "other", "none"]:
        with pytest.raises(pinned.UndeclaredChange):
            pinned.sets("ours", module, "handlers", ("Add", key), "add")


def change(module, name: str, wraps=None) -> types.ModuleType:
    """A module of this name that replaces `module.add`."""

    def replacement(original, number):
        return f"{name}({original(number)})"

    replacement.__module__ = name
    pinned.replaces(module, "add", pinned.fingerprint(upstream), wraps=wraps)(replacement)
    return types.ModuleType(name)


def test_a_second_replacement_says_which_one_it_wraps(module):
    first = change(module, "first")
    second = change(module, "second", wraps=first)
    change(module, "third", wraps=second)
    assert module.add(1) == "third(second(first(2)))"


def test_an_undeclared_second_replacement(module):
    change(module, "first")
    with pytest.raises(pinned.UndeclaredChange, match="second replaces upstream.add, and so does first: one of them"):
        change(module, "second")
    assert module.add(1) == "first(2)"


def test_a_replacement_before_the_one_it_wraps(module):
    with pytest.raises(pinned.UndeclaredChange, match="second wraps what first makes of upstream.add, .* nobody last"):
        change(module, "second", wraps=types.ModuleType("first"))
    assert module.add is upstream


def test_a_replacement_that_wraps_another_than_the_last(module):
    first = change(module, "first")
    change(module, "second", wraps=first)
    with pytest.raises(pinned.UndeclaredChange, match="third wraps what first makes of upstream.add, .* second last"):
        change(module, "third", wraps=first)


def test_a_name_is_added_once():
    operations = Registry("operation")
    operations.add("Sign", upstream)
    with pytest.raises(pinned.UndeclaredChange, match="test_pinned adds the operation Sign, and so does test_pinned"):
        operations.add("Sign", upstream)


# Every function of MiniStack that is ours, with the chain of modules behind it, and everything that was added.
EFFECT = """
import json, sys
from functools import partial
from local_aws import changes, pinned, registry
from local_aws.server import settings

settings.configure(0, None)
changes.make(json.loads(sys.argv[1]))
effect = {}
for module in [name for name in sys.modules if name.startswith("ministack")]:
    for name, function in vars(sys.modules[module]).items():
        while isinstance(function, partial) and hasattr(function, "replaced_by"):
            effect.setdefault(f"{module}.{name}", []).append(function.replaced_by)
            function = function.args[0]
added = sorted([kind.kind, sorted(kind.by.items())] for kind in registry.REGISTRIES)
print(json.dumps([effect, added, pinned.ADDED, pinned.SET], sort_keys=True))
"""


def effect_of(names) -> str:
    made = subprocess.run([sys.executable, "-c", EFFECT, json.dumps(names)], cwd=PROGRAM, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_no_order_of_imports_decides():
    as_listed = effect_of(changes.CHANGES)
    assert effect_of(changes.CHANGES[::-1]) == as_listed
    assert effect_of(sorted(changes.CHANGES, key=lambda name: name[::-1])) == as_listed


def test_every_change_is_listed():
    listed = {f"local_aws.{name}" for name in changes.CHANGES}
    made = {*(one.by for one in pinned.LEDGER), *pinned.ADDED.values(), *pinned.SET.values()}
    assert {by for by in made if by.startswith("local_aws.")} <= listed
    modules = {found.name for found in pkgutil.walk_packages(local_aws.__path__, "local_aws.")}
    assert modules - set(sys.modules) == {"local_aws.ledger"}  # what nobody imports changes nothing


def test_all_that_stands_around_ministack_is_listed():
    """Each module that `application` takes something of, with the function that it takes, in the order in which it is asked."""
    tree = ast.parse(inspect.getsource(application))
    named = {name: value.__name__.removeprefix("local_aws.") for name, value in vars(application).items()
             if isinstance(value, types.ModuleType) and value.__name__.startswith("local_aws.") and value is not changes}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    called = {(named[call.value.id], call.attr) for call in calls if isinstance(call.value, ast.Name) and call.value.id in named}
    assert called - {("server.cors", "service_of")} == set(changes.AROUND)


def test_nothing_but_pinned_changes_ministack():
    """No module writes into a table of MiniStack's itself. Tables are constants; what is stored has names in lower case."""
    for path in Path(local_aws.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text())
        of_ministack = {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                        and (node.module or "").startswith("ministack") for alias in node.names}
        for node in ast.walk(tree):
            targets = [node.func.value] if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) \
                and node.func.attr in ("add", "update", "append", "setdefault") else getattr(node, "targets", [])
            for target in targets:
                while isinstance(target, ast.Subscript):
                    target = target.value
                name = target.attr if isinstance(target, ast.Attribute) else ""
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in of_ministack:
                    assert name.islower(), f"{path}:{node.lineno} changes {ast.unparse(target)}"


def ledger() -> list[str]:
    printed = subprocess.run([sys.executable, "-m", "local_aws.pinned", "--list"], cwd=PROGRAM, capture_output=True,
                             text=True)
    assert (printed.returncode, printed.stderr) == (0, "")
    return printed.stdout.split("\n\n")


def test_the_ledger_tells_what_is_replaced_and_why():
    summary, *entries = ledger()
    assert f"as they are in {pinned.MINISTACK}; installed is {pinned.MINISTACK}; differing there: none." in summary
    around = list(dict.fromkeys(name for name, _ in changes.AROUND if name not in changes.CHANGES))
    assert [entry.split("\n")[0] for entry in entries] == [*changes.CHANGES, *around]
    of = {entry.split("\n")[0]: entry.split("\n")[1:] for entry in entries}
    assert of["s3.integrity"][:5] == [
        "  S3 compares what arrived with what the caller says was sent; MiniStack does so only for Content-MD5 of objects.",
        "  https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html",
        "  fixed upstream? No, 1.5.33 has what was read",
        "    replaces ministack.services.s3.handle_request (0856144f19e7, as read)",
        "      wraps s3.missing_objects"]
    assert of["s3.integrity"][-2:] == ["    around MiniStack: too_large", "      The refusal of a single PUT above 5 GB."]
    assert "    sets ministack.services.iam._IAM_HANDLERS[CreateOpenIDConnectProvider] to what it replaces" in of["iam.oidc_providers"]
    assert "    adds ministack.services.cognito._UNSIGNED_IDP_ACTIONS[GetUserAuthFactors]" in of["cognito_idp.user_auth"]
    assert "  fixed upstream? Not compared: it stands around MiniStack" in of["server.cors"]
    assert all(any(line.startswith("  fixed upstream? ") for line in lines) for lines in of.values())


def test_the_ledger_names_a_source_for_all_that_aws_does():
    """What concerns this machine alone has none: memory, time, threads, and what is kept between runs."""
    without = {entry.split("\n")[0] for entry in ledger()[1:] if "\n  https://" not in entry}
    assert without == {
        "s3.large_bodies", "cognito_idp.srp", "sts.sessions", "server.state", "server.inbox", "server.owner", "providers"}


def test_the_ledger_tells_what_changed_upstream(module, monkeypatch):
    monkeypatch.setattr(pinned, "listing", True)
    monkeypatch.setattr(pinned, "LEDGER", [])
    pinned.replaces(module, "add", "000000000000")(lambda original, number: number)
    from local_aws import ledger
    assert ledger.upstream(pinned.LEDGER[0]) \
        == f"000000000000, but is {pinned.fingerprint(upstream)}: read it again"
    assert ledger.fixed_upstream(__name__) == "Perhaps, read again: upstream.add"


def test_a_changed_function(module):
    with pytest.raises(pinned.UpstreamChanged) as raised:
        pinned.replaces(module, "add", "000000000000")
    said = str(raised.value)
    assert said.startswith("add in upstream is not the function this local AWS replaces")
    assert pinned.fingerprint(upstream) in said
    assert module.add is upstream


@pytest.mark.parametrize("value", [None, functools])
def test_a_function_that_is_gone(module, value):
    module.add = value
    with pytest.raises(pinned.UpstreamChanged, match="it is missing"):
        pinned.replaces(module, "add", pinned.fingerprint(upstream))


def test_another_version(monkeypatch):
    monkeypatch.setattr(pinned, "version", lambda _: "9.9.9")
    with pytest.raises(pinned.UpstreamChanged, match="MiniStack 9.9.9 is installed"):
        pinned.require_version()
