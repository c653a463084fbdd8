#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/load.h"
#include "harness/cli/spec.h"
#include "harness/cli/waiving.h"
#include "harness/model/checks.h"
#include "harness/model/quirks.h"
#include "harness/report/requirements.h"
#include "specs/compiler/compiler.h"

static void field(const char *name, const char *value)
{
    if (*value)
        printf("  %-15s%s\n", name, value);
}

/* One of the ways to fail a requirement. */
static void entry_line(const struct tspec_judged_by *entry)
{
    const struct tspec_check *check = tspec_check_find(entry->check);
    printf("  %-15s%s: %s%s%s\n", "fails when", entry->check, check ? check->text : "?",
           *entry->clause ? ", at clause " : "", entry->clause);
}

static void requirement(const struct tspec_requirement *from)
{
    static const struct {
        const char *disposition, *text;
    } dispositions[] = {
        {"judged", "judged"},
        {"partly", "judged in part: it can fail, but not pass"},
        {"later", "not judged yet"},
        {"argued", "nothing to judge"},
        {"internal", "cannot be seen from outside a stack"},
    };
    printf("%s (%s), RFC 9293, section %s: %s\n\n  %s\n\n", from->id, from->level, from->section, from->topic,
           from->statement);
    for (size_t i = 0; i < sizeof dispositions / sizeof dispositions[0]; i++)
        if (!strcmp(dispositions[i].disposition, from->disposition))
            field("verdict", dispositions[i].text);
    field("because", from->note);
    field("shows in", from->observable);
    struct tspec_judged_by entry;
    for (unsigned i = 0; tspec_requirement_entry(from, i, &entry); i++)
        entry_line(&entry);
}

static void check(const struct tspec_check *from)
{
    printf("%s: a check of the family %s, at its gravest \"%s\"\n\n  It fails when %s.\n\n", from->id,
           tspec_family_name(from->family), tspec_level_name(from->level), from->text);
    field("RFC 9293", from->section);
    char ids[256];
    tspec_requirements_of_check(from->id, ids, sizeof ids);
    for (unsigned i = 0; i < tspec_requirement_count(); i++) {
        const struct tspec_requirement *named = tspec_requirement_at(i);
        if (tspec_word_in(ids, named->id))
            printf("  %-15s%s: %s\n", "requirement", named->id, named->statement);
    }
}

static void rule(const struct tspec_rules *rules, const struct tspec_rule *from)
{
    static const char *const levels[] = {"must", "should", "may", "impossible"};
    const struct tspec_block *block = &rules->blocks[from->block];
    printf("%s (%s), RFC 9293, section %s\n\n", tspec_rules_text(rules, from->id), levels[from->level],
           tspec_rules_text(rules, from->section));
    field("step", tspec_rules_text(rules, block->title));
    printf("  %-15s", "in");
    const char *separator = "";
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        if (from->states >> state & 1) {
            printf("%s%s", separator, tspec_state_name(state));
            separator = ", ";
        }
    printf("\n");
    field("when", tspec_rules_text(rules, from->condition));
    for (unsigned i = 0; i < from->actions; i++) {
        struct tspec_out out = {0};
        tspec_write_action(rules, (unsigned)from->first_action + i, &out);
        field(i ? "" : "then", out.text && !out.failed ? out.text : "");
        tspec_out_free(&out);
    }
    field("requirements", tspec_rules_text(rules, from->requirements));
    field("decision table", tspec_rules_text(rules, from->decisions));
    field("ambiguities", tspec_rules_text(rules, from->ambiguities));
    field("our reading", tspec_rules_text(rules, from->interpretation));
    field("otherwise", tspec_rules_text(rules, from->alternative));
}

/* Whether a requirement names a clause of the model. */
static bool names_clause(const struct tspec_requirement *requirement, const char *clause)
{
    struct tspec_judged_by entry;
    for (unsigned i = 0; tspec_requirement_entry(requirement, i, &entry); i++)
        if (!strcmp(entry.clause, clause))
            return true;
    return false;
}

/* Whether a waiver covers findings at a clause, or has a quirk that departs from it. */
static bool waives_clause(const struct tspec_waiver *waiver, const struct tspec_clause *clause)
{
    int quirk = tspec_quirk_find(waiver->quirk);
    return !strcmp(waiver->rule, clause->name) ||
           (quirk >= 0 && tspec_clause_at(tspec_quirk_at((unsigned)quirk)->clause) == clause);
}

static void clause(const struct tspec_clause *from, const struct tspec_waivers *waivers)
{
    field("the model asks", from->text);
    field("stands for", from->rules);
    field("section", from->section);
    for (unsigned i = 0; i < tspec_requirement_count(); i++) {
        const struct tspec_requirement *named = tspec_requirement_at(i);
        if (names_clause(named, from->name))
            printf("  %-15s%s: %s\n", "requirement", named->id, named->statement);
    }
    for (unsigned i = 0; i < waivers->count; i++) {
        const struct tspec_waiver *waiver = &waivers->items[i];
        if (waives_clause(waiver, from))
            printf("  %-15s%s: %s\n", "waiver", waiver->id, waiver->reason);
    }
}

static void quirk(const struct tspec_quirk *from)
{
    printf("%s: a quirk, a deviation that judging can go on behind\n\n  Where a waiver names it, %s.\n\n",
           from->name, from->text);
    const struct tspec_clause *kept = tspec_clause_at(from->clause);
    printf("  %-15s%s: %s\n", "instead of", kept->name, kept->text);
    field("section", kept->section);
}

static void waiver(const struct tspec_waiver *from)
{
    printf("%s: a known deviation of %s, %s%s%s\n\n  %s\n\n", from->id, from->stack, from->from,
           *from->to ? " to " : " and later", from->to, from->reason);
    field("signature", from->signature);
    field("check", from->check);
    field("rule", from->rule);
    field("quirk", from->quirk);
    field("requirement", from->requirement);
    field("expires", from->expires);
    field("more", from->link);
    field("from", from->file);
    printf("\n");
    char *text = tspec_cli_scenario_text(from->scenario);
    for (const char *at = text ? text : ""; *at; at += strcspn(at, "\n") + 1)
        printf("%s%.*s\n", *at == '\n' ? "" : "    ", (int)strcspn(at, "\n"), at);
    free(text);
}

/* What is labelled with an id of the decision tables (SA-SS-8) or of the known ambiguities (AMB-05). */
static bool label(const char *id, const struct tspec_rules *rules)
{
    const char *section = NULL; /* of the first */
    for (unsigned i = 0; i < tspec_clause_count(); i++) {
        const struct tspec_clause *clause = tspec_clause_at(i);
        if (!tspec_word_in(clause->rules, id))
            continue;
        if (!section)
            printf("%s: a case of RFC 9293, section %s\n\n", id, clause->section);
        section = clause->section;
        printf("  %-15s%s: %s\n", "clause", clause->name, clause->text);
    }
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i];
        bool open = tspec_word_in(tspec_rules_text(rules, rule->ambiguities), id);
        if (!open && !tspec_word_in(tspec_rules_text(rules, rule->decisions), id))
            continue;
        if (!section)
            printf("%s: a case of RFC 9293, section %s\n\n", id, tspec_rules_text(rules, rule->section));
        section = tspec_rules_text(rules, rule->section);
        printf("  %-15s%s: %s\n", "rule", tspec_rules_text(rules, rule->id),
               tspec_rules_text(rules, rule->condition));
        if (open)
            field("our reading", tspec_rules_text(rules, rule->interpretation));
    }
    return section != NULL;
}

/* The names that a mistaken label may have meant. */
static void suggest_labels(struct tspec_cli_suggestion *suggestion, const char *labels)
{
    char word[32];
    for (const char *at = labels; *at; at += strspn(at, " ")) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        tspec_cli_suggest(suggestion, word);
        at += strcspn(at, " ");
    }
}

static int unknown(const char *id, const struct tspec_rules *rules, const struct tspec_waivers *waivers)
{
    struct tspec_cli_suggestion suggestion = tspec_cli_suggest_for(id);
    for (unsigned i = 0; i < tspec_requirement_count(); i++)
        tspec_cli_suggest(&suggestion, tspec_requirement_at(i)->id);
    for (unsigned i = 0; i < TSPEC_CHECK_COUNT; i++)
        tspec_cli_suggest(&suggestion, tspec_check_at(i)->id);
    for (unsigned i = 0; i < rules->rule_count; i++)
        tspec_cli_suggest(&suggestion, tspec_rules_text(rules, rules->rules[i].id));
    for (unsigned i = 0; i < tspec_clause_count(); i++) {
        tspec_cli_suggest(&suggestion, tspec_clause_at(i)->name);
        suggest_labels(&suggestion, tspec_clause_at(i)->rules);
    }
    for (unsigned i = 0; i < tspec_quirk_count(); i++)
        tspec_cli_suggest(&suggestion, tspec_quirk_at(i)->name);
    for (unsigned i = 0; i < waivers->count; i++)
        tspec_cli_suggest(&suggestion, waivers->items[i].id);
    return tspec_cli_unknown("requirement, check or rule", &suggestion,
                             "'tcpspec list requirements|checks|rules|quirks|waivers' lists them");
}

static int explain_among(const char *id, const struct tspec_rules *rules, const struct tspec_waivers *waivers)
{
    bool known = false;
    if (tspec_requirement_find(id)) {
        requirement(tspec_requirement_find(id));
        known = true;
    }
    if (tspec_check_find(id)) {
        check(tspec_check_find(id));
        known = true;
    }
    for (unsigned i = 0; i < rules->rule_count; i++)
        if (!strcmp(tspec_rules_text(rules, rules->rules[i].id), id)) {
            rule(rules, &rules->rules[i]);
            known = true;
        }
    for (unsigned i = 0; i < tspec_clause_count(); i++)
        if (!strcmp(tspec_clause_at(i)->name, id)) {
            if (!known)
                printf("%s: a clause of the model\n\n", id);
            clause(tspec_clause_at(i), waivers);
            known = true;
        }
    for (unsigned i = 0; i < waivers->count; i++)
        if (!strcmp(waivers->items[i].id, id)) {
            waiver(&waivers->items[i]);
            known = true;
        }
    if (tspec_quirk_find(id) >= 0) {
        quirk(tspec_quirk_at((unsigned)tspec_quirk_find(id)));
        known = true;
    }
    return known || label(id, rules) ? TSPEC_EXIT_EXPECTED : unknown(id, rules, waivers);
}

static int explain(const struct tspec_cli_options *options)
{
    struct tspec_cli_waiving waiving;
    const struct tspec_rules *rules = tspec_cli_rules(options);
    if (!rules)
        return TSPEC_EXIT_USAGE;
    int code = tspec_cli_waiving_load(&waiving, options);
    if (!code)
        code = explain_among(options->words[0], rules, &waiving.set);
    tspec_cli_waiving_free(&waiving);
    return code;
}

const struct tspec_cli_verb tspec_cli_explain = {
    .name = "explain",
    .arguments = "ID",
    .summary = "a requirement, a check, a rule or a waiver in words",
    .help = "What a requirement (MUST-13), a check (form.checksum), a rule of the spec "
            "(syn_sent.ack.bad_ack) or a clause of\n"
            "the model (listen.syn) asks, where RFC 9293 says so, and how a stack can fail it. Labels of "
            "the decision tables\n"
            "(SA-SS-8) and of known ambiguities (AMB-05) lead to the clauses and rules that have them.\n"
            "Quirks (no-ack-bit) and waivers, by name, say what is known of a stack.",
    .takes = TSPEC_CLI_SPEC | TSPEC_CLI_WAIVERS | TSPEC_CLI_NO_WAIVERS,
    .words = {1, 1},
    .run = explain,
};
