/* A bounded writer that counts on beyond its end, as snprintf does. Inside harness/scenario only. */
#ifndef TSPEC_HARNESS_SCENARIO_WRITER_H
#define TSPEC_HARNESS_SCENARIO_WRITER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct tspec_writer {
    char *out;
    size_t cap, length; /* length: of the whole text, whatever fits */
};

__attribute__((format(printf, 2, 3))) void tspec_writer_put(struct tspec_writer *w, const char *format, ...);
void tspec_writer_put_bytes(struct tspec_writer *w, const char *bytes, size_t count);

/* Pieces of the notation. */
struct tspec_event;
void tspec_writer_put_flags(struct tspec_writer *w, unsigned flags); /* "SP." or "-" */
void tspec_writer_put_options(struct tspec_writer *w, const uint8_t *options,
                              unsigned bytes); /* "<mss 1460>" */
void tspec_writer_put_duration(struct tspec_writer *w,
                               uint64_t us); /* "60s": the largest unit that is whole */
void tspec_writer_put_event(struct tspec_writer *w, const struct tspec_event *event);

#endif
