#include "deviations.h"
#include "roads.h"

#define BLACK "black; "

const struct deviation deviations[] = {
    /* What it answers with */
    {"rst-with-ack", "rst.form", BLACK "< A 5+3 9; > RA 9 8; ", "< A 5 9; > RA 9 5; ", "rst.number",
     "< A 5+3 9; > RA 8 8"},
    {"rst-seq-from-ack", "rst.number", BLACK "< S 5 field 77; > RA 77 6; ", "< S 5 field 99; > RA 99 6; ",
     "rst.number", "< S 5 field 77; > RA 78 6"},
    {"syn-fin-counts-one", "rst.number", BLACK "< FS 5; > RA =0 6; ", "< FS 5; > RA =0 6; ", "rst.number",
     "< FS 5; > RA =0 5"},
    {"abort-in-syn-sent-resets", "rst.unasked", BLACK ROAD_SYN_SENT "abort; > RA 1 =0; ", "< A 5 9; > R 9; ",
     "rst.unasked", "> R 1"},

    /* Opening */
    {"no-simultaneous-open", "reply.syn", BLACK ROAD_SYN_SENT "< S 0; +1; ",
     "< SA 0 1 mss 1460; > A 1 1; ! CONNECTED; ", "rst.unasked", "> R 1"},
    {"rst-needs-no-ack-bit", "signal.unasked", BLACK ROAD_SYN_SENT "< R 0 field 1; ! REFUSED; ",
     "< A 5 9; > R 9; ", "segment.unasked", "> A 1 1"},
    {"syn-without-back-off", "timers.back-off",
     BLACK ROAD_SYN_SENT "+3000; > S 0; +3000; > S 0; +3000; > S 0; ", "< SA 0 1; > A 1 1; ! CONNECTED; ",
     "rst.unasked", "> R 1"},
    {"syn-given-up-early", "timers.syn-r2",
     BLACK ROAD_SYN_SENT "+1000; > S 0; +2000; > S 0; +4000; > S 0; +8000; > S 0; +16000; > S 0; +32000; "
                         "> S 0; +64000; ! TIMEOUT; ",
     "< A 5 9; > R 9; ", "syn.unasked", "> S 0"},
    {"early-text-ignores-mss", "mss.beyond",
     BLACK ROAD_SYN_SENT "send 500; < SA 0 1 mss 300; ! CONNECTED; > PA 1+500 1; ", "< A 1 501; ",
     "seq.value", "> A 7 1"},
    {"early-text-stuck", "live.send",
     BLACK ROAD_SYN_SENT "send 500; < SA 0 1 mss 100; ! CONNECTED; > A 1 1; +2000; ", "< A 1 1; ",
     "fin.unasked", "> FA 1 1"},
    {"text-in-syn-sent", "segment.unasked", BLACK ROAD_SYN_SENT "send 10; +1000; > S 0; > P 1+10; ",
     "< SA 0 1; > A 11 1; ! CONNECTED; < A 1 11; ", "rst.unasked", "> R 11"},
    {"syn-count-kept", "live.retransmission",
     BLACK ROAD_SYN_SENT "+1000; > S 0; < SA 0 1; > A 1 1; ! CONNECTED; send 10; > PA 1+10 1; +25000; ",
     "+1000; > PA 1+10 1; < A 1 11; ", "seq.value", "> A 99 1"},
    {"mss-zero", "mss.beyond",
     BLACK "listen; < S 0 mss 0; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 1000; > PA 1+1000 1; ",
     "< A 1 1001; ", "rst.unasked", "> R 1"},
    {"mss-in-any-segment", "mss.beyond",
     BLACK "listen; < S 0 mss 600; > SA 0 1; < A 1 1 mss 1000; ! CONNECTED; accept; send 1000; "
           "> PA 1+1000 1; ",
     "< A 1 1001; ", "mss.beyond", "send 1400; > PA 1001+1400 1"},
    {"mss-in-any-segment", "mss.beyond",
     BLACK "listen; < S 0 mss 500; > SA 0 1; < A 1 1 mss 1000; ! CONNECTED; accept; send 1000; "
           "> PA 1+1000 1; ",
     "< A 1 1 mss 500; +30000; < A 1 1001; ", "mss.beyond", "send 1400; > PA 1001+1400 1"},
    {"syn-received-any-seq", "signal.unasked", BLACK ROAD_SYN_RECEIVED "< A 100000 1; ! CONNECTED; ",
     "> A 1 1; accept; < A 1+10 1; > A 1 11; ", "ack.beyond-received", "> A 1 12"},
    {"syn-received-syn-ignored", "signal.unasked", BLACK ROAD_SYN_RECEIVED "< SA 5 1; ! CONNECTED; ",
     "> A 1 1; accept; ", "rst.unasked", "> R 1"},
    {"syn-received-syn-ignored", "signal.unasked",
     BLACK ROAD_SYN_RECEIVED "< SA 5 1; +1; < A 1 1; ! CONNECTED; ", "accept; < A 1+10 1; > A 1 11; ",
     "ack.beyond-received", "> A 1 12"},
    {"syn-eats-octet", "delivery.octets",
     BLACK ROAD_SYN_RECEIVED "< SA 0+10 1; > A 1 11; ! CONNECTED; accept; recv 9 = OK from 1; ",
     "< A 11+10 1; > A 1 21; recv 10 = OK from 10; ", "call.result", "recv 5 = OK"},

    /* Steps 1 and 5 */
    {"no-ack-bit", "ack.beyond-received", BLACK ROAD_ESTABLISHED "< - 1+10; > A 1 11; ",
     "< A 1+20 1 tag 1; > A 1 21; recv 10; recv 10 = OK octets 10 tag 1; ", "ack.beyond-received",
     "> A 1 22"},
    {"ack-of-unsent-taken", "ack.beyond-received", BLACK ROAD_ESTABLISHED "< A 1+10 5; > A 1 1; > A 1 11; ",
     "recv 10; ", "ack.beyond-received", "> A 1 12"},
    {"ack-of-unsent-taken", "ack.beyond-received",
     BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 1+10 -2147483647; > A 11 1; > A 11 11; ", "recv 10; ",
     "ack.beyond-received", "> A 11 12"},
    {"ack-before-seq", "live.retransmission",
     BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 100000 11; > A 11 1; +10000; ",
     "send 5; > PA 11+5 1; < A 1 16; ", "seq.value", "> A 99 1"},
    {"window-unchecked", "window.beyond",
     BLACK ROAD_ESTABLISHED "< A 1 1 win 10; < A 100000 1 win 5000; > A 1 1; send 500; > PA 1+500 1; ",
     "< A 1 501; ", "rst.unasked", "> R 1"},
    {"window-shrink-ignored", "window.beyond",
     BLACK ROAD_ESTABLISHED "< A 1 1 win 10; send 500; > PA 1+500 1; ", "< A 1 501; ", "window.beyond",
     "< A 2 501 win 10; send 500; > PA 501+500 1"},
    {"seq-half-circle", "reply.ack",
     BLACK ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; < A 2147491840 1; +1; ",
     "< A 8193 1; > A 1 8193; ", "rst.unasked", "> R 1"},
    {"held-beyond-window", "ack.beyond-received",
     BLACK ROAD_ESTABLISHED "< FA 8000+300 1; > A 1 1; < A 1+7999 1; > A 1 8301; ", "! END; ",
     "ack.beyond-received", "> A 1 8302"},
    {"held-fin-moves", "ack.beyond-received",
     BLACK ROAD_ESTABLISHED "< FA 11 1; > A 1 1; < A 1+20 1; > A 1 22; ", "! END; recv 20; ",
     "ack.beyond-received", "> A 1 23"},

    /* Sending */
    {"nagle-eats-ack", "ack.delayed",
     BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; send 10; < A 1+10 1; +600; ",
     "< A 11 11; > PA 11+10 11; < A 11 21; ", "ack.delayed", "< A 11+10 21; +600"},
    {"rtt-from-retransmission", "live.retransmission",
     BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA 1+10 1; +20000; < A 1 11; "
                            "send 10; > PA 11+10 1; +60000; ",
     "+1000; > PA 11+10 1; < A 1 21; ", "seq.value", "> A 99 1"},
    {"probe-below-una", "seq.acked",
     BLACK ROAD_ESTABLISHED "< A 1 1 win 0; send 1000; +1500; > A 1+1 1; < A 1 2 win 1; +1500; > A 1+1 1; ",
     "+3000; > A 1+1 1; ", "seq.acked", "< A 1 2 win 500; > A 2+500 1; < A 1 502; > A 2+500 1"},

    /* Closing */
    {"time-wait-silent", "time-wait.ack", BLACK ROAD_TIME_WAIT "< A 1 2; +1; ", "< FA 1 2; > A 2 2; ",
     "time-wait.short", "> R 5"},
    {"closing-timers-start-early", "time-wait.short",
     BLACK ROAD_ESTABLISHED "+250000; close; > FA 1 1; < FA 1 2; > A 2 2; +1000; < FA 1 2; > R 2; ",
     "< FA 1 2; > R 2; ", "segment.unasked", "> A 2 2"},
    {"last-ack-2-msl", "timers.r2", BLACK ROAD_CLOSE_WAIT "+250000; shutdown; > FA 1 2; +1000; ! TIMEOUT; ",
     "< A 2 1; > R 1; ", "segment.unasked", "> FA 1 2"},
    {"fin-behind-text-after-close", "reply.rst",
     BLACK "only AFTER_RELEASE RESET; " ROAD_ESTABLISHED "close; > FA 1 1; < A 1 2; < FA 1+10 2; +1; ",
     "< A 12 2; > R 2; ", "segment.unasked", "> A 2 12"},
};
const unsigned deviation_count = sizeof deviations / sizeof deviations[0];

const struct together togethers[] = {
    /* The SYN is held as an octet, and its text beyond the window with it */
    {"syn-received-syn-ignored", "held-beyond-window",
     BLACK ROAD_SYN_RECEIVED "< SA 8192+1 1; ! CONNECTED; > A 1 1; accept; < A 1+8000 1; > A 1 8001; "
                             "recv 8000; > A 1 8001 win 8192; < A 8001+191 1; > A 1 8194 win 7999; "},
    /* A FIN cuts that text one too far, never fits itself, and moves to the end of what comes behind it */
    {"syn-received-syn-ignored", "held-fin-moves",
     BLACK ROAD_SYN_RECEIVED "< SA 2+1000 1; ! CONNECTED; > A 1 1; accept; < FA 1000 1; > A 1 1; < A 1+1 1; "
                             "> A 1 1001; < A 1001+1 1; ! END; > A 1 1003; "},
};
const unsigned together_count = sizeof togethers / sizeof togethers[0];

const struct near_miss near_misses[] = {
    {"rst.form", BLACK "< A 5+3 9; > RA 9 7; "},
    {"rst.number", BLACK "< FS 5; > RA =0 8; "},
    /* Shrinking gaps, not steady ones */
    {"timers.back-off", BLACK ROAD_SYN_SENT "+9000; > S 0; +9000; > S 0; +3000; > S 0; "},
    {"timers.syn-r2", BLACK ROAD_SYN_SENT "+1000; > S 0; ! TIMEOUT; "},
    /* The text never comes, however often the SYN went out */
    {"live.retransmission",
     BLACK ROAD_SYN_SENT "+1000; > S 0; < SA 0 1; > A 1 1; ! CONNECTED; send 10; > PA 1+10 1; +25000; "
                         "+100000; +400000; "},
    {"live.retransmission",
     BLACK "set rto_max 0; listen; < S 0; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 500; > PA 1+500 1; "
           "< A 1 1 mss 100; +100000000; "},
    /* Text out of place, and an ACK of what was never sent, are answered at once, whatever Nagle holds */
    {"reply.ack", BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; send 10; < A 100000+10 1; +1; "},
    {"reply.ack", BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; send 10; < A 1 99; +1; "},
    /* All there is has gone out again: Nagle holds nothing */
    {"ack.delayed", BLACK ROAD_ESTABLISHED "send 10; > PA 1+10 1; +1000; > PA 1+10 1; < A 1+10 1; +600; "},
    /* What waits does not fit the window: it is not Nagle that holds it */
    {"ack.delayed",
     BLACK ROAD_ESTABLISHED "< A 1 1 win 15; < A 1+1 1 win 15; > A 1 2; send 10; > PA 1+10 2; send 10; "
                            "< A 2+10 1 win 15; +600; "},
    /* No SYN was sent again yet */
    {"segment.unasked", BLACK ROAD_SYN_SENT "send 10; > P 1+10; "},
    {"reply.ack", BLACK ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; < A 8194 1; +1; "},
    {"time-wait.ack", BLACK ROAD_TIME_WAIT "< FA 1 2; +1; "},
    {"timers.r2", BLACK ROAD_CLOSE_WAIT "+200000; shutdown; > FA 1 2; +1000; ! TIMEOUT; "},
    /* Its own MSS is smaller than the peer's: no option in another segment changes that */
    {"live.send", BLACK ROAD_SYN_SENT "< SA 0 1 mss 4000; > A 1 1; ! CONNECTED; send 3000; +2000; "},
    {"live.send",
     BLACK ROAD_SYN_SENT "< SA 0 1 mss 4000; > A 1 1; ! CONNECTED; < A 1 1 mss 4000; send 3000; +2000; "},
    /* The round trip that an odd ACK ended took no time at all: the timer is as it would be without */
    {"reply.silence", BLACK "set tick 250; " ROAD_ACTIVE
                            "shutdown; > FA 1 1; < FA 1 1; ! END; > A 2 2; +1; < A 8193 2; +100000; "},
    /* Nothing ever lived here that could linger */
    {"segment.unasked", BLACK "set tick 250; < R 5; > A 1 1; "},
    /* The text on the SYN,ACK was not taken (AMB-47): what is wrong is the text beyond the window */
    {"window.beyond", BLACK ROAD_SYN_SENT "send 10; < SA 0+1 1 win 0; ! CONNECTED; > A 1 1; > PA 1+10 1; "},
};
const unsigned near_miss_count = sizeof near_misses / sizeof near_misses[0];
