#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/campaign/sweep.h"
#include "harness/cli/campaigns.h"

static uint64_t total_of(const struct tspec_sweep_table *table, unsigned event_class)
{
    uint64_t total = 0;
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
        total += table->cases[s][event_class];
    return total;
}

static void print_table(const struct tspec_sweep_table *table)
{
    enum { EVENT_WIDTH = 13, NUMBER_WIDTH = 7 };
    printf("%-*s", EVENT_WIDTH, "event");
    for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
        printf(" %*s", NUMBER_WIDTH, tspec_state_name(s));
    printf(" %*s\n", NUMBER_WIDTH, "all");
    for (unsigned c = 0; tspec_event_class_name(c); c++) {
        printf("%-*s", EVENT_WIDTH, tspec_event_class_name(c));
        for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++) {
            int width = snprintf(NULL, 0, "%s", tspec_state_name(s));
            printf(" %*" PRIu64, width > NUMBER_WIDTH ? width : NUMBER_WIDTH, table->cases[s][c]);
        }
        printf(" %*" PRIu64 "\n", NUMBER_WIDTH, total_of(table, c));
    }
    printf("\n%-16s %8s  %s\n", "family", "cases", "varies");
    for (unsigned i = 0; tspec_sweep_family(i); i++)
        printf("%-16s %8" PRIu64 "  %s\n", tspec_sweep_family(i)->name, tspec_sweep_family(i)->cases,
               tspec_sweep_family(i)->varies);
    printf("%-16s %8" PRIu64 "\n", "all", tspec_sweep_count());
}

static json_t *events_of(const struct tspec_sweep_table *table)
{
    json_t *events = json_array();
    for (unsigned c = 0; tspec_event_class_name(c); c++) {
        json_t *cases = json_object();
        for (unsigned s = 0; s < TSPEC_STATE_COUNT; s++)
            json_object_set_new(cases, tspec_state_name(s), json_integer((json_int_t)table->cases[s][c]));
        json_array_append_new(events,
                              json_pack("{s:s, s:o}", "event", tspec_event_class_name(c), "cases", cases));
    }
    return events;
}

static json_t *families(void)
{
    json_t *list = json_array();
    for (unsigned i = 0; tspec_sweep_family(i); i++) {
        const struct tspec_sweep_family *f = tspec_sweep_family(i);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}", "name", f->name, "varies", f->varies,
                                              "rows", f->rows, "cases", (json_int_t)f->cases));
    }
    return list;
}

static int print_json(const struct tspec_sweep_table *table)
{
    json_t *root = json_pack("{s:I, s:o, s:o}", "cases", (json_int_t)tspec_sweep_count(), "events",
                             events_of(table), "families", families());
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (!text) {
        tspec_cli_complain("out of memory");
        return TSPEC_EXIT_NOT_JUDGED;
    }
    puts(text);
    free(text);
    return 0;
}

static int list(const struct tspec_cli_options *options)
{
    static struct tspec_sweep_table table;
    tspec_sweep_tabulate(&table);
    if (options->json)
        return print_json(&table);
    print_table(&table);
    return 0;
}

static int sweep(const struct tspec_cli_options *options)
{
    return options->list ? list(options) : tspec_cli_campaigns(options, TSPEC_CLI_SWEEP_CAMPAIGN);
}

const struct tspec_cli_verb tspec_cli_sweep = {
    .name = "sweep",
    .arguments = "",
    .summary = "the systematic cases only",
    .help =
        "Every state by every road to it, something odd, then probes; against every stack, then the report.\n"
        "Runs to its end unless --time or --execs says otherwise; what was run then is spread over all of "
        "it.\n"
        "--list runs nothing and counts the cases.",
    .takes = TSPEC_CLI_CAMPAIGN_OPTIONS | TSPEC_CLI_IP | TSPEC_CLI_LIST,
    .run = sweep,
};
