/*
 * The configuration of the engine adapter: defaults, and NAME=VALUE options on top of them.
 */
#ifndef TSPEC_HARNESS_SUT_ENGINE_OPTIONS_H
#define TSPEC_HARNESS_SUT_ENGINE_OPTIONS_H

#include "engine/endpoint.h"
#include "harness/sut/sut.h"

/* Fills *out from `config`. Options: those of the rules by name (on, off, 1, 0; `rfc5961` stands for all that
 * begin with "rfc5961_"), listener=cloning|moving, connections=N (so many at a time, beside the listener),
 * and the times of the table in engine_options.c. False with a sentence in `error`: an unknown name, or a
 * value that cannot be. */
bool tspec_engine_configure(struct tspec_endpoint_config *out, const struct tspec_sut_config *config,
                            const struct tspec_rules *rules, char *error, size_t error_bytes);

/* The one of that version (6; anything else: 4) as an address. */
struct tspec_address tspec_engine_address(unsigned ip_version, const char *ipv4, const char *ipv6);

/* Whether the rules have an option of that name and it is on. */
bool tspec_engine_option_on(const struct tspec_endpoint_config *config, const char *name);

#endif
