/* The roads into the states, for scripts (tests/engine/bench.h). Each begins with a fresh endpoint. */
#ifndef TSPEC_TESTS_ENGINE_SCRIPTS_H
#define TSPEC_TESTS_ENGINE_SCRIPTS_H

#define TO_SYN_SENT         "connect OK\n> S 0\n"
#define TO_SYN_RECEIVED     "listen OK\n< S 0\n> S. 0 1\n"
#define TO_SIMULTANEOUS     TO_SYN_SENT "< S 0\n> S. 0 1\n"
#define TO_ESTABLISHED      TO_SYN_RECEIVED "< . 1 1\n! CONNECTED\n"
#define TO_ESTABLISHED_SELF TO_SYN_SENT "< S. 0 1\n! CONNECTED\n> . 1 1\n"
#define TO_FIN_WAIT_1       TO_ESTABLISHED "shutdown OK\n> F. 1 1\n"
#define TO_FIN_WAIT_2       TO_FIN_WAIT_1 "< . 1 2\n"
#define TO_CLOSE_WAIT       TO_ESTABLISHED "< F. 1 1\n! END\n> . 1 2\n"
#define TO_LAST_ACK         TO_CLOSE_WAIT "shutdown OK\n> F. 1 2\n"
#define TO_CLOSING          TO_FIN_WAIT_1 "< F. 1 1\n! END\n> . 2 2\n"
#define TO_TIME_WAIT        TO_FIN_WAIT_2 "< F. 1 2\n! END\n> . 2 2\n"

#endif
