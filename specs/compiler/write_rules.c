/* The lists made from rules: the one-line list and the decision table. */
#include "specs/compiler/compiler.h"

static const char *const levels[] = {"must", "should", "may", "impossible"};

static const char *text(const struct tspec_rules *rules, uint32_t at)
{
    return tspec_rules_text(rules, at);
}

static void write_states(unsigned states, struct tspec_out *out)
{
    if (states == (1u << TSPEC_STATE_COUNT) - 1) {
        tspec_out_text(out, "any");
        return;
    }
    const char *separator = "";
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        if (states >> state & 1) {
            tspec_out_format(out, "%s%s", separator, tspec_state_name(state));
            separator = ",";
        }
}

static void write_actions(const struct tspec_rules *rules, const struct tspec_rule *rule,
                          struct tspec_out *out)
{
    for (unsigned i = 0; i < rule->actions; i++) {
        tspec_out_text(out, i ? "; " : "");
        tspec_write_action(rules, rule->first_action + i, out);
    }
    if (!rule->actions)
        tspec_out_text(out, "go on");
}

/* "name: value" of an attribute that a rule has. */
static void write_attribute(const struct tspec_rules *rules, const char *name, uint32_t at,
                            struct tspec_out *out)
{
    if (at) {
        tspec_out_format(out, " %s[", name);
        tspec_out_text(out, text(rules, at));
        tspec_out_text(out, "]");
    }
}

void tspec_write_rules(const struct tspec_rules *rules, struct tspec_out *out)
{
    for (unsigned i = 0; i < rules->option_count; i++) {
        const struct tspec_option *o = &rules->options[i];
        tspec_out_format(out, "option %s default %s\n", text(rules, o->name), o->on ? "on" : "off");
    }
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i];
        tspec_out_format(out, "%s %s (", text(rules, rule->id), levels[rule->level]);
        tspec_out_text(out, text(rules, rule->section));
        tspec_out_text(out, ") in ");
        write_states(rule->states, out);
        tspec_out_text(out, ": ");
        tspec_out_text(out, text(rules, rule->condition));
        tspec_out_text(out, " -> ");
        write_actions(rules, rule, out);
        write_attribute(rules, "req", rule->requirements, out);
        write_attribute(rules, "amb", rule->ambiguities, out);
        write_attribute(rules, "rule", rule->decisions, out);
        tspec_out_text(out, "\n");
    }
}

/* A cell of a Markdown table: '|' and '<' would end the cell or begin a tag. */
static void write_cell(const char *cell, struct tspec_out *out)
{
    for (; *cell; cell++) {
        if (*cell == '|' || *cell == '<' || *cell == '*' || *cell == '_')
            tspec_out_text(out, "\\");
        tspec_out_bytes(out, cell, 1);
    }
}

/* The states with a space after each comma, for people. */
static void write_state_list(unsigned states, struct tspec_out *out)
{
    struct tspec_out list = {0};
    write_states(states, &list);
    for (size_t i = 0; i < list.bytes; i++)
        tspec_out_text(out, list.text[i] == ',' ? ", " : (char[]){list.text[i], '\0'});
    tspec_out_free(&list);
}

static void write_line(const struct tspec_rules *rules, const struct tspec_rule *rule, struct tspec_out *out)
{
    struct tspec_out cell = {0};
    tspec_out_text(out, "| ");
    write_cell(text(rules, rule->id), out);
    tspec_out_format(out, " | %s | ", levels[rule->level]);
    if (rule->states == rules->blocks[rule->block].states)
        tspec_out_text(out, "all");
    else
        write_state_list(rule->states, out);
    tspec_out_text(out, " | ");
    write_cell(text(rules, rule->condition), out);
    tspec_out_text(out, " | ");
    write_actions(rules, rule, &cell);
    write_cell(cell.text ? cell.text : "", out);
    tspec_out_free(&cell);
    tspec_out_text(out, " | ");
    write_cell(text(rules, rule->section), out);
    for (unsigned i = 0; i < 3; i++) {
        uint32_t at = (uint32_t[]){rule->requirements, rule->ambiguities, rule->decisions}[i];
        tspec_out_text(out, at ? " " : "");
        write_cell(text(rules, at), out);
    }
    tspec_out_text(out, " | ");
    tspec_out_text(out, rule->interpretation ? "our reading: " : "");
    write_cell(text(rules, rule->interpretation), out);
    tspec_out_text(out, rule->interpretation && rule->alternative ? "; " : "");
    tspec_out_text(out, rule->alternative && rule->level != TSPEC_IMPOSSIBLE ? "also allowed: " : "");
    write_cell(text(rules, rule->alternative), out);
    tspec_out_text(out, " |\n");
}

static void write_step(const struct tspec_rules *rules, unsigned index, struct tspec_out *out)
{
    const struct tspec_block *block = &rules->blocks[index];
    tspec_out_text(out, "\n### ");
    write_cell(text(rules, block->name), out);
    tspec_out_text(out, block->title ? ": " : "");
    write_cell(text(rules, block->title), out);
    tspec_out_text(out, "\n\nIn ");
    write_state_list(block->states, out);
    tspec_out_text(
        out,
        ".\n\n| rule | level | states | when | then | cited | remarks |\n|---|---|---|---|---|---|---|\n");
    for (unsigned i = 0; i < rules->rule_count; i++)
        if (rules->rules[i].block == index)
            write_line(rules, &rules->rules[i], out);
}

static void write_options(const struct tspec_rules *rules, struct tspec_out *out)
{
    if (rules->option_count)
        tspec_out_text(out, "\n## Options\n\n| option | default | meaning |\n|---|---|---|\n");
    for (unsigned i = 0; i < rules->option_count; i++) {
        const struct tspec_option *o = &rules->options[i];
        tspec_out_text(out, "| ");
        write_cell(text(rules, o->name), out);
        tspec_out_format(out, " | %s | ", o->on ? "on" : "off");
        write_cell(text(rules, o->text), out);
        tspec_out_text(out, " |\n");
    }
}

void tspec_write_table(const struct tspec_rules *rules, struct tspec_out *out)
{
    tspec_out_text(
        out, "# Decision table\n\nThe steps of a procedure run in order; in each the first line that fits "
             "the state acts.\n");
    write_options(rules, out);
    for (unsigned i = 0; i < rules->procedure_count; i++) {
        const struct tspec_procedure *p = &rules->procedures[i];
        tspec_out_text(out, "\n## ");
        write_cell(text(rules, p->name), out);
        if (p->section)
            tspec_out_format(out, " (%s)", text(rules, p->section));
        if (p->trigger != TSPEC_NONE)
            tspec_out_format(out, " on %s", tspec_word_text(TSPEC_WORD_EVENT, p->trigger));
        else
            tspec_out_text(out, ", run by other rules");
        tspec_out_text(out, "\n");
        for (unsigned b = 0; b < p->blocks; b++)
            write_step(rules, p->first_block + b, out);
    }
}
