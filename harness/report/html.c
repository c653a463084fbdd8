#include "harness/report/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RFC_PAGE "https://www.rfc-editor.org/rfc/rfc9293.html"

static void grouped(struct tspec_text *out, unsigned long long value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", value);
    for (int i = 0; i < length; i++) {
        if (i && length > 4 && (length - i) % 3 == 0)
            tspec_text_add(out, "\xE2\x80\xAF"); /* narrow no-break space */
        tspec_text_add_bytes(out, &digits[i], 1);
    }
}

void tspec_html(struct tspec_text *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *at = format; *at;) {
        size_t plain = strcspn(at, "%");
        tspec_text_add_bytes(out, at, plain);
        at += plain;
        if (!strncmp(at, "%s", 2)) {
            tspec_text_escaped(out, va_arg(values, const char *));
            at += 2;
        } else if (!strncmp(at, "%u", 2)) {
            tspec_text_printf(out, "%u", va_arg(values, unsigned));
            at += 2;
        } else if (!strncmp(at, "%llu", 4)) {
            grouped(out, va_arg(values, unsigned long long));
            at += 4;
        } else if (*at) {
            tspec_text_add(out, "%");
            at += at[1] == '%' ? 2 : 1;
        }
    }
    va_end(values);
}

const char *tspec_html_time(uint64_t time_us, char *buffer)
{
    enum { ROOM = 32 };
    if (time_us && time_us < 1000)
        snprintf(buffer, ROOM, "%u \xC2\xB5s", (unsigned)time_us);
    else if (time_us && time_us < 1000000)
        snprintf(buffer, ROOM, "%.4g ms", (double)time_us / 1e3);
    else
        snprintf(buffer, ROOM, "%.7g s", (double)time_us / 1e6);
    return buffer;
}

void tspec_html_sections(const char *sections, struct tspec_text *out)
{
    for (const char *at = sections; *at;) {
        size_t length = strspn(at, "0123456789.");
        if (length) {
            tspec_html(out, "<a class=\"rfc\" href=\"" RFC_PAGE "#section-");
            tspec_text_escaped_part(out, at, length);
            tspec_text_add(out, "\">");
        }
        size_t shown = length ? length : strcspn(at, "0123456789.");
        tspec_text_escaped_part(out, at, shown);
        tspec_text_add(out, length ? "</a>" : "");
        at += shown;
    }
}

void tspec_html_link(const char *link, struct tspec_text *out)
{
    static const char rfc[] = "https://www.rfc-editor.org/rfc/rfc9293", section[] = "#section-";
    const char *fragment = !strncmp(link, rfc, sizeof rfc - 1) ? strstr(link, section) : NULL;
    if (fragment)
        tspec_html(out, "<a class=\"rfc\" href=\"%s\">RFC&#160;9293, %s</a>", link,
                   fragment + sizeof section - 1);
    else if (!strncmp(link, "https://", 8) || !strncmp(link, "http://", 7))
        tspec_html(out, "<a class=\"link\" href=\"%s\">%s</a>", link, link);
    else
        tspec_html(out, "%s", link);
}
