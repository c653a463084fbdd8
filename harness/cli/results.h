/*
 * The results of earlier runs, from result.json.
 */
#ifndef TSPEC_HARNESS_CLI_RESULTS_H
#define TSPEC_HARNESS_CLI_RESULTS_H

#include "harness/report/report.h"

/* Reads what a run has written; "-" is stdin. NULL after a message. */
struct tspec_report *tspec_cli_load_result(const char *path);

#endif
