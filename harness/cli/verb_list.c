#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/spec.h"
#include "harness/cli/waiving.h"
#include "harness/model/checks.h"
#include "harness/model/quirks.h"
#include "harness/report/requirements.h"
#include "harness/sut/sut.h"

/* A list is rows of named cells: text prints the named columns in fixed widths, JSON prints every cell. */
struct cell {
    const char *name, *value;
    int width;  /* in text; 0: not shown, -1: the last column */
    bool words; /* in JSON an array of the words */
};

struct printer {
    json_t *array; /* NULL: text */
    struct tspec_cli_waiving waiving;
};

/* The words of a list; of "check@clause" the check, and each once. */
static json_t *words_of(const char *list)
{
    json_t *array = json_array();
    for (const char *at = list; *at;) {
        size_t length = strcspn(at, " "), last = json_array_size(array);
        json_t *word = json_stringn(at, strcspn(at, "@ "));
        if (last && json_equal(word, json_array_get(array, last - 1)))
            json_decref(word);
        else
            json_array_append_new(array, word);
        at += length + (at[length] == ' ');
    }
    return array;
}

static void row(struct printer *printer, const struct cell *cells, unsigned count)
{
    if (printer->array) {
        json_t *object = json_object();
        for (unsigned i = 0; i < count; i++)
            json_object_set_new(object, cells[i].name,
                                cells[i].words ? words_of(cells[i].value) : json_string(cells[i].value));
        json_array_append_new(printer->array, object);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        if (cells[i].width > 0)
            printf("%-*s ", cells[i].width, *cells[i].value ? cells[i].value : "-");
        else if (cells[i].width < 0)
            printf("%s\n", cells[i].value);
    }
}

static void list_stacks(struct printer *printer, const struct tspec_cli_options *options)
{
    (void)options;
    for (const struct tspec_sut_class *const *at = tspec_sut_classes(); *at; at++) {
        const struct cell cells[] = {{"name", (*at)->name, 10, false},
                                     {"version", (*at)->version(), 12, false},
                                     {"summary", (*at)->summary, -1, false}};
        row(printer, cells, 3);
    }
}

static void list_requirements(struct printer *printer, const struct tspec_cli_options *options)
{
    (void)options;
    for (unsigned i = 0; i < tspec_requirement_count(); i++) {
        const struct tspec_requirement *from = tspec_requirement_at(i);
        const struct cell cells[] = {
            {"id", from->id, 8, false},
            {"level", from->level, 11, false},
            {"section", from->section, 12, false},
            {"disposition", from->disposition, 9, false},
            {"topic", from->topic, 0, false},
            {"statement", from->statement, -1, false},
            {"observable", from->observable, 0, false},
            {"checks", from->checks, 0, true},
            {"judged_by", from->checks, 0, false},
            {"note", from->note, 0, false},
        };
        row(printer, cells, sizeof cells / sizeof cells[0]);
    }
}

static void list_rules(struct printer *printer, const struct tspec_cli_options *options)
{
    static const char *const levels[] = {"must", "should", "may", "impossible"};
    const struct tspec_rules *rules = tspec_cli_rules(options);
    for (unsigned i = 0; rules && i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i];
        const struct cell cells[] = {
            {"id", tspec_rules_text(rules, rule->id), 40, false},
            {"level", levels[rule->level], 10, false},
            {"section", tspec_rules_text(rules, rule->section), 24, false},
            {"condition", tspec_rules_text(rules, rule->condition), -1, false},
            {"requirements", tspec_rules_text(rules, rule->requirements), 0, true},
            {"ambiguities", tspec_rules_text(rules, rule->ambiguities), 0, true},
            {"decisions", tspec_rules_text(rules, rule->decisions), 0, true},
            {"interpretation", tspec_rules_text(rules, rule->interpretation), 0, false},
        };
        row(printer, cells, sizeof cells / sizeof cells[0]);
    }
}

static void list_checks(struct printer *printer, const struct tspec_cli_options *options)
{
    (void)options;
    for (unsigned i = 0; i < TSPEC_CHECK_COUNT; i++) {
        const struct tspec_check *check = tspec_check_at(i);
        char ids[256];
        tspec_requirements_of_check(check->id, ids, sizeof ids);
        const struct cell cells[] = {
            {"id", check->id, 30, false},
            {"family", tspec_family_name(check->family), 12, false},
            {"level", tspec_level_name(check->level), 9, false},
            {"section", check->section, 0, false},
            {"requirements", ids, 0, true},
            {"text", check->text, -1, false},
        };
        row(printer, cells, sizeof cells / sizeof cells[0]);
    }
}

static void list_quirks(struct printer *printer, const struct tspec_cli_options *options)
{
    (void)options;
    for (unsigned i = 0; i < tspec_quirk_count(); i++) {
        const struct tspec_quirk *quirk = tspec_quirk_at(i);
        const struct cell cells[] = {{"name", quirk->name, 30, false},
                                     {"rule", tspec_clause_at(quirk->clause)->name, 26, false},
                                     {"text", quirk->text, -1, false}};
        row(printer, cells, sizeof cells / sizeof cells[0]);
    }
}

/* In JSON as they stand in their files, so that what comes out is a waiver file again. */
static void list_waivers(struct printer *printer, const struct tspec_cli_options *options)
{
    (void)options;
    for (unsigned i = 0; i < printer->waiving.set.count; i++) {
        const struct tspec_waiver *from = &printer->waiving.set.items[i];
        if (printer->array) {
            json_array_append(printer->array, (json_t *)from->source);
            continue;
        }
        char versions[96];
        snprintf(versions, sizeof versions, *from->to ? "%s to %s" : "from %s", from->from, from->to);
        const struct cell cells[] = {{"id", from->id, 40, false},
                                     {"stack", from->stack, 8, false},
                                     {"versions", versions, 16, false},
                                     {"expires", from->expires, 10, false},
                                     {"reason", from->reason, -1, false}};
        row(printer, cells, sizeof cells / sizeof cells[0]);
    }
    if (printer->array)
        printer->array = json_pack("{s:o}", "waivers", printer->array);
}

static const struct {
    const char *name;
    void (*list)(struct printer *printer, const struct tspec_cli_options *options);
} lists[] = {{"stacks", list_stacks}, {"requirements", list_requirements},
             {"rules", list_rules},   {"checks", list_checks},
             {"quirks", list_quirks}, {"waivers", list_waivers}};
enum { LISTS = sizeof lists / sizeof lists[0] };

static int list(const struct tspec_cli_options *options)
{
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(options->words[0]);
    unsigned which = 0;
    for (; which < LISTS && strcmp(lists[which].name, options->words[0]); which++)
        tspec_cli_suggest(&suggestion, lists[which].name);
    if (which == LISTS)
        return tspec_cli_unknown("list", &suggestion,
                                 "expected stacks, requirements, rules, checks, quirks or waivers");
    if (options->spec && !tspec_cli_rules(options))
        return TSPEC_EXIT_USAGE;
    struct printer printer = {.array = options->json ? json_array() : NULL};
    int code = tspec_cli_waiving_load(&printer.waiving, options);
    if (!code)
        lists[which].list(&printer, options);
    if (printer.array && !code) {
        char *text = json_dumps(printer.array, JSON_INDENT(1));
        printf("%s\n", text ? text : "");
        free(text);
    }
    json_decref(printer.array);
    tspec_cli_waiving_free(&printer.waiving);
    return code;
}

const struct tspec_cli_verb tspec_cli_list = {
    .name = "list",
    .arguments = "stacks|requirements|rules|checks|quirks|waivers",
    .summary = "what there is",
    .help = "  stacks        what this program can judge\n"
            "  requirements  the 119 numbered requirements of RFC 9293, and how each is judged\n"
            "  rules         the rules of the spec (--spec FILE: of another)\n"
            "  checks        everything the judge can find wrong\n"
            "  quirks        known deviations that judging can go on behind\n"
            "  waivers       findings that are expected, those built in and of --waivers FILE",
    .takes = TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS | TSPEC_CLI_JSON | TSPEC_CLI_SPEC,
    .words = {1, 1},
    .run = list,
};
