#!/bin/sh
# What kojira and the builder need before they start for the first time.
set -eu
koji userinfo kojira 2>/dev/null | grep -q kojira || { koji add-user kojira; koji grant-permission repo kojira; }
koji list-hosts --quiet | grep -q '^builder ' || { koji add-host builder "$(uname -m)"; koji add-host-to-channel builder createrepo; koji edit-host --capacity=4 builder; }
