/* The steps of a road, each a letter. generate.h has the roads to each state. */
#ifndef TSPEC_HARNESS_SCENARIO_ROADS_H
#define TSPEC_HARNESS_SCENARIO_ROADS_H

#include "harness/scenario/generate.h"

/* Appends the step a letter names, when it fits:
 *   calls     L listen  C connect  X connect on the listener  x close the listener  c accept  W send
 *             w send two full segments  R recv  H shutdown  E close  B abort  q status
 *   opening   S SYN  N SYN of the next connection  y SYN at RCV.NXT  s SYN,ACK  k SYN,ACK of a simultaneous
 *             open  e RST,ACK that refuses a SYN
 *   ACK       A of all  z of all, and the window is shut  g of all but the FIN  p of 100 octets
 *             K of all, keep-alive-shaped (SEQ below RCV.NXT)
 *   text      D some  M 536 octets  O some, 100 octets beyond RCV.NXT
 *   closing   F FIN  f FIN with an ACK of all but the FIN  u FIN that acknowledges nothing new  v FIN again
 *             r RST
 *   waits     d delayed ACK  o RTO  t 2 MSL
 * `random` chooses what the letter leaves open, waits a little shorter or longer among it. NULL: the plainest
 * value: IRS 1000000, MSS 1460, 100 octets of text, 1000 to send, 2920 in two segments, all there is to read,
 * one second more than the wait. */
void tspec_road_step(struct tspec_scenario *scenario, unsigned flow, char letter,
                     struct tspec_random *random);

/* Appends the plain steps of all letters. A digit says which flow those behind it are on; 0 at first. */
void tspec_road_walk(struct tspec_scenario *scenario, const char *letters);

#endif
