/* The rules as C source. Every row says its rule, section and line of the spec. */
#include "specs/compiler/compiler.h"

#include <inttypes.h>

static void write_counts(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_format(
        out, "    .text_bytes = %" PRIu32 ", .procedure_count = %u, .block_count = %u, .rule_count = %u,\n",
        r->text_bytes, r->procedure_count, r->block_count, r->rule_count);
    tspec_out_format(out, "    .row_count = %u, .atom_count = %u, .term_ref_count = %u, .sum_count = %u,\n",
                     r->row_count, r->atom_count, r->term_ref_count, r->sum_count);
    tspec_out_format(out, "    .action_count = %u, .option_count = %u,\n", r->action_count, r->option_count);
}

/* Ends a list of `count` items. ISO C has no empty initialiser; unused places are zero anyway. */
static void end_list(unsigned count, struct tspec_out *out)
{
    tspec_out_text(out, count ? "    },\n" : "        0,\n    },\n");
}

static void write_entry(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .entry = {\n");
    for (unsigned trigger = 0; trigger < TSPEC_TRIGGER_COUNT; trigger++) {
        tspec_out_text(out, "        {");
        for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
            tspec_out_format(out, "%s%u", state ? ", " : "", r->entry[trigger][state]);
        tspec_out_format(out, "}, /* %s */\n", tspec_word_text(TSPEC_WORD_EVENT, trigger));
    }
    tspec_out_text(out, "    },\n");
}

static void write_frame(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .options = {\n");
    for (unsigned i = 0; i < r->option_count; i++) {
        const struct tspec_option *o = &r->options[i];
        tspec_out_format(out, "        {%" PRIu32 ", %" PRIu32 ", %d}, /* %s */\n", o->name, o->text, o->on,
                         tspec_rules_text(r, o->name));
    }
    end_list(r->option_count, out);
    tspec_out_text(out, "    .procedures = {\n");
    for (unsigned i = 0; i < r->procedure_count; i++) {
        const struct tspec_procedure *p = &r->procedures[i];
        tspec_out_format(out, "        {%" PRIu32 ", %" PRIu32 ", 0x%03x, %u, %u, %u}, /* %s */\n", p->name,
                         p->section, p->states, p->trigger, p->first_block, p->blocks,
                         tspec_rules_text(r, p->name));
    }
    end_list(r->procedure_count, out);
    tspec_out_text(out, "    .blocks = {\n");
    for (unsigned i = 0; i < r->block_count; i++) {
        const struct tspec_block *b = &r->blocks[i];
        tspec_out_format(
            out, "        {%" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %u, %u, %u, 0x%03x, %u, %u}, /* %s */\n",
            b->name, b->title, b->section, b->first_row, b->rows, b->first_term, b->states, b->terms,
            b->procedure, tspec_rules_text(r, b->name));
    }
    end_list(r->block_count, out);
}

static void write_rows(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .rows = {\n");
    for (unsigned i = 0; i < r->row_count; i++) {
        const struct tspec_row *row = &r->rows[i];
        const struct tspec_rule *rule = &r->rules[row->rule];
        tspec_out_format(out,
                         "        {0x%016" PRIx64 ", 0x%016" PRIx64 ", 0x%03x, %u}, /* %s (%s), line %" PRIu32
                         " */\n",
                         row->care, row->value, row->states, row->rule, tspec_rules_text(r, rule->id),
                         tspec_rules_text(r, rule->section), rule->line);
    }
    end_list(r->row_count, out);
}

static void write_sum(const struct tspec_sum *s, struct tspec_out *out)
{
    tspec_out_format(out, "{{%u, %u}, {%u, %u}, %" PRId32 "}", s->plus[0], s->plus[1], s->minus[0],
                     s->minus[1], s->constant);
}

static void write_values(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .actions = {\n");
    for (unsigned i = 0; i < r->action_count; i++) {
        const struct tspec_action *a = &r->actions[i];
        tspec_out_format(out, "        {%u, %u, {%u, %u}},\n", a->op, a->a, a->sums[0], a->sums[1]);
    }
    end_list(r->action_count, out);
    tspec_out_text(out, "    .atoms = {\n");
    for (unsigned i = 0; i < r->atom_count; i++) {
        tspec_out_text(out, "        {");
        write_sum(&r->atoms[i].sum, out);
        tspec_out_format(out, ", %u, %u},\n", r->atoms[i].arithmetic, r->atoms[i].relation);
    }
    end_list(r->atom_count, out);
    tspec_out_text(out, "    .sums = {\n");
    for (unsigned i = 0; i < r->sum_count; i++) {
        tspec_out_text(out, "        ");
        write_sum(&r->sums[i], out);
        tspec_out_text(out, ",\n");
    }
    end_list(r->sum_count, out);
    tspec_out_text(out, "    .term_refs = {\n");
    for (unsigned i = 0; i < r->term_ref_count; i++)
        tspec_out_format(out, "        0x%04x,\n", r->term_refs[i]);
    end_list(r->term_ref_count, out);
}

static void write_rule_table(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .rules = {\n");
    for (unsigned i = 0; i < r->rule_count; i++) {
        const struct tspec_rule *rule = &r->rules[i];
        const uint32_t numbers[] = {
            rule->id,        rule->section,        rule->condition,   rule->requirements, rule->ambiguities,
            rule->decisions, rule->interpretation, rule->alternative, rule->line,         rule->states,
            rule->written,   rule->first_row,      rule->rows,        rule->first_action, rule->actions,
            rule->block,     rule->level,
        };
        tspec_out_text(out, "        {");
        for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++)
            tspec_out_format(out, "%s%" PRIu32, n ? ", " : "", numbers[n]);
        tspec_out_format(out, "}, /* %s (%s) */\n", tspec_rules_text(r, rule->id),
                         tspec_rules_text(r, rule->section));
    }
    end_list(r->rule_count, out);
}

/* The pool in one array of characters: a string literal of its size would pass what C11 promises (4095
 * octets). */
static void write_text(const struct tspec_rules *r, struct tspec_out *out)
{
    tspec_out_text(out, "    .text = {\n");
    for (uint32_t at = 0; at < r->text_bytes; at++) {
        unsigned char c = (unsigned char)r->text[at];
        if (c >= ' ' && c < 0x7f && c != '\'' && c != '\\')
            tspec_out_format(out, "'%c',", c);
        else
            tspec_out_format(out, "%d,", (signed char)c);
        tspec_out_text(out, at % 24 == 23 || at + 1 == r->text_bytes ? "\n" : "");
    }
    tspec_out_text(out, "    },\n");
}

void tspec_write_c(const struct tspec_rules *rules, const char *name, struct tspec_out *out)
{
    tspec_out_text(
        out, "/* Made by tspec-compile from a .tspec file; do not edit. */\n#include \"engine/rules.h\"\n\n");
    tspec_out_format(out, "const struct tspec_rules %s = {\n", name);
    write_counts(rules, out);
    write_entry(rules, out);
    write_frame(rules, out);
    write_rows(rules, out);
    write_values(rules, out);
    write_rule_table(rules, out);
    write_text(rules, out);
    tspec_out_text(out, "};\n");
}
