/*
 * A capture: packets with their virtual times and what is to be said about them, and its two file forms.
 *
 * Frames are raw IP packets (LINKTYPE_RAW). Virtual time 0 is the Unix epoch, so that the absolute time a
 * tool shows is the time of the trace, and the same scenario gives the same octets always.
 */
#ifndef TSPEC_HARNESS_CAPTURE_H
#define TSPEC_HARNESS_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/segment.h"

enum {
    TSPEC_CAPTURE_LINK = 101,              /* LINKTYPE_RAW */
    TSPEC_CAPTURE_PACKET_MAX = 65535,      /* octets; no IP packet without extensions is longer */
    TSPEC_CAPTURE_STRING_MAX = 65535,      /* octets of a comment or name: what a pcapng option holds */
    TSPEC_CAPTURE_TIME_MAX_S = 0x7FFFFFFF, /* what every reader of a classic pcap takes for a time */
};

struct tspec_capture_frame {
    uint64_t time_us; /* virtual */
    bool to_stack;    /* its direction, seen from the stack: inbound */
    const uint8_t *packet;
    size_t packet_bytes;
    const char *const *comments; /* clean UTF-8 */
    unsigned comment_count;
};

/* An address and its name: a host name, for that is what tools take it for (tspec_capture_host_name). */
struct tspec_capture_name {
    struct tspec_address address;
    const char *name;
};

/* All borrowed. A string that is NULL is left out. */
struct tspec_capture {
    const char *application; /* that made it: "tcpspec 0.1.0" */
    const char *comment;     /* about the whole */
    const char *interface_name, *interface_description;
    const struct tspec_capture_name *names;
    unsigned name_count;
    const struct tspec_capture_frame *frames; /* in order of their times */
    unsigned frame_count;
};

/* Both return the file's octets, malloc'ed, and their number; NULL with a sentence in `error` when memory
 * runs out or something is beyond the limits above. The classic form, written through libpcap: packets, and
 * times in nanoseconds; the rest has no place in it. */
uint8_t *tspec_pcap_write(const struct tspec_capture *capture, size_t *bytes, char *error,
                          size_t error_bytes);
/* pcapng, our own writer, little-endian everywhere: all there is. Layout: pcapng.c. */
uint8_t *tspec_pcapng_write(const struct tspec_capture *capture, size_t *bytes, char *error,
                            size_t error_bytes);

/* Makes a host name of any words: "lwip", "2.1.3" -> "lwip-2.1.3". What no host name may hold (RFC 1123, 2.1)
 * becomes a hyphen; 63 characters at most. */
enum { TSPEC_CAPTURE_NAME_BYTES = 64 };
void tspec_capture_host_name(const char *name, const char *version, char out[TSPEC_CAPTURE_NAME_BYTES]);

/* Whether a frame can be written; for the writers. False with a sentence that names it by its number (from
 * 1). */
bool tspec_capture_check(const struct tspec_capture *capture, unsigned frame, char *error,
                         size_t error_bytes);

#endif
