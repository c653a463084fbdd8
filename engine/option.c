#include "engine/option.h"

#include "engine/octets.h"

enum { MSS_BYTES = 4, SCALE_BYTES = 3, STAMPS_BYTES = 10 };

/* The first option of the kind, if it has the length it must have; else NULL. */
static const uint8_t *find(const struct tspec_segment *seg, unsigned kind, unsigned its_bytes)
{
    const uint8_t *option = seg->options;
    unsigned left = seg->options_bytes;
    while (left > 0 && option[0] != TSPEC_KIND_EOL) {
        unsigned bytes = 1;
        if (option[0] != TSPEC_KIND_NOP) {
            if (left < 2 || option[1] < 2 || option[1] > left)
                return NULL;
            bytes = option[1];
        }
        if (option[0] == kind)
            return bytes == its_bytes ? option : NULL;
        option += bytes;
        left -= bytes;
    }
    return NULL;
}

bool tspec_option_mss(const struct tspec_segment *seg, uint16_t *mss)
{
    const uint8_t *option = find(seg, TSPEC_KIND_MSS, MSS_BYTES);
    if (option)
        *mss = (uint16_t)tspec_read16(option + 2);
    return option != NULL;
}

bool tspec_option_scale(const struct tspec_segment *seg, uint8_t *shift)
{
    const uint8_t *option = find(seg, TSPEC_KIND_SCALE, SCALE_BYTES);
    if (option)
        *shift = option[2];
    return option != NULL;
}

bool tspec_option_stamps(const struct tspec_segment *seg, uint32_t *value, uint32_t *echo)
{
    const uint8_t *option = find(seg, TSPEC_KIND_STAMPS, STAMPS_BYTES);
    if (!option)
        return false;
    *value = tspec_read32(option + 2);
    *echo = tspec_read32(option + 6);
    return true;
}

void tspec_option_set_mss(struct tspec_segment *seg, uint16_t mss)
{
    seg->options_bytes = MSS_BYTES;
    seg->options[0] = TSPEC_KIND_MSS;
    seg->options[1] = MSS_BYTES;
    seg->options[2] = (uint8_t)(mss >> 8);
    seg->options[3] = (uint8_t)mss;
}

void tspec_option_add_scale(struct tspec_segment *seg, uint8_t shift)
{
    uint8_t *option = seg->options + seg->options_bytes;
    seg->options_bytes += 1 + SCALE_BYTES;
    option[0] = TSPEC_KIND_NOP;
    option[1] = TSPEC_KIND_SCALE;
    option[2] = SCALE_BYTES;
    option[3] = shift;
}

void tspec_option_add_stamps(struct tspec_segment *seg, uint32_t value, uint32_t echo)
{
    uint8_t *option = seg->options + seg->options_bytes;
    seg->options_bytes += 2 + STAMPS_BYTES;
    option[0] = option[1] = TSPEC_KIND_NOP;
    option[2] = TSPEC_KIND_STAMPS;
    option[3] = STAMPS_BYTES;
    tspec_write32(option + 4, value);
    tspec_write32(option + 8, echo);
}
