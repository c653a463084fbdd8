#!/bin/sh
# The scenarios of corpus/lwip with the waivers of lwIP: nothing unexpected.
#
#   lwip_corpus.sh TCPSPEC
set -eu

cd "$(dirname "$0")/../../corpus/lwip"
for scenario in *.scn; do
    case $scenario in
    option-length.scn) continue ;; # AddressSanitizer alone sees it, and no waiver covers a fault of memory
    esac
    set -- "$@" "$scenario"
done
tcpspec=$1
shift
"$tcpspec" replay --sut lwip "$@" >/dev/null
