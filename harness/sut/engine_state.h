/*
 * An endpoint of the engine at one moment: as a snapshot, and as the image of what its future depends on
 * (docs/explore.md).
 */
#ifndef TSPEC_HARNESS_SUT_ENGINE_STATE_H
#define TSPEC_HARNESS_SUT_ENGINE_STATE_H

#include "engine/endpoint.h"

/* More than a snapshot, or an image, of an endpoint with that configuration ever takes. */
size_t tspec_engine_state_bytes(const struct tspec_endpoint_config *config);
/* Writes a snapshot of the blocks in use and of what stands in their buffers; returns its octets. */
size_t tspec_engine_state_save(const struct tspec_endpoint *endpoint, uint8_t *out);
/* Puts it back into the endpoint it was taken of. */
void tspec_engine_state_restore(struct tspec_endpoint *endpoint, const uint8_t *from);
/* Writes the image at time now_us; returns its octets. Endpoints with equal images answer alike, as far as no
 * wait ends between their times. */
size_t tspec_engine_state_image(const struct tspec_endpoint *endpoint, uint64_t now_us, uint8_t *out);

#endif
