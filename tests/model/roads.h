/* The roads into each state, as scripts for dialogue.h: strings to put in front of others. The stack's
 * numbers begin at 1 after its SYN, the peer's likewise. */
#ifndef TSPEC_TESTS_MODEL_ROADS_H
#define TSPEC_TESTS_MODEL_ROADS_H

#define ROAD_SYN_SENT     "connect; > S 0; "
#define ROAD_SYN_RECEIVED "listen; < S 0 mss 1460; > SA 0 1; "         /* passive */
#define ROAD_SYN_CROSSED  "connect; > S 0; < S 0 mss 1460; > SA 0 1; " /* SYN-RECEIVED, active */
#define ROAD_ESTABLISHED  ROAD_SYN_RECEIVED "< A 1 1; ! CONNECTED; accept; "
#define ROAD_ACTIVE       ROAD_SYN_SENT "< SA 0 1 mss 1460; > A 1 1; ! CONNECTED; " /* ESTABLISHED */
#define ROAD_FIN_WAIT_1   ROAD_ESTABLISHED "shutdown; > FA 1 1; "
#define ROAD_FIN_WAIT_2   ROAD_FIN_WAIT_1 "< A 1 2; "
#define ROAD_CLOSE_WAIT   ROAD_ESTABLISHED "< FA 1 1; > A 1 2; ! END; "
#define ROAD_CLOSING      ROAD_FIN_WAIT_1 "< FA 1 1; > A 2 2; ! END; "
#define ROAD_LAST_ACK     ROAD_CLOSE_WAIT "shutdown; > FA 1 2; "
#define ROAD_TIME_WAIT    ROAD_FIN_WAIT_2 "< FA 1 2; > A 2 2; ! END; " /* entered at 0 ms */

#endif
