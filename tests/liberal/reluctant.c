/* A stack for tests: does the least RFC 9293 lets it. */
#include "endpoint.h"

static struct tspec_sut *create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes)
{
    return endpoint_create(config, sink, true, error, error_bytes);
}

const struct tspec_sut_class tspec_sut_reluctant = {.name = "reluctant",
                                                    .summary = "does the least RFC 9293 lets it",
                                                    .version = endpoint_version,
                                                    .create = create,
                                                    .destroy = endpoint_destroy,
                                                    .reset = endpoint_reset,
                                                    .profile = endpoint_profile,
                                                    .packet = endpoint_packet,
                                                    .call = endpoint_call,
                                                    .advance = endpoint_advance};
