#include "harness/judge/classes.h"

const char *tspec_event_class_name(unsigned event_class)
{
#define TEXT(id, text) text,
    static const char *const names[] = {TSPEC_SEGMENT_CLASSES(TEXT)};
#undef TEXT
    if (event_class < TSPEC_CLASS_CALL)
        return names[event_class];
    unsigned kind = event_class - TSPEC_CLASS_CALL;
    return kind < TSPEC_CALL_COUNT ? tspec_call_name(kind) : NULL;
}

enum tspec_event_class tspec_class_of_segment(const struct tspec_segment *seg)
{
    bool ack = (seg->flags & TSPEC_ACK) != 0, text = seg->payload_bytes > 0;
    if (seg->flags & TSPEC_RST)
        return seg->flags & TSPEC_SYN ? TSPEC_CLASS_RST_SYN : ack ? TSPEC_CLASS_RST_ACK : TSPEC_CLASS_RST;
    if (seg->flags & TSPEC_SYN) {
        if (seg->flags & TSPEC_FIN)
            return TSPEC_CLASS_SYN_FIN;
        if (text)
            return ack ? TSPEC_CLASS_SYN_ACK_TEXT : TSPEC_CLASS_SYN_TEXT;
        return ack ? TSPEC_CLASS_SYN_ACK : TSPEC_CLASS_SYN;
    }
    if (!ack)
        return TSPEC_CLASS_NO_ACK;
    if (seg->flags & TSPEC_FIN)
        return text ? TSPEC_CLASS_FIN_TEXT : TSPEC_CLASS_FIN;
    return text ? TSPEC_CLASS_TEXT : TSPEC_CLASS_ACK;
}

enum tspec_event_class tspec_class_of_call(unsigned kind)
{
    return (enum tspec_event_class)(TSPEC_CLASS_CALL + kind);
}
