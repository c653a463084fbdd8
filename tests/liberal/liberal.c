/* A stack for tests: takes every alternative RFC 9293 permits, by chance. */
#include "endpoint.h"

static struct tspec_sut *create(const struct tspec_sut_config *config, const struct tspec_sut_sink *sink,
                                char *error, size_t error_bytes)
{
    return endpoint_create(config, sink, false, error, error_bytes);
}

const struct tspec_sut_class tspec_sut_liberal = {.name = "liberal",
                                                  .summary =
                                                      "takes every alternative RFC 9293 permits, by chance",
                                                  .version = endpoint_version,
                                                  .create = create,
                                                  .destroy = endpoint_destroy,
                                                  .reset = endpoint_reset,
                                                  .profile = endpoint_profile,
                                                  .packet = endpoint_packet,
                                                  .call = endpoint_call,
                                                  .advance = endpoint_advance};
