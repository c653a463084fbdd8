/*
 * tspec-compile: the compiler as a build tool.
 *
 *     tspec-compile --c NAME SPEC OUT    C source that defines `const struct tspec_rules NAME`
 *     tspec-compile --rules SPEC OUT     the list of rules (the committed specs/tcp.rules)
 *     tspec-compile --fmt SPEC OUT       the canonical form
 *
 * OUT "-" is standard output. Exit 0 done, 1 the spec has errors, 2 wrong usage or an unreadable file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "specs/compiler/compiler.h"

/* The whole file, NUL-terminated, to be freed; NULL after a message. */
static char *read_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    struct tspec_out text = {0};
    char piece[4096];
    size_t got;
    if (!file) {
        fprintf(stderr, "tspec-compile: cannot open %s\n", path);
        return NULL;
    }
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        tspec_out_bytes(&text, piece, got);
    bool bad = ferror(file) || text.failed;
    fclose(file);
    if (bad) {
        fprintf(stderr, "tspec-compile: cannot read %s\n", path);
        tspec_out_free(&text);
        return NULL;
    }
    tspec_out_bytes(&text, "", 0);
    *bytes = text.bytes;
    return text.text;
}

static int write_file(const char *path, const struct tspec_out *out)
{
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
    bool good = file && !out->failed && fwrite(out->text, 1, out->bytes, file) == out->bytes;
    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        fprintf(stderr, "tspec-compile: cannot write %s\n", path);
    return good ? 0 : 2;
}

static int compile(const char *spec, const char *verb, const char *name, const char *path)
{
    size_t bytes;
    char *source = read_file(spec, &bytes);
    if (!source)
        return 2;
    struct tspec_compilation *c = tspec_compile(source, bytes);
    struct tspec_out out = {0};
    int status = 1;
    free(source);
    if (!c) {
        fprintf(stderr, "tspec-compile: out of memory\n");
        return 2;
    }
    const struct tspec_rules *rules = tspec_compilation_rules(c);
    bool written = strcmp(verb, "--fmt") == 0 ? tspec_format(c, &out) : rules != NULL;
    if (rules && strcmp(verb, "--c") == 0)
        tspec_write_c(rules, name, &out);
    if (rules && strcmp(verb, "--rules") == 0)
        tspec_write_rules(rules, &out);
    if (written) {
        status = write_file(path, &out);
    } else {
        tspec_compilation_print_errors(c, spec, &out);
        fputs(out.text, stderr);
    }
    tspec_out_free(&out);
    tspec_compilation_free(c);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--c") == 0)
        return compile(argv[3], argv[1], argv[2], argv[4]);
    if (argc == 4 && (strcmp(argv[1], "--rules") == 0 || strcmp(argv[1], "--fmt") == 0))
        return compile(argv[2], argv[1], NULL, argv[3]);
    fprintf(stderr, "usage: tspec-compile --c NAME SPEC OUT | --rules SPEC OUT | --fmt SPEC OUT\n");
    return 2;
}
