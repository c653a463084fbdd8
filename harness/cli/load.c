#include "harness/cli/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/scenario/binary.h"
#include "harness/scenario/text.h"

static int load_text(const char *path, const char *text, size_t bytes, struct tspec_scenario *scenario)
{
    if (strspn(text, " \t\r\n") == bytes) {
        tspec_cli_complain("%s: is empty; the first line of a scenario is: tcpspec 1", path);
        return TSPEC_EXIT_USAGE;
    }
    struct tspec_diagnostics diagnostics;
    if (tspec_scenario_parse(text, bytes, scenario, &diagnostics))
        return 0;
    for (unsigned i = 0; i < diagnostics.count && i < TSPEC_DIAGNOSTICS_MAX; i++) {
        char message[2048];
        tspec_diagnostic_print(&diagnostics.items[i], path, text, bytes, message, sizeof message);
        fputs(message, stderr);
    }
    if (diagnostics.count > TSPEC_DIAGNOSTICS_MAX)
        tspec_cli_complain("%s: %u more errors", path, diagnostics.count - TSPEC_DIAGNOSTICS_MAX);
    return TSPEC_EXIT_USAGE;
}

static int load_saved(const char *path, const uint8_t *octets, size_t bytes, struct tspec_scenario *scenario)
{
    size_t place = 0;
    enum tspec_binary_status status = tspec_binary_load(octets, bytes, scenario, &place);
    if (status == TSPEC_BINARY_OK)
        return 0;
    tspec_cli_complain("%s: octet %zu: %s; if it is input of a fuzzer, say --raw", path, place,
                       tspec_binary_status_text(status));
    return TSPEC_EXIT_USAGE;
}

int tspec_cli_load(const char *path, bool raw, struct tspec_scenario *scenario)
{
    size_t bytes;
    char inside[4096];
    struct stat status;
    if (!stat(path, &status) && S_ISDIR(status.st_mode) &&
        (size_t)snprintf(inside, sizeof inside, "%s/scenario.scn", path) < sizeof inside &&
        !access(inside, F_OK))
        path = inside;
    char *text = tspec_cli_read_file(path, &bytes);
    if (!text)
        return TSPEC_EXIT_USAGE;
    int code = 0;
    const uint8_t *octets = (const uint8_t *)text;
    if (raw)
        tspec_fuzz_decode(octets, bytes, scenario);
    else if (tspec_binary_is_saved(octets, bytes))
        code = load_saved(path, octets, bytes, scenario);
    else
        code = load_text(path, text, bytes, scenario);
    free(text);
    return code;
}

char *tspec_cli_scenario_text(const struct tspec_scenario *scenario)
{
    size_t bytes = tspec_scenario_print(scenario, NULL, 0) + 1;
    char *text = malloc(bytes);
    if (text)
        tspec_scenario_print(scenario, text, bytes);
    return text;
}
