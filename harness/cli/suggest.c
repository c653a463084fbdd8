/* "Did you mean", by the spec compiler's measure. A file of its own: that header's names meet the scenario's
 * elsewhere. */
#include <stdio.h>
#include <string.h>

#include "harness/cli/command.h"
#include "specs/compiler/suggest.h"

struct tspec_cli_suggestion tspec_cli_suggest_for(const char *name)
{
    return (struct tspec_cli_suggestion){.name = name};
}

void tspec_cli_suggest(struct tspec_cli_suggestion *suggestion, const char *candidate)
{
    struct tspec_suggestion found = {.name = suggestion->name, .name_bytes = strlen(suggestion->name)};
    memcpy(found.best, suggestion->best, sizeof found.best);
    found.distance = suggestion->distance;
    tspec_suggest(&found, candidate, strlen(candidate));
    memcpy(suggestion->best, found.best, sizeof suggestion->best);
    suggestion->distance = found.distance;
}
