/* The state diagram: an arrow for each pair of states that some rule leads from and to, the rules in a
 * legend. */
#include "specs/compiler/compiler.h"

/* Where RFC 9293's Figure 5 has each state, more or less. */
static const struct {
    uint8_t column, row;
} places[TSPEC_STATE_COUNT] = {
    [TSPEC_CLOSED] = {1, 0},       [TSPEC_LISTEN] = {1, 1},      [TSPEC_SYN_SENT] = {2, 2},
    [TSPEC_SYN_RECEIVED] = {0, 2}, [TSPEC_ESTABLISHED] = {1, 3}, [TSPEC_FIN_WAIT_1] = {0, 4},
    [TSPEC_FIN_WAIT_2] = {0, 5},   [TSPEC_CLOSE_WAIT] = {2, 4},  [TSPEC_CLOSING] = {1, 4},
    [TSPEC_LAST_ACK] = {2, 5},     [TSPEC_TIME_WAIT] = {1, 6},
};

enum {
    BOX_WIDTH = 130,
    BOX_HEIGHT = 34,
    COLUMN_WIDTH = 400,
    ROW_HEIGHT = 95,
    LEFT = 280, /* centre of the first column; lanes to CLOSED run left of it */
    TOP = 40,   /* centre of the first row */
    LANE = 16,  /* between lanes */
    APART = 9,  /* an arrow and its opposite run this far from the middle */
    BADGE = 9,  /* radius of an arrow's number */
    WIDTH = 1400,
    LEGEND_TOP = TOP + 7 * ROW_HEIGHT, /* it stands below the drawing */
    LEGEND_LEFT = 30,
    LEGEND_COLUMNS = 3,
    LEGEND_WIDTH = (WIDTH - LEGEND_LEFT) / LEGEND_COLUMNS,
    LINE = 15, /* of the legend */
};

/* Calls visit for each rule that leads from one state to the other. Returns how many there are. */
typedef void visit_rule(const struct tspec_rules *rules, const struct tspec_rule *rule, void *context);

static unsigned each_rule(const struct tspec_rules *rules, unsigned from, unsigned to, visit_rule *visit,
                          void *context)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rules->rule_count; i++) {
        const struct tspec_rule *rule = &rules->rules[i];
        unsigned states = rule->states;
        for (unsigned n = 0; n < rule->actions; n++) {
            const struct tspec_action *a = &rules->actions[rule->first_action + n];
            if (a->op != TSPEC_OP_ENTER)
                continue;
            if (a->a == to && states >> from & 1) {
                count++;
                if (visit)
                    visit(rules, rule, context);
                break;
            }
            states = 1u << a->a;
        }
    }
    return count;
}

static int centre_x(unsigned state)
{
    return LEFT + COLUMN_WIDTH * places[state].column;
}

static int centre_y(unsigned state)
{
    return TOP + ROW_HEIGHT * places[state].row;
}

static void write_badge(int x, int y, unsigned number, struct tspec_out *out)
{
    tspec_out_format(out,
                     "<circle class=\"badge\" cx=\"%d\" cy=\"%d\" r=\"%d\"/><text class=\"number\" x=\"%d\" "
                     "y=\"%d\">%u</text>\n",
                     x, y, BADGE, x, y + 3, number);
}

/* How far, out of 1000, a line that starts `offset` from the middle of a box runs inside it on one axis. */
static int inside(int delta, int offset, int half)
{
    return delta == 0 ? 1000 : 1000 * (half - (delta > 0 ? offset : -offset)) / (delta > 0 ? delta : -delta);
}

/* How far the line (dx, dy) runs from the box around its start until it leaves it. */
static int cut(int dx, int dy, int ox, int oy)
{
    int across = inside(dx, ox, BOX_WIDTH / 2), along = inside(dy, oy, BOX_HEIGHT / 2);
    return across < along ? across : along;
}

/* A straight arrow, moved to the right of its direction, so that its opposite has room. */
static void write_straight(unsigned from, unsigned to, unsigned number, struct tspec_out *out)
{
    int dx = centre_x(to) - centre_x(from), dy = centre_y(to) - centre_y(from);
    int span = (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
    int ox = -APART * dy / span, oy = APART * dx / span;
    int leave = cut(dx, dy, ox, oy), arrive = cut(-dx, -dy, ox, oy);
    int x1 = centre_x(from) + ox + dx * leave / 1000, y1 = centre_y(from) + oy + dy * leave / 1000;
    int x2 = centre_x(to) + ox - dx * arrive / 1000, y2 = centre_y(to) + oy - dy * arrive / 1000;
    tspec_out_format(out, "<line class=\"arrow\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x1, y1, x2,
                     y2);
    write_badge(x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3, number, out);
}

/* An arrow to CLOSED from far below: out to a lane of its own, up, and in from the side. */
static void write_lane(unsigned from, unsigned lane, unsigned number, struct tspec_out *out)
{
    bool left = places[from].column == 0;
    int side = left ? -1 : 1;
    int lane_x = left ? LEFT - BOX_WIDTH / 2 - LANE * (int)(lane + 2)
                      : LEFT + 2 * COLUMN_WIDTH + BOX_WIDTH / 2 + LANE * (int)(lane + 2);
    int closed_y = TOP - BOX_HEIGHT / 2 + 6 + 6 * (int)lane;
    int closed_x = centre_x(TSPEC_CLOSED) + side * BOX_WIDTH / 2;
    int x = centre_x(from), y = centre_y(from);
    if (places[from].column == 1) { /* below the boxes beside it */
        x += BOX_WIDTH / 2 - 12;
        y += BOX_HEIGHT / 2 + 14;
        tspec_out_format(out, "<path class=\"arrow\" d=\"M%d %dV%dH%dV%dH%d\"/>\n", x, y - 14, y, lane_x,
                         closed_y, closed_x);
    } else {
        x += side * BOX_WIDTH / 2;
        tspec_out_format(out, "<path class=\"arrow\" d=\"M%d %dH%dV%dH%d\"/>\n", x, y, lane_x, closed_y,
                         closed_x);
    }
    write_badge(lane_x, y - 30, number, out);
}

static void write_box(unsigned state, struct tspec_out *out)
{
    int x = centre_x(state), y = centre_y(state);
    tspec_out_format(out, "<rect class=\"state\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
                     x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT);
    tspec_out_format(out, "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>\n", x, y + 5,
                     tspec_state_name(state));
}

/* The legend fills one column after the other; the rules of an arrow stay together. */
struct legend {
    struct tspec_out *out;
    unsigned column, line, longest; /* the longest column so far, in lines */
    unsigned column_lines;          /* from here on an arrow begins the next column */
};

static void legend_text(struct legend *legend, const char *kind, int indent)
{
    tspec_out_format(legend->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", kind,
                     LEGEND_LEFT + LEGEND_WIDTH * (int)legend->column + indent,
                     LEGEND_TOP + LINE * (int)legend->line);
    legend->line++;
    if (legend->line > legend->longest)
        legend->longest = legend->line;
}

static void write_legend_line(const struct tspec_rules *rules, const struct tspec_rule *rule, void *context)
{
    struct legend *legend = context;
    legend_text(legend, "rule", 26);
    tspec_out_xml(legend->out, tspec_rules_text(rules, rule->id));
    tspec_out_format(legend->out, " (%s)</text>\n", tspec_rules_text(rules, rule->section));
}

static void write_legend_pair(struct legend *legend, unsigned number, unsigned from, unsigned to)
{
    if (legend->line >= legend->column_lines) {
        legend->column++;
        legend->line = 0;
    }
    legend_text(legend, "pair", 0);
    tspec_out_format(legend->out, "%u  %s to %s</text>\n", number, tspec_state_name(from),
                     tspec_state_name(to));
}

static unsigned legend_lines(const struct tspec_rules *rules)
{
    unsigned lines = 0;
    for (unsigned from = 0; from < TSPEC_STATE_COUNT; from++)
        for (unsigned to = 0; to < TSPEC_STATE_COUNT; to++) {
            unsigned count = from == to ? 0 : each_rule(rules, from, to, NULL, NULL);
            lines += count ? count + 1 : 0;
        }
    return lines;
}

/* Arrows and their legend. Returns the length of the legend's longest column, in lines. */
static unsigned write_arrows(const struct tspec_rules *rules, struct tspec_out *out)
{
    struct legend legend = {.out = out, .column_lines = legend_lines(rules) / LEGEND_COLUMNS};
    unsigned number = 0, left_lanes = 0, right_lanes = 0;
    for (unsigned from = 0; from < TSPEC_STATE_COUNT; from++)
        for (unsigned to = 0; to < TSPEC_STATE_COUNT; to++) {
            if (from == to || !each_rule(rules, from, to, NULL, NULL))
                continue;
            number++;
            if (to == TSPEC_CLOSED && places[from].row > 2)
                write_lane(from, places[from].column ? right_lanes++ : left_lanes++, number, out);
            else
                write_straight(from, to, number, out);
            write_legend_pair(&legend, number, from, to);
            each_rule(rules, from, to, write_legend_line, &legend);
        }
    return legend.longest;
}

void tspec_write_diagram_svg(const struct tspec_rules *rules, struct tspec_out *out)
{
    struct tspec_out arrows = {0};
    unsigned lines = write_arrows(rules, &arrows);
    tspec_out_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
                     WIDTH, LEGEND_TOP + LINE * (int)(lines + 1));
    tspec_out_text(
        out,
        "<title>TCP connection states</title>\n"
        "<style>text{font:12px sans-serif;fill:#222}.name{text-anchor:middle;font-weight:bold}"
        ".number{text-anchor:middle;font-size:10px}.pair{font-weight:bold}.rule{font-family:monospace}"
        ".state{fill:#eef3fa;stroke:#345}.badge{fill:#fff;stroke:#888}"
        ".arrow{fill:none;stroke:#567;stroke-width:1.3;marker-end:url(#head)}</style>\n"
        "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"7\" "
        "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"#567\"/></marker></defs>\n");
    tspec_out_bytes(out, arrows.text ? arrows.text : "", arrows.bytes);
    tspec_out_free(&arrows);
    for (unsigned state = 0; state < TSPEC_STATE_COUNT; state++)
        write_box(state, out);
    tspec_out_text(out, "</svg>\n");
}

static void write_dot_label(const struct tspec_rules *rules, const struct tspec_rule *rule, void *context)
{
    struct tspec_out *out = context;
    tspec_out_text(out, tspec_rules_text(rules, rule->id));
    tspec_out_text(out, "\\n");
}

void tspec_write_diagram_dot(const struct tspec_rules *rules, struct tspec_out *out)
{
    tspec_out_text(out, "digraph states {\n    node [shape=box];\n");
    for (unsigned from = 0; from < TSPEC_STATE_COUNT; from++)
        for (unsigned to = 0; to < TSPEC_STATE_COUNT; to++) {
            if (from == to || !each_rule(rules, from, to, NULL, NULL))
                continue;
            tspec_out_format(out, "    \"%s\" -> \"%s\" [label=\"", tspec_state_name(from),
                             tspec_state_name(to));
            each_rule(rules, from, to, write_dot_label, out);
            tspec_out_text(out, "\"];\n");
        }
    tspec_out_text(out, "}\n");
}
