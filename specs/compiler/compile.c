#include "specs/compiler/compiler.h"

#include <stdlib.h>
#include <string.h>
#include "specs/compiler/ast.h"
#include "specs/compiler/format.h"

struct tspec_compilation {
    struct tspec_ast ast;
    struct tspec_errors errors;
    bool parsed;
    char *source;
    struct tspec_rules rules;
};

/* Each phase relies on those before it. */
static void run_phases(struct tspec_compilation *c)
{
    c->ast.errors = &c->errors;
    if (c->errors.count)
        return;
    tspec_parse(&c->ast);
    if (c->errors.count)
        return;
    c->parsed = true;
    tspec_resolve_names(&c->ast);
    if (c->errors.count)
        return;
    tspec_resolve_kinds(&c->ast, &c->rules);
    if (c->errors.count)
        return;
    tspec_make_tables(&c->ast, &c->rules);
    if (c->errors.count)
        return;
    tspec_check_cells(&c->ast, &c->rules);
}

struct tspec_compilation *tspec_compile(const char *source, size_t bytes)
{
    struct tspec_compilation *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->source = malloc(bytes + 1);
    if (!c->source) {
        tspec_compilation_free(c);
        return NULL;
    }
    if (bytes)
        memcpy(c->source, source, bytes);
    c->source[bytes] = '\0';
    c->ast.source = c->source;
    c->ast.bytes = bytes;
    if (!tspec_lex(c->source, bytes, &c->ast.tokens, &c->errors) || !tspec_ast_init(&c->ast)) {
        tspec_compilation_free(c);
        return NULL;
    }
    run_phases(c);
    return c;
}

void tspec_compilation_free(struct tspec_compilation *c)
{
    if (!c)
        return;
    tspec_ast_free(&c->ast);
    free(c->source);
    free(c);
}

unsigned tspec_compilation_errors(const struct tspec_compilation *c)
{
    return c->errors.count;
}

void tspec_compilation_print_errors(struct tspec_compilation *c, const char *file, struct tspec_out *out)
{
    tspec_errors_print(&c->errors, file, c->source, c->ast.bytes, out);
}

const struct tspec_rules *tspec_compilation_rules(const struct tspec_compilation *c)
{
    return c->errors.count ? NULL : &c->rules;
}

bool tspec_format(const struct tspec_compilation *c, struct tspec_out *out)
{
    if (c->parsed)
        tspec_format_tokens(c->source, &c->ast.tokens, out);
    return c->parsed;
}
