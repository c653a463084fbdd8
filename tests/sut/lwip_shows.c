/*
 * What the judge finds in lwIP, no deviation of it being known: one line for each pair of check and rule, in
 * the order of their names.
 *
 *   lwip_shows FILE...        in these scenarios, levels from info on
 *   lwip_shows --sweep STEP   in every STEP-th case of the sweep, levels from deviates on
 *
 * The same source is linked with lwIP as it is and with patched ones (CMakeLists.txt); lwip_patches.sh
 * compares.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "harness/campaign/sweep.h"
#include "harness/judge/judge.h"
#include "harness/scenario/text.h"
#include "harness/sut/classes.h"

enum { SHOWN_MAX = 256, LINE_BYTES = 128 };

static struct {
    char lines[SHOWN_MAX][LINE_BYTES];
    unsigned count;
} shown;

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void show(const struct tspec_finding *finding)
{
    char line[LINE_BYTES];
    int n = snprintf(line, sizeof line, "%s", tspec_check_at(finding->check)->id);
    if (finding->clause >= 0)
        snprintf(line + n, sizeof line - (size_t)n, " at %s",
                 tspec_clause_at((unsigned)finding->clause)->name);
    for (unsigned i = 0; i < shown.count; i++)
        if (!strcmp(shown.lines[i], line))
            return;
    if (shown.count < SHOWN_MAX)
        strcpy(shown.lines[shown.count++], line);
}

static void judge_it(struct tspec_judge *judge, const struct tspec_scenario *scenario, enum tspec_level from)
{
    static struct tspec_verdict verdict;
    char error[256];
    if (!tspec_judge_run(judge, scenario, &verdict, NULL, NULL, error, sizeof error)) {
        fprintf(stderr, "lwip_shows: %s\n", error);
        exit(2);
    }
    for (unsigned i = 0; i < verdict.finding_count; i++)
        if (verdict.findings[i].level >= from && verdict.findings[i].check != TSPEC_CHECK_STACK_STATE)
            show(&verdict.findings[i]);
}

static void judge_file(struct tspec_judge *judge, const char *path)
{
    static struct tspec_diagnostics diagnostics;
    static struct tspec_scenario scenario;
    static char text[8192], message[1024];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(2);
    }
    size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    if (!tspec_scenario_parse(text, bytes, &scenario, &diagnostics)) {
        tspec_diagnostic_print(&diagnostics.items[0], path, text, bytes, message, sizeof message);
        fprintf(stderr, "%s\n", message);
        exit(2);
    }
    judge_it(judge, &scenario, TSPEC_LEVEL_INFO);
}

static void judge_sweep(struct tspec_judge *judge, uint64_t step)
{
    static struct tspec_scenario scenario;
    for (uint64_t i = 0; i < tspec_sweep_count(); i += step) {
        tspec_sweep_case(i, &scenario, NULL);
        judge_it(judge, &scenario, TSPEC_LEVEL_DEVIATES);
    }
}

int main(int argc, char **argv)
{
    char error[256];
    struct tspec_judge *judge = tspec_judge_create(&tspec_sut_lwip, NULL, 0, true, error, sizeof error);
    if (!judge || argc < 2) {
        fprintf(stderr, "lwip_shows: %s\n", judge ? "a scenario is missing" : error);
        return 2;
    }
    if (argc == 3 && !strcmp(argv[1], "--sweep"))
        judge_sweep(judge, atoi(argv[2]) > 0 ? (uint64_t)atoi(argv[2]) : 1);
    else
        for (int i = 1; i < argc; i++)
            judge_file(judge, argv[i]);
    qsort(shown.lines, shown.count, sizeof shown.lines[0], compare);
    for (unsigned i = 0; i < shown.count; i++)
        puts(shown.lines[i]);
    tspec_judge_destroy(judge);
    return 0;
}
