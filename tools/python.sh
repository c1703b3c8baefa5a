#!/bin/sh
# Prints the Python to make .venv with: the one given, else the first that will do.
# Says in one line what is missing where none will.

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for python in ${1:-python3 python3.13 python3.12 python3.11}; do
    if "$python" -c "$fits" 2>/dev/null; then
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$python"
            exit 0
        fi
        unfit="${unfit:-$python has no venv module (on Debian or Ubuntu: apt install python3-venv)}"
    elif version=$("$python" --version 2>/dev/null); then
        unfit="${unfit:-$python is $version}"
    fi
done
echo "descent needs Python 3.11, 3.12 or 3.13, and ${unfit:-there is no ${1:-python3}}; name one: make PYTHON=python3.12" >&2
exit 1
