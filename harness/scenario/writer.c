#include "harness/scenario/writer.h"

#include <stdio.h>
#include <string.h>
#include "harness/scenario/names.h"

void tspec_writer_put(struct tspec_writer *w, const char *format, ...)
{
    size_t room = w->length < w->cap ? w->cap - w->length : 0;
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(room ? w->out + w->length : NULL, room, format, arguments);
    va_end(arguments);
    if (count > 0)
        w->length += (size_t)count;
}

void tspec_writer_put_bytes(struct tspec_writer *w, const char *bytes, size_t count)
{
    if (w->length + 1 < w->cap) {
        size_t room = w->cap - w->length - 1;
        size_t fits = count < room ? count : room;
        memcpy(w->out + w->length, bytes, fits);
        w->out[w->length + fits] = 0;
    }
    w->length += count;
}

void tspec_writer_put_flags(struct tspec_writer *w, unsigned flags)
{
    for (unsigned i = 0; i < TSPEC_FLAG_LETTER_COUNT; i++)
        if (flags & tspec_flag_letters[i].flag)
            tspec_writer_put_bytes(w, &tspec_flag_letters[i].letter, 1);
    if (!flags)
        tspec_writer_put(w, "-");
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put_hex(struct tspec_writer *w, const uint8_t *at, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        tspec_writer_put(w, "%02x", at[i]);
}

/* One option of sound length. */
static void put_option(struct tspec_writer *w, const uint8_t *option)
{
    unsigned kind = option[0], length = option[1];
    if (kind == TSPEC_OPTION_MSS && length == 4) {
        tspec_writer_put(w, "mss %u", option[2] << 8 | option[3]);
    } else if (kind == TSPEC_OPTION_WSCALE && length == 3) {
        tspec_writer_put(w, "wscale %u", option[2]);
    } else if (kind == TSPEC_OPTION_SACK_OK && length == 2) {
        tspec_writer_put(w, "sackOK");
    } else if (kind == TSPEC_OPTION_SACK && length > 2 && length % 8 == 2) {
        tspec_writer_put(w, "sack");
        for (unsigned at = 2; at < length; at += 8)
            tspec_writer_put(w, " %u:%u", get32(option + at), get32(option + at + 4));
    } else if (kind == TSPEC_OPTION_TS && length == 10) {
        tspec_writer_put(w, "TS val %u ecr %u", get32(option + 2), get32(option + 6));
    } else {
        tspec_writer_put(w, length > 2 ? "opt %u " : "opt %u", kind);
        put_hex(w, option + 2, length - 2);
    }
}

/* The zeros that fill up to a multiple of four are what reading adds by itself. */
static int is_padding(const uint8_t *at, unsigned left)
{
    static const uint8_t zeros[3];
    return left < 4 && memcmp(at, zeros, left) == 0;
}

void tspec_writer_put_options(struct tspec_writer *w, const uint8_t *options, unsigned bytes)
{
    const char *separator = "<";
    for (unsigned at = 0; at < bytes;) {
        const uint8_t *option = options + at;
        unsigned left = bytes - at;
        if (is_padding(option, left))
            break;
        tspec_writer_put(w, "%s", separator);
        separator = ",";
        if (option[0] == TSPEC_OPTION_EOL || option[0] == TSPEC_OPTION_NOP) {
            tspec_writer_put(w, option[0] == TSPEC_OPTION_EOL ? "eol" : "nop");
            at++;
        } else if (left < 2 || option[1] < 2 || option[1] > left) {
            tspec_writer_put(w, "hex ");
            put_hex(w, option, left);
            at = bytes;
        } else {
            put_option(w, option);
            at += option[1];
        }
    }
    tspec_writer_put(w, ">");
}
