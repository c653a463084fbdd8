#include "harness/report/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

void tspec_text_free(struct tspec_text *text)
{
    free(text->bytes);
    *text = (struct tspec_text){0};
}

/* Room for `count` more octets and the final NUL. */
static bool reserve(struct tspec_text *text, size_t count)
{
    if (text->failed)
        return false;
    if (text->length + count < text->capacity)
        return true;
    size_t capacity = (text->length + count + 1) * 2;
    char *bytes = realloc(text->bytes, capacity);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void tspec_text_add_bytes(struct tspec_text *text, const char *bytes, size_t count)
{
    if (!reserve(text, count))
        return;
    if (count)
        memcpy(text->bytes + text->length, bytes, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void tspec_text_add(struct tspec_text *text, const char *string)
{
    tspec_text_add_bytes(text, string, strlen(string));
}

void tspec_text_printf(struct tspec_text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        text->failed = true;
    else if (reserve(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

/* The octets of the character at `at` if it is one XML 1.0 allows, else 0. */
static unsigned character(const unsigned char *at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (*at < 0x80)
        return *at >= 0x20 ? *at != 0x7f : *at == '\t' || *at == '\n' || *at == '\r';
    unsigned size = *at >= 0xF8 ? 0 : *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : *at >= 0xC0 ? 2 : 0;
    uint32_t code = size ? *at & (0x7Fu >> size) : 0;
    for (unsigned i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3F);
    }
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    bool noncharacter = code == 0xFFFE || code == 0xFFFF;
    return size && code >= least[size] && code <= 0x10FFFF && !surrogate && !noncharacter ? size : 0;
}

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void add_string(struct tspec_text *text, const char *string, bool markup)
{
    for (const char *at = string; *at;) {
        unsigned size = character((const unsigned char *)at);
        const char *instead = !size ? REPLACEMENT : markup ? reference(*at) : NULL;
        if (instead)
            tspec_text_add(text, instead);
        else
            tspec_text_add_bytes(text, at, size);
        at += size ? size : 1;
    }
}

void tspec_text_escaped(struct tspec_text *text, const char *string)
{
    add_string(text, string, true);
}

void tspec_text_escaped_part(struct tspec_text *text, const char *string, size_t count)
{
    struct tspec_text part = {0};
    tspec_text_add_bytes(&part, string, count);
    tspec_text_escaped(text, part.bytes ? part.bytes : "");
    text->failed |= part.failed;
    tspec_text_free(&part);
}

void tspec_text_clean(struct tspec_text *text, const char *string)
{
    add_string(text, string, false);
}
