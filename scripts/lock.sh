#!/bin/sh
# Resolve requirements*.in into requirements*.txt for every Python from 3.11 on, with the hash of every file.
# What is locked stays unless its .in line asks for more; scripts/lock.sh --upgrade takes the newest of all.
# The resolver lives in a folder of its own, outside the project's environment.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check uv
for name in requirements requirements-redis requirements-spark requirements-dev; do
    "$folder/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make requirements" \
        "$@" "$name.in" --output-file "$name.txt"
done
