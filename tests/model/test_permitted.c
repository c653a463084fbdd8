/* What RFC 9293 leaves open, entry by entry of our list of its ambiguities: each permitted behaviour draws no
 * finding, or a note where the list says NOTE, from a stack that declares nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "dialogue.h"
#include "roads.h"

enum { SILENT, NOTE };

/* ESTABLISHED, our ten octets unacknowledged. */
#define ROAD_FLIGHT ROAD_ESTABLISHED "send 10; > PA 1+10 1; "

struct permitted {
    const char *entry;
    int most;
    const char *script;
};

static const struct permitted rows[] = {
    {"AMB-02b", SILENT, ROAD_CLOSE_WAIT "< R 1; > A 1 2; < A 2 1"},
    {"AMB-02b", NOTE, ROAD_CLOSE_WAIT "< R 1; ! RESET; < A 2 1; > R 1"},
    {"AMB-03", NOTE, ROAD_SYN_SENT "< RA 5 1; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"AMB-03b", SILENT, ROAD_SYN_SENT "< SRA 0 1; ! REFUSED"},
    {"AMB-03b", SILENT, ROAD_SYN_SENT "< SR 0; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"AMB-04", SILENT, ROAD_ESTABLISHED "< S 5; > RA =0 6; ! RESET"},
    {"AMB-04", SILENT, ROAD_ESTABLISHED "< SA 5 1; > R 1; ! RESET"},
    {"AMB-04", SILENT, ROAD_ESTABLISHED "< S 90000; > A 1 1"},
    {"AMB-04", SILENT, ROAD_ESTABLISHED "< SA 0+10 1; > A 1 1; < SA 0+10 1"},
    {"AMB-05", SILENT,
     ROAD_SYN_RECEIVED "< S 0; > A 1 1; < S 0; > SA 0 1; < S 0; +1000; > SA 0 1; < A 1 1; ! CONNECTED"},
    {"AMB-05", SILENT, ROAD_SYN_CROSSED "< SA 0+10 1; > A 1 1; < A 1+10 1; > A 1 11; ! CONNECTED"},
    {"AMB-05", SILENT, ROAD_SYN_CROSSED "< SA 0+10 1; > A 1 11; ! CONNECTED"},
    {"AMB-06", NOTE, ROAD_SYN_RECEIVED "< S 5; > SA 0 1; < A 1 1; ! CONNECTED"},
    {"AMB-08", SILENT, ROAD_SYN_RECEIVED "< FA 1+10 2; > R 2; < A 1 1; ! CONNECTED"},
    {"AMB-08", NOTE, ROAD_SYN_CROSSED "< A 1 2; > R 2; ! REFUSED; < A 1 1; > R 1"},
    {"AMB-09b", SILENT, ROAD_LAST_ACK "< R 2; ! RESET; < A 2 2; > R 2"},
    {"AMB-09b", SILENT, ROAD_CLOSING "< R 2; < A 2 2; > R 2"},
    {"AMB-10", SILENT, ROAD_TIME_WAIT "+1000; < FA 1 2; > A 2 2; +239000; < FA 1 2; > R 2"},
    {"AMB-10", SILENT,
     ROAD_TIME_WAIT "+1000; < FA 1 2; > A 2 2; +239000; < FA 1 2; > A 2 2; +240000; < FA 1 2; > R 2"},
    {"AMB-10", SILENT, ROAD_TIME_WAIT "< A 2 2; > A 2 2; < A 2 2"},
    {"AMB-11", SILENT, ROAD_TIME_WAIT "< S 5; > A 2 2; < S 5; < S 5; > RA =0 6"},
    {"AMB-11", SILENT,
     ROAD_TIME_WAIT "< S 0; > A 2 2; base 9000 9000; < S 0; > SA 0 1; < A 1 1; ! CONNECTED"},
    {"AMB-11", NOTE, ROAD_ACTIVE "shutdown; > FA 1 1; < FA 1 2; > A 2 2; ! END; < S 5; > RA =0 6"},
    {"AMB-11", NOTE, ROAD_TIME_WAIT "base 9000 -90000; < S 0; > SA 0 1"},
    {"AMB-12", SILENT,
     ROAD_FLIGHT
     "shutdown; > FA 11 1; < FA 1 1; > A 12 2; ! END; < A 2 11; +1000; > PA 1+10 2; < A 2 12; +1000"},
    {"AMB-13", SILENT,
     ROAD_ESTABLISHED "< A 9000+1 1; > A 1 1; < A 9000+1 1; < S 5; < R 5; +900; < A 9000+1 1"},
    {"AMB-14", SILENT, ROAD_ESTABLISHED "< A 1+10 2 tag 3; > A 1 1; < A 1 2; recv 10 = WOULD-BLOCK"},
    {"AMB-14", NOTE, ROAD_LAST_ACK "< A 2 9; < A 2 2; < A 2 2; > R 2"},
    {"AMB-14", NOTE, ROAD_TIME_WAIT "< A 2 9"},
    {"AMB-16", SILENT, ROAD_ESTABLISHED "< - 0; < F 9000; > A 1 1"},
    {"AMB-17", SILENT,
     ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193 win 0; < A 8193+1 1; > A 1 8194 win 0; recv 8193"},
    {"AMB-17", SILENT,
     ROAD_FLIGHT "< A 1+8192 1; > A 11 8193 win 0; < A 8193+5 11; > A 11 8193 win 0; < A 8193 11"},
    {"AMB-18", NOTE, ROAD_ESTABLISHED "< A 8193 1"},
    {"AMB-18", SILENT, ROAD_ESTABLISHED "< A 8193 1; > A 1 1; < A 0 1"},
    {"AMB-19", SILENT, ROAD_ESTABLISHED "< A 11+10 1; +400; > A 1 1; < A 1+10 1; +400; > A 1 21"},
    {"AMB-19", SILENT, /* the end of held text gives way to text that begins inside it */
     ROAD_ESTABLISHED "< A 701+1400 1; > A 1 1; < A 1401+8 1; > A 1 1; < A 1+701 1; > A 1 1409"},
    {"AMB-20", SILENT, ROAD_ESTABLISHED "< A 1+5 1; +300; < A 6+5 1; +199; > A 1 11"},
    {"AMB-22", SILENT, ROAD_SYN_SENT "< SA 0+10 1; > A 1 1; > A 1 11; ! CONNECTED"},
    {"AMB-22", SILENT, ROAD_SYN_SENT "< SA 0+10 1; > A 1 1; ! CONNECTED; +400; > A 1 11"},
    {"AMB-22", SILENT, ROAD_SYN_SENT "< SFA 0 1; > A 1 1; ! CONNECTED; > A 1 2; ! END"},
    {"AMB-22b", SILENT, ROAD_SYN_SENT "send 10; < SA 0 1; > A 1 1; ! CONNECTED; > PA 1+10 1"},
    {"AMB-23", NOTE, ROAD_SYN_SENT "< A 0 1; > R 1; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"AMB-24", NOTE, ROAD_SYN_SENT "shutdown; > R 1"},
    {"AMB-24", SILENT, ROAD_SYN_SENT "shutdown; < SA 0 1; > R 1"},
    {"AMB-24", NOTE, ROAD_SYN_RECEIVED "close; > RA 1 1"},
    {"AMB-25", SILENT,
     "set user_timeout 0; " ROAD_FLIGHT "+1000; > PA 1+10 1; +3000; > PA 1+10 1; +7000; > PA 1+10 1; +20000; "
     "> PA 1+10 1; +60000; > PA 1+10 1; +60000; ! TIMEOUT; > R 11; < A 1 1; > R 1"},
    {"AMB-25", SILENT,
     "set user_timeout 0; " ROAD_FLIGHT "+1000; > PA 1+10 1; +3000; > PA 1+10 1; +7000; > PA 1+10 1; +20000; "
     "> PA 1+10 1; +60000; > PA 1+10 1; +60000; > RA 11 1; ! TIMEOUT; < A 1 1; > R 1"},
    {"AMB-25", SILENT,
     "set user_timeout 0; " ROAD_FLIGHT "+1000; > PA 1+10 1; +3000; > PA 1+10 1; +7000; > PA 1+10 1; +20000; "
     "> PA 1+10 1; +60000; > PA 1+10 1; +60000; ! TIMEOUT; > RA 1 1"},
    {"AMB-26", SILENT, ROAD_TIME_WAIT "abort; > R 2"},
    {"AMB-27", SILENT, ROAD_ESTABLISHED "abort; > R 1; < A 1 1; < A 1+5 1; > A 1 1; < FA 1 1; > R 1"},
    {"AMB-27", SILENT,
     ROAD_ESTABLISHED "< S 5; > RA =0 6; ! RESET; < A 1 1; < S 900000; +240000; < A 1 1; > R 1"},
    {"AMB-27b", NOTE, "listen; l.connect; > S 0; < RA 0 1; ! REFUSED; base 5 5; < S 0; > SA 0 1"},
    {"AMB-28", SILENT, ROAD_ESTABLISHED "< AU 1 1; < AU 1+5 1; > A 1 6"},
    {"AMB-30", SILENT,
     ROAD_ESTABLISHED "< A 1 1 win 0; send 10; +1000; > A 1+1 1; +2000; > A 1+1 1; < A 1 2 win 0"},
    {"AMB-30", SILENT, ROAD_FLIGHT "< A 1 1 win 0; +1000; > PA 1+10 1; +2000; > PA 1+10 1; +4000; > A 1+1 1"},
    {"AMB-30", NOTE, ROAD_FLIGHT "< A 1 11 win 0; send 10; +1000; > A 10 1; < A 1 11 win 0; +2000; > A 10 1"},
    {"AMB-30", NOTE, ROAD_FLIGHT "< A 1 1 win 0; +1000; > A 0 1; < A 1 1 win 0; +2000; > A 0 1"},
    {"AMB-30", NOTE, ROAD_ESTABLISHED "< A 1 1 win 0; shutdown; +9000; < A 1 1 win 100; > FA 1 1"},
    {"AMB-30", SILENT, ROAD_ESTABLISHED "< A 1 1 win 0; shutdown; > FA 1 1"},
    {"AMB-31", SILENT, ROAD_ESTABLISHED "< A 1+5 1 opt 0500; ! RESET; > RA 1 1"},
    {"AMB-31", SILENT, ROAD_ESTABLISHED "< A 1+5 1 opt 02050000; > A 1 6"},
    {"AMB-31", SILENT, "listen; < S 0 opt 0200; > RA =0 1; < S 0 opt 0203; > SA 0 1"},
    {"AMB-31", SILENT, ROAD_ESTABLISHED "< A 1+5 1 damage short; > A 1 1; < A 1+5 1 damage long; > R 1"},
    {"AMB-31b", NOTE, "listen; < S 0 mss 1; > SA 0 1; < A 1 1; ! CONNECTED; send 100; > PA 1+64 1"},
    {"AMB-31b", SILENT, "listen; < S 0 mss 0; > SA 0 1; < A 1 1; ! CONNECTED; send 536; > PA 1+536 1"},
    {"AMB-35", SILENT, ROAD_FLIGHT "+3000; > PA 1+10 1; +6000; > PA 1+10 1; +12000; > PA 1+10 1; < A 1 11"},
    {"AMB-37", SILENT, ROAD_ESTABLISHED "close; > FA 1 1; < A 1 2; +60000; < A 1+5 2; > R 2"},
    {"AMB-39", SILENT, ROAD_ESTABLISHED "< A 1+5 1; > A 1 6; close; > R 1; < A 6 1; > R 1"},
    {"AMB-40", SILENT, ROAD_SYN_RECEIVED "flow 1; < S 0; < S 0; > SA 0 1"},
    {"AMB-40", NOTE, ROAD_SYN_RECEIVED "flow 1; < S 0; > RA =0 1"},
    {"AMB-41", SILENT, ROAD_FLIGHT "send 10; shutdown; < A 1 11; > FPA 11+10 1"},
    {"AMB-42", SILENT, ROAD_CLOSE_WAIT "< FA 2+5 1; > A 1 2; < FA 2 1; > A 1 2; < A 2+5 1"},
    {"AMB-43", SILENT,
     ROAD_ESTABLISHED "< FA 1+5 1; > A 1 7; ! END; shutdown; > FA 1 7; recv 5; recv 1 = END"},
    {"AMB-43", SILENT, ROAD_ESTABLISHED "< FA 1+5 1; > A 1 7; ! END; shutdown; > FA 1 7; recv 5 = CLOSING"},
    {"AMB-38", SILENT,
     ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp port_unreachable seq 1; < A 1 11; send 5; > PA 11+5 1"},
    {"AMB-38", SILENT, ROAD_ESTABLISHED "send 10; > PA 1+10 1; icmp port_unreachable seq 1; > R 11; ! RESET"},
    {"AMB-38", SILENT, ROAD_ESTABLISHED "icmp protocol_unreachable seq 1; ! RESET; < A 1 1; > R 1"},
    {"AMB-38", SILENT, ROAD_SYN_RECEIVED "icmp port_unreachable; < A 1 1; > R 1"},
    {"AMB-38", SILENT, ROAD_SYN_SENT "icmp frag_needed mtu 500; ! REFUSED"},
    {"AMB-38", SILENT,
     "set ip_version 6; " ROAD_SYN_SENT "icmp port_unreachable; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"AMB-45", SILENT,
     "listen; < S 0 opt 080a0000000100000000; > SA 0 1 opt 080a0000000500000001; < A 1 1 opt "
     "080a0000000200000005; "
     "! CONNECTED; < A 1+5 1; +600; < A 1+5 1 opt 080a0000000300000005; > A 1 6 opt 080a0000000600000003"},
    {"AMB-45", SILENT,
     "listen; < S 0 opt 080a0000000900000000; > SA 0 1 opt 080a0000000500000009; < A 1 1 opt "
     "080a0000000900000005; "
     "! CONNECTED; < A 1+5 1 opt 080a0000000100000005; > A 1 1 opt 080a0000000600000009; +600"},
    {"AMB-40", SILENT, /* the listener is gone, and nobody can accept the connection when it is there */
     ROAD_SYN_RECEIVED "l.close; < A 90000 1; > A 1 1; < A 1 1; > RA 1 1; < A 1 1; > R 1"},
    {"AMB-39", SILENT, /* text beyond a gap is not the connection's yet */
     "only AFTER_RELEASE RESET; " ROAD_ESTABLISHED "close; > FA 1 1; < A 11+10 2; > A 2 1; < A 1+10 2; "
     "> A 2 21; > R 2"},
    {"AMB-18",
     SILENT, /* trimmed on both sides it would be acceptable: without ACK it is dropped in silence */
     "only STRADDLE_BOTH_EDGES TRIM; only NO_CONTROL_BITS_OUTSIDE ACK; " ROAD_ESTABLISHED
     "< - 0+9000; +1000"},
    {"AMB-21", SILENT, /* the text of a bare SYN is dropped in a simultaneous open too */
     "only SYN_DATA DROP; " ROAD_SYN_SENT "< S 0+10; > SA 0 1; < A 1 1; ! CONNECTED; +1000; < A 1+10 1; "
     "> A 1 11"},
    {"MUST-13", SILENT, /* TIME-WAIT may last longer */
     ROAD_TIME_WAIT "+1000; < FA 2 9; > A 2 2; +239000; connect = EXISTS"},
    {"AMB-47", NOTE, ROAD_SYN_RECEIVED "< FA 1+10 1; ! CONNECTED; +600; < FA 1+10 1; > A 1 12; ! END"},
    {"AMB-50", SILENT, ROAD_ESTABLISHED "< A 1+5 -5; > A 1 6; < A 6+5 -5000; > A 1 11"},
    {"AMB-50", SILENT, ROAD_ESTABLISHED "< A 1+5 -9000; > A 1 1"},
    {"AMB-52", SILENT,
     ROAD_FLIGHT "< A 11+10 11; > A 11 1; +1000; > PA 1+10 1; < A 1+10 1; > A 11 21; send 5; > PA 11+5 21"},
    {"AMB-52", SILENT,
     ROAD_ESTABLISHED
     "< A 1 1 win 0; send 10; < A 11+10 1 win 100; > A 1 1; +5000; < A 1+10 1 win 0; > PA 1+10 21"},
    {"AMB-52", SILENT, ROAD_FIN_WAIT_1 "< A 11+10 2; > A 2 1; +1000; > FA 1 1; < FA 1 1; > A 2 2; ! END"},
    {"AMB-52", SILENT, ROAD_ESTABLISHED "< A 11+10 5 tag 3; < A 1+10 1; > A 1 11"},
    {"AMB-54", SILENT, "send 10; > S 0; < SA 0 1; > PA 1+10 1; ! CONNECTED"},
    {"3.10.1", SILENT, "listen; l.send 30; > S 0+30; < SA 0 31; > A 31 1; ! CONNECTED"},
    {"3.10.1", SILENT, "listen; l.send 30; > S 0+30; < SA 0 1; > PA 1+30 1; ! CONNECTED"},
    {"3.10.2", SILENT,
     ROAD_ESTABLISHED "send 10 = NO-RESOURCES; send 60000 = WOULD-BLOCK; send 10; > PA 1+10 1"},
    {"3.9.1.3", SILENT,
     ROAD_ESTABLISHED
     "< A 1+10 1; > A 1 11; recv 20 = WOULD-BLOCK; < PA 11+5 1; > A 1 16; recv 20 = OK octets 15"},
    {"3.9.1.3", SILENT, /* what waits beyond a gap is not seen yet */
     ROAD_ESTABLISHED "< PA 21+10 1; < A 1+10 1; > A 1 11; recv 20 = WOULD-BLOCK; < A 11+10 1; > A 1 31; "
                      "recv 40 = OK octets 30"},
    {"3.8.6.1", SILENT,
     ROAD_FLIGHT "< A 1 11 win 0; send 10; +300; > A 11+1 1; +600; > A 11+1 1; +1200; > A 11+1 1; < A 1 11 "
                 "win 0; > A 11 1"},
    {"3.8.1", SILENT, /* the RTO doubles for as long as it likes (RFC 6298, 2.5: a MAY) */
     "set rto_max 0; " ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; +1000; > PA 1+10 1; +2000; > PA 1+10 1; +4000; > PA 1+10 1; +8000; > PA 1+10 1; "
     "+16000; > PA 1+10 1; +32000; > PA 1+10 1; +64000; > PA 1+10 1; +128000; > PA 1+10 1; +256000; > PA "
     "1+10 1; +512000; > PA 1+10 1;"},
    {"3.8.6.1", SILENT, /* probes are no retransmissions: when the window opens, RTO is what it was */
     ROAD_ESTABLISHED "< A 1 1 win 0; send 1000; +1500; > A 1+1 1; +3000; > A 1+1 1; +6000; > A 1+1 1; "
                      "+12000; > A 1+1 1; +5000; < A 1 1; > PA 1+1000 1; +1000; > PA 1+1000 1; < A 1 1001"},
    {"3.8.6.1", SILENT, /* ... nor do they go on where the retransmissions were, when it closes */
     ROAD_FLIGHT
     "+1000; > PA 1+10 1; +2000; > PA 1+10 1; +4000; > PA 1+10 1; < A 1 1 win 0; +1000; > A 1+1 1; "
     "+1000; > A 1+1 1; +2000; > A 1+1 1"},
    {"3.10.5", SILENT, /* an ACK that is due leaves before the reset of ABORT, also after a retransmission */
     ROAD_FLIGHT "+1000; > PA 1+10 1; < A 1+10 1; abort; > A 11 11; > R 11"},
    {"3.8.1", SILENT,
     ROAD_SYN_SENT "+3000; > S 0; < A 0 9; > R 9; > S 0; +100; < A 0 9; > R 9; > S 0; +3000; > S 0"},
    {"cases", SILENT, ROAD_FIN_WAIT_1 "< FA 1 1; > FA 1 2; ! END; < A 2 2; +240000; < A 2 2; > R 2"},
    {"cases", SILENT, ROAD_FLIGHT "+700; < A 1 1; > PA 1+10 1; < A 1 11"},
    {"cases", SILENT, ROAD_ESTABLISHED "< A 1+5 1; > A 1 6; recv 5; > A 1 6 win 9000; > A 1 6 win 9500"},
    {"3.9.1.8", SILENT, /* the time that was set is over, and an ICMP message that counts for nothing comes */
     "only ICMP_SEQ CHECKED; " ROAD_SYN_SENT
     "+1; let USER-TIMEOUT 1; icmp port_unreachable seq 1; ! TIMEOUT"},
    {"AMB-28", SILENT, /* the pointer of the SYN,ACK may have counted, and is farther */
     ROAD_SYN_SENT "< SAU 0 1 urg 100; > A 1 1; ! CONNECTED; ! URGENT; < FAU 1+1 1 urg 10; > A 1 3; ! END"},
    /* What a most liberal endpoint does (docs/no-false-alarms.md). */
    {"AMB-52",
     SILENT, /* dropped whole, it has no window that an older one would have to be newer than (AMB-19) */
     ROAD_ESTABLISHED "< A 101+8 1; < A 1 1 win 0; send 100; +1500; > A 1+1 1"},
    {"AMB-52", SILENT, ROAD_ESTABLISHED "< A 1 1 win 0; < A 2+1 1 win 0; < A 1 1; send 10; > PA 1+10 1"},
    {"AMB-52", SILENT, ROAD_ESTABLISHED "close; > FA 1 1; < FA 10 2; > A 2 1; +1000; > FA 1 1"},
    {"AMB-52", SILENT, ROAD_LAST_ACK "< A 12+10 2; +1000; > FA 1 2; < A 2 2; < A 2 2; > R 2"},
    {"AMB-52", SILENT, ROAD_CLOSE_WAIT "send 10; > PA 1+10 2; < A 12+10 11; > A 11 2; +1000; > PA 1+10 2"},
    {"AMB-21", SILENT, ROAD_SYN_SENT "< S 0+10; > SA 0 11; < A 11 1; ! CONNECTED"},
    {"AMB-21", SILENT, ROAD_SYN_SENT "< FS 0+10; > SA 0 1; < A 1 1; ! CONNECTED; > A 1 11; +1500"},
    {"AMB-21", SILENT,
     ROAD_SYN_SENT "< FS 0+10; > SA 0 1; < A 1 1; ! CONNECTED; +1500; < A 1+10 1; > A 1 11"},
    {"AMB-21", SILENT, "set receive_buffer 10; listen; < S 0+100; > SA 0 11 win 0; < A 11 1; ! CONNECTED"},
    {"AMB-21", SILENT, /* it waits for ESTABLISHED, and is no part of what comes beyond a gap then */
     ROAD_SYN_SENT "< S 0+100; > SA 0 1; < A 101+100 1; > A 1 101; ! CONNECTED"},
    {"AMB-21", SILENT,
     ROAD_SYN_SENT "< S 0+1 tag 1; > SA 0 1; < SA 0 1; > A 1 1; > A 1 2; ! CONNECTED; < PA 2+100 1; "
                   "> A 1 102; recv 1 = OK octets 1 tag 1"},
    {"AMB-30", SILENT, /* the probe says that our own window has opened */
     ROAD_ESTABLISHED "< A 1+100 1; > A 1 101 win 8092; < A 101 1 win 0; send 100; recv 100; +1000; "
                      "> A 0 101 win 8192; +2000; > A 0 101 win 8192"},
    {"AMB-30", SILENT, /* nor does reading make an ACK of it */
     ROAD_ESTABLISHED "< A 1+100 1; > A 1 101 win 8092; < A 101 1 win 0; send 100; +999; recv 8; +2; "
                      "> A 0 101 win 8092"},
    {"AMB-06", NOTE, /* the first SYN's text stays the connection's */
     "listen; < S 0+10 tag 3; > SA 0 11; < S 500; > SA 0 11; < A 11 1; ! CONNECTED; accept; "
     "recv 10 = OK octets 10 tag 3"},
    {"AMB-30", SILENT, /* for a FIN that waits */
     ROAD_CLOSE_WAIT "< A 2 1 win 0; shutdown; +1000; > A 0 2; < A 2 1 win 0; < A 2 1; > FA 1 2"},
    {"AMB-31b", SILENT,
     "listen; < S 0 opt 0204003f02040218; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 200; > A 1+59 1"},
    {"AMB-31b", SILENT,
     "listen; < S 0 opt 0204000102040000; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 500; > PA 1+500 1"},
    {"RFC 6298", SILENT, /* a round trip of three seconds is measured on the first SYN,ACK */
     ROAD_SYN_RECEIVED "< S 0; > SA 0 1; +3001; < A 1 1; ! CONNECTED; accept; send 10; > PA 1+10 1; +13500; "
                       "> PA 1+10 1"},
    {"AMB-42", SILENT, ROAD_CLOSE_WAIT "< FA 7 1; > R 1; ! RESET; < A 1 2; > R 2"},
    {"MAY-2", SILENT, /* its SYN was an old duplicate: TIME-WAIT goes on */
     ROAD_TIME_WAIT "listen; base 9000 9000; < S 0; > SA 0 1; < R 1; base -9000 -9000; < A 2 2; > A 2 2"},
    {"AMB-43", SILENT,
     ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; shutdown; > FA 1 11; < A 11 2; < FA 11 2; > A 2 12; ! END; "
                      "< S 3000; > A 2 12; < PA 12+100 2; recv 10 = OK octets 10"},
    {"MUST-39", SILENT, /* the step is bounded by what it may send itself, in one segment */
     "listen; < S 0 mss 536; > SA 0 1; < A 1 1; ! CONNECTED; accept; < A 1+8192 1; > A 1 8193 win 0; recv "
     "800; "
     "> A 1 8193 win 707"},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static struct dialogue d;

static void is_permitted(void **state)
{
    const struct permitted *row = *state;

    dialogue_begin(&d, 1000000, 3000000);
    dialogue_play(&d, "open; only LISTENER CLONING");
    dialogue_play(&d, row->script);
    bool conclusive = !tspec_model_inconclusive(d.model);
    dialogue_end(&d);
    assert_true(conclusive);
    for (unsigned i = 0; i < d.finding_count; i++)
        if (row->most == SILENT || d.findings[i].level != TSPEC_LEVEL_INFO)
            fail_msg("%s (%s) after [%s]", tspec_check_at(d.findings[i].check)->id,
                     tspec_level_name(d.findings[i].level), d.findings[i].event);
}

int main(void)
{
    static struct CMUnitTest tests[ROWS];
    static char names[ROWS][160];

    for (unsigned i = 0; i < ROWS; i++) {
        snprintf(names[i], sizeof names[0], "%s: ...%.120s", rows[i].entry,
                 rows[i].script + (strlen(rows[i].script) > 119 ? strlen(rows[i].script) - 119 : 0));
        tests[i] = (struct CMUnitTest){
            .name = names[i], .test_func = is_permitted, .initial_state = (void *)&rows[i]};
    }
    return _cmocka_run_group_tests("permitted", tests, ROWS, NULL, NULL);
}
