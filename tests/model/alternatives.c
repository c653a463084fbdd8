#include "alternatives.h"
#include "roads.h"

/* A window of 10 octets both sides of 21 acknowledged ones: an ACK of 10 is older than SND.UNA - MAX.SND.WND.
 */
#define ROAD_SMALL_WINDOW                                                                                    \
    "listen; < S 0 win 10; > SA 0 1; < A 1 1 win 10; ! CONNECTED; accept; send 10; > PA 1+10 1; "            \
    "< A 1 11 win 10; send 10; > PA 11+10 1; < A 1 21 win 10; "
#define ROAD_ZERO_WINDOW ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; "
#define ROAD_FLYING      ROAD_ESTABLISHED "send 10; > PA 1+10 1; "
#define ROAD_RELEASED    ROAD_ESTABLISHED "close; > FA 1 1; < A 1 2; "

const struct alternative alternatives[] = {
    {"LISTENER", "MOVING", "", "listen; < S 0; > SA 0 1; flow 1; < S 0; > RA =0 1"},
    {"LISTENER", "CLONING", "", "listen; < S 0; > SA 0 1; flow 1; < S 0; > SA 0 1"},

    {"RST_IN_WINDOW", "CHALLENGE", "SILENCE", ROAD_ESTABLISHED "< R 2; > A 1 1"},
    {"RST_IN_WINDOW", "RESET", "", ROAD_ESTABLISHED "< R 2; ! RESET"},
    {"RST_IN_WINDOW", "SILENCE", "", ROAD_ESTABLISHED "< R 3; > A 1 1; < R 2; < A 1+1 1; > A 1 2"},
    {"RST_STRADDLING", "DROP", "", ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; < R 5+20; < A 11+1 1; > A 1 12"},
    {"RST_STRADDLING", "RESET", "", ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; < R 5+20; ! RESET"},
    {"RST_IN_SYN_RECEIVED", "CHALLENGE", "SILENCE", ROAD_SYN_RECEIVED "< R 5; > A 1 1"},
    {"RST_IN_SYN_RECEIVED", "RESET", "", ROAD_SYN_CROSSED "< R 5; ! REFUSED"},
    {"RST_IN_SYN_RECEIVED", "SILENCE", "", ROAD_SYN_RECEIVED "< R 3; > A 1 1; < R 5; < A 1 1; ! CONNECTED"},

    {"SYN_SYNCHRONIZED", "CHALLENGE", "SILENCE|TRIM", ROAD_ESTABLISHED "< S 1; > A 1 1"},
    {"SYN_SYNCHRONIZED", "RESET", "", ROAD_ESTABLISHED "< S 1; > RA =0 2; ! RESET"},
    {"SYN_SYNCHRONIZED", "SILENCE", "", ROAD_ESTABLISHED "< S 5; > A 1 1; < S 1; < A 1+1 1; > A 1 2"},
    {"SYN_SYNCHRONIZED", "TRIM", "RESET", ROAD_ESTABLISHED "< SA 0+10 1; > A 1 11"},
    {"SYN_AT_IRS", "ACK", "PROCESS", ROAD_SYN_RECEIVED "< S 0; > A 1 1"},
    {"SYN_AT_IRS", "SYN_ACK", "SILENCE", ROAD_SYN_RECEIVED "< S 0; > SA 0 1"},
    {"SYN_AT_IRS", "SILENCE", "", ROAD_SYN_RECEIVED "< S 0; +1000; > SA 0 1"},
    {"SYN_AT_IRS", "PROCESS", "",
     "only SYN_ACK_AT_IRS ACK; " ROAD_SYN_CROSSED "< SA 0+10 1; > A 1 11; ! CONNECTED"},
    {"SYN_ACK_AT_IRS", "ESTABLISH", "", ROAD_SYN_CROSSED "< SA 0 1; ! CONNECTED"},
    {"SYN_ACK_AT_IRS", "ACK", "", ROAD_SYN_CROSSED "< SA 0 1; > A 1 1; < A 1 1; ! CONNECTED"},
    {"SYN_ACK_AT_IRS", "SYN_ACK", "", ROAD_SYN_CROSSED "< SA 0 1; > SA 0 1; < A 1 1; ! CONNECTED"},
    {"SYN_IN_SYN_RECEIVED", "LISTEN", "", ROAD_SYN_RECEIVED "< S 5; < S 9; > SA 100 10"},
    {"SYN_IN_SYN_RECEIVED", "CHALLENGE", "", ROAD_SYN_RECEIVED "< S 5; > A 1 1"},
    {"SYN_IN_SYN_RECEIVED", "RESET", "", ROAD_SYN_RECEIVED "< S 5; > RA =0 6"},
    {"SYN_IN_SYN_RECEIVED", "RESTART", "", ROAD_SYN_RECEIVED "< S 5; > SA 900 6"},
    {"SYN_IN_SYN_RECEIVED", "RESEND", "", ROAD_SYN_RECEIVED "< S 5; > SA 0 1"},
    {"BAD_ACK_IN_SYN_RECEIVED", "RESET_STAY", "", ROAD_SYN_RECEIVED "< A 1 2; > R 2; < A 1 1; ! CONNECTED"},
    {"BAD_ACK_IN_SYN_RECEIVED", "ACK_STAY", "", ROAD_SYN_RECEIVED "< A 1 2; > A 1 1"},
    {"BAD_ACK_IN_SYN_RECEIVED", "RESET_DROP", "", ROAD_SYN_RECEIVED "< A 1 2; > R 2; < A 1 1; > R 1"},

    {"TIME_WAIT_RST", "CLOSE", "CHALLENGE", ROAD_TIME_WAIT "< R 2; < FA 1 2; > R 2"},
    {"TIME_WAIT_RST", "IGNORE", "", ROAD_TIME_WAIT "< R 2; < FA 1 2; > A 2 2"},
    {"TIME_WAIT_RST", "CHALLENGE", "CLOSE", ROAD_TIME_WAIT "< R 5; > A 2 2; < R 2; < FA 1 2; > R 2"},
    {"TIME_WAIT_RESTART", "RESTART", "",
     ROAD_TIME_WAIT "+1000; < FA 1 2; > A 2 2; +239500; < FA 1 2; > A 2 2"},
    {"TIME_WAIT_RESTART", "KEEP", "", ROAD_TIME_WAIT "+1000; < FA 1 2; > A 2 2; +239000; < FA 1 2; > R 2"},
    {"TIME_WAIT_ACK", "SILENCE", "", ROAD_TIME_WAIT "< A 2 2"},
    {"TIME_WAIT_ACK", "ACK", "", ROAD_TIME_WAIT "< A 2 2; > A 2 2"},
    {"TIME_WAIT_SYN", "REUSE", "", ROAD_TIME_WAIT "base 9000 9000; < S 0; > SA 0 1"},
    {"TIME_WAIT_SYN", "CHALLENGE", "SILENCE", ROAD_TIME_WAIT "< S 5; > A 2 2"},
    {"TIME_WAIT_SYN", "SILENCE", "", ROAD_TIME_WAIT "< S 5"},
    {"TIME_WAIT_SYN", "RESET", "", ROAD_TIME_WAIT "< S 5; > RA =0 6"},

    {"LAST_ACK_PARTIAL", "ADVANCE", "",
     ROAD_CLOSE_WAIT
     "send 10; > PA 1+10 2; shutdown; > FA 11 2; < A 2 11; +1000; > FA 11 2; +2000; > FA 11 2; +4000; "
     "> FA 11 2; +8000; > FA 11 2"},
    {"LAST_ACK_PARTIAL", "IGNORE", "",
     ROAD_CLOSE_WAIT "send 10; > PA 1+10 2; shutdown; > FA 11 2; < A 2 11; +1000; > PA 1+10 2"},
    {"UNACCEPTABLE", "ACK", "THROTTLE", ROAD_ESTABLISHED "< A 9000+1 1; > A 1 1; < A 9000+1 1; > A 1 1"},
    {"UNACCEPTABLE", "THROTTLE", "",
     ROAD_ESTABLISHED "< A 9000+1 1; > A 1 1; < A 9000+1 1; +999; < A 9000+1 1"},
    {"ACK_TOO_OLD", "PROCESS", "", ROAD_SMALL_WINDOW "< A 1+5 10 win 10; > A 21 6"},
    {"ACK_TOO_OLD", "DISCARD_ACK", "", ROAD_SMALL_WINDOW "< A 1+5 10 win 10; > A 21 1"},
    {"NO_CONTROL_BITS_OUTSIDE", "ACK", "SILENCE", ROAD_ESTABLISHED "< - 0; > A 1 1"},
    {"NO_CONTROL_BITS_OUTSIDE", "SILENCE", "", ROAD_ESTABLISHED "< - 0"},
    {"ZERO_WINDOW_FIN", "REFUSE", "", ROAD_ZERO_WINDOW "< FA 8193 1; > A 1 8193"},
    {"ZERO_WINDOW_FIN", "ACCEPT", "", ROAD_ZERO_WINDOW "< FA 8193 1; > A 1 8194 win 0; ! END"},
    {"STRADDLE_BOTH_EDGES", "DROP", "", ROAD_ESTABLISHED "< A 0+9000 1; > A 1 1"},
    {"STRADDLE_BOTH_EDGES", "TRIM", "", ROAD_ESTABLISHED "< A 0+9000 1; > A 1 8193"},
    {"OUT_OF_ORDER", "QUEUE", "", ROAD_ESTABLISHED "< A 11+10 1; > A 1 1; < A 1+10 1; > A 1 21"},
    {"OUT_OF_ORDER", "DROP", "", ROAD_ESTABLISHED "< A 11+10 1; > A 1 1; < A 1+10 1; > A 1 11"},
    {"OUT_OF_ORDER_ACK", "NOW", "LATER", ROAD_ESTABLISHED "< A 11+10 1; > A 1 1; < A 1+10 1; > A 1 21"},
    {"OUT_OF_ORDER_ACK", "LATER", "", ROAD_ESTABLISHED "< A 11+10 1; < A 1+10 1; > A 1 21"},
    {"OUT_OF_ORDER_FIELDS", "AT_ONCE", "",
     ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 11+10 11; > A 11 1; +20000"},
    {"OUT_OF_ORDER_FIELDS", "WHEN_DEQUEUED", "",
     ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; < A 11+10 11; > A 11 1; +1000; > PA 1+10 1; < A 1+10 1; > A 11 21"},

    {"SYN_DATA", "QUEUE", "", "listen; < S 0+10; > SA 0 1; < A 1 1; > A 1 11; ! CONNECTED"},
    {"SYN_DATA", "ACK", "", "listen; < S 0+10; > SA 0 11; < A 11 1; ! CONNECTED"},
    {"SYN_DATA", "DROP", "", "listen; < S 0+10; > SA 0 1; < A 1 1; ! CONNECTED; +600; < A 1+10 1; > A 1 11"},
    {"SYN_FIN", "QUEUE", "ACCEPT", "listen; < SF 0; > SA 0 1; < A 1 1; > A 1 2; ! CONNECTED; ! END"},
    {"SYN_FIN", "ACCEPT", "QUEUE", "listen; < SF 0; > SA 0 1; < A 1 1; > A 1 2; ! CONNECTED; ! END"},
    {"SYN_FIN", "IGNORE_FIN", "",
     "listen; < SF 0; > SA 0 1; < A 1 1; ! CONNECTED; +600; < FA 1 1; > A 1 2; ! END"},
    {"SYN_FIN", "DROP_SEGMENT", "", "listen; < SF 0; +1000; < S 0; > SA 0 1"},
    {"AFTER_FIN", "SILENCE", "", ROAD_CLOSE_WAIT "< A 2+10 1"},
    {"AFTER_FIN", "ACK", "", ROAD_CLOSE_WAIT "< A 2+10 1; > A 1 2"},
    {"AFTER_FIN", "RESET", "", ROAD_CLOSE_WAIT "< A 2+10 1; > R 1; ! RESET"},
    {"BAD_OPTION", "RESET", "", ROAD_ESTABLISHED "< A 1+5 1 opt 0500; > RA 1 1; ! RESET"},
    {"BAD_OPTION", "DROP", "", ROAD_ESTABLISHED "< A 1+5 1 opt 0500; +600; < A 1+5 1; > A 1 6"},
    {"BAD_OPTION", "STOP_PARSING", "SKIP", ROAD_ESTABLISHED "< A 1+5 1 opt 0500; > A 1 6"},
    {"BAD_OPTION", "SKIP", "STOP_PARSING", ROAD_ESTABLISHED "< A 1+5 1 opt 0500; > A 1 6"},
    {"REPEATED_MSS", "FIRST", "",
     "listen; < S 0 opt 020405b402040218; > SA 0 1; < A 1 1; ! CONNECTED; send 1460; > PA 1+1460 1"},
    {"REPEATED_MSS", "LAST", "",
     "listen; < S 0 opt 02040218020405b4; > SA 0 1; < A 1 1; ! CONNECTED; send 1460; > PA 1+1460 1"},

    {"ABORT_RST", "BARE", "", ROAD_ESTABLISHED "abort; > R 1"},
    {"ABORT_RST", "WITH_ACK", "", ROAD_ESTABLISHED "abort; > RA 1 1"},
    {"ABORT_CLOSING", "SILENCE", "", ROAD_LAST_ACK "abort"},
    {"ABORT_CLOSING", "RESET", "", ROAD_LAST_ACK "abort; > R 2"},
    {"CLOSE_SYN_RECEIVED", "FIN_NOW", "", ROAD_SYN_RECEIVED "shutdown; > FA 1 1"},
    {"CLOSE_SYN_RECEIVED", "FIN_LATER", "", ROAD_SYN_RECEIVED "shutdown; < A 1 1; ! CONNECTED; > FA 1 1"},
    {"CLOSE_SYN_RECEIVED", "RESET", "", ROAD_SYN_RECEIVED "shutdown; > R 1"},
    {"CLOSE_UNREAD", "RESET", "", ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; close; > RA 1 11"},
    {"CLOSE_UNREAD", "NORMAL", "", ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; close; > FA 1 11"},
    {"AFTER_RELEASE", "RESET", "", ROAD_RELEASED "< A 1+5 2; > R 2"},
    {"AFTER_RELEASE", "NORMAL", "", ROAD_RELEASED "< A 1+5 2; > A 2 6"},
    {"FIN_WAIT_2_TIMEOUT", "NEVER", "", "set fin_wait_2 20000; " ROAD_RELEASED "+20000; < FA 1 2; > A 2 2"},
    {"ICMP_HARD", "ABORT", "", ROAD_FLYING "icmp port_unreachable seq 1; ! RESET; < A 1 11; > R 11"},
    {"ICMP_HARD", "SOFT", "", ROAD_FLYING "icmp port_unreachable seq 1; ! SOFT-ERROR; < A 1+5 11; > A 11 6"},
    {"ICMP_SEQ", "CHECKED", "", ROAD_FLYING "icmp port_unreachable seq 11; < A 1+5 11; > A 11 6"},
    {"ICMP_SEQ", "ANY", "", ROAD_FLYING "icmp port_unreachable seq 11; ! RESET; < A 1 11; > R 11"},
    {"FIN_WAIT_2_TIMEOUT", "AFTER_RELEASE", "",
     "set fin_wait_2 20000; " ROAD_RELEASED "+20000; < FA 1 2; > R 2"},
};

const unsigned alternative_count = sizeof alternatives / sizeof alternatives[0];
