#include "harness/cli/results.h"

#include <stdlib.h>

#include "harness/cli/command.h"

struct tspec_report *tspec_cli_load_result(const char *path)
{
    size_t bytes;
    char error[512];
    char *json = tspec_cli_read_file(path, &bytes);
    struct tspec_report *report = json ? tspec_report_read(json, error, sizeof error) : NULL;
    if (json && !report)
        tspec_cli_complain("%s: %s; expected a result.json that run, sweep or random has written", path,
                           error);
    free(json);
    return report;
}
