#include "harness/judge/signature.h"

#include <stdio.h>
#include <string.h>

#include "harness/judge/sha256.h"

void tspec_signature_set(struct tspec_finding *finding)
{
    char line[512];
    int length = snprintf(line, sizeof line, "1|%s|%s|%s|%s|%s", tspec_check_at(finding->check)->id,
                          finding->clause < 0 ? "" : tspec_clause_at((unsigned)finding->clause)->name,
                          tspec_state_name(finding->state), finding->event_class, finding->observed_class);
    size_t bytes = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;

    uint8_t digest[TSPEC_SHA256_BYTES];
    tspec_sha256(line, bytes, digest);
    for (unsigned i = 0; i < TSPEC_SIGNATURE_CHARS / 2; i++)
        snprintf(finding->signature + 2 * i, 3, "%02x", digest[i]);
}

/* Eight octets at a time: a class is zero behind its end. */
static uint64_t hash_class(uint64_t hash, const char class[TSPEC_CLASS_BYTES])
{
    uint64_t eight;
    do {
        memcpy(&eight, class, sizeof eight);
        hash = (hash ^ eight) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
        class += sizeof eight;
    } while (class[-1] != '\0');
    return hash;
}

void tspec_signatures_set(struct tspec_signatures *signatures, struct tspec_finding *finding)
{
    uint64_t hash = finding->check ^ finding->state << 8 ^ (uint64_t)finding->clause << 16;
    hash = hash_class(hash_class(hash, finding->event_class), finding->observed_class);
    struct tspec_signature_known *at = &signatures->known[hash % TSPEC_SIGNATURES_KNOWN];
    bool same = at->signature[0] != '\0' && at->check == finding->check && at->state == finding->state &&
                at->clause == finding->clause && strcmp(at->event_class, finding->event_class) == 0 &&
                strcmp(at->observed_class, finding->observed_class) == 0;
    if (same) {
        memcpy(finding->signature, at->signature, sizeof finding->signature);
        return;
    }
    tspec_signature_set(finding);
    at->check = finding->check;
    at->state = finding->state;
    at->clause = finding->clause;
    memcpy(at->event_class, finding->event_class, sizeof at->event_class);
    memcpy(at->observed_class, finding->observed_class, sizeof at->observed_class);
    memcpy(at->signature, finding->signature, sizeof at->signature);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void tspec_signature_text(const char *text, char *out, size_t cap)
{
    size_t n = 0;
    while (*text != '\0' && n + 1 < cap) {
        if (text[0] == '0' && text[1] == 'x') {
            for (text += 2; is_hex(*text); text++)
                ;
        } else if (is_digit(*text)) {
            text++;
        } else {
            out[n++] = *text++;
        }
    }
    out[n] = '\0';
}
