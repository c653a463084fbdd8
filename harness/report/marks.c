#include "harness/report/marks.h"

#include <ctype.h>
#include <string.h>

enum { FIELDS_MAX = 8 };

/* NAME=VALUE inside a sentence, or <NAME=VALUE>. Pointers into the sentence. */
struct field {
    const char *start, *end; /* with the brackets */
    const char *name, *value;
    size_t name_bytes, value_bytes;
};

static bool is_name(char c)
{
    return isupper((unsigned char)c) || c == '.' || c == '_';
}

/* The field whose equals sign stands at `equals`; false when there is no name before it. */
static bool field_at(const char *text, const char *equals, struct field *field)
{
    const char *name = equals;
    while (name > text && is_name(name[-1]))
        name--;
    if (name == equals)
        return false;
    bool bracketed = name > text && name[-1] == '<';
    size_t length = strcspn(equals + 1, bracketed ? ">" : " ,;:()");
    *field = (struct field){.start = name - bracketed,
                            .end = equals + 1 + length,
                            .name = name,
                            .value = equals + 1,
                            .name_bytes = (size_t)(equals - name),
                            .value_bytes = length};
    field->end += bracketed && *field->end == '>';
    return true;
}

static unsigned fields_of(const char *text, struct field fields[FIELDS_MAX])
{
    unsigned count = 0;
    for (const char *at = text; count < FIELDS_MAX && (at = strchr(at, '=')); at++)
        count += field_at(text, at, &fields[count]);
    return count;
}

static const struct field *same_name(const struct field *fields, unsigned count, const struct field *wanted)
{
    for (unsigned i = 0; i < count; i++)
        if (fields[i].name_bytes == wanted->name_bytes &&
            !memcmp(fields[i].name, wanted->name, wanted->name_bytes))
            return &fields[i];
    return NULL;
}

/* Numbers are relative to the initial ones, so that ISS is 0. */
static bool same_value(const struct field *a, const struct field *b)
{
    bool same = a->value_bytes == b->value_bytes && !memcmp(a->value, b->value, a->value_bytes);
    bool a_iss = a->value_bytes == 3 && !memcmp(a->value, "ISS", 3);
    bool b_iss = b->value_bytes == 3 && !memcmp(b->value, "ISS", 3);
    return same || (a_iss && b->value_bytes == 1 && *b->value == '0') ||
           (b_iss && a->value_bytes == 1 && *a->value == '0');
}

static void add(struct tspec_text *out, const char *from, const char *to)
{
    tspec_text_escaped_part(out, from, (size_t)(to - from));
}

static void add_marked(struct tspec_text *out, const char *from, const char *to)
{
    tspec_text_add(out, "<mark>");
    add(out, from, to);
    tspec_text_add(out, "</mark>");
}

/* Marks the fields of `text` that `other` has not, or has otherwise. Returns how many; 0: nothing was added.
 */
static unsigned by_fields(struct tspec_text *out, const char *text, const char *other)
{
    struct field ours[FIELDS_MAX], theirs[FIELDS_MAX];
    unsigned our_count = fields_of(text, ours), their_count = fields_of(other, theirs), marked = 0;
    if (!our_count || !their_count)
        return 0;
    struct tspec_text marks = {0};
    const char *at = text;
    for (unsigned i = 0; i < our_count; i++) {
        const struct field *twin = same_name(theirs, their_count, &ours[i]);
        if (twin && same_value(&ours[i], twin))
            continue;
        const char *from = twin ? ours[i].value : ours[i].start;
        const char *to = twin ? ours[i].value + ours[i].value_bytes : ours[i].end;
        add(&marks, at, from);
        add_marked(&marks, from, to);
        at = to;
        marked++;
    }
    add(&marks, at, text + strlen(text));
    if (marked)
        tspec_text_add(out, marks.bytes ? marks.bytes : "");
    out->failed |= marks.failed;
    tspec_text_free(&marks);
    return marked;
}

/* The first number, with a unit of one word behind it; its end in *end. NULL: there is none. */
static const char *number(const char *text, const char **end)
{
    const char *at = text;
    while (*at && !(isdigit((unsigned char)*at) && (at == text || at[-1] == ' ')))
        at++;
    if (!*at)
        return NULL;
    *end = at + strspn(at, "0123456789.");
    if (!strncmp(*end, " s", 2) || !strncmp(*end, " ms", 3) || !strncmp(*end, " octets", 7))
        *end += 1 + strcspn(*end + 1, " ,");
    return at;
}

static bool by_numbers(struct tspec_text *out, const char *text, const char *other)
{
    const char *end = NULL, *other_end = NULL;
    const char *ours = number(text, &end), *theirs = number(other, &other_end);
    if (!ours || !theirs || (end - ours == other_end - theirs && !memcmp(ours, theirs, (size_t)(end - ours))))
        return false;
    add(out, text, ours);
    add_marked(out, ours, end);
    add(out, end, end + strlen(end));
    return true;
}

/* What stands behind the fields both have: "<SEQ=1> with an ACK field". */
static bool by_rest(struct tspec_text *out, const char *text, const char *other)
{
    struct field ours[FIELDS_MAX], theirs[FIELDS_MAX];
    unsigned count = fields_of(text, ours);
    if (!count || !fields_of(other, theirs) || *ours[count - 1].end != ' ')
        return false;
    const char *rest = ours[count - 1].end + 1;
    add(out, text, rest);
    add_marked(out, rest, rest + strlen(rest));
    return true;
}

static bool is_short(const char *text)
{
    const char *space = strchr(text, ' ');
    return !strpbrk(text, "=<") && (!space || !strchr(space + 1, ' '));
}

static bool is_segment(const char *text)
{
    struct field fields[FIELDS_MAX];
    return *text == '<' && fields_of(text, fields);
}

static void render(struct tspec_text *out, const char *text, const char *other, bool whole)
{
    if (by_fields(out, text, other) || by_rest(out, text, other) || by_numbers(out, text, other))
        return;
    if (whole && *text && strcmp(text, other))
        add_marked(out, text, text + strlen(text));
    else
        tspec_text_escaped(out, text);
}

void tspec_marks_expected(struct tspec_text *out, const char *expected, const char *observed)
{
    render(out, expected, observed, is_short(expected) && is_short(observed));
}

void tspec_marks_observed(struct tspec_text *out, const char *observed, const char *expected)
{
    render(out, observed, expected, is_short(observed) || (is_segment(observed) && !is_segment(expected)));
}

unsigned tspec_marks_fields(const char *expected, const char *observed)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {
        {"SEQ", TSPEC_MARK_SEQ}, {"ACK", TSPEC_MARK_ACK}, {"CTL", TSPEC_MARK_CTL}, {"WND", TSPEC_MARK_WND}};
    struct field wanted[FIELDS_MAX], seen[FIELDS_MAX];
    unsigned wanted_count = fields_of(expected, wanted), seen_count = fields_of(observed, seen), bits = 0;
    for (size_t i = 0; wanted_count && seen_count && i < sizeof names / sizeof names[0]; i++) {
        const struct field name = {.name = names[i].name, .name_bytes = strlen(names[i].name)};
        const struct field *a = same_name(wanted, wanted_count, &name),
                           *b = same_name(seen, seen_count, &name);
        bool differs = a && b ? !same_value(a, b) : (a || b) && is_segment(expected) && is_segment(observed);
        bool inside = is_segment(expected) || names[i].bit == TSPEC_MARK_ACK; /* "up to SEQ=11" is no field */
        if (differs && inside)
            bits |= names[i].bit;
    }
    return bits;
}

void tspec_marks_segment(struct tspec_text *out, const char *segment, unsigned fields)
{
    const char *sequence = strchr(segment, ' '), *ack = strstr(segment, "ack "),
               *win = strstr(segment, "win ");
    const struct {
        unsigned bit;
        const char *at;
        size_t bytes;
    } parts[] = {
        {TSPEC_MARK_CTL, segment, strcspn(segment, " ")},
        {TSPEC_MARK_SEQ, sequence ? sequence + 1 : NULL, sequence ? strcspn(sequence + 1, ":( ") : 0},
        {TSPEC_MARK_ACK, ack, ack ? 4 + strcspn(ack + 4, " ") : 0},
        {TSPEC_MARK_WND, win, win ? 4 + strcspn(win + 4, " ") : 0},
    };
    const char *at = segment;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!(fields & parts[i].bit) || !parts[i].at || parts[i].at < at)
            continue;
        add(out, at, parts[i].at);
        tspec_text_add(out, "<tspan class=\"differs\" text-decoration=\"underline\">");
        at = parts[i].at + parts[i].bytes;
        add(out, parts[i].at, at);
        tspec_text_add(out, "</tspan>");
    }
    add(out, at, at + strlen(at));
}
