# shellcheck shell=bash disable=SC2034
# Sourced by the other scripts: where the checkout is, and how to speak.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf 'tcpspec: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 3
}

# The packages of Debian 12 and Ubuntu LTS that building needs, and those that only the tests need.
build_packages=(gcc libc6-dev binutils cmake ninja-build pkg-config libjansson-dev libpcap-dev dpkg-dev ca-certificates)
test_packages=(clang-14 libclang-rt-14-dev libcmocka-dev clang-format-14 shellcheck libxml2-utils tcpdump tshark chromium git patch)

# missing PACKAGE...: prints those that are not installed.
missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s\n' "$package"
    done
}
