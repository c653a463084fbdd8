/* The letters and numbers that the readers and printers of text share. Inside harness/scenario only. */
#ifndef TSPEC_HARNESS_SCENARIO_NAMES_H
#define TSPEC_HARNESS_SCENARIO_NAMES_H

#include <stdint.h>
#include "engine/segment.h"

/* Flags in canonical order, with packetdrill's letters. */
enum { TSPEC_FLAG_LETTER_COUNT = 8 };
static const struct {
    char letter;
    uint8_t flag;
} tspec_flag_letters[TSPEC_FLAG_LETTER_COUNT] = {
    {'F', TSPEC_FIN}, {'S', TSPEC_SYN}, {'R', TSPEC_RST}, {'P', TSPEC_PSH},
    {'U', TSPEC_URG}, {'E', TSPEC_ECE}, {'W', TSPEC_CWR}, {'.', TSPEC_ACK},
};

/* Option kinds with a notation of their own (RFC 9293, 3.2; RFC 7323; RFC 2018). */
enum {
    TSPEC_OPTION_EOL = 0,
    TSPEC_OPTION_NOP = 1,
    TSPEC_OPTION_MSS = 2,
    TSPEC_OPTION_WSCALE = 3,
    TSPEC_OPTION_SACK_OK = 4,
    TSPEC_OPTION_SACK = 5,
    TSPEC_OPTION_TS = 8,
};

/* Header lines, in canonical order. X(enumerator, "word"). OPTION and PEER_OPTION may come several times. */
#define TSPEC_HEADERS(X)                                                                                     \
    X(STACK, "stack")                                                                                        \
    X(OPTION, "option")                                                                                      \
    X(PEER, "peer")                                                                                          \
    X(PEER_OPTION, "peer-option")                                                                            \
    X(LATENCY, "latency")                                                                                    \
    X(SEED, "seed")                                                                                          \
    X(IP, "ip")                                                                                              \
    X(ISS, "iss")                                                                                            \
    X(MSL, "msl")                                                                                            \
    X(SETTLE, "settle")                                                                                      \
    X(RCVBUF, "rcvbuf")                                                                                      \
    X(SNDBUF, "sndbuf")                                                                                      \
    X(MSS, "mss")                                                                                            \
    X(MTU, "mtu")
#define TSPEC_ENUM_HEADER(id, text) TSPEC_HEADER_##id,
enum tspec_header { TSPEC_HEADERS(TSPEC_ENUM_HEADER) TSPEC_HEADER_COUNT };
#undef TSPEC_ENUM_HEADER

#endif
