#include "specs/compiler/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tspec_out_bytes(struct tspec_out *out, const char *text, size_t bytes)
{
    if (out->failed)
        return;
    if (out->capacity - out->bytes <= bytes) {
        size_t capacity = (out->capacity + bytes + 64) * 2;
        char *grown = realloc(out->text, capacity);
        if (!grown) {
            out->failed = true;
            return;
        }
        out->text = grown;
        out->capacity = capacity;
    }
    memcpy(out->text + out->bytes, text, bytes);
    out->bytes += bytes;
    out->text[out->bytes] = '\0';
}

void tspec_out_text(struct tspec_out *out, const char *text)
{
    tspec_out_bytes(out, text, strlen(text));
}

void tspec_out_spaces(struct tspec_out *out, size_t count)
{
    while (count--)
        tspec_out_bytes(out, " ", 1);
}

void tspec_out_format(struct tspec_out *out, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int bytes = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (bytes < 0 || (size_t)bytes >= sizeof line)
        out->failed = true;
    else
        tspec_out_bytes(out, line, (size_t)bytes);
}

void tspec_out_xml(struct tspec_out *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            tspec_out_text(out, "&amp;");
            break;
        case '<':
            tspec_out_text(out, "&lt;");
            break;
        case '>':
            tspec_out_text(out, "&gt;");
            break;
        case '"':
            tspec_out_text(out, "&quot;");
            break;
        default:
            tspec_out_bytes(out, text, 1);
        }
    }
}

void tspec_out_free(struct tspec_out *out)
{
    free(out->text);
    *out = (struct tspec_out){0};
}
