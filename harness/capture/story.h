/*
 * The story of a scenario as a capture: which frame gets which comment.
 *
 * A frame is commented where something is worth stopping at: the application did something before it, the
 * model's state changed, the model asks for an answer, a finding stands there. In Wireshark all of them are
 * listed under Expert Information (docs/capture.md).
 */
#ifndef TSPEC_HARNESS_CAPTURE_STORY_H
#define TSPEC_HARNESS_CAPTURE_STORY_H

#include "harness/capture/capture.h"
#include "harness/report/report.h"

/* One thing that happened, and what a capture needs of it beyond what a report does. Strings are never NULL.
 */
struct tspec_story_step {
    struct tspec_report_item item;
    const char *signature; /* of a finding */
    const char *asks;      /* a segment to the stack: what it must answer, "<SEQ=537><ACK=1><CTL=ACK>" ... */
    const char *section;   /* ... and where the RFC asks for it; "" both where it need not, or may not */
    const uint8_t *packet; /* of a segment: the IP packet */
    size_t packet_bytes;
};

struct tspec_story {
    const char *program;         /* that captures: "tcpspec 0.1.0" */
    const char *stack, *version; /* "lwip", "2.1.3" */
    const char *title;           /* what is captured, one line */
    struct tspec_address stack_address, harness_address;
    const struct tspec_story_step *steps;
    unsigned step_count;
    /* What the finding steps speak of, by signature; one that is not here is told by its check alone. */
    const struct tspec_report_finding *findings;
    unsigned finding_count;
};

/* Fills in a capture that lives as long as the report. False when memory ran out (report->failed). */
bool tspec_story_tell(struct tspec_report *report, const struct tspec_story *story,
                      struct tspec_capture *capture);

#endif
