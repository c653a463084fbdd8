/*
 * The waivers of a run: those built in and those of --waivers, what came of each, and the quirks they ask
 * for.
 */
#ifndef TSPEC_HARNESS_CLI_WAIVING_H
#define TSPEC_HARNESS_CLI_WAIVING_H

#include "harness/cli/command.h"
#include "harness/report/report.h"
#include "harness/waiver/waiver.h"

struct tspec_cli_waiving {
    struct tspec_waivers set;
    unsigned char *standing; /* of each: enum tspec_waiver_standing, or TSPEC_CLI_WAIVER_UNASKED */
    unsigned built_in;       /* so many of them, the first */
    char today[11];          /* UTC */
    bool stale;              /* one at least, or there was no memory to tell */
};
/* It is for a stack that was not judged. */
enum { TSPEC_CLI_WAIVER_UNASKED = TSPEC_WAIVER_STANDING_COUNT };

/* Reads the waivers the options ask for. 0, or an exit code after messages. Free it in any case. */
int tspec_cli_waiving_load(struct tspec_cli_waiving *waiving, const struct tspec_cli_options *options);
void tspec_cli_waiving_free(struct tspec_cli_waiving *waiving);

/* The quirks to allow a stack (profile.quirks). */
uint64_t tspec_cli_waiving_quirks(const struct tspec_cli_waiving *waiving,
                                  const struct tspec_sut_class *stack);

/* Settles how each waiver for the stack stands: expired, for other versions, stale, or idle until a finding
 * comes. To tell stale from idle it judges each one's own scenario, until `stop`. What a user has to mend is
 * said. */
void tspec_cli_waiving_prove(struct tspec_cli_waiving *waiving, const struct tspec_cli_options *options,
                             const struct tspec_sut_class *stack, const volatile sig_atomic_t *stop);

/* The waiver that makes the finding a known one, and is used from now on; NULL: it is unexpected. */
const struct tspec_waiver *tspec_cli_waiving_match(struct tspec_cli_waiving *waiving,
                                                   const struct tspec_sut_class *stack,
                                                   const struct tspec_finding *finding);

/* The waivers of the stacks judged, as part of a report. */
void tspec_cli_waiving_report(const struct tspec_cli_waiving *waiving, struct tspec_report *report);

#endif
