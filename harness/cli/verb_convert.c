#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/capturing.h"
#include "harness/cli/judging.h"
#include "harness/cli/load.h"
#include "harness/report/output.h"
#include "harness/scenario/binary.h"
#include "harness/sut/sut.h"

/* What is converted, and what came of it. */
struct conversion {
    const struct tspec_cli_options *options;
    const char *from, *to;
    struct tspec_scenario *scenario;
    uint8_t *octets; /* malloc'ed */
    size_t bytes;
};

static int no_memory(const struct conversion *c)
{
    tspec_cli_complain("%s: out of memory", c->from);
    return TSPEC_EXIT_NOT_JUDGED;
}

static int to_text(struct conversion *c)
{
    c->octets = (uint8_t *)tspec_cli_scenario_text(c->scenario);
    c->bytes = c->octets ? strlen((char *)c->octets) : 0;
    return c->octets ? 0 : no_memory(c);
}

static int to_saved(struct conversion *c)
{
    c->octets = malloc(TSPEC_BINARY_MAX);
    c->bytes = c->octets ? tspec_binary_save(c->scenario, c->octets, TSPEC_BINARY_MAX) : 0;
    return c->octets ? 0 : no_memory(c);
}

/* The one stack whose run is captured. 0, or an exit code after a message. */
static int choose_one(const struct conversion *c, const struct tspec_sut_class **stack)
{
    const struct tspec_sut_class *stacks[TSPEC_CLI_STACKS_MAX];
    unsigned count;
    int code = tspec_cli_choose(c->options, c->scenario, c->from, stacks, &count);
    if (code)
        return code;
    *stack = stacks[0];
    if (count == 1)
        return 0;
    tspec_cli_complain("%s: a capture shows one stack, and the scenario is for any; name it with --sut NAME",
                       c->from);
    return TSPEC_EXIT_USAGE;
}

/* The whole run, commented with what was found. */
static int capture_of(const struct conversion *c, const struct tspec_cli_judged *judged,
                      struct tspec_report *report, struct tspec_capture *capture)
{
    const struct tspec_scenario *scenario = c->scenario;
    struct tspec_cli_traced traced;
    char title[512];
    tspec_cli_trace(report, judged->stack, c->options->adapter_options, c->options->adapter_option_count,
                    judged->quirks, &scenario, 1, &traced);
    snprintf(title, sizeof title, "%s %s, a run of %s", judged->stack->name, judged->result->version,
             c->from);
    return tspec_cli_capture(report, judged->stack, title, &traced, capture) ? 0 : no_memory(c);
}

static int to_capture(struct conversion *c,
                      uint8_t *(*write)(const struct tspec_capture *, size_t *, char *, size_t))
{
    const struct tspec_sut_class *stack = NULL;
    struct tspec_cli_waiving waiving = {.today = ""};
    struct tspec_cli_judged judged = {.result = NULL};
    struct tspec_capture capture;
    char error[256];
    int code = choose_one(c, &stack);
    if (!code)
        code = tspec_cli_use_spec(c->options);
    if (!code)
        code = tspec_cli_waiving_load(&waiving, c->options);
    if (!code)
        code = tspec_cli_judge(c->options, &waiving, stack, c->from, c->scenario, 1, &judged);
    if (!code) {
        struct tspec_report *report = tspec_cli_collect(&judged, 1, c->options, &waiving, false);
        code = report ? capture_of(c, &judged, report, &capture) : no_memory(c);
        c->octets = code ? NULL : write(&capture, &c->bytes, error, sizeof error);
        if (!code && !c->octets) {
            tspec_cli_complain("%s: %s", c->from, error);
            code = TSPEC_EXIT_NOT_JUDGED;
        }
        tspec_report_destroy(report);
        free(judged.result);
    }
    tspec_cli_waiving_free(&waiving);
    return code;
}

static int to_pcap(struct conversion *c)
{
    return to_capture(c, tspec_pcap_write);
}

static int to_pcapng(struct conversion *c)
{
    return to_capture(c, tspec_pcapng_write);
}

/* By file name. A scenario is recognised by its contents when it is read; captures are written only. */
static const struct {
    const char *extension, *what;
    bool readable;
    int (*convert)(struct conversion *);
} forms[] = {
    {".scn", "scenario, text", true, to_text},
    {".tsc", "scenario, saved binary", true, to_saved},
    {".pcap", "capture, of the scenario's run on a stack", false, to_pcap},
    {".pcapng", "capture, with names and comments", false, to_pcapng},
};
enum { FORMS = sizeof forms / sizeof forms[0] };

/* The form a file name stands for, FORMS: none. */
static unsigned form_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    unsigned form = 0;
    while (form < FORMS && (!dot || strcmp(dot, forms[form].extension)))
        form++;
    return form;
}

static int unknown(const char *path)
{
    tspec_cli_complain("%s: its name ends with none of these:", path);
    for (unsigned i = 0; i < FORMS; i++)
        fprintf(stderr, "  %-8s %s\n", forms[i].extension, forms[i].what);
    return TSPEC_EXIT_USAGE;
}

static int convert(const struct tspec_cli_options *options)
{
    static struct tspec_scenario scenario;
    struct conversion c = {options, options->words[0], options->words[1], &scenario, NULL, 0};
    unsigned from = form_of(c.from), to = form_of(c.to);
    char error[512];
    if (to == FORMS)
        return unknown(c.to);
    if (from < FORMS && !forms[from].readable) {
        tspec_cli_complain("%s: a capture cannot be made a scenario; captures are written only", c.from);
        return TSPEC_EXIT_USAGE;
    }
    int code = tspec_cli_load(c.from, options->raw, &scenario);
    if (!code)
        code = forms[to].convert(&c);
    if (!code && !tspec_output_file(c.to, c.octets, c.bytes, "name another file", error, sizeof error)) {
        tspec_cli_complain("%s", error);
        code = TSPEC_EXIT_USAGE;
    }
    free(c.octets);
    return code;
}

const struct tspec_cli_verb tspec_cli_convert = {
    .name = "convert",
    .arguments = "IN OUT",
    .summary = "a scenario in another form, or a capture of its run",
    .help =
        "Writes the scenario IN as OUT, in the form the name of OUT stands for:\n"
        "  .scn     text, for people\n"
        "  .tsc     saved binary, for tools\n"
        "  .pcap    the packets of its run on a stack (its \"stack\" line, or --sut), for any tool\n"
        "  .pcapng  the same with the two ends named and comments on the frames that matter, for Wireshark\n"
        "IN is text or saved binary, whatever its name; with --raw any octets. An OUT that is there is "
        "overwritten.\n"
        "What was found is in the capture and does not change the exit code: replay tells it.",
    .takes = TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS | TSPEC_CLI_SUT | TSPEC_CLI_SPEC | TSPEC_CLI_OPTION |
             TSPEC_CLI_RAW,
    .words = {2, 2},
    .run = convert,
};
