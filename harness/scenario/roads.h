/* One step of a road. Inside harness/scenario only; generate.h has the roads themselves. */
#ifndef TSPEC_HARNESS_SCENARIO_ROADS_H
#define TSPEC_HARNESS_SCENARIO_ROADS_H

#include "harness/scenario/generate.h"

/* Appends the step a letter names, when it fits:
 *   calls     L listen  C connect  X connect on the listener  c accept  W send  R recv  H shutdown  E close
 * B abort  q status segments  S SYN  N SYN of the next connection  s SYN,ACK  k SYN,ACK of a simultaneous
 * open  A ACK of all  g ACK of all but the FIN  D text  F FIN  f FIN with an ACK of all but the FIN  r RST
 *   waits     d delayed ACK  o RTO  t 2 MSL, each a little less, exactly, or a little more */
void tspec_road_step(struct tspec_scenario *scenario, unsigned flow, char letter,
                     struct tspec_random *random);

#endif
