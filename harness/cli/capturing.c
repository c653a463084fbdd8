#include "harness/cli/capturing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/text.h"
#include "harness/scenario/track.h"

bool tspec_cli_capture(struct tspec_report *report, const struct tspec_sut_class *stack, const char *title,
                       const struct tspec_cli_traced *traced, struct tspec_capture *capture)
{
    unsigned ip_version = 4;
    for (unsigned i = 0; i < traced->count; i++)
        if (traced->steps[i].packet_bytes > 0)
            ip_version = traced->steps[i].packet[0] >> 4;
    const struct tspec_story story = {
        .program = "tcpspec " TSPEC_VERSION,
        .stack = stack->name,
        .version = stack->version(),
        .title = title,
        .stack_address = tspec_address_local(ip_version),
        .harness_address = tspec_address_remote(ip_version),
        .steps = traced->steps,
        .step_count = traced->count,
        .findings = report->findings,
        .finding_count = report->finding_count,
    };
    return tspec_story_tell(report, &story, capture);
}

/* A file as part of the report; NULL where the capture cannot be held. */
static const uint8_t *kept(struct tspec_report *report, const struct tspec_capture *capture,
                           uint8_t *(*write)(const struct tspec_capture *, size_t *, char *, size_t),
                           size_t *bytes)
{
    char error[256];
    uint8_t *file = write(capture, bytes, error, sizeof error);
    uint8_t *copy = file ? tspec_report_array(report, *bytes, 1) : NULL;
    if (copy)
        memcpy(copy, file, *bytes);
    free(file);
    return copy;
}

void tspec_cli_capture_finding(struct tspec_report *report, const struct tspec_sut_class *stack,
                               const struct tspec_cli_traced *traced, struct tspec_report_finding *finding)
{
    struct tspec_capture capture;
    struct tspec_text title = {0};
    tspec_text_printf(&title, "%s %s, finding %s: %s; \"tcpspec replay scenario.scn\" shows it again",
                      stack->name, stack->version(), finding->signature, finding->text);
    if (tspec_cli_capture(report, stack, title.bytes ? title.bytes : "", traced, &capture)) {
        finding->pcap = kept(report, &capture, tspec_pcap_write, &finding->pcap_bytes);
        finding->pcapng = kept(report, &capture, tspec_pcapng_write, &finding->pcapng_bytes);
    }
    tspec_text_free(&title);
}
