"""Stands in for duobot's command line in the test of the demo's start."""

import json
import sys

match sys.argv[1:]:
    case ["programme", "add", "--name", name, *_]:
        print(json.dumps({"id": f"id-of-{name}"}))
    case ["invite", *_]:
        print(json.dumps({"token": "secret-invitation", "link": "", "expires": ""}))
    case ["overview", "--format", "table"]:
        print("newcomers  volunteers  duos\n        2           2     1")
    case _:
        sys.exit("unknown command")
