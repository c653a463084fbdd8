#include "engine/option.h"

enum { MSS_BYTES = 4 };

bool tspec_option_mss(const struct tspec_segment *seg, uint16_t *mss)
{
    const uint8_t *option = seg->options;
    unsigned left = seg->options_bytes;
    while (left > 0 && option[0] != TSPEC_KIND_EOL) {
        unsigned bytes = 1;
        if (option[0] != TSPEC_KIND_NOP) {
            if (left < 2 || option[1] < 2 || option[1] > left)
                return false;
            bytes = option[1];
        }
        if (option[0] == TSPEC_KIND_MSS) {
            if (bytes != MSS_BYTES)
                return false;
            *mss = (uint16_t)(option[2] << 8 | option[3]);
            return true;
        }
        option += bytes;
        left -= bytes;
    }
    return false;
}

void tspec_option_set_mss(struct tspec_segment *seg, uint16_t mss)
{
    seg->options_bytes = MSS_BYTES;
    seg->options[0] = TSPEC_KIND_MSS;
    seg->options[1] = MSS_BYTES;
    seg->options[2] = (uint8_t)(mss >> 8);
    seg->options[3] = (uint8_t)mss;
}
