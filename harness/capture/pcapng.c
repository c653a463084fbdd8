/*
 * The pcapng form (IETF draft-ietf-opsawg-pcapng): what libpcap cannot write, names and comments.
 *
 *     Section Header          version 1.0, its length not stated; comment, application
 *     Interface Description   LINKTYPE_RAW, no snapshot limit; name, description, time in nanoseconds
 *     Name Resolution         the names of both ends (left out where there are none)
 *     Enhanced Packet         one a frame; its comments, its direction
 *
 * Every block: type, total length, body, total length again; every option and every packet is padded to four
 * octets. Options stand in the order of their codes, behind them the end-of-options option; where there are
 * none it is left out, too.
 */
#include "harness/capture/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTION_HEADER = 0x0A0D0D0A, INTERFACE = 1, NAMES = 4, PACKET = 6 };
enum { END = 0, COMMENT = 1 };                                    /* options of every block */
enum { APPLICATION = 4 };                                         /* of a section header */
enum { IF_NAME = 2, IF_DESCRIPTION = 3, IF_TIME_RESOLUTION = 9 }; /* of an interface */
enum { FLAGS = 2, INBOUND = 1, OUTBOUND = 2 };                    /* of a packet */
enum { NAME_IPV4 = 1, NAME_IPV6 = 2 };                            /* records of the names */
enum { NANOSECONDS = 9 };                                         /* powers of ten */

struct octets {
    uint8_t *at;
    size_t count, capacity;
    size_t block;         /* where the block under way begins */
    bool exhausted;       /* of memory */
    const char *long_one; /* a string no option can hold */
};

static void put(struct octets *o, const void *bytes, size_t count)
{
    if (o->capacity - o->count < count) {
        size_t capacity = 2 * o->capacity + count + 256;
        uint8_t *grown = o->exhausted ? NULL : realloc(o->at, capacity);
        o->exhausted |= !grown;
        if (o->exhausted)
            return;
        o->at = grown;
        o->capacity = capacity;
    }
    if (count)
        memcpy(o->at + o->count, bytes, count);
    o->count += count;
}

static void put16(struct octets *o, unsigned value)
{
    put(o, (const uint8_t[]){(uint8_t)value, (uint8_t)(value >> 8)}, 2);
}

static void put32(struct octets *o, uint32_t value)
{
    put16(o, value & 0xFFFF);
    put16(o, value >> 16);
}

static void pad(struct octets *o)
{
    static const uint8_t nothing[4];
    put(o, nothing, (4 - o->count % 4) % 4);
}

/* An option, or a record of the names: code, length, value. */
static void option(struct octets *o, unsigned code, const void *value, size_t count)
{
    put16(o, code);
    put16(o, (unsigned)count);
    put(o, value, count);
    pad(o);
}

static void text_option(struct octets *o, unsigned code, const char *text)
{
    if (!text)
        return;
    if (strlen(text) > TSPEC_CAPTURE_STRING_MAX)
        o->long_one = text;
    else
        option(o, code, text, strlen(text));
}

static void begin(struct octets *o, uint32_t type)
{
    o->block = o->count;
    put32(o, type);
    put32(o, 0); /* its length: known at its end */
}

static void end(struct octets *o)
{
    size_t length = o->count - o->block + 4;
    put32(o, (uint32_t)length);
    for (unsigned i = 0; !o->exhausted && i < 4; i++)
        o->at[o->block + 4 + i] = (uint8_t)(length >> 8 * i);
}

static void section_header(struct octets *o, const struct tspec_capture *capture)
{
    begin(o, SECTION_HEADER);
    put32(o, 0x1A2B3C4D); /* tells the byte order */
    put16(o, 1);
    put16(o, 0);
    put32(o, UINT32_MAX); /* the section's length, 64 bits: not stated */
    put32(o, UINT32_MAX);
    text_option(o, COMMENT, capture->comment);
    text_option(o, APPLICATION, capture->application);
    if (capture->comment || capture->application)
        option(o, END, NULL, 0);
    end(o);
}

static void interface(struct octets *o, const struct tspec_capture *capture)
{
    begin(o, INTERFACE);
    put16(o, TSPEC_CAPTURE_LINK);
    put16(o, 0);
    put32(o, 0); /* no limit to what is kept of a packet */
    text_option(o, IF_NAME, capture->interface_name);
    text_option(o, IF_DESCRIPTION, capture->interface_description);
    option(o, IF_TIME_RESOLUTION, (const uint8_t[]){NANOSECONDS}, 1);
    option(o, END, NULL, 0);
    end(o);
}

static void names(struct octets *o, const struct tspec_capture *capture)
{
    if (!capture->name_count)
        return;
    begin(o, NAMES);
    for (unsigned i = 0; i < capture->name_count; i++) {
        const struct tspec_capture_name *name = &capture->names[i];
        size_t address_bytes = name->address.version == 6 ? 16 : 4;
        char record[16 + TSPEC_CAPTURE_NAME_BYTES];
        memcpy(record, name->address.octets, address_bytes);
        int length = snprintf(record + address_bytes, TSPEC_CAPTURE_NAME_BYTES, "%s", name->name);
        if (length >= TSPEC_CAPTURE_NAME_BYTES)
            o->long_one = name->name;
        else
            option(o, name->address.version == 6 ? NAME_IPV6 : NAME_IPV4, record,
                   address_bytes + (size_t)length + 1);
    }
    option(o, END, NULL, 0);
    end(o);
}

static void packet(struct octets *o, const struct tspec_capture_frame *frame)
{
    uint64_t time_ns = frame->time_us * 1000;
    const uint8_t flags[4] = {frame->to_stack ? INBOUND : OUTBOUND};
    begin(o, PACKET);
    put32(o, 0); /* the interface's number */
    put32(o, (uint32_t)(time_ns >> 32));
    put32(o, (uint32_t)time_ns);
    put32(o, (uint32_t)frame->packet_bytes); /* here, and on the wire */
    put32(o, (uint32_t)frame->packet_bytes);
    put(o, frame->packet, frame->packet_bytes);
    pad(o);
    for (unsigned i = 0; i < frame->comment_count; i++)
        text_option(o, COMMENT, frame->comments[i]);
    option(o, FLAGS, flags, sizeof flags);
    option(o, END, NULL, 0);
    end(o);
}

uint8_t *tspec_pcapng_write(const struct tspec_capture *capture, size_t *bytes, char *error,
                            size_t error_bytes)
{
    struct octets o = {0};
    bool sound = true;
    section_header(&o, capture);
    interface(&o, capture);
    names(&o, capture);
    for (unsigned i = 0; sound && i < capture->frame_count; i++) {
        sound = tspec_capture_check(capture, i, error, error_bytes);
        if (sound)
            packet(&o, &capture->frames[i]);
    }
    if (sound && !o.long_one && !o.exhausted) {
        *bytes = o.count;
        return o.at;
    }
    if (sound && o.long_one)
        snprintf(error, error_bytes, "\"%.30s...\" has %zu octets; a capture has no room for it", o.long_one,
                 strlen(o.long_one));
    else if (sound)
        snprintf(error, error_bytes, "no memory for a capture");
    free(o.at);
    return NULL;
}
