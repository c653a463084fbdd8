#include "specs/compiler/citations.h"

#include <stdio.h>
#include <string.h>
#include "specs/compiler/suggest.h"

static const char *const sections[] = {
#define TSPEC_SECTION(number) number,
#include "specs/citations.def"
};
static const char *const other_rfcs[] = {
#define TSPEC_OTHER_RFC(number) number,
#include "specs/citations.def"
};
static const char *const ambiguities[] = {
#define TSPEC_AMBIGUITY(id) id,
#include "specs/citations.def"
};
static const char *const decisions[] = {
#define TSPEC_DECISION(id, reason) id,
#include "specs/citations.def"
};
static const struct {
    const char *prefix;
    unsigned last;
} requirements[] = {
#define TSPEC_REQUIREMENTS(prefix, last) {prefix, last},
#include "specs/citations.def"
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void check_list(struct tspec_ast *ast, struct tspec_place span, const char *const *list, size_t count,
                       const char *what)
{
    struct tspec_suggestion s = {.name = ast->source + span.at, .name_bytes = span.bytes};
    for (size_t i = 0; i < count; i++) {
        if (tspec_span_is(ast, span, list[i]))
            return;
        tspec_suggest(&s, list[i], strlen(list[i]));
    }
    tspec_suggest_error(ast, span, what, &s);
}

/* "RFC 5961 3.2": a number of the list, then nothing or one more word of letters, digits and dots. */
static void check_other_rfc(struct tspec_ast *ast, struct tspec_place span)
{
    const char *text = ast->source + span.at;
    struct tspec_place number = {span.at + 4, 0};
    while (4 + number.bytes < span.bytes && text[4 + number.bytes] != ' ')
        number.bytes++;
    check_list(ast, number, other_rfcs, COUNT(other_rfcs), "RFC");
    for (uint32_t i = 4 + number.bytes + 1; i < span.bytes; i++)
        if (!strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.", text[i])) {
            tspec_errors_add(ast->errors, span, "expected \"RFC NUMBER SECTION\"");
            return;
        }
}

static void check_one_section(struct tspec_ast *ast, struct tspec_place span)
{
    if (span.bytes >= 4 && memcmp(ast->source + span.at, "RFC ", 4) == 0)
        check_other_rfc(ast, span);
    else
        check_list(ast, span, sections, COUNT(sections), "section of RFC 9293");
}

void tspec_check_section(struct tspec_ast *ast, struct tspec_place span)
{
    enum { SECTIONS_BYTES = 100 };
    uint32_t start = span.at, end = span.at + span.bytes;
    if (span.bytes > SECTIONS_BYTES) {
        tspec_errors_add(ast->errors, span, "the sections together have at most %d characters",
                         SECTIONS_BYTES);
        return;
    }
    for (uint32_t i = start; i <= end; i++)
        if (i == end || ast->source[i] == ';') {
            check_one_section(ast, (struct tspec_place){start, i - start});
            start = i + 1;
            while (start < end && ast->source[start] == ' ')
                start++;
        }
}

/* "RFC5961-3": what another RFC asks for in a section. */
static bool is_of_other_rfc(const struct tspec_ast *ast, struct tspec_place span)
{
    const char *dash = memchr(ast->source + span.at, '-', span.bytes);
    if (!dash || span.bytes < 4 || memcmp(ast->source + span.at, "RFC", 3) != 0)
        return false;
    struct tspec_place number = {span.at + 3, (uint32_t)(dash - ast->source) - span.at - 3};
    for (size_t i = 0; i < COUNT(other_rfcs); i++)
        if (tspec_span_is(ast, number, other_rfcs[i]))
            return true;
    return false;
}

void tspec_check_requirement(struct tspec_ast *ast, struct tspec_place span)
{
    if (is_of_other_rfc(ast, span))
        return;
    struct tspec_suggestion s = {.name = ast->source + span.at, .name_bytes = span.bytes};
    for (size_t i = 0; i < COUNT(requirements); i++)
        for (unsigned n = 1; n <= requirements[i].last; n++) {
            char id[16];
            snprintf(id, sizeof id, "%s-%u", requirements[i].prefix, n);
            if (tspec_span_is(ast, span, id))
                return;
            tspec_suggest(&s, id, strlen(id));
        }
    tspec_suggest_error(ast, span, "requirement", &s);
}

void tspec_check_ambiguity(struct tspec_ast *ast, struct tspec_place span)
{
    check_list(ast, span, ambiguities, COUNT(ambiguities), "ambiguity");
}

void tspec_check_decision(struct tspec_ast *ast, struct tspec_place span)
{
    check_list(ast, span, decisions, COUNT(decisions), "row of the decision table");
}
