"""Makes api.json, what the page shows of the API: its OpenAPI document, at the address that config.json says.

Usage: api_json.py EXPORT PARTS CONFIG API

EXPORT is what `aws apigateway get-export --export-type oas30` says, PARTS what `aws apigateway get-documentation-parts`
says, CONFIG config.json, API where the document goes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def document(export: dict, parts: list[dict], url: str) -> dict:
    """The operations that a visitor may call, with what their documentation says."""
    # The export's own address is AWS's, where a local AWS has another.
    api = export | {"servers": [{"url": url}]}
    # A preflight is the browser's business.
    api["paths"] = {
        path: {method: operation for method, operation in operations.items() if method != "options"}
        for path, operations in export["paths"].items()}
    # The export has the documentation of a published version only, and the stack publishes none.
    for part in parts:
        where = part["location"]
        operation = api["paths"].get(where.get("path"), {}).get(where.get("method", "").lower())
        if where["type"] == "METHOD" and operation:
            operation |= json.loads(part["properties"])
    return api


def main() -> None:
    export, parts, config, target = map(Path, sys.argv[1:])
    read = [json.loads(file.read_text(encoding="utf-8")) for file in (export, parts, config)]
    api = document(read[0], read[1]["items"], read[2]["api"]["url"])
    target.write_text(json.dumps(api, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
