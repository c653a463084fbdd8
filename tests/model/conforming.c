#include "conforming.h"
#include "roads.h"

const struct conforming conforming_dialogues[] = {
    /* ---- opening ---- */
    {"passive open", ROAD_SYN_RECEIVED "? SYN-RECEIVED; < A 1 1; ! CONNECTED; ? ESTABLISHED; accept"},
    {"active open", ROAD_SYN_SENT "? SYN-SENT; < SA 0 1; > A 1 1; ! CONNECTED; ? ESTABLISHED"},
    {"simultaneous open, ended by an ACK",
     ROAD_SYN_CROSSED "? SYN-RECEIVED; < A 1 1; ! CONNECTED; ? ESTABLISHED"},
    {"simultaneous open, ended by the SYN,ACK (figure 7)",
     ROAD_SYN_CROSSED "< SA 0 1; ! CONNECTED; ? ESTABLISHED; +600"},
    {"data and FIN on the ACK of the SYN",
     ROAD_SYN_RECEIVED "< FA 1+100 1; > A 1 102; ! CONNECTED; ! END; ? CLOSE-WAIT; accept; recv 100"},
    {"data on the SYN,ACK", ROAD_SYN_SENT "< SA 0+10 1; > A 1 11; ! CONNECTED; ? ESTABLISHED; recv 10"},
    {"FIN on the SYN,ACK", ROAD_SYN_SENT "< SFA 0 1; > A 1 2; ! CONNECTED; ! END; ? CLOSE-WAIT"},
    {"data on the SYN waits for ESTABLISHED",
     "listen; < S 0+20; > SA 0 1; < A 1 1; > A 1 21; ! CONNECTED; ? ESTABLISHED; accept; recv 20"},
    {"data and FIN on the SYN",
     "listen; < SF 0+20; > SA 0 1; < A 21 1; > A 1 22; ! CONNECTED; ! END; ? CLOSE-WAIT; accept; recv 20"},
    {"data on the crossing SYN", ROAD_SYN_SENT "< S 0+20; > SA 0 1; < A 1 1; > A 1 21; ! CONNECTED; recv 20"},
    {"an old duplicate SYN (figure 8)",
     "listen; < S -90000; > SA 0 -89999; < R -89999; ? CLOSED; < S 0; > SA 700 1; < A 1 701; ! CONNECTED; "
     "? ESTABLISHED"},
    {"a half-open connection is found out (figure 9)",
     ROAD_SYN_SENT "< A 500 -200; > R -200; ? SYN-SENT; < R 500; ? SYN-SENT"},
    {"an old ACK meets a listener (figure 11)", "listen; < A 0 77; > R 77; ? CLOSED"},
    {"the SYN is sent again, ever less often",
     ROAD_SYN_SENT "+1000; > S 0; +2000; > S 0; +4000; > S 0; +8000; > S 0; < SA 0 1; > A 1 1; ! CONNECTED"},
    {"the SYN is given up after three minutes", ROAD_SYN_SENT
     "+3000; > S 0; +6000; > S 0; +12000; > S 0; +24000; > S 0; +48000; > S 0; +87000; ! TIMEOUT; "
     "? CLOSED; send 1 = NO-CONN"},
    {"the SYN,ACK is sent again", ROAD_SYN_RECEIVED "+1000; > SA 0 1; +2000; > SA 0 1; < A 1 1; ! CONNECTED"},
    {"a listener turns active", "listen; l.connect; > S 0; < SA 0 1; > A 1 1; ! CONNECTED; ? ESTABLISHED"},
    {"a SEND on a listener turns it active",
     "listen; l.send 30; > S 0; < SA 0 1; > PA 1+30 1; ! CONNECTED; < A 1 31; ? ESTABLISHED"},
    {"two flows do not meddle",
     "listen; < S 0; > SA 0 1; flow 1; < S 0; > SA 0 1; < R 1; ? CLOSED; flow 0; < A 1 1; ! CONNECTED; "
     "? ESTABLISHED; flow 1; < S 0; > SA 0 1; ? SYN-RECEIVED"},

    /* ---- data ---- */
    {"data both ways",
     ROAD_ESTABLISHED "send 500; > PA 1+500 1; < A 1 501; < PA 1+300 501; > A 501 301; recv 300; send 200; "
                      "> PA 501+200 301; < A 301 701"},
    {"an ACK waits for text to ride on",
     ROAD_ESTABLISHED "< A 1+300 1; +100; send 20; > PA 1+20 301; < A 301 21; recv 300"},
    {"an ACK waits 499 ms", ROAD_ESTABLISHED "< A 1+300 1; +499; > A 1 301; recv 300"},
    {"every second full segment is acknowledged",
     ROAD_ESTABLISHED "< A 1+1460 1; < A 1461+1460 1; > A 1 2921; recv 2920"},
    {"text in the wrong order",
     ROAD_ESTABLISHED "< A 101+100 1; > A 1 1; < A 301+50 1; > A 1 1; < A 1+100 1; > A 1 201; < A 201+100 1; "
                      "> A 1 351; recv 350"},
    {"a FIN comes before its text",
     ROAD_ESTABLISHED "< FA 101 1; > A 1 1; ? ESTABLISHED; < A 1+100 1; > A 1 102; "
                      "! END; ? CLOSE-WAIT; recv 100; recv 1 = END"},
    {"text that overlaps is trimmed", ROAD_ESTABLISHED
     "< A 1+100 1; > A 1 101; < A 51+100 1 tag 1; > A 1 151; recv 100; recv 50 = OK octets 50 tag 1"},
    {"text beyond the right edge is cut",
     ROAD_ESTABLISHED "< A 1+8192 1; > A 1 8193; ? ESTABLISHED; < A 8193+10 1 tag 3; > A 1 8193; recv 8192; "
                      "> A 1 8193 win 8192"},
    {"a closed window refuses text and counts the ACK",
     ROAD_ESTABLISHED "send 10; > PA 1+10 1; < A 1+8192 1; > A 11 8193 win 0; < A 8193+1 11; > A 11 8193; "
                      "send 5; > PA 11+5 8193"},
    {"the peer's window closes and opens",
     ROAD_ESTABLISHED "send 3000; > A 1+1460 1; > A 1461+1460 1; > PA 2921+80 1; < A 1 3001 win 0; send 100; "
                      "< A 1 3001 win 8192; > PA 3001+100 1; < A 1 3101"},
    {"an old segment does not move the window",
     ROAD_ESTABLISHED "< A 1+10 1 win 5000; > A 1 11; < A 1 1 win 0; > A 1 11; send 10; > PA 1+10 11"},
    {"text is sent again, ever less often", ROAD_ESTABLISHED
     "send 100; > PA 1+100 1; +1000; > PA 1+100 1; +2000; > PA 1+100 1; +4000; > PA 1+100 1; "
     "< A 1 101"},
    {"part of the text is acknowledged", ROAD_ESTABLISHED
     "send 2920; > A 1+1460 1; > PA 1461+1460 1; < A 1 1461; +1000; > PA 1461+1460 1; < A 1 2921"},
    {"text is given up after R2", ROAD_ESTABLISHED
     "set user_timeout 100000; send 100; > PA 1+100 1; +1000; > PA 1+100 1; +2000; > PA 1+100 1; "
     "+4000; > PA 1+100 1; +8000; > PA 1+100 1; +16000; > PA 1+100 1; +32000; > PA 1+100 1; "
     "+60000; > PA 1+100 1; +60000; > PA 1+100 1; +60000; > PA 1+100 1; +57000; ! TIMEOUT; "
     "> RA 101 1; ? CLOSED"},
    {"keep-alives, and in the end none was answered", ROAD_ESTABLISHED
     "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; +10000; > A 0 1; < A 1 1; +10000; > A 0 1; +5000; "
     "> A 0 1; +5000; ! TIMEOUT; > RA 1 1; ? CLOSED"},
    {"keep-alives that were set before the OPEN", "let KEEPALIVE 1; let KEEPALIVE-IDLE 10000; connect; > S "
                                                  "0; < SA 0 1; > A 1 1; ! CONNECTED; +10000; > A 0 1; "
                                                  "< A 1 1"},
    {"soft ICMP errors are told and end nothing", ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; icmp net_unreachable seq 1; ! SOFT-ERROR; icmp time_exceeded seq 1; "
     "! SOFT-ERROR; icmp source_quench seq 1; < A 1 11; ? ESTABLISHED"},
    {"reports of soft errors are switched off",
     ROAD_ESTABLISHED "let SOFT-ERRORS 0; send 10; > PA 1+10 1; icmp host_unreachable seq 1; < A 1 11"},
    {"an ICMP message about nothing in flight is ignored", ROAD_ESTABLISHED
     "send 10; > PA 1+10 1; < A 1 11; icmp net_unreachable seq 1; icmp port_unreachable seq 11; "
     "? ESTABLISHED"},
    {"an ICMP message where no connection is",
     "icmp port_unreachable; listen; icmp port_unreachable; ? CLOSED"},
    {"a hard ICMP error ends the attempt",
     ROAD_SYN_SENT "icmp port_unreachable; ! REFUSED; ? CLOSED; < SA 0 1; > R 1"},
    {"the path's MTU falls: the text goes again in smaller pieces", ROAD_ESTABLISHED
     "send 1460; > PA 1+1460 1; icmp frag_needed seq 1 mtu 1000; > A 1+960 1; > PA 961+500 1; "
     "< A 1 1461; send 1500; > A 1461+960 1; > PA 2421+540 1; < A 1 2961"},
    {"TTL and DS as the application set them", ROAD_ESTABLISHED
     "let TTL 7; let DS 40; send 10; > PA 1+10 1 ttl 7 ds 40; let DS 0; let TTL 0; < A 1+10 11; "
     "> A 11 11"},
    {"a SYN with a later timestamp opens out of TIME-WAIT",
     "listen; < S 0 mss 1460 opt 080a0000000a00000000; > SA 0 1 opt 0101080a000000640000000a; < A 1 1 opt "
     "0101080a0000000b00000064; ! CONNECTED; accept; shutdown; > FA 1 1 opt 080a000000640000000b; < FA 1 2 "
     "opt "
     "080a0000000b00000064; > A 2 2 opt 080a000000640000000b; ! END; base 9000 9000; < S 0 opt "
     "080a0000000c00000000; "
     "> SA 0 1 opt 080a000000700000000c"},
    {"a source route of the application", "set source_routes 1; let SOURCE-ROUTE 1; connect; > S 0 via 9; < "
                                          "SA 0 1 via 8; > A 1 1 via 9; ! CONNECTED"},
    {"the route back of the SYN, and a later one",
     "set source_routes 1; listen; < S 0 via 8; > SA 0 1 via 8; < A 1 1; ! CONNECTED; < A 1+10 1 via 7; > A "
     "1 11 via 7"},
    {"TTL and DS that were set before the OPEN",
     "let TTL 7; let DS 40; connect; > S 0 ttl 7 ds 40; < SA 0 1; > A 1 1 ttl 7 ds 40; ! CONNECTED"},
    {"a peer of IPv6 that told no MSS takes 1220 octets",
     "set ip_version 6; listen; < S 0; > SA 0 1; < A 1 1; ! CONNECTED; accept; send 1300; > A 1+1220 1; "
     "< A 1 1221; > PA 1221+80 1; < A 1 1301"},
    {"a packet was too big for a path of IPv6",
     "set ip_version 6; " ROAD_ESTABLISHED
     "send 1440; > PA 1+1440 1; icmp frag_needed seq 1 mtu 1280; > A 1+1220 1; "
     "> PA 1221+220 1; < A 1 1441"},
    {"an OPEN towards everybody is refused", "connect multicast = NO-CONN; connect any = REFUSED; ? CLOSED"},
    {"an OPEN names its own address", "connect local; > S 0"},
    {"a listener beside an OPEN under way", ROAD_SYN_SENT "listen; flow 1; < S 0; > SA 0 1"},
    {"segments from and to everybody are discarded",
     "listen; < S 0 damage to-multicast; < S 0 damage from-broadcast; < S 0 damage from-any; < A 1 1 damage "
     "to-multicast; < S 0; > SA 0 1"},
    {"IP options, and TCP options of any kind anywhere",
     "listen; < S 0 ipopt; > SA 0 1; < A 1 1 opt fd040102; ! CONNECTED; accept; < A 1+10 1 ipopt; > A 1 11; "
     "< A 11+10 "
     "1 opt 0101fd020200; > A 1 21"},
    {"timestamps, both ways",
     "listen; < S 0 mss 1460 opt 080a0000000a00000000; > SA 0 1 opt 0101080a000000640000000a; < A 1 1 opt "
     "0101080a0000000b00000064; ! CONNECTED; accept; send 10; > PA 1+10 1 opt 0101080a000000650000000b; < A "
     "1+10 11 "
     "opt 0101080a0000000c00000065; > A 11 11 opt 0101080a000000650000000c; < A 11+10 11 opt "
     "0101080a0000000500000065; "
     "> A 11 11 opt 0101080a000000660000000c"},
    {"SEND before ESTABLISHED is kept", ROAD_SYN_SENT "send 10; < SA 0 1; > PA 1+10 1; ! CONNECTED"},
    {"an urgent pointer is tolerated", ROAD_ESTABLISHED "< AU 1+10 1; > A 1 11; recv 10"},
    {"scaled windows, both ways",
     "listen; < S 0 mss 1460 opt 01030303; > SA 0 1 win 8192 opt 030302; < A 1 1 win 1000; ! CONNECTED; "
     "accept; "
     "send 8000; > A 1+1460 1 win 4096; > A 1461+1460 1 win 4096; > A 2921+1460 1 win 4096; > A 4381+1460 1 "
     "win 4096; "
     "> A 5841+1460 1 win 4096; > PA 7301+700 1 win 4096; < A 1 8001 win 1; < A 1+8192 8001 win 1; > A 8001 "
     "8193 win 2048; "
     "< A 8193+8000 8001 win 1; > A 8001 16193 win 48; send 8; > PA 8001+8 16193 win 48"},
    {"a window is not scaled when the stack did not ask for it",
     "listen; < S 0 mss 1460 opt 01030303; > SA 0 1; < A 1 1 win 8; ! CONNECTED; accept; send 8; > PA 1+8 1"},
    {"scaling is offered by an active open",
     "connect; > S 0 opt 030301; < SA 0 1 win 500 mss 1460 opt 0103030e; > A 1 1 win 8192; ! CONNECTED; send "
     "500; "
     "> PA 1+500 1 win 8192; < A 1 501 win 1; < A 1+16000 501 win 1; > A 501 16001 win 192"},

    /* ---- closing ---- */
    {"normal close (figure 12)",
     ROAD_FIN_WAIT_1 "? FIN-WAIT-1; < A 1 2; ? FIN-WAIT-2; < FA 1 2; > A 2 2; ! END; ? TIME-WAIT; +239999; "
                     "< FA 1 2; > A 2 2"},
    {"TIME-WAIT lasts 2 MSL to the millisecond",
     ROAD_TIME_WAIT "+239999; ? TIME-WAIT; < A 2 1; < A 1 2; > A 2 2; +1; < A 2 2; > R 2; ? CLOSED"},
    {"a FIN in TIME-WAIT begins 2 MSL anew",
     ROAD_TIME_WAIT "+200000; < FA 1 2; > A 2 2; +239999; < FA 1 2; > A 2 2; +240000; < FA 1 2; > R 2"},
    {"a FIN in TIME-WAIT begins nothing anew, where that is declared",
     "only TIME_WAIT_RESTART KEEP; " ROAD_TIME_WAIT
     "+200000; < FA 1 2; > A 2 2; +39999; < FA 1 2; > A 2 2; +1; "
     "< FA 1 2; > R 2"},
    {"the peer closes", ROAD_CLOSE_WAIT "? CLOSE-WAIT; send 10; > PA 1+10 2; < A 2 11; shutdown; > FA 11 2; "
                                        "? LAST-ACK; < A 2 12; ? CLOSED; < A 2 12; > R 12"},
    {"simultaneous close (figure 13)",
     ROAD_FIN_WAIT_1 "< FA 1 1; > A 2 2; ! END; ? CLOSING; < A 2 2; ? TIME-WAIT; +240000; < A 2 2; > R 2"},
    {"FIN with the ACK of ours: straight to TIME-WAIT",
     ROAD_FIN_WAIT_1 "< FA 1 2; > A 2 2; ! END; ? TIME-WAIT; +240000; < A 2 2; > R 2"},
    {"half closed, data goes on",
     ROAD_FIN_WAIT_2 "< A 1+100 2; > A 2 101; recv 100; < FA 101+5 2; > A 2 107; ! END; "
                     "? TIME-WAIT"},
    {"an ACK of all but the FIN", ROAD_ESTABLISHED
     "send 100; > PA 1+100 1; shutdown; > FA 101 1; < A 1 101; ? FIN-WAIT-1; < A 1 102; ? FIN-WAIT-2"},
    {"the FIN rides on text",
     ROAD_ESTABLISHED "send 5000; > A 1+1460 1; > A 1461+1460 1; > A 2921+1460 1; "
                      "> PA 4381+620 1; shutdown; > FA 5001 1; < A 1 5002; ? FIN-WAIT-2"},
    {"the FIN waits for the window",
     ROAD_ESTABLISHED "< A 1 1 win 0; send 100; shutdown; ? FIN-WAIT-1; < A 1 1 win 8192; > FPA 1+100 1; "
                      "< A 1 102; ? FIN-WAIT-2"},
    {"CLOSE in CLOSE-WAIT waits for the window",
     ROAD_CLOSE_WAIT "< A 2 1 win 0; send 100; shutdown; ? CLOSE-WAIT; send 1 = CLOSING; < A 2 1 win 8192; "
                     "> FPA 1+100 2; ? LAST-ACK; < A 2 102; ? CLOSED"},
    {"the FIN is sent again", ROAD_FIN_WAIT_1 "+1000; > FA 1 1; +2000; > FA 1 1; < A 1 2; ? FIN-WAIT-2"},
    {"the peer's FIN is sent again", ROAD_CLOSE_WAIT "< FA 1 1; > A 1 2; ? CLOSE-WAIT"},
    {"the peer's FIN is sent again in LAST-ACK",
     ROAD_LAST_ACK "< FA 1 1; > A 2 2; ? LAST-ACK; < A 2 2; ? CLOSED"},
    {"the peer's FIN is sent again in CLOSING",
     ROAD_CLOSING "< FA 1 1; > A 2 2; ? CLOSING; < A 2 2; ? TIME-WAIT"},
    {"CLOSE in SYN-SENT", ROAD_SYN_SENT "shutdown; ? CLOSED; < SA 0 1; > R 1"},
    {"CLOSE in SYN-RECEIVED",
     ROAD_SYN_RECEIVED "shutdown; > FA 1 1; ? FIN-WAIT-1; < A 1 2; ! CONNECTED; ? FIN-WAIT-2"},
    {"CLOSE in SYN-RECEIVED with text waiting",
     ROAD_SYN_RECEIVED "send 10; shutdown; ? SYN-RECEIVED; < A 1 1; ! CONNECTED; > FPA 1+10 1; ? FIN-WAIT-1; "
                       "< A 1 12; ? FIN-WAIT-2"},
    {"release with unread data, normal close",
     ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; close; > FA 1 11; < A 11 2; ? FIN-WAIT-2; < A 11+5 2; > A 2 16"},
    {"release with unread data, reset",
     "only CLOSE_UNREAD RESET; " ROAD_ESTABLISHED "< A 1+10 1; > A 1 11; close; > RA 1 11; ? CLOSED"},

    /* ---- resets ---- */
    {"a reset at RCV.NXT", ROAD_ESTABLISHED "< R 1; ! RESET; ? CLOSED; recv 1 = NO-CONN; < A 1 1; > R 1"},
    {"a reset inside the window is challenged",
     ROAD_ESTABLISHED "< R 2; > A 1 1; ? ESTABLISHED; < R 1; ! RESET"},
    {"a reset outside the window is dropped", ROAD_ESTABLISHED "< R 8193; < R 0; ? ESTABLISHED"},
    {"a reset inside the window of a stack of RFC 793",
     "only RST_IN_WINDOW RESET; " ROAD_ESTABLISHED "< R 100; ! RESET; ? CLOSED"},
    {"a reset refuses", ROAD_SYN_SENT "< RA 0 1; ! REFUSED; ? CLOSED; < SA 0 1; > R 1"},
    {"a reset with a bad ACK, or none, in SYN-SENT", ROAD_SYN_SENT "< RA 0 2; < RA 0 0; < R 0; ? SYN-SENT"},
    {"a reset in SYN-RECEIVED, passive",
     ROAD_SYN_RECEIVED "< R 1; ? CLOSED; < S 0; > SA 500 1; ? SYN-RECEIVED"},
    {"a reset in SYN-RECEIVED, active", ROAD_SYN_CROSSED "< R 1; ! REFUSED; ? CLOSED"},
    {"a reset in each closing state", ROAD_CLOSING "< R 2; ? CLOSED"},
    {"a reset in LAST-ACK", ROAD_LAST_ACK "< R 2; ? CLOSED"},
    {"a reset in TIME-WAIT", ROAD_TIME_WAIT "< R 2; ? CLOSED; < FA 1 2; > R 2"},
    {"a reset in TIME-WAIT is ignored (RFC 1337)",
     "only TIME_WAIT_RST IGNORE; " ROAD_TIME_WAIT "< R 2; ? TIME-WAIT; < FA 1 2; > A 2 2"},
    {"ABORT", ROAD_ESTABLISHED "send 10; > PA 1+10 1; abort; > R 11; ? CLOSED; send 1 = NO-CONN"},
    {"ABORT with an ACK", "only ABORT_RST WITH_ACK; " ROAD_FIN_WAIT_2 "abort; > RA 2 1; ? CLOSED"},
    {"ABORT is silent in SYN-SENT", ROAD_SYN_SENT "abort; ? CLOSED; < SA 0 1; > R 1"},
    {"ABORT is silent in TIME-WAIT", ROAD_TIME_WAIT "abort; ? CLOSED; < FA 1 2; > R 2"},
    {"ABORT is silent in LAST-ACK and CLOSING",
     ROAD_LAST_ACK "abort; ? CLOSED; flow 1; base 9 9; < A 1 1; > R 1"},
    {"CLOSED answers what comes",
     "< S 5+10; > RA =0 16; < A 5 9; > R 9; < SF 5+10; > RA =0 17; < R 5; < RA 5 9; < - 5; "
     "> RA =0 5"},
    {"LISTEN answers only ACK and SYN", "listen; < R 0; < - 0; < F 0; < FA 0 9; > R 9; < SA 0 9; > R 9"},

    /* ---- step by step in the synchronized states ---- */
    {"an unacceptable segment is acknowledged",
     ROAD_ESTABLISHED "< A 8193+1 1; > A 1 1; < A 0 1; > A 1 1; < A -5+3 1; "
                      "> A 1 1; < F 0; > A 1 1"},
    {"a SYN is challenged, wherever it lies",
     ROAD_ESTABLISHED "< S 0; > A 1 1; < S 5; > A 1 1; < SA 90000 1; > A 1 1; "
                      "? ESTABLISHED"},
    {"an ACK of what was never sent", ROAD_ESTABLISHED "< A 1+10 2 tag 3; > A 1 1; recv 10 = WOULD-BLOCK"},
    {"... in TIME-WAIT and LAST-ACK", ROAD_LAST_ACK "< A 2 3; > A 2 2; ? LAST-ACK; < A 2 2; ? CLOSED"},
    {"without ACK a segment is dropped",
     ROAD_ESTABLISHED "< - 1+10 tag 3; < F 1; ? ESTABLISHED; recv 10 = WOULD-BLOCK"},
    {"a bad ACK in SYN-RECEIVED",
     ROAD_SYN_RECEIVED "< A 1 0; > R 0; < A 1 2; > R 2; ? SYN-RECEIVED; < A 1 1; "
                       "! CONNECTED"},
    {"the SYN again in SYN-RECEIVED",
     ROAD_SYN_RECEIVED "< S 0; > A 1 1; ? SYN-RECEIVED; < A 1 1; ! CONNECTED"},
    {"another SYN in SYN-RECEIVED", ROAD_SYN_RECEIVED "< S 1; ? CLOSED; < S 1; > SA 900 2; ? SYN-RECEIVED"},
    {"text after the peer's FIN", ROAD_CLOSE_WAIT "< A 2+10 1 tag 3; recv 10 = END; ? CLOSE-WAIT"},
    {"a new connection out of TIME-WAIT", ROAD_TIME_WAIT
     "base 100000 5000; < S 0; > SA 0 1; ? SYN-RECEIVED; < A 1 1; ! CONNECTED; accept; ? ESTABLISHED"},
    {"a damaged packet is dropped", ROAD_ESTABLISHED
     "< A 1+10 1 tag 3 damage checksum; < R 1 damage short; < R 1 damage long; < R 1 damage truncated; "
     "recv 10 = WOULD-BLOCK; ? ESTABLISHED"},
    {"unknown options are skipped",
     ROAD_ESTABLISHED "< A 1+10 1 opt 01fd04aa; > A 1 11; < A 11 1 opt fe0411220100"},
};

const unsigned conforming_count = sizeof conforming_dialogues / sizeof conforming_dialogues[0];
