#!/usr/bin/env bash
# script/bisect on a made-up tree, with a cmake that builds in no time: the program it makes judges a scenario where the
# tree has the word DEFECT in it, and finds nothing where not; with BROKEN in it, the build fails.
#
#   bisect.sh TCPSPEC
set -euo pipefail
tcpspec=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
scenario=$root/corpus/lwip/no-ack-bit.scn
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
export GIT_CONFIG_NOSYSTEM=1 HOME=$temp GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

mkdir "$temp/bin"
cat >"$temp/bin/cmake" <<EOF
#!/bin/sh
[ "\$1" != --build ] || exit 0
for word; do
    case \$word in -DTSPEC_LWIP_DIR=*) lwip=\${word#*=} ;; esac
done
! grep -q BROKEN "\$lwip/src/tcp.c" || { echo "tcp.c: error: it is broken"; exit 1; }
mkdir -p "\$6/bin"
{
    echo "#!/bin/sh"
    if grep -q DEFECT "\$lwip/src/tcp.c"; then echo "exec $tcpspec \\"\\\$@\\""; else echo "echo no finding"; fi
} >"\$6/bin/tcpspec"
chmod +x "\$6/bin/tcpspec"
EOF
chmod +x "$temp/bin/cmake"
PATH=$temp/bin:$PATH

tree=$temp/tree
git init --quiet --initial-branch=main "$tree"
mkdir "$tree/src"
# commit NAME WORD...: what src/tcp.c consists of.
commit() {
    printf '%s\n' "$@" >"$tree/src/tcp.c"
    git -C "$tree" add src
    git -C "$tree" commit --quiet -m "$1"
    git -C "$tree" tag "$1"
}
commit good
commit still-good
commit bad DEFECT
commit still-bad DEFECT
commit unbuilt DEFECT BROKEN
commit unbuilt-too DEFECT BROKEN
commit as-bad DEFECT
commit mended
commit stays-mended
git -C "$tree" checkout --quiet -b release still-good
commit release-good
git -C "$tree" checkout --quiet main
commit broken-1 BROKEN
commit broken-2 BROKEN DEFECT
commit bad-again DEFECT
echo "not committed" >"$tree/src/tcp.c"
git -C "$tree" status --porcelain=v2 --branch >"$temp/status"

failed=0
# expect CODE TEXT ARGUMENT...: the exit code, and what the output has in it.
expect() {
    local code=$1 text=$2 got=0 out
    shift 2
    out=$("$root/script/bisect" "$@" 2>&1) || got=$?
    if [ "$got" -ne "$code" ] || ! grep -qF -- "$text" <<<"$out"; then
        printf 'bisect %s: expected %s and "%s", got %s and\n%s\n\n' "$*" "$code" "$text" "$got" "$out"
        failed=1
    fi
}
on=(--tree "$tree" --scenario "$scenario")
expect 0 "brought by $(git -C "$tree" show -s --format='%h %cs' bad) bad" "${on[@]}" good still-bad
expect 0 "mended by $(git -C "$tree" show -s --format='%h %cs' mended) mended" "${on[@]}" bad stays-mended
expect 0 "brought by $(git -C "$tree" show -s --format='%h %cs' bad) bad" "${on[@]}" as-bad good
expect 0 "skipped, error: it is broken" "${on[@]}" still-bad mended
expect 0 "brought by $(git -C "$tree" show -s --format='%h %cs' bad) bad" "${on[@]}" release-good as-bad
git -C "$tree" worktree add --quiet --detach "$temp/linked" good
expect 0 "brought by" --tree "$temp/linked/src" --scenario "$scenario" good still-bad
git -C "$tree" worktree remove "$temp/linked"
expect 0 "brought by" "${on[@]}" --check ack.beyond-received --rule emit.segment good still-bad
expect 0 "brought by" "${on[@]}" --signature "$("$tcpspec" replay "$scenario" | sed -n 's/^  signature *//p' | head -n 1)" good bad
expect 1 "some commits cannot be judged; it was brought by one of" "${on[@]}" stays-mended bad-again
expect 2 "neither commit shows it" "${on[@]}" --check live.send good bad
expect 2 "neither commit shows it" "${on[@]}" --check ack.beyond-received --rule emit.window good bad
expect 2 "both commits show it" "${on[@]}" bad still-bad
expect 2 "cannot be judged: name another commit" "${on[@]}" good unbuilt
expect 2 "'nothing' is no commit of" "${on[@]}" good nothing
expect 2 "two commits are needed, 1 are given" "${on[@]}" good
expect 2 "--scenario is missing" --tree "$tree" good bad
expect 2 "is no git checkout" --tree "$temp" --scenario "$scenario" good bad
expect 2 "cannot be read" --tree "$tree" --scenario "$temp/none.scn" good bad
expect 2 "leave --check and --rule out" "${on[@]}" --signature 1 --check live.send good bad

if ! git -C "$tree" status --porcelain=v2 --branch | cmp - "$temp/status" || git -C "$tree" rev-parse -q --verify refs/bisect/bad; then
    echo "the tree is not as it was"
    failed=1
fi
exit $failed
