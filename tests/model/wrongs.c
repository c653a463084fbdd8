#include "wrongs.h"
#include "roads.h"

#define FAIL     TSPEC_LEVEL_FAIL
#define DEVIATES TSPEC_LEVEL_DEVIATES
#define INFO     TSPEC_LEVEL_INFO

/* The last step that the stack took, or did not take before the end, is the wrong one. */
#define ROAD_STAMPED                                                                                         \
    "listen; < S 0 mss 1460 opt 080a0000000a00000000; > SA 0 1 opt 0101080a000000640000000a; "               \
    "< A 1 1 opt 0101080a0000000b00000064; ! CONNECTED; accept; "

/* Nothing is declared. */
#define OPEN "open; only LISTENER CLONING; "

const struct wrong wrongs[] = {
    /* ---- transitions ---- */
    {"reply.rst", FAIL, "< A 5 9"},
    {"reply.rst", FAIL, "< S 5+10"},
    {"reply.rst", FAIL, "listen; < A 5 9"},
    {"reply.rst", FAIL, ROAD_SYN_SENT "< A 0 2"},
    {"reply.rst", FAIL, ROAD_SYN_SENT "< SA 0 0"},
    {"reply.rst", FAIL, ROAD_SYN_RECEIVED "< A 1 2"},
    {"reply.rst", FAIL, ROAD_ESTABLISHED "abort"},
    {"reply.rst", FAIL, "only SYN_SYNCHRONIZED RESET; " ROAD_ESTABLISHED "< S 1; ! RESET"},
    {"reply.ack", DEVIATES, ROAD_ESTABLISHED "< A 8193+1 1"},
    {"reply.ack", DEVIATES, ROAD_ESTABLISHED "< A 0 1"},
    {"reply.ack", DEVIATES, ROAD_ESTABLISHED "< S 0"},
    {"reply.ack", DEVIATES, ROAD_ESTABLISHED "< R 2"},
    {"reply.ack", DEVIATES, ROAD_ESTABLISHED "< A 1 2"},
    {"reply.ack", FAIL, ROAD_SYN_SENT "< SA 0 1; ! CONNECTED"},
    {"reply.ack", DEVIATES, ROAD_CLOSE_WAIT "< FA 1 1"},
    {"reply.ack", DEVIATES, "black; " ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193; < A 8193+2 1"},
    {"reply.syn", FAIL, "listen; < S 0"},
    {"reply.syn", FAIL, "connect"},
    {"reply.syn", FAIL, ROAD_SYN_SENT "< S 0"},
    {"reply.syn", FAIL, ROAD_TIME_WAIT "base 9000 9000; < S 0"},
    {"reply.silence", FAIL, ROAD_ESTABLISHED "< R 8193; > A 1 1"},
    {"reply.silence", FAIL, ROAD_ESTABLISHED "< - 1+5; > A 1 1"},
    {"reply.silence", FAIL, ROAD_ESTABLISHED "< A 9000 1 damage checksum; > A 1 1"},
    {"segment.unasked", FAIL, "< R 5; > A 1 1"},
    {"segment.unasked", FAIL, ROAD_ESTABLISHED "> A 1 1"},
    {"segment.unasked", FAIL, ROAD_SYN_SENT "< A 0 1; > A 1 0"},
    {"segment.unasked", FAIL, ROAD_LAST_ACK "< A 2 2; > A 2 2"},
    {"segment.unasked", FAIL, ROAD_ESTABLISHED "< R 1; ! RESET; > A 1 1"},
    {"rst.unasked", FAIL, ROAD_ESTABLISHED "> R 1"},
    {"rst.unasked", FAIL, "< R 5; > RA =0 5"},
    {"rst.unasked", FAIL, "listen; < F 5; > RA =0 6"},
    {"rst.unasked", FAIL, ROAD_ESTABLISHED "< A 1 2; > R 2"},
    {"rst.unasked", FAIL, ROAD_SYN_SENT "abort; > R 1"},
    {"rst.unasked", FAIL, ROAD_LAST_ACK "abort; > R 2"},
    {"rst.unasked", FAIL, ROAD_SYN_SENT "< RA 0 2; > R 2"},
    {"rst.number", FAIL, "< A 5 9; > R 10"},
    {"rst.number", FAIL, "< S 5+10; > RA =0 15"},
    {"rst.number", FAIL, "< FA 5+10 9; > R 20"},
    {"rst.number", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; abort; > R 1"},
    {"rst.number", FAIL,
     "only CLOSE_UNREAD RESET; " ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; close; > RA 2 11"},
    {"rst.number", FAIL,
     "only AFTER_RELEASE RESET; " ROAD_ESTABLISHED "close; > FA 1 1; < A 1 2; < A 1+5 2; > R 1"},
    {"rst.number", FAIL,
     "only AFTER_RELEASE RESET; " ROAD_ESTABLISHED "close; > FA 1 1; < A 1 2; < A 1+5 2; > R 3"},
    {"rst.number", FAIL, "only SYN_SYNCHRONIZED RESET; " ROAD_ESTABLISHED "< S 5; > RA 2 6"},
    {"rst.form", DEVIATES, "< A 5 9; > RA 9 0"},
    {"rst.form", DEVIATES, ROAD_ESTABLISHED "abort; > RA 1 1"},
    {"syn.unasked", FAIL, ROAD_ESTABLISHED "> SA 0 1"},
    {"syn.unasked", FAIL, "listen; > S 0"},
    {"syn.unasked", FAIL, ROAD_SYN_SENT "> SA 0 1"},
    {"syn.unasked", FAIL, "listen; < F 0; > SA 0 1"},
    {"fin.unasked", FAIL, ROAD_ESTABLISHED "> FA 1 1"},
    {"fin.unasked", FAIL, ROAD_CLOSE_WAIT "> FA 1 2"},

    {"segment.control", FAIL, "< A 5 9; > SR 9"},
    {"segment.control", FAIL, "< A 5 9; > FR 9"},
    {"segment.control", FAIL, "connect; > SF 0"},
    {"segment.control", DEVIATES, ROAD_ESTABLISHED "< A 1+10 1; > PA 1 11"},
    {"urgent.unasked", FAIL, "< A 5 9; > RU 9"},
    {"urgent.unasked", FAIL, "connect; > SU 0"},

    /* ---- ACK arithmetic ---- */
    {"syn.number", FAIL, ROAD_SYN_RECEIVED "+1000; > SA 1 1"},
    {"syn.number", FAIL, "listen; < S 0; > SA 0 2"},
    {"syn.number", FAIL, "listen; < S 0+5; > SA 0 6"},
    {"syn.number", FAIL, ROAD_SYN_SENT "+1000; > S 1"},
    {"syn.number", FAIL, ROAD_SYN_SENT "< S 0; > SA 1 1"},
    {"ack.bit", FAIL, ROAD_ESTABLISHED "send 5; > P 1+5"},
    {"ack.bit", FAIL, ROAD_ESTABLISHED "shutdown; > F 1"},
    {"ack.beyond-received", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 12"},
    {"ack.beyond-received", FAIL, ROAD_ESTABLISHED "< A 11+10 1; > A 1 21"},
    {"ack.beyond-received", FAIL, ROAD_CLOSE_WAIT "< FA 1 1; > A 1 3"},
    {"ack.beyond-received", FAIL, ROAD_CLOSE_WAIT "send 5; > PA 1+5 2; < FA 2 1; > A 6 3"},
    {"ack.beyond-received", FAIL, ROAD_ESTABLISHED "< A 1+10 2; > A 1 11"},
    {"ack.backward", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; send 1; > PA 1+1 5"},
    {"ack.value", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 6"},
    {"ack.value", FAIL, ROAD_ESTABLISHED "< A 11+10 1; > A 1 1; < A 1+10 1; > A 1 11"},
    {"ack.value", FAIL, ROAD_ESTABLISHED "< FA 1 1; > A 1 1"},
    {"ack.value", FAIL, ROAD_FIN_WAIT_2 "< FA 1 2; > A 2 1"},
    {"seq.value", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 2 11"},
    {"seq.value", FAIL, ROAD_FIN_WAIT_2 "< FA 1 2; > A 1 2"},
    {"seq.value", FAIL, ROAD_SYN_SENT "< SA 0 1; > A 2 1"},
    {"seq.gap", FAIL, ROAD_ESTABLISHED "send 10; > PA 2+9 1"},
    {"seq.acked", DEVIATES, ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 1 11; > PA 1+10 1"},
    {"fin.place", FAIL, ROAD_ESTABLISHED "shutdown; > FA 2 1"},
    {"fin.place", FAIL, ROAD_ESTABLISHED "< A 1 1 win 5; send 10; shutdown; > FPA 1+5 1"},
    {"ack.delayed", FAIL, ROAD_ESTABLISHED "< A 1+10 1; +500"},
    {"ack.delayed", FAIL, ROAD_ESTABLISHED "< A 1+10 1; +400; < A 11+10 1; +100"},
    {"ack.delayed", FAIL, ROAD_ESTABLISHED "< FA 1 1; ! END; +500"},
    {"ack.second-segment", DEVIATES, ROAD_ESTABLISHED "< A 1+1460 1; < A 1461+1460 1; +1; > A 1 2921"},

    /* ---- windows ---- */
    {"window.beyond", FAIL, ROAD_ESTABLISHED "< A 1 1 win 10; send 20; > PA 1+20 1"},
    {"window.beyond", FAIL, ROAD_ESTABLISHED "< A 1 1 win 0; send 20; > PA 1+20 1"},
    {"window.beyond", FAIL,
     ROAD_ESTABLISHED "send 100; > PA 1+100 1; < A 1 1 win 50; send 10; > PA 101+10 1"}, /* SHLD-15 */
    {"window.beyond", FAIL,
     "listen; < S 0 mss 1460 opt 01030303; > SA 0 1 opt 030302; < A 1 1 win 1; send 20; > PA 1+9 1 win 2048"},
    {"window.shrunk", DEVIATES,
     "listen; < S 0 opt 030303; > SA 0 1 opt 030302; < A 1 1; < A 1+4 1; > A 1 5 win 2047; < A 5+4 1; > A 1 "
     "9 win 2044"},
    {"window.shrunk", DEVIATES, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11 win 100"},
    {"mss.beyond", FAIL, ROAD_ESTABLISHED "send 3000; > A 1+1461 1"},
    {"mss.beyond", FAIL,
     "set ip_version 6; listen; < S 0; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 1300; > PA 1+1300 1"},
    {"mss.beyond", FAIL, "set ip_version 6; " ROAD_ESTABLISHED "send 1460; > PA 1+1460 1"}, /* 1500 less 60 */
    {"signal.unasked", FAIL, "set ip_version 6; " ROAD_SYN_SENT "icmp host_unreachable; ! REFUSED"},
    {"ip.ttl", FAIL, "set ip_version 6; " ROAD_ESTABLISHED "let TTL 7; send 10; > PA 1+10 1"},
    {"mss.beyond", FAIL, "listen; < S 0; > SA 0 1; < A 1 1; send 600; > PA 1+537 1"},
    {"mss.beyond", FAIL, ROAD_ESTABLISHED "send 3000; > A 1+1460 1 opt 01010101"},

    /* ---- TIME-WAIT ---- */
    {"time-wait.short", FAIL, ROAD_TIME_WAIT "+239999; < FA 1 2; > R 2"},
    {"time-wait.short", FAIL, ROAD_CLOSING "< A 2 2; +100; < FA 1 2; > R 2"},
    {"time-wait.ack", FAIL, ROAD_TIME_WAIT "< FA 1 2"},
    {"time-wait.ack", DEVIATES, ROAD_TIME_WAIT "+239999; < A 1 2"},
    {"time-wait.reuse", INFO, ROAD_TIME_WAIT "base 0 5000; < S 0; > SA 0 1"},

    /* ---- timers ---- */
    {"timers.rto-floor", DEVIATES, ROAD_ESTABLISHED "send 10; > PA 1+10 1; +999; > PA 1+10 1"},
    {"timers.back-off", FAIL,
     ROAD_ESTABLISHED "send 10; > PA 1+10 1; +1000; > PA 1+10 1; +1000; > PA 1+10 1; +1000; > PA 1+10 1"},
    {"timers.back-off", FAIL, ROAD_SYN_SENT "+3000; > S 0; +3000; > S 0; +3000; > S 0"},
    {"timers.syn-r2", FAIL,
     ROAD_SYN_SENT
     "+3000; > S 0; +6000; > S 0; +12000; > S 0; +24000; > S 0; +48000; > S 0; +86999; ! TIMEOUT"},
    {"timers.r2", DEVIATES,
     "set user_timeout 100000; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; +3000; > PA 1+10 1; +6000; > PA "
     "1+10 1; +12000; > PA 1+10 1; +24000; > PA 1+10 1; "
     "+54999; ! TIMEOUT"},

    {"timers.r2", DEVIATES,
     ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; +3000; > PA 1+10 1; +6000; > PA 1+10 1; +12000; > PA 1+10 1; +24000; "
     "> RA 11 1; ! TIMEOUT"},
    {"rst.unasked", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; +3000; > PA 1+10 1; +99; > R 11"},

    /* ---- congestion ---- */
    {"congestion.window", FAIL,
     "listen; < S 0 win 65535; > SA 0 1; < A 1 1 win 65535; ! CONNECTED; accept; send 6000; > A 1+536 1; > A "
     "537+536 1; "
     "> A 1073+536 1; > A 1609+536 1; > A 2145+536 1; > A 2681+536 1; > A 3217+536 1; > A 3753+536 1; > A "
     "4289+536 "
     "1; > A 4825+536 1; > A 5361+536 1"},
    {"congestion.window", FAIL,
     "set initial_window 2; " ROAD_ESTABLISHED "send 5000; > A 1+1460 1; > A 1461+1460 1; > A 2921+1460 1"},
    {"congestion.window", FAIL,
     "set initial_window 2; " ROAD_ESTABLISHED "send 9000; > A 1+1460 1; > A 1461+1460 1; < A 1 2921; > A "
     "2921+1460 1; > A 4381+1460 1; > A 5841+1460 1; > A 7301+1460 1"},
    {"congestion.window", FAIL, /* congestion avoidance: from 2 segments on, a segment in about two ACKs */
     "set initial_window 4; " ROAD_ESTABLISHED
     "send 12000; > A 1+1460 1; +1000; > A 1+1460 1; < A 1 1461; > A 1461+1460 1; "
     "> A 2921+1460 1; < A 1 2921; > A 4381+1460 1; < A 1 4381; > A 5841+1460 1; > A 7301+1460 1; > A "
     "8761+1460 1"},
    {"congestion.loss-window", FAIL,
     ROAD_ESTABLISHED
     "send 3000; > A 1+1460 1; > A 1461+1460 1; > PA 2921+80 1; +1000; > A 1+1460 1; +2000; > A "
     "1+1460 1; > A 1461+1460 1"},
    {"congestion.loss-window", FAIL,
     "black; " ROAD_ESTABLISHED
     "send 1000; > PA 1+1000 1; +1000; > PA 1+1000 1; +2000; > PA 1+1000 1; send 1000; > PA "
     "1001+1000 1"},
    {"congestion.loss-window", FAIL,
     "set initial_window 2; " ROAD_ESTABLISHED
     "send 2920; > A 1+1460 1; > PA 1461+1460 1; +1000; > A 1+1460 1; +2000; > "
     "A 1+1460 1; > PA 1461+1460 1"},

    /* ---- small segments ---- */
    {"send.nagle", DEVIATES, "set nagle 1; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; send 10; > PA 11+10 1"},
    {"send.nagle", DEVIATES,
     "set nagle 1; " ROAD_ESTABLISHED
     "send 1460; > PA 1+1460 1; send 10; > PA 1461+10 1"}, /* exact: no App. A.3 */
    {"send.nagle", DEVIATES,
     "black; set nagle 1; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; send 10; > PA 11+10 1"},
    {"send.nagle", DEVIATES,
     "black; " ROAD_ESTABLISHED "let NODELAY 0; send 10; > PA 1+10 1; send 10; > PA 11+10 1"},
    {"live.send", FAIL, /* MUST-17 */
     "set nagle 1; " ROAD_ESTABLISHED "let NODELAY 1; send 10; > PA 1+10 1; send 10; +1"},
    {"live.send", FAIL,
     "black; set nagle 1; " ROAD_ESTABLISHED "let NODELAY 1; send 10; > PA 1+10 1; send 10; +1001"},
    {"call.result", FAIL, ROAD_ESTABLISHED "let NODELAY 1 = NO-CONN"},
    {"window.silly-sent", FAIL,
     "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 3000; < A 1 1 win 10; > A 1+10 1"},
    {"window.silly-sent", FAIL,
     "set persists 1; " ROAD_ESTABLISHED "< A 1 1 win 0; send 3000; < A 1 1 win 1000; > A 1+1000 1"},
    {"window.silly-offered", FAIL,
     "black; " ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; recv 100; > A 1 8193 win 100"},
    {"window.silly-offered", FAIL,
     "set persists 1; " ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; recv 1459; > A 1 8193 win 1459"},
    {"send.small", DEVIATES, "black; " ROAD_ESTABLISHED "send 3000; > A 1+700 1"},
    {"send.small", DEVIATES,
     "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; send 10; < A 1 1; > PA 1+10 1"}, /* SHLD-27 */

    /* ---- keep-alives ---- */
    {"keep-alive.off", FAIL, "black; " ROAD_ESTABLISHED "+7200000; > A 0 1"},
    {"keep-alive.off", FAIL,
     "black; " ROAD_ESTABLISHED "let KEEPALIVE 1; let KEEPALIVE 0; +7200000; > A 0 1"},
    {"keep-alive.early", FAIL, "black; " ROAD_ESTABLISHED "let KEEPALIVE 1; +7199999; > A 0 1"},
    {"keep-alive.early", FAIL,
     "black; " ROAD_ESTABLISHED "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +5000; < A 1 1; +9999; > A 0 1"},
    {"keep-alive.early", FAIL,
     "black; " ROAD_ESTABLISHED
     "let KEEPALIVE 1; let KEEPALIVE-IDLE 2000; send 10; > PA 1+10 1; +2000; > A 10 1"},
    {"keep-alive.text", DEVIATES,
     "black; " ROAD_ESTABLISHED "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +10000; > A 0+1 1"},
    {"keep-alive.give-up", FAIL,
     "black; " ROAD_ESTABLISHED
     "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +10000; > A 0 1; +75000; ! TIMEOUT"},
    {"keep-alive.give-up", FAIL,
     ROAD_ESTABLISHED "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +10000; > A 0 1; +75000; > RA 1 1"},
    {"live.keep-alive", FAIL, "black; " ROAD_ESTABLISHED "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +13000"},
    {"live.keep-alive", FAIL,
     "listen; l.let KEEPALIVE 1; l.let KEEPALIVE-IDLE 10000; < S 0 mss 1460; > SA 0 1; < A 1 1; ! CONNECTED; "
     "accept; "
     "+13000"},

    /* ---- urgent data ---- */
    {"urgent.unasked", FAIL, ROAD_ESTABLISHED "send 10; > PAU 1+10 1 urg 10"},
    {"urgent.unasked", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > AU 1 11 urg 1"},
    {"urgent.missing", FAIL, ROAD_ESTABLISHED "send 10 urgent; > PA 1+10 1"},
    {"urgent.missing", FAIL, /* MUST-31 */
     ROAD_ESTABLISHED "send 3000 urgent; > AU 1+1460 1 urg 3000; > AU 1461+1460 1 urg 1540; > PA 2921+80 1"},
    {"urgent.pointer", FAIL,
     ROAD_ESTABLISHED "send 10 urgent; > PAU 1+10 1 urg 9"}, /* the last octet of it */
    {"urgent.pointer", FAIL, ROAD_ESTABLISHED "send 10 urgent; > PAU 1+10 1 urg 11"},
    {"urgent.left", FAIL,
     ROAD_ESTABLISHED "< AU 1+10 1 urg 10; > A 1 11; ! URGENT; recv 4 = OK octets 4 urgent 0"},
    {"urgent.left", FAIL, ROAD_ESTABLISHED "status = OK urgent 5"},
    {"signal.missing", FAIL, ROAD_ESTABLISHED "< AU 1+10 1 urg 10; > A 1 11"},
    {"signal.missing", FAIL, /* MUST-66 */
     ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; < AU 8193 1 urg 10"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; ! URGENT"},

    /* ---- giving up ---- */
    {"timers.r2", FAIL,
     "black; " ROAD_ESTABLISHED
     "let USER-TIMEOUT 20000; send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA 1+10 1; "
     "+4000; > PA 1+10 1; +8000; > PA 1+10 1; +4999; ! TIMEOUT"},
    {"live.give-up", FAIL,
     ROAD_ESTABLISHED
     "let USER-TIMEOUT 20000; send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA 1+10 1; +4000; > PA "
     "1+10 1; +8000; > PA 1+10 1; +5001"},
    {"live.give-up", FAIL,
     "black; " ROAD_ESTABLISHED
     "let USER-TIMEOUT 20000; send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA 1+10 1; "
     "+4000; > PA 1+10 1; +8000; > PA 1+10 1; +16000; > PA 1+10 1; +60000"},
    {"live.give-up", FAIL,
     "set gives_up 1; set user_timeout 100000; " ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA "
     "1+10 1; +4000; > PA 1+10 1; +8000; > PA 1+10 1; +16000; > PA 1+10 1; +32000; > PA 1+10 1; +37001"},
    {"live.give-up", FAIL,
     "set gives_up 1; " ROAD_SYN_SENT "+3000; > S 0; +6000; > S 0; +12000; > S 0; +24000; > S 0; "
     "+48000; > S 0; +86000; > S 0; +1001"},

    /* ---- closed windows ---- */
    {"timers.probe-first", DEVIATES, "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +6001; > A 1+1 1"},
    {"timers.probe-first", DEVIATES, "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +7000; > A 0 1"},
    {"timers.probe-back-off", DEVIATES,
     "black; " ROAD_ESTABLISHED
     "< A 1 1 win 0; send 10; +1000; > A 1+1 1; +1000; > A 1+1 1; +1000; > A 1+1 1; "
     "+1000; > A 1+1 1"},
    {"timers.probe-back-off", DEVIATES,
     "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +1000; > A 1+1 1; < A 1 1 win 0; +1000; > A 1+1 1; "
     "< A 1 1 win 0; +1000; > A 1+1 1; < A 1 1 win 0; +1000; > A 1+1 1"},
    {"timers.probe-give-up", FAIL,
     "black; set user_timeout 0; " ROAD_ESTABLISHED
     "< A 1 1 win 0; send 10; +1000; > A 1+1 1; < A 1 1 win 0; +2000; > A 1+1 1; < A 1 1 win 0; +20000; ! "
     "TIMEOUT"},
    {"timers.probe-give-up", FAIL,
     "black; set user_timeout 0; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +1000; > A 1+1 1; +2000; > A "
     "1+1 1; +4000; > A 1+1 1; +8000; > A 1+1 1; < A 1 1 "
     "win 0; +20000; > RA 2 1"},
    {"timers.probe-give-up", DEVIATES, /* SHLD-17 */
     "black; set user_timeout 0; " ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; < A 1 1 win 5; +1000; > PA 1+10 1; < A 1 1 win 5; +5000; ! TIMEOUT"},
    {"live.probe", FAIL, "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +10000"},
    {"live.probe", FAIL,
     "black; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 1 1 win 0; +10000"}, /* MUST-35 */
    {"live.probe", FAIL,
     "black; " ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +1000; > A 1+1 1; < A 1 2 win 0; +20000"},
    {"live.send", FAIL, "black; " ROAD_ESTABLISHED "< A 1 1 win 5; send 10; +10000"},
    {"live.retransmission", DEVIATES, /* SHLD-16 */
     "black; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 1 1 win 5; +10000"},

    /* ---- delivery ---- */
    {"delivery.octets", FAIL, ROAD_ESTABLISHED "< A 1+5 1; > A 1 6; recv 5 = OK octets 5 tag 2"},
    {"delivery.octets", FAIL, ROAD_ESTABLISHED "< A 1+20 1; > A 1 21; recv 10 = OK octets 10 from 10"},
    {"delivery.discarded", FAIL,
     ROAD_ESTABLISHED "< A 1+10 2 tag 3; > A 1 1; < A 1+10 1; > A 1 11; recv 10 = OK octets 10 tag 3"},
    {"delivery.discarded", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; recv 10 = OK octets 10 inc 2"},
    {"delivery.excess", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; recv 20 = OK octets 11"},
    {"delivery.excess", FAIL, ROAD_ESTABLISHED "< FA 1+10 1; > A 1 12; ! END; recv 20 = OK octets 11"},
    {"delivery.missing", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; recv 10 = WOULD-BLOCK"},
    {"delivery.missing", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; recv 10 = OK octets 0"},
    {"delivery.missing", FAIL, "black; " ROAD_ESTABLISHED "< PA 1+10 1; > A 1 11; recv 20 = WOULD-BLOCK"},
    {"delivery.missing", FAIL,
     "black; " ROAD_ESTABLISHED "< PA 1+10 1; > A 1 11; < PA 21+10 1; recv 20 = WOULD-BLOCK"},
    {"delivery.missing", FAIL,
     "black; " ROAD_ESTABLISHED
     "< PA 41+10 1; < PA 11+10 1; < A 21+10 1; < A 1+10 1; > A 1 31; recv 40 = WOULD-BLOCK"},
    {"delivery.missing", FAIL, ROAD_ESTABLISHED "< FA 1+10 1; > A 1 12; ! END; recv 10 = END"},
    {"send.octets", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1 wrong 3"},
    {"send.octets", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; +1000; > PA 1+10 1 wrong 9"},
    {"send.excess", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+11 1"},
    {"send.excess", FAIL, ROAD_ESTABLISHED "> PA 1+1 1"},
    {"send.excess", FAIL, ROAD_SYN_RECEIVED "send 10; > PA 1+10 1"},
    {"send.push", FAIL, ROAD_ESTABLISHED "send 10; > A 1+10 1"},

    /* ---- ICMP ---- */
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp net_unreachable seq 1; ! RESET"},
    {"signal.unasked", FAIL, ROAD_SYN_SENT "icmp host_unreachable; ! REFUSED"},
    {"signal.unasked", FAIL, ROAD_SYN_SENT "icmp time_exceeded; ! TIMEOUT"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp source_quench seq 1; ! SOFT-ERROR"},
    {"signal.unasked", FAIL,
     "black; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp source_quench seq 1; ! RESET"},
    {"signal.unasked", FAIL,
     ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp port_unreachable seq 5000; ! RESET"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "! SOFT-ERROR"},
    {"rst.unasked", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp parameter_problem seq 1; > R 11"},
    {"reply.silence", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp source_quench seq 1; > A 11 1"},
    {"signal.missing", FAIL, ROAD_SYN_SENT "icmp port_unreachable"},
    {"icmp.hard", DEVIATES, "black; " ROAD_SYN_SENT "icmp port_unreachable; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"icmp.hard", DEVIATES, "open; " ROAD_SYN_SENT "icmp protocol_unreachable; +1000"},
    {"soft-error.missing", DEVIATES, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp net_unreachable seq 1"},
    {"soft-error.missing", DEVIATES,
     "black; " ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp source_route_failed seq 1; < A 1 11"},
    {"soft-error.off", DEVIATES,
     ROAD_ESTABLISHED "let SOFT-ERRORS 0; send 10; > PA 1+10 1; icmp net_unreachable seq 1; ! SOFT-ERROR"},

    /* ---- fields of IP, options, addresses ---- */
    {"ip.ttl", FAIL, ROAD_ESTABLISHED "let TTL 7; send 10; > PA 1+10 1"},
    {"ip.ttl", FAIL, "let TTL 7; connect; > S 0"},
    {"ip.ds", FAIL, ROAD_ESTABLISHED "let DS 40; send 10; > PA 1+10 1 ds 8"},
    {"ip.ds", FAIL,
     ROAD_ESTABLISHED "let DS 40; send 10; > PA 1+10 1 ds 40; let DS 8; send 10; > PA 11+10 1 ds 40"},
    {"ip.source-route", FAIL, "set source_routes 1; let SOURCE-ROUTE 1; connect; > S 0"},
    {"ip.source-route", FAIL,
     "set source_routes 1; let SOURCE-ROUTE 1; connect; > S 0 via 9; < SA 0 1 via 8; > A 1 1 via 8"},
    {"ip.source-route", FAIL, "set source_routes 1; listen; < S 0 via 8; > SA 0 1"},
    {"ip.source-route", FAIL, "set source_routes 1; listen; < S 0 via 8; > SA 0 1 via 9"},
    {"ip.source-route", DEVIATES,
     "set source_routes 1; listen; < S 0 via 8; > SA 0 1 via 8; < A 1 1 via 8; ! CONNECTED; < A 1+10 1 via "
     "7; "
     "> A 1 11 via 8"},
    {"scale.unasked", FAIL, "listen; < S 0; > SA 0 1 opt 030301"},
    {"timestamps.unasked", DEVIATES, "listen; < S 0; > SA 0 1 opt 080a0000000100000000"},
    {"timestamps.unasked", DEVIATES, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11 opt 080a0000000100000000"},
    {"timestamps.missing", FAIL, ROAD_STAMPED "send 10; > PA 1+10 1"},
    {"timestamps.backward", FAIL, ROAD_STAMPED "send 10; > PA 1+10 1 opt 080a000000630000000a"},
    {"timestamps.echo", FAIL, ROAD_STAMPED "send 10; > PA 1+10 1 opt 080a000000640000000c"},
    {"timestamps.echo", FAIL, ROAD_STAMPED "send 10; > PA 1+10 1 opt 080a0000006400000009"},
    {"reply.ack", DEVIATES, ROAD_STAMPED "< A 1+10 1 opt 080a0000000500000064"},
    {"ack.beyond-received", FAIL,
     ROAD_STAMPED "< A 1+10 1 opt 080a0000000500000064; > A 1 11 opt 080a000000640000000b"},
    {"time-wait.reduction", DEVIATES,
     "black; only TIME_WAIT_SYN REUSE|CHALLENGE; " ROAD_STAMPED
     "shutdown; > FA 1 1 opt 080a000000640000000b; < FA 1 2 opt 080a0000000b00000064; > A 2 2 opt "
     "080a000000640000000b; ! END; < S 9000 opt 080a0000000c00000000; > A 2 2 opt 080a000000640000000b"},
    {"call.result", FAIL, "connect multicast"},
    {"call.result", FAIL, "connect broadcast"},
    {"call.result", FAIL, "connect any"},
    {"call.result", FAIL, ROAD_SYN_SENT "listen = EXISTS"},
    {"call.result", FAIL, "connect local = NO-CONN"},
    {"syn.unasked", FAIL, "listen; < S 0 damage to-multicast; > SA 0 1"},
    {"rst.unasked", FAIL, "< S 0 damage from-broadcast; > RA =0 1"},
    {"reply.syn", FAIL, "listen; < S 0 ipopt"},
    {"reply.syn", FAIL, "listen; < S 0 opt fd040102"},
    {"reply.syn", FAIL, "listen; < S 0 opt 01020405b4"},
    {"ack.delayed", FAIL, ROAD_ESTABLISHED "< A 1+10 1 ipopt; +500"},
    {"ack.delayed", FAIL, ROAD_ESTABLISHED "< A 1+10 1 opt 020405b4; +500"},
    {"signal.missing", FAIL, ROAD_ESTABLISHED "< R 1+10"},
    {"mss.beyond", FAIL, "listen; < S 0; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 600; > PA 1+600 1"},

    /* ---- calls ---- */
    {"call.result", FAIL, "send 1"},
    {"call.result", FAIL, "recv 1 = WOULD-BLOCK"},
    {"call.result", FAIL, "shutdown"},
    {"call.result", FAIL, "abort"},
    {"call.result", FAIL, "status"},
    {"call.result", FAIL, "connect = NO-CONN"},
    {"call.result", FAIL, "listen = NO-CONN"},
    {"reply.syn", FAIL, "black; send 1"}, /* it would have to open by itself (AMB-54) */
    {"call.result", FAIL, ROAD_ESTABLISHED "connect"},
    {"call.result", FAIL, ROAD_ESTABLISHED "recv 1 = END"},
    {"call.result", FAIL, ROAD_ESTABLISHED "send 1 = CLOSING"},
    {"call.result", FAIL, ROAD_ESTABLISHED "abort = NO-CONN"},
    {"call.result", FAIL, ROAD_ESTABLISHED "send 1 = WOULD-BLOCK"},
    {"call.result", FAIL, ROAD_FIN_WAIT_2 "send 1"},
    {"call.result", FAIL, ROAD_CLOSE_WAIT "recv 1 = WOULD-BLOCK"},
    {"call.result", FAIL, ROAD_LAST_ACK "shutdown"},
    {"call.result", FAIL, ROAD_CLOSE_WAIT "< A 2+10 1; recv 10 = OK"},
    {"call.result", FAIL, ROAD_SYN_SENT "recv 1 = OK octets 0"},
    {"call.octets", FAIL, ROAD_ESTABLISHED "send 5 = OK octets 6"},
    {"call.octets", FAIL, ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; recv 5 = OK octets 6"},
    {"call.status", INFO, ROAD_ESTABLISHED "status FIN-WAIT-1"},
    {"call.status", INFO, "listen; l.status CLOSED"},
    {"signal.missing", FAIL, ROAD_ESTABLISHED "< R 1"},
    {"signal.missing", FAIL, ROAD_ESTABLISHED "< FA 1 1; > A 1 2"},
    {"signal.missing", FAIL, ROAD_SYN_SENT "< RA 0 1"},
    {"signal.missing", FAIL, ROAD_SYN_SENT "< SA 0 1; > A 1 1"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "! END"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "! RESET"},
    {"signal.unasked", FAIL, ROAD_ESTABLISHED "! TIMEOUT"},
    {"signal.unasked", FAIL, ROAD_CLOSE_WAIT "! END"},

    /* ---- liveness ---- */
    {"live.send", FAIL, ROAD_ESTABLISHED "send 10; +1"},
    {"live.send", FAIL, ROAD_ESTABLISHED "shutdown; +1"},
    {"live.send", FAIL, ROAD_ESTABLISHED "< A 1 1 win 0; send 10; < A 1 1 win 8192; +1"},
    {"live.send", FAIL, "black; " ROAD_ESTABLISHED "send 10; +1001"},
    {"live.retransmission", FAIL, ROAD_ESTABLISHED "send 10; > PA 1+10 1; +20000"},
    {"live.retransmission", FAIL, ROAD_SYN_SENT "+20000"},
    {"live.retransmission", FAIL, ROAD_FIN_WAIT_1 "+20000"},

    {"signal.unasked", FAIL, ROAD_SYN_SENT "+1; let USER-TIMEOUT 5; icmp port_unreachable seq 1; ! TIMEOUT"},

    /* ---- beside what is permitted (test_permitted.c) ---- */
    {"live.send", FAIL, "black; " ROAD_ESTABLISHED "< A 101+8 1; > A 1 1; < A 1 1 win 0; send 100; +1500"},
    {"window.beyond", FAIL,
     OPEN ROAD_ESTABLISHED "< A 101+8 1 win 0; > A 1 1; < A 1 1 win 0; send 100; > A 1+100 1"},
    {"seq.acked", DEVIATES, OPEN ROAD_ESTABLISHED "close; > FA 1 1; < FA 1 2; > A 2 2; < FA 1 2; > FA 1 2"},
    {"segment.unasked", FAIL, OPEN ROAD_LAST_ACK "< A 2 2; +1000; > FA 1 2"},
    {"syn.number", FAIL, OPEN ROAD_SYN_SENT "< S 0+10; > SA 0 5"},
    {"syn.number", FAIL, OPEN "set receive_buffer 10; listen; < S 0+100; > SA 0 12 win 0"},
    {"ack.beyond-received", FAIL, OPEN ROAD_SYN_SENT "< S 0+100; > SA 0 1; < A 102+100 1; > A 1 201"},
    {"seq.value", FAIL, OPEN ROAD_ESTABLISHED "< A 1 1 win 0; send 100; < A 1+100 1; > A 0 101"},
    {"keep-alive.off", FAIL, OPEN ROAD_CLOSE_WAIT "< A 2 1 win 0; +1000; > A 0 2"},
    {"send.small", DEVIATES,
     OPEN "listen; < S 0 opt 0204003f02040218; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 200; > A 1+20 1"},
    {"mss.beyond", FAIL,
     OPEN
     "listen; < S 0 opt 0204000102040000; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 600; > PA 1+600 1"},
    {"live.retransmission", FAIL,
     OPEN ROAD_SYN_RECEIVED
     "< S 0; > SA 0 1; +1; < A 1 1; ! CONNECTED; accept; send 10; > PA 1+10 1; +13500"},
    {"rst.unasked", FAIL, OPEN ROAD_CLOSE_WAIT "< A 2 1; > R 1"},
    {"segment.unasked", FAIL, OPEN ROAD_SYN_RECEIVED "< R 1; > A 1 1"},
    {"delivery.discarded", FAIL,
     OPEN ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; shutdown; > FA 1 11; < A 11 2; < FA 11 2; > A 2 12; ! END; "
                           "< S 3000; > A 2 12; < PA 12+100 2; recv 10 = OK octets 10 tag 3"},
    {"window.silly-offered", FAIL,
     OPEN "listen; < S 0 mss 536; > SA 0 1; < A 1 1; ! CONNECTED; accept; < A 1+8192 1; > A 1 8193 win 0; "
          "recv 800; > A 1 8193 win 500"},
};

const unsigned wrong_count = sizeof wrongs / sizeof wrongs[0];
