#!/usr/bin/env bash
# What the compiler cannot check: who may know whom, names, and habits. One argument: the rule to check.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
failed=0

# complain WHAT: reads offending lines from standard input; any line is a failure.
complain() {
    local lines
    lines=$(cat)
    if [ -n "$lines" ]; then
        printf '%s:\n%s\n\n' "$1" "$lines"
        failed=1
    fi
}

files() { find engine specs harness tests examples -name '*.c' -o -name '*.h' -o -name '*.def' | sort; }

# includes DIR PATTERN: include lines below DIR whose target matches PATTERN.
includes() { grep -rnE --include='*.[chd]*' "#include +[\"<]($2)" "$1"; }

case "${1-}" in
includes)
    includes engine '(harness|specs)/' | complain "engine/ knows nothing of harness/ or the compiler"
    grep -rnE --include='*.[chd]*' '#include +"' harness/model |
        grep -vE '"(engine/segment\.h|engine/event\.h|harness/profile\.h|harness/payload\.h|harness/model/[a-z_]+\.(h|def))"' |
        complain "the model knows the vocabulary and itself, nothing else"
    includes harness/model '.*(rules|machine|table|tcb|seq|sut|judge)' | complain "the model must not see these"
    includes harness/report 'harness/(sut|campaign)/|engine/(endpoint|tcb|match|machine)' |
        complain "report/ reads results; it never runs anything"
    includes harness/capture 'harness/(sut|model|judge|campaign|scenario|cli)/' |
        complain "captures are made of what was traced"
    includes harness/sut 'harness/(model|judge|campaign|report)/' | complain "an adapter knows its stack alone"
    includes harness/scenario 'harness/(judge|sut/lwip|campaign|report|model)/' |
        complain "scenarios know events, not verdicts"
    grep -rlE --include='*.[ch]' '#include +["<]lwip/' engine specs harness | grep -v '^harness/sut/lwip/' |
        complain "lwIP's headers stay inside its adapter"
    ;;
habits)
    grep -rnE --include='*.[ch]' '\b(time|rand|srand|getenv|setlocale|clock_gettime|gettimeofday)\(' engine specs/compiler harness |
        grep -vE '^harness/cli/|^[^:]*:[0-9]+: *(\*|/\*|//)' | complain "time, chance, environment and locale come in as parameters"
    grep -rnE --include='*.[ch]' '\b(malloc|calloc|realloc|printf|fprintf|exit|abort)\(' engine harness/model |
        grep -vE '^[^:]*:[0-9]+: *(\*|/\*|//)' | complain "engine and model neither allocate, print nor exit"
    grep -rnE --include='*.[ch]' '\b(exit|_exit)\(' specs/compiler harness |
        grep -vE '^harness/(cli|campaign)/|^specs/compiler/main\.c|^[^:]*:[0-9]+: *(\*|/\*|//)' | complain "a library never exits"
    grep -rnE '\bGLOB(_RECURSE)?\b' --include=CMakeLists.txt --include='*.cmake' . | grep -v '^./build' | complain "CMake lists name every source"
    grep -rnE '\b(TODO|FIXME|XXX)\b' engine specs harness script cmake docs README.md 2>/dev/null | complain "left undone, by its own words"
    ;;
names)
    # libraries of ours, given by the build directory in $2; lwIP's own archive is not ours
    find "$2" -name 'libtspec_*.a' ! -name '*lwip*' ! -path '*/tests/*' -print0 | xargs -0 -r nm -A --defined-only 2>/dev/null |
        grep -E ' [A-Z] tcp_' | complain "no symbol of ours begins with tcp_"
    find "$2" -name 'libtspec_*.a' ! -name '*lwip*' ! -path '*/tests/*' -print0 | xargs -0 -r nm -A --defined-only 2>/dev/null |
        grep -E ' [BCDGRST] ' | grep -vE ' [A-Z] (tspec_|__|_?asan|\.)' | complain "a public symbol begins with tspec_"
    ;;
format)
    command -v clang-format-14 >/dev/null || { echo "clang-format-14 is missing: script/bootstrap --test" && exit 1; }
    files | grep -E '\.[ch]$' | xargs clang-format-14 --dry-run -Werror 2>&1 | grep -E 'error:' | complain "clang-format -i mends these"
    ;;
scripts)
    shellcheck -x script/* .ci/run tests/lint/*.sh | complain "shellcheck"
    ;;
portable)
    git ls-files -z 2>/dev/null | xargs -0 grep -nIE '(/root|/home|/work|/Users)/' 2>/dev/null |
        grep -vE '^(tests/lint/house\.sh|LICENSE)' | complain "paths of one machine"
    ;;
*)
    echo "usage: house.sh includes|habits|names BUILD-DIR|format|scripts|portable"
    exit 2
    ;;
esac
exit $failed
