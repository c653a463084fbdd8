/* The classic capture file, through libpcap, the library tcpdump reads it with. */
#include "harness/capture/capture.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* False with a sentence at the first frame that cannot be. */
static bool dump(const struct tspec_capture *capture, pcap_dumper_t *dumper, char *error, size_t error_bytes)
{
    for (unsigned i = 0; i < capture->frame_count; i++) {
        const struct tspec_capture_frame *frame = &capture->frames[i];
        if (!tspec_capture_check(capture, i, error, error_bytes))
            return false;
        const struct pcap_pkthdr header = {
            /* under nanosecond precision the second field is nanoseconds */
            .ts = {(time_t)(frame->time_us / 1000000), (suseconds_t)(frame->time_us % 1000000 * 1000)},
            .caplen = (bpf_u_int32)frame->packet_bytes,
            .len = (bpf_u_int32)frame->packet_bytes,
        };
        pcap_dump((u_char *)dumper, &header, frame->packet);
    }
    if (!pcap_dump_flush(dumper) && !ferror(pcap_dump_file(dumper)))
        return true;
    snprintf(error, error_bytes, "no memory for a capture");
    return false;
}

uint8_t *tspec_pcap_write(const struct tspec_capture *capture, size_t *bytes, char *error, size_t error_bytes)
{
    char *octets = NULL;
    snprintf(error, error_bytes, "no memory for a capture");
    pcap_t *form =
        pcap_open_dead_with_tstamp_precision(DLT_RAW, TSPEC_CAPTURE_PACKET_MAX, PCAP_TSTAMP_PRECISION_NANO);
    FILE *stream = form ? open_memstream(&octets, bytes) : NULL;
    pcap_dumper_t *dumper = stream ? pcap_dump_fopen(form, stream) : NULL;
    bool written = dumper && dump(capture, dumper, error, error_bytes);
    if (dumper) /* the stream is closed with it; pcap_dump_fopen closed it where it failed */
        pcap_dump_close(dumper);
    if (form)
        pcap_close(form);
    if (written && octets)
        return (uint8_t *)octets;
    free(octets);
    return NULL;
}
