#include "harness/capture/capture.h"

#include <stdio.h>
#include <string.h>

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void tspec_capture_host_name(const char *name, const char *version, char out[TSPEC_CAPTURE_NAME_BYTES])
{
    snprintf(out, TSPEC_CAPTURE_NAME_BYTES, "%s%s%s", name, *name && *version ? "-" : "", version);
    for (char *at = out; *at; at++)
        if (!is_letter_or_digit(*at) && !(*at == '.' && at != out && at[-1] != '.'))
            *at = '-';
    size_t length = strlen(out);
    while (length && !is_letter_or_digit(out[length - 1])) /* no label ends with a hyphen */
        out[--length] = '\0';
    size_t first = 0;
    while (out[first] && !is_letter_or_digit(out[first]))
        first++;
    memmove(out, out + first, length - first + 1);
    if (!*out)
        snprintf(out, TSPEC_CAPTURE_NAME_BYTES, "stack");
}

bool tspec_capture_check(const struct tspec_capture *capture, unsigned frame, char *error, size_t error_bytes)
{
    const struct tspec_capture_frame *this = &capture->frames[frame];
    if (this->packet_bytes > TSPEC_CAPTURE_PACKET_MAX)
        snprintf(error, error_bytes, "frame %u has %zu octets; a capture holds %d at most", frame + 1,
                 this->packet_bytes, TSPEC_CAPTURE_PACKET_MAX);
    else if (this->time_us / 1000000 > TSPEC_CAPTURE_TIME_MAX_S)
        snprintf(error, error_bytes, "frame %u is at second %llu; a capture holds %d at most", frame + 1,
                 (unsigned long long)(this->time_us / 1000000), TSPEC_CAPTURE_TIME_MAX_S);
    else
        return true;
    return false;
}
