/* What the engine declares of itself under a configuration: one alternative of every choice. */
#ifndef TSPEC_HARNESS_SUT_ENGINE_PROFILE_H
#define TSPEC_HARNESS_SUT_ENGINE_PROFILE_H

#include "engine/endpoint.h"
#include "harness/profile.h"

void tspec_engine_profile(struct tspec_profile *profile, const struct tspec_endpoint_config *config);

#endif
