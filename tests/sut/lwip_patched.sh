#!/bin/sh
# A copy of lwIP's tcp.c, tcp_in.c and tcp_out.c with patches applied; the release has CR LF at the end of its lines.
#
#   lwip_patched.sh LWIP OUT PATCH...
set -eu

lwip=$1 out=$2
shift 2
mkdir -p "$out/src/core"
for file in tcp tcp_in tcp_out; do
    tr -d '\r' <"$lwip/src/core/$file.c" >"$out/src/core/$file.c"
done
for patch; do
    patch --silent --fuzz=0 --no-backup-if-mismatch -p1 -d "$out" -i "$patch"
done
