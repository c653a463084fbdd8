/*
 * What the tests of the compiler share: files and compiling.
 */
#ifndef TSPEC_TESTS_SPEC_FILES_H
#define TSPEC_TESTS_SPEC_FILES_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "specs/compiler/compiler.h"

/* The whole file at a path below the source directory; to be given to tspec_out_free. Fails the test
 * otherwise. */
static inline struct tspec_out read_source(const char *path)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", TSPEC_SOURCE_DIR, path);
    FILE *file = fopen(full, "rb");
    if (!file)
        fail_msg("cannot open %s", full);
    struct tspec_out text = {0};
    char piece[4096];
    size_t got;
    tspec_out_bytes(&text, "", 0);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        tspec_out_bytes(&text, piece, got);
    fclose(file);
    assert_false(text.failed);
    return text;
}

static inline struct tspec_compilation *compile_text(const struct tspec_out *text)
{
    struct tspec_compilation *c = tspec_compile(text->text, text->bytes);
    assert_non_null(c);
    return c;
}

/* Compiles what must be sound; fails the test with the messages otherwise. */
static inline struct tspec_compilation *compile_sound(const struct tspec_out *text, const char *name)
{
    struct tspec_compilation *c = compile_text(text);
    if (tspec_compilation_errors(c)) {
        struct tspec_out messages = {0};
        tspec_compilation_print_errors(c, name, &messages);
        print_error("%s", messages.text);
        fail_msg("%s has errors", name);
    }
    return c;
}

#endif
