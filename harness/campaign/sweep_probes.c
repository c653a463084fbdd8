/* What follows the odd segment, so that a state nobody can see shows itself (letters of
 * harness/scenario/roads.h). */
#include "harness/campaign/sweep_axes.h"

struct probe {
    const char *name, *letters;
    unsigned repeats; /* of the odd segment, before the letters */
};

/* The odd segment again, octet for octet. */
static void repeat(struct tspec_sweep_building *b)
{
    unsigned before = 0;
    for (unsigned i = 0; i < b->met; i++)
        before += b->scenario->events[i].kind == TSPEC_EVENT_SEGMENT;
    tspec_scenario_add(b->scenario, TSPEC_EVENT_REPLAY)->replay = (uint16_t)before;
}

static void follow(struct tspec_sweep_building *b, const struct probe *probe)
{
    tspec_sweep_send(b);
    tspec_sweep_say(b, "%s", probe->name);
    for (unsigned i = 0; i < probe->repeats; i++)
        repeat(b);
    tspec_sweep_walk(b, probe->letters);
}

/* The usual ones. A keep-alive shape draws an ACK from a connection and a RST from none; text shows whether
 * RCV.NXT moved and what is delivered. */
static const struct probe on_nothing[] = {{"finish", "AcDRq", 0}, {"open", "SAcDRq", 0}};
static const struct probe on_opening[] = {{"finish", "kDRq", 0}, {"refuse", "eKq", 0}};
static const struct probe on_connection[] = {{"text", "KRDRq", 0}};

static const struct probe *usual(const struct tspec_sweep_road *road, unsigned *count)
{
    *count = 2;
    if (road->state == TSPEC_CLOSED || road->state == TSPEC_LISTEN)
        return on_nothing;
    if (road->state == TSPEC_SYN_SENT)
        return on_opening;
    *count = TSPEC_COUNT(on_connection);
    return on_connection;
}

static unsigned count_usual(const struct tspec_sweep_road *road)
{
    unsigned count;
    usual(road, &count);
    return count;
}

static void apply_usual(struct tspec_sweep_building *b, unsigned value)
{
    unsigned count;
    follow(b, &usual(b->road, &count)[value]);
}

const struct tspec_sweep_axis tspec_axis_probe = {.count = count_usual, .apply = apply_usual};

/* The peer sends again what is right. */
static const struct probe mended = {"mended", "DKRq", 0};

static void apply_mended(struct tspec_sweep_building *b, unsigned value)
{
    (void)value;
    follow(b, &mended);
}

const struct tspec_sweep_axis tspec_axis_mended = {.always = 1, .apply = apply_mended};

/* Each alone, so that nothing but it shows, when a delayed ACK has left; and the odd segment three times
 * more, since a limit may not keep silent for good. */
static const struct probe each[] = {
    {"keep-alive", "dK", 0},  {"fin", "dFK", 0},   {"syn", "dyK", 0},     {"next-syn", "dNAcD", 0},
    {"rst", "drK", 0},        {"rto", "doK", 0},   {"two-msl", "dtK", 0}, {"send", "dWoA", 0},
    {"shutdown", "dHoAK", 0}, {"close", "dEK", 0}, {"abort", "dBK", 0},   {"fin-again", "dFvvK", 0},
    {"gap", "dODR", 0},       {"again", "dK", 3},
};

static void apply_each(struct tspec_sweep_building *b, unsigned value)
{
    follow(b, &each[value]);
}

const struct tspec_sweep_axis tspec_axis_probes = {.always = TSPEC_COUNT(each), .apply = apply_each};

/* What leaves under the window that was just named. */
static const struct probe windowed[] = {{"send", "WoAoW", 0}, {"wait", "ooAWq", 0}};

static void apply_windowed(struct tspec_sweep_building *b, unsigned value)
{
    follow(b, &windowed[value]);
}

const struct tspec_sweep_axis tspec_axis_window_probe = {.always = TSPEC_COUNT(windowed),
                                                         .apply = apply_windowed};

/* The opening is completed and text sent, in segments as large as the peer takes. */
static const struct probe transfer = {"transfer", "AcwWAAR", 0};

static void apply_transfer(struct tspec_sweep_building *b, unsigned value)
{
    (void)value;
    follow(b, &transfer);
}

const struct tspec_sweep_axis tspec_axis_transfer = {.always = 1, .apply = apply_transfer};
