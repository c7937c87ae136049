#!/bin/sh
# The peers' own environment, beside this file: versions pinned, nothing outside this folder is touched.
set -e
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
npm ci --silent --ignore-scripts --no-audit --no-fund
# built from source: a prebuilt binary may be for another Node, or out of reach
(cd node_modules/better-sqlite3 && npx --yes node-gyp rebuild --release >/dev/null 2>&1)
