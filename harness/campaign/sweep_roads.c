/* The roads: every state by every way to it. A row more is some thousand cases more. */
#include "harness/campaign/sweep_axes.h"

/* The three ways to ESTABLISHED, each with what comes then. */
#define PASSIVE      "LSAc"
#define ACTIVE       "Cs"
#define SIMULTANEOUS "CSk"
#define BY_ALL(name_, letters_, ...)                                                                         \
    {.name = name_ ".passive", .letters = PASSIVE letters_, __VA_ARGS__},                                    \
        {.name = name_ ".active", .letters = ACTIVE letters_, .main = true, __VA_ARGS__},                    \
    {                                                                                                        \
        .name = name_ ".simultaneous", .letters = SIMULTANEOUS letters_, __VA_ARGS__                         \
    }
#define BY(way_, name_, letters_, ...)                                                                       \
    {                                                                                                        \
        .name = name_, .letters = way_ letters_, __VA_ARGS__                                                 \
    }
#define AXES(state_, seqs_, acks_)                                                                           \
    .state = TSPEC_##state_, .seqs = TSPEC_SEQS_##seqs_, .acks = TSPEC_ACKS_##acks_
#define TALKS   .sends = true, .receives = true
#define SENDS   .sends = true
#define LISTENS .receives = true

const struct tspec_sweep_road tspec_sweep_roads[] = {
    BY("", "closed", "", AXES(CLOSED, NUMBERS, NUMBERS), .main = true),
    BY("", "closed.refused", "Ce", AXES(CLOSED, NUMBERS, GONE)),
    BY("", "closed.connect-given-up", "CH", AXES(CLOSED, NUMBERS, GONE)),
    BY("", "closed.listen-given-up", "Lx", AXES(CLOSED, NUMBERS, NUMBERS)),
    BY(ACTIVE, "closed.reset", "r", AXES(CLOSED, GONE, GONE), .main = true),
    BY(ACTIVE, "closed.reset-in-close-wait", "Fr", AXES(CLOSED, GONE, GONE)),
    BY(ACTIVE, "closed.aborted", "B", AXES(CLOSED, GONE, GONE), .main = true),
    BY(ACTIVE, "closed.aborted-with-text", "WB", AXES(CLOSED, GONE, GONE)),
    BY(ACTIVE, "closed.after-last-ack", "FHA", AXES(CLOSED, GONE, GONE)),
    BY(ACTIVE, "closed.after-time-wait", "HAFt", AXES(CLOSED, GONE, GONE)),

    BY("", "listen", "L", AXES(LISTEN, NUMBERS, NUMBERS), .main = true, .accepts = true),
    BY("", "listen.returned", "LSr", AXES(LISTEN, GONE, GONE), .main = true, .accepts = true),
    BY("", "listen.beside-a-connection", "L1SA0", AXES(LISTEN, NUMBERS, NUMBERS), .accepts = true),
    BY(PASSIVE, "listen.after-reset", "r", AXES(LISTEN, GONE, GONE), .accepts = true),
    BY(PASSIVE, "listen.after-abort", "B", AXES(LISTEN, GONE, GONE), .accepts = true),
    BY(PASSIVE, "listen.after-last-ack", "FHA", AXES(LISTEN, GONE, GONE), .accepts = true),

    BY("", "syn-sent", "C", AXES(SYN_SENT, NUMBERS, SYN), .main = true, .accepts = true),
    BY("", "syn-sent.resent", "Co", AXES(SYN_SENT, NUMBERS, SYN)),
    BY("", "syn-sent.from-listen", "LX", AXES(SYN_SENT, NUMBERS, SYN), .accepts = true),
    BY("", "syn-sent.text-queued", "CW", AXES(SYN_SENT, NUMBERS, SYN), .accepts = true),

    BY("", "syn-received.passive", "LS", AXES(SYN_RECEIVED, WINDOW, SYN), .main = true, .accepts = true),
    BY("", "syn-received.simultaneous", "CS", AXES(SYN_RECEIVED, WINDOW, SYN), .main = true, .accepts = true),
    BY("", "syn-received.passive.resent", "LSo", AXES(SYN_RECEIVED, WINDOW, SYN)),
    BY("", "syn-received.simultaneous.resent", "CSo", AXES(SYN_RECEIVED, WINDOW, SYN)),
    BY("", "syn-received.simultaneous.text-queued", "CWS", AXES(SYN_RECEIVED, WINDOW, SYN)),
    BY("", "syn-received.from-listen", "LXS", AXES(SYN_RECEIVED, WINDOW, SYN)),

    BY_ALL("established", "", AXES(ESTABLISHED, WINDOW, IDLE), TALKS),
    BY_ALL("established.in-flight", "W", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY_ALL("established.unread", "D", AXES(ESTABLISHED, WINDOW, IDLE), TALKS),
    BY("LSA", "established.not-accepted", "", AXES(ESTABLISHED, WINDOW, IDLE)),
    BY("CSA", "established.simultaneous.by-ack", "", AXES(ESTABLISHED, WINDOW, IDLE), TALKS),
    BY(PASSIVE, "established.spoken", "DRWA", AXES(ESTABLISHED, WINDOW, IDLE), TALKS),
    BY(ACTIVE, "established.resent", "Wo", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY(ACTIVE, "established.two-in-flight", "w", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY(PASSIVE, "established.two-resent", "wo", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY(ACTIVE, "established.partly-acknowledged", "Wp", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY(PASSIVE, "established.gap", "O", AXES(ESTABLISHED, WINDOW, IDLE), TALKS),
    BY(ACTIVE, "established.gap.in-flight", "OW", AXES(ESTABLISHED, WINDOW, FLIGHT), TALKS),
    BY(PASSIVE, "established.small-window", "", AXES(ESTABLISHED, SMALL, IDLE), LISTENS),
    BY(ACTIVE, "established.shut", "MMMM", AXES(ESTABLISHED, SHUT, IDLE), SENDS),
    BY(PASSIVE, "established.shut.in-flight", "MMMMW", AXES(ESTABLISHED, SHUT, FLIGHT), SENDS),
    BY(PASSIVE, "established.peer-shut", "zW", AXES(ESTABLISHED, WINDOW, IDLE), LISTENS),

    BY_ALL("fin-wait-1", "H", AXES(FIN_WAIT_1, WINDOW, FIN), LISTENS),
    BY_ALL("fin-wait-1.in-flight", "WH", AXES(FIN_WAIT_1, WINDOW, FLIGHT), LISTENS),
    BY_ALL("fin-wait-1.fin-unsent", "zWH", AXES(FIN_WAIT_1, WINDOW, IDLE), LISTENS),
    BY(PASSIVE, "fin-wait-1.two-in-flight", "wH", AXES(FIN_WAIT_1, WINDOW, FLIGHT), LISTENS),
    BY(PASSIVE, "fin-wait-1.unread", "DH", AXES(FIN_WAIT_1, WINDOW, FIN), LISTENS),
    BY(ACTIVE, "fin-wait-1.resent", "Ho", AXES(FIN_WAIT_1, WINDOW, FIN), LISTENS),
    BY(PASSIVE, "fin-wait-1.text-acknowledged", "WHg", AXES(FIN_WAIT_1, WINDOW, FIN), LISTENS),
    BY(PASSIVE, "fin-wait-1.released", "E", AXES(FIN_WAIT_1, WINDOW, FIN)),
    BY(ACTIVE, "fin-wait-1.shut", "MMMMH", AXES(FIN_WAIT_1, SHUT, FIN)),

    BY_ALL("fin-wait-2", "HA", AXES(FIN_WAIT_2, WINDOW, IDLE), LISTENS),
    BY(PASSIVE, "fin-wait-2.unread", "HAD", AXES(FIN_WAIT_2, WINDOW, IDLE), LISTENS),
    BY(ACTIVE, "fin-wait-2.after-text", "WHA", AXES(FIN_WAIT_2, WINDOW, IDLE), LISTENS),
    BY(PASSIVE, "fin-wait-2.gap", "HAO", AXES(FIN_WAIT_2, WINDOW, IDLE), LISTENS),
    BY(ACTIVE, "fin-wait-2.released", "EA", AXES(FIN_WAIT_2, WINDOW, IDLE)),
    BY(ACTIVE, "fin-wait-2.shut", "HAMMMM", AXES(FIN_WAIT_2, SHUT, IDLE)),

    BY_ALL("close-wait", "F", AXES(CLOSE_WAIT, WINDOW, IDLE), SENDS),
    BY_ALL("close-wait.in-flight", "FW", AXES(CLOSE_WAIT, WINDOW, FLIGHT), SENDS),
    BY(ACTIVE, "close-wait.two-in-flight", "Fw", AXES(CLOSE_WAIT, WINDOW, FLIGHT), SENDS),
    BY_ALL("close-wait.unread", "DF", AXES(CLOSE_WAIT, WINDOW, IDLE), SENDS),
    BY_ALL("close-wait.fin-unsent", "FzWH", AXES(CLOSE_WAIT, WINDOW, IDLE)),
    BY(ACTIVE, "close-wait.peer-shut", "FzW", AXES(CLOSE_WAIT, WINDOW, IDLE)),

    BY_ALL("closing", "Hf", AXES(CLOSING, WINDOW, FIN)),
    BY(PASSIVE, "closing.in-flight", "WHu", AXES(CLOSING, WINDOW, FLIGHT)),
    BY(ACTIVE, "closing.released", "Ef", AXES(CLOSING, WINDOW, FIN)),
    BY(ACTIVE, "closing.unread", "DHf", AXES(CLOSING, WINDOW, FIN)),
    BY(PASSIVE, "closing.resent", "Hfo", AXES(CLOSING, WINDOW, FIN)),

    BY_ALL("last-ack", "FH", AXES(LAST_ACK, WINDOW, FIN)),
    BY(ACTIVE, "last-ack.in-flight", "FWH", AXES(LAST_ACK, WINDOW, FLIGHT)),
    BY(PASSIVE, "last-ack.released", "FE", AXES(LAST_ACK, WINDOW, FIN)),
    BY(PASSIVE, "last-ack.unread", "DFH", AXES(LAST_ACK, WINDOW, FIN)),
    BY(ACTIVE, "last-ack.resent", "FHo", AXES(LAST_ACK, WINDOW, FIN)),

    BY_ALL("time-wait.by-fin-wait-2", "HAF", AXES(TIME_WAIT, WINDOW, IDLE)),
    BY_ALL("time-wait.by-closing", "HfA", AXES(TIME_WAIT, WINDOW, IDLE)),
    BY_ALL("time-wait.at-once", "HF", AXES(TIME_WAIT, WINDOW, IDLE)),
    BY(PASSIVE, "time-wait.released", "EAF", AXES(TIME_WAIT, WINDOW, IDLE)),
    BY(PASSIVE, "time-wait.unread", "HADF", AXES(TIME_WAIT, WINDOW, IDLE)),
};
const unsigned tspec_sweep_road_count = TSPEC_COUNT(tspec_sweep_roads);
