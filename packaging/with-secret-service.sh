#!/bin/sh
# Runs a command with a Secret Service of its own (gnome-keyring), unlocked, without a screen and without
# anybody to click. Its store lies in a folder that is thrown away: no keyring of a person is ever touched.
#
#   sh packaging/with-secret-service.sh [--locked] COMMAND …
#
# --locked   nobody has ever unlocked the store, so it asks for a password that nobody can give.
# Needs the packages dbus and gnome-keyring.
set -eu

if [ "${1-}" != --inside ]; then
    home=$(mktemp -d)
    trap 'rm -rf "$home"' EXIT
    code=0
    env -u DISPLAY -u WAYLAND_DISPLAY XDG_RUNTIME_DIR="$home" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" \
        SECRET_SERVICE_HOME="$home" dbus-run-session -- sh "$0" --inside "$@" || code=$?
    exit "$code"
fi
shift

unlock=--unlock
if [ "${1-}" = --locked ]; then
    unlock=
    shift
fi
# printf, because a newline would be part of the password. In the foreground, so that its id is known below.
# shellcheck disable=SC2086
printf 'throw-away' | gnome-keyring-daemon --foreground $unlock --components=secrets >/dev/null 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true' EXIT
tries=0
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; do
    tries=$((tries + 1))
    if [ "$tries" -ge 200 ]; then
        echo "The Secret Service did not start within 10 s." >&2
        exit 70
    fi
    sleep 0.05
done
code=0
"$@" || code=$?
exit "$code"
