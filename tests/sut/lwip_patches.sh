#!/bin/sh
# A patch mends what its scenarios show, and brings nothing new.
#
#   lwip_patches.sh PLAIN PATCHED SCENARIO...
#
# PLAIN and PATCHED are lwip_shows, linked with lwIP as it is and as patched. Each scenario says by a comment
# "# shows CHECK at RULE" what is found.
set -eu

plain=$1 patched=$2
shift 2
failed=0
for scenario; do
    wanted=$(sed -n 's/^# shows //p' "$scenario")
    before=$("$plain" "$scenario")
    after=$("$patched" "$scenario")
    if [ -z "$wanted" ] || ! echo "$before" | grep -qFx "$wanted"; then
        echo "$scenario: says that it shows '$wanted', shows: $before"
        failed=1
    fi
    echo "$after" | while read -r line; do
        if [ "$line" = "$wanted" ]; then
            echo "$scenario: patched, lwIP still shows '$line'"
        elif [ -n "$line" ] && ! echo "$before" | grep -qFx "$line"; then
            echo "$scenario: only the patched lwIP shows '$line'"
        else
            continue
        fi
        exit 1
    done || failed=1
done
exit $failed
