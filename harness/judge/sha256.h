/*
 * SHA-256 (FIPS 180-4), for signatures: small, libc only, so that fuzz targets need no library.
 */
#ifndef TSPEC_HARNESS_SHA256_H
#define TSPEC_HARNESS_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { TSPEC_SHA256_BYTES = 32 };

/* The digest of message[bytes]. The whole message at once: ours are short lines. */
void tspec_sha256(const void *message, size_t bytes, uint8_t digest[TSPEC_SHA256_BYTES]);

#endif
