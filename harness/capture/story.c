#include "harness/capture/story.h"

#include <string.h>

#include "engine/event.h"
#include "harness/report/requirements.h"
#include "harness/report/text.h"

enum { NOWHERE = -1, ASIDES_CHARS = 120 };

/* A comment, and the frame it belongs to. */
struct note {
    int frame;
    const char *text;
};

struct teller {
    struct tspec_report *report;
    const struct tspec_story *story;
    const struct tspec_story_step *steps;
    int *frame_of;      /* [step]: the frame a segment is, NOWHERE for anything else */
    struct note *notes; /* room for one a step */
    unsigned note_count;
    const char *state[TSPEC_FLOWS]; /* of the model, as last told of a flow; NULL before */
    struct tspec_text since;        /* what had no frame since the last one */
    struct tspec_text text;         /* the comment being made */
};

static bool is_segment(const struct tspec_story_step *step)
{
    return step->item.kind == TSPEC_ITEM_IN || step->item.kind == TSPEC_ITEM_OUT;
}

static void restart(struct tspec_text *text)
{
    text->length = 0;
    tspec_text_add(text, "");
}

static void note(struct teller *t, int frame)
{
    t->notes[t->note_count++] = (struct note){frame, tspec_report_text(t->report, t->text.bytes)};
    restart(&t->text);
}

static bool is_sure(const char *state)
{
    return strcmp(state, "*") != 0;
}

/* What a frame says of the model's state: "SYN-SENT", or "CLOSED -> SYN-SENT" where it is another than
 * before: at a segment to the stack, before that; at one from it, at the last frame of that flow, for a call
 * may have changed it since. Returns whether it is another. */
static bool add_states(struct teller *t, const struct tspec_report_item *item)
{
    const char **known = &t->state[item->flow];
    if (item->kind == TSPEC_ITEM_IN && is_sure(item->state_before))
        *known = item->state_before;
    const char *before = *known, *after = is_sure(item->state_after) ? item->state_after : NULL;
    bool moved = before && after && strcmp(before, after);
    if (after)
        *known = after;
    if (moved)
        tspec_text_printf(&t->text, "%s -> %s", before, after);
    else
        tspec_text_add(&t->text, after                         ? after
                                 : is_sure(item->state_before) ? item->state_before
                                                               : "one of several states");
    return moved;
}

/* "after 2.5 s, signal RESET, listen() = OK: "; what was said without a frame is over then. */
static void add_after(struct teller *t, uint64_t waited_us, bool aside)
{
    bool told = aside && t->since.length;
    if (waited_us) {
        tspec_text_printf(&t->text, "after %.6f", (double)waited_us / 1e6);
        while (t->text.length && t->text.bytes[t->text.length - 1] == '0')
            t->text.length--;
        t->text.length -= t->text.length && t->text.bytes[t->text.length - 1] == '.';
        tspec_text_printf(&t->text, " s%s%s: ", told ? ", " : "", told ? t->since.bytes : "");
    } else if (told) {
        tspec_text_printf(&t->text, "after %s: ", t->since.bytes);
    }
    if (aside)
        restart(&t->since);
}

static void tell_segment(struct teller *t, unsigned step)
{
    const struct tspec_story_step *this = &t->steps[step];
    /* As the trace's text has it. Tools look at a checksum only when told to. */
    static const char damage[] = " damage ";
    const char *damaged = strstr(this->item.text, damage);
    bool worth = t->since.length || *this->asks || damaged;
    add_after(t, 0, true);
    worth |= add_states(t, &this->item);
    if (*this->asks)
        tspec_text_printf(&t->text, "; expected %s, section %s", this->asks, this->section);
    if (damaged)
        tspec_text_printf(&t->text, "; damaged by the harness: %.*s",
                          (int)strcspn(damaged + strlen(damage), " "), damaged + strlen(damage));
    if (worth)
        note(t, t->frame_of[step]);
    restart(&t->text);
}

/* A call or signal: it waits for the next frame. Of many the latest are told. */
static void tell_aside(struct teller *t, const struct tspec_report_item *item)
{
    if (t->since.length > ASIDES_CHARS) {
        restart(&t->since);
        tspec_text_add(&t->since, "...");
    }
    tspec_text_printf(&t->since, "%s%s%s", t->since.length ? ", " : "",
                      item->kind == TSPEC_ITEM_SIGNAL ? "signal " : "", item->text);
}

static const struct tspec_report_finding *find(const struct tspec_story *story, const char *signature)
{
    for (unsigned i = 0; i < story->finding_count; i++)
        if (!strcmp(story->findings[i].signature, signature) &&
            !strcmp(story->findings[i].stack, story->stack))
            return &story->findings[i];
    return NULL;
}

/* The segment (its step) a finding is about: the last before it. What did not come has none of its own, and
 * belongs to the segment that asked for it. */
static int place_of(const struct teller *t, unsigned step, const struct tspec_report_finding *finding)
{
    unsigned flow = t->steps[step].item.flow;
    bool absent = finding && !strcmp(finding->observed_class, "nothing");
    int last = NOWHERE, last_of_flow = NOWHERE;
    for (unsigned i = step; i-- > 0;) {
        const struct tspec_story_step *this = &t->steps[i];
        if (!is_segment(this))
            continue;
        if (last == NOWHERE)
            last = (int)i;
        if (this->item.flow != flow)
            continue;
        if (last_of_flow == NOWHERE)
            last_of_flow = (int)i;
        if (!absent)
            break;
        if (this->item.kind == TSPEC_ITEM_IN &&
            (!strcmp(this->asks, finding->expected) || tspec_word_in(this->item.clauses, finding->rule)))
            return (int)i;
    }
    return last_of_flow == NOWHERE ? last : last_of_flow;
}

/* No segment flew between two steps. */
static bool is_next(const struct teller *t, unsigned first, unsigned second)
{
    for (unsigned i = first + 1; i < second; i++)
        if (is_segment(&t->steps[i]))
            return false;
    return true;
}

static bool told_before(const struct teller *t, unsigned step)
{
    for (unsigned i = 0; i < step; i++)
        if (*t->steps[step].signature && !strcmp(t->steps[i].signature, t->steps[step].signature))
            return true;
    return false;
}

/* "fail reply.rst: expected ..., observed ...; section 3.5.2, MUST-1; WHAT IS WRONG (rule ...)". Tools cut a
 * comment in a list at some 240 characters: what tells most comes first. */
static void add_finding(struct tspec_text *to, const struct tspec_report_finding *finding)
{
    tspec_text_printf(to, "%s %s", tspec_report_level_name(finding->level), finding->check);
    if (*finding->known)
        tspec_text_printf(to, " (known: %s)", finding->waiver);
    tspec_text_printf(to, ": expected %s, observed %s; ", finding->expected, finding->observed);
    if (*finding->section)
        tspec_text_printf(to, "RFC 9293 section %s%s", finding->section,
                          *finding->requirements ? ", " : "; ");
    if (*finding->requirements)
        tspec_text_printf(to, "%s; ", finding->requirements);
    tspec_text_add(to, finding->text);
    if (*finding->rule)
        tspec_text_printf(to, " (rule %s)", finding->rule);
}

static void tell_finding(struct teller *t, unsigned step)
{
    const struct tspec_report_finding *finding = find(t->story, t->steps[step].signature);
    int place = place_of(t, step, finding);
    if (place == NOWHERE)
        return;
    /* Of a stack that died nobody knows when: its finding may say 0. */
    uint64_t found_us = t->steps[step].item.time_us, segment_us = t->steps[place].item.time_us;
    add_after(t, found_us > segment_us ? found_us - segment_us : 0, is_next(t, (unsigned)place, step));
    if (!finding || told_before(t, step))
        tspec_text_printf(&t->text, "%s%s", finding ? "again: " : "found: ", t->steps[step].item.text);
    else
        add_finding(&t->text, finding);
    note(t, t->frame_of[place]);
}

static void tell_steps(struct teller *t)
{
    for (unsigned i = 0; i < t->story->step_count; i++) {
        const struct tspec_report_item *item = &t->steps[i].item;
        const char **state = &t->state[item->flow];
        if (!*state && is_sure(item->state_before))
            *state = item->state_before;
        if (is_segment(&t->steps[i]))
            tell_segment(t, i);
        else if (item->kind == TSPEC_ITEM_FINDING)
            tell_finding(t, i);
        else if (item->kind != TSPEC_ITEM_ADVANCE)
            tell_aside(t, item);
    }
}

/* Each frame gets its comments, in the order they were made: as many places as it has, one behind another. */
static void put_comments(const struct teller *t, struct tspec_capture_frame *frames, unsigned count,
                         const char **all)
{
    const char **comments = all;
    for (unsigned n = 0; n < t->note_count; n++)
        frames[t->notes[n].frame].comment_count++;
    for (unsigned i = 0; i < count; i++) {
        frames[i].comments = comments;
        comments += frames[i].comment_count;
        frames[i].comment_count = 0;
    }
    for (unsigned n = 0; n < t->note_count; n++) {
        struct tspec_capture_frame *frame = &frames[t->notes[n].frame];
        all[frame->comments - all + frame->comment_count++] = t->notes[n].text;
    }
}

static void put_frames(struct teller *t, struct tspec_capture *capture)
{
    struct tspec_capture_frame *frames = tspec_report_array(t->report, capture->frame_count, sizeof *frames);
    const char **comments = tspec_report_array(t->report, t->note_count, sizeof *comments);
    capture->frames = frames;
    for (unsigned i = 0; frames && i < t->story->step_count; i++) {
        if (t->frame_of[i] == NOWHERE)
            continue;
        struct tspec_capture_frame *frame = &frames[t->frame_of[i]];
        *frame = (struct tspec_capture_frame){
            .time_us = t->steps[i].item.time_us,
            .to_stack = t->steps[i].item.kind == TSPEC_ITEM_IN,
            .packet = t->steps[i].packet,
            .packet_bytes = t->steps[i].packet_bytes,
        };
    }
    if (frames && comments)
        put_comments(t, frames, capture->frame_count, comments);
}

static void put_ends(struct tspec_report *report, const struct tspec_story *story,
                     struct tspec_capture *capture)
{
    struct tspec_capture_name *names = tspec_report_array(report, 2, sizeof *names);
    char name[TSPEC_CAPTURE_NAME_BYTES];
    tspec_capture_host_name(story->stack, story->version, name);
    if (!names)
        return;
    names[0] = (struct tspec_capture_name){story->stack_address, tspec_report_text(report, name)};
    names[1] = (struct tspec_capture_name){story->harness_address, "harness"};
    capture->names = names;
    capture->name_count = 2;
}

bool tspec_story_tell(struct tspec_report *report, const struct tspec_story *story,
                      struct tspec_capture *capture)
{
    struct teller teller = {.report = report, .story = story, .steps = story->steps}, *t = &teller;
    *capture = (struct tspec_capture){.application = story->program, .interface_name = "tcpspec"};
    t->frame_of = tspec_report_array(report, story->step_count + 1, sizeof *t->frame_of);
    t->notes = tspec_report_array(report, story->step_count + 1, sizeof *t->notes);
    restart(&t->since);
    restart(&t->text);
    if (t->frame_of && t->notes && !t->since.failed && !t->text.failed) {
        for (unsigned i = 0; i < story->step_count; i++)
            t->frame_of[i] = is_segment(&story->steps[i]) ? (int)capture->frame_count++ : NOWHERE;
        tell_steps(t);
        put_frames(t, capture);
        put_ends(report, story, capture);
        tspec_text_printf(&t->text, "between the harness and %s %s; virtual time, from 0", story->stack,
                          story->version);
        capture->interface_description = tspec_report_text(report, t->text.bytes);
        capture->comment = tspec_report_text(report, story->title);
    }
    report->failed |= t->since.failed || t->text.failed;
    tspec_text_free(&t->since);
    tspec_text_free(&t->text);
    return !report->failed;
}
