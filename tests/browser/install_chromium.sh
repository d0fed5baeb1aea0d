#!/bin/sh
# Finds a Chromium for the browser tests, or installs one: Debian's package where there is apt and
# root, else the test tool's own download.
set -eu
bin=$1
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation
else
    "$bin/playwright" install chromium
fi
