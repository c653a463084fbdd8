#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "dialogue_profile.h"
#include "harness/payload.h"

/* ---- what the model says ---- */

static void on_finding(void *context, const struct tspec_model_finding *found)
{
    struct dialogue *d = context;
    size_t used = strlen(d->checks);

    if (d->finding_count == DIALOGUE_FINDINGS)
        return;
    struct dialogue_finding *f = &d->findings[d->finding_count++];
    f->check = found->check;
    f->clause = found->clause;
    f->flow = found->flow;
    f->state = found->state;
    f->level = found->level;
    f->quirk = found->quirk;
    snprintf(f->event, sizeof f->event, "%s", found->event_class);
    snprintf(f->observed, sizeof f->observed, "%s", found->observed_class);
    snprintf(d->checks + used, sizeof d->checks - used, "%s%s", used ? " " : "",
             tspec_check_at(found->check)->id);
}

/* ---- reading a step ---- */

struct step {
    const char *text, *at; /* the whole line, for complaints; where reading is */
    char word[64];
};

static bool next_word(struct step *s)
{
    size_t n = 0;

    while (*s->at == ' ')
        s->at++;
    while (*s->at && !strchr(" ;\n", *s->at) && n + 1 < sizeof s->word)
        s->word[n++] = *s->at++;
    s->word[n] = '\0';
    return n > 0;
}

static const char *word(struct step *s)
{
    if (!next_word(s))
        fail_msg("a word is missing: %.80s", s->text);
    return s->word;
}

static uint32_t number(struct step *s)
{
    char *end;
    unsigned long n = strtoul(word(s), &end, 0);
    if (*end)
        fail_msg("not a number: '%s' in %.80s", s->word, s->text);
    return (uint32_t)n;
}

/* `N`, `-N` or `=N`, then perhaps `+LEN`. */
static uint32_t place(struct step *s, uint32_t base, uint32_t *length)
{
    const char *p = word(s);
    bool absolute = *p == '=';
    char *end;
    uint32_t n = (uint32_t)strtoll(p + absolute, &end, 0);

    if (*end == '+' && length)
        *length = (uint32_t)strtoul(end + 1, &end, 0);
    if (*end)
        fail_msg("not a place: '%s' in %.80s", p, s->text);
    return absolute ? n : base + n;
}

static uint8_t flags(struct step *s)
{
    static const char letters[] = "FSRPAU";
    uint8_t bits = 0;

    for (const char *p = word(s); *p; p++)
        if (*p != '-') {
            const char *at = strchr(letters, *p);
            if (!at)
                fail_msg("no flag '%c' in %.80s", *p, s->text);
            else
                bits |= (uint8_t)(1u << (at - letters));
        }
    return bits;
}

static unsigned one_of(struct step *s, const char *(*name)(unsigned), unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(name(i), s->word) == 0)
            return i;
    fail_msg("unknown word '%s' in %.80s", s->word, s->text);
    return 0;
}

/* ---- playing it ---- */

static void settle(struct dialogue *d)
{
    if (d->pending)
        tspec_model_settle(d->model);
    d->pending = false;
}

static void begin_model(struct dialogue *d)
{
    struct tspec_model_sink sink = {
        .context = d, .finding = on_finding, .clauses = d->clauses, .exercised = d->exercised};

    if (!d->begun)
        tspec_model_init(d->model, &d->profile, &sink);
    d->begun = true;
}

static void addresses(struct tspec_segment *seg, bool from_stack, uint8_t version, unsigned flow)
{
    const struct tspec_address stack = {version, {10, 0, 0, 1}}, peer = {version, {10, 0, 0, 2}};

    seg->source = from_stack ? stack : peer;
    seg->destination = from_stack ? peer : stack;
    seg->source_port = from_stack ? 80 : (uint16_t)(4000 + flow);
    seg->destination_port = from_stack ? (uint16_t)(4000 + flow) : 80;
}

static void option_octets(struct tspec_segment *seg, const char *hex)
{
    unsigned octet;
    for (; sscanf(hex, "%2x", &octet) == 1; hex += 2)
        seg->options[seg->options_bytes++] = (uint8_t)octet;
    while (seg->options_bytes % 4)
        seg->options[seg->options_bytes++] = 0;
}

static void harness_sends(struct dialogue *d, struct step *s)
{
    static const char *const damages[TSPEC_DAMAGE_COUNT] = {
        [TSPEC_DAMAGE_CHECKSUM] = "checksum",
        [TSPEC_DAMAGE_OFFSET_SHORT] = "short",
        [TSPEC_DAMAGE_OFFSET_LONG] = "long",
        [TSPEC_DAMAGE_TRUNCATED] = "truncated",
        [TSPEC_DAMAGE_FROM_BROADCAST] = "from-broadcast",
        [TSPEC_DAMAGE_FROM_ANY] = "from-any",
        [TSPEC_DAMAGE_TO_MULTICAST] = "to-multicast",
    };
    static const uint8_t router_alert[4] = {0x94, 4, 0, 0};
    uint8_t route[8] = {131, 7, 8, 10, 0, 0, 0}; /* loose, completed */
    struct tspec_segment seg = {.flags = flags(s), .window = 8192, .payload = d->octets};
    unsigned tag = 0, incarnation = d->incarnation, damage = 0;

    addresses(&seg, false, d->profile.ip_version == 6 ? 6 : 4, d->flow);
    seg.seq.wire = place(s, d->irs, &seg.payload_bytes);
    if (seg.flags & TSPEC_ACK)
        seg.ack.wire = place(s, d->iss, NULL);
    while (next_word(s)) {
        if (strcmp(s->word, "win") == 0) {
            seg.window = (uint16_t)number(s);
        } else if (strcmp(s->word, "mss") == 0) {
            uint32_t mss = number(s);
            memcpy(seg.options + seg.options_bytes, (uint8_t[]){2, 4, (uint8_t)(mss >> 8), (uint8_t)mss}, 4);
            seg.options_bytes += 4;
        } else if (strcmp(s->word, "urg") == 0) {
            seg.urgent = (uint16_t)number(s);
        } else if (strcmp(s->word, "tag") == 0) {
            tag = number(s);
        } else if (strcmp(s->word, "inc") == 0) {
            incarnation = number(s);
        } else if (strcmp(s->word, "field") == 0) {
            seg.ack.wire = place(s, d->iss, NULL);
        } else if (strcmp(s->word, "opt") == 0) {
            option_octets(&seg, word(s));
        } else if (strcmp(s->word, "damage") == 0) {
            word(s);
            for (unsigned i = 1; i < sizeof damages / sizeof damages[0]; i++)
                if (damages[i] && strcmp(s->word, damages[i]) == 0)
                    damage = i;
        } else if (strcmp(s->word, "via") == 0) {
            route[6] = (uint8_t)number(s);
            seg.ip_options = route;
            seg.ip_options_bytes = sizeof route;
        } else if (strcmp(s->word, "ipopt") == 0) {
            seg.ip_options = router_alert;
            seg.ip_options_bytes = sizeof router_alert;
        } else {
            fail_msg("unknown word '%s' in %.80s", s->word, s->text);
        }
    }
    uint32_t offset = seg.seq.wire - d->irs - !(seg.flags & TSPEC_SYN);
    tspec_payload_fill(d->octets, seg.payload_bytes, incarnation, tag, offset);
    settle(d);
    tspec_model_segment(d->model, d->flow, &seg, (enum tspec_damage)damage);
    memset(d->octets, 0xAA, seg.payload_bytes); /* the payload is borrowed for the call only */
    d->pending = true;
}

static void icmp(struct dialogue *d, struct step *s)
{
    struct tspec_icmp message = {0};

    word(s);
    message.kind = (uint8_t)one_of(s, tspec_icmp_name, TSPEC_ICMP_COUNT);
    message.seq.wire = d->iss;
    while (next_word(s))
        if (strcmp(s->word, "seq") == 0)
            message.seq.wire = place(s, d->iss, NULL);
        else if (strcmp(s->word, "mtu") == 0)
            message.mtu = (uint16_t)number(s);
        else
            fail_msg("unknown word '%s' in %.80s", s->word, s->text);
    settle(d);
    tspec_model_icmp(d->model, d->flow, &message);
    d->pending = true;
}

static void stack_sends(struct dialogue *d, struct step *s)
{
    struct tspec_segment seg = {.flags = flags(s), .payload = d->octets, .ttl = TSPEC_TTL_DEFAULT};
    static const uint8_t route[8] = {131, 7, 4, 10, 0, 0, 2}; /* loose, to the peer */
    bool window = false;

    addresses(&seg, true, d->profile.ip_version == 6 ? 6 : 4, d->flow);
    seg.seq.wire = place(s, d->iss, &seg.payload_bytes);
    if (seg.flags & TSPEC_ACK)
        seg.ack.wire = place(s, d->irs, NULL);
    tspec_payload_fill(d->octets, seg.payload_bytes, d->incarnation, 0,
                       seg.seq.wire - d->iss - !(seg.flags & TSPEC_SYN));
    while (next_word(s)) {
        if (strcmp(s->word, "win") == 0) {
            seg.window = (uint16_t)number(s);
            window = true;
        } else if (strcmp(s->word, "urg") == 0) {
            seg.urgent = (uint16_t)number(s);
        } else if (strcmp(s->word, "ttl") == 0) {
            seg.ttl = (uint8_t)number(s);
        } else if (strcmp(s->word, "ds") == 0) {
            seg.ds = (uint8_t)number(s);
        } else if (strcmp(s->word, "via") == 0) {
            seg.destination.octets[3] = (uint8_t)number(s);
            seg.ip_options = route;
            seg.ip_options_bytes = sizeof route;
        } else if (strcmp(s->word, "wrong") == 0) {
            d->octets[number(s)] ^= 1;
        } else if (strcmp(s->word, "opt") == 0) {
            option_octets(&seg, word(s));
        } else {
            fail_msg("unknown word '%s' in %.80s", s->word, s->text);
        }
    }
    uint32_t ack = seg.flags & TSPEC_ACK ? seg.ack.wire - d->irs : 1;
    if (!window && !(seg.flags & TSPEC_RST))
        seg.window = (uint16_t)(d->edge > ack ? d->edge - ack : 0);
    else if (window && ack + seg.window > d->edge)
        d->edge = ack + seg.window;
    tspec_model_sent(d->model, d->flow, &seg);
    d->pending = true;
}

static void result_of(struct dialogue *d, struct step *s, const struct tspec_call *call,
                      struct tspec_call_result *result)
{
    unsigned tag = 0, incarnation = d->incarnation;
    uint64_t from = d->read;

    if (next_word(s)) { /* = RESULT */
        word(s);
        result->result = (uint8_t)one_of(s, tspec_result_name, TSPEC_RESULT_COUNT);
        while (next_word(s))
            if (strcmp(s->word, "octets") == 0)
                result->octets = number(s);
            else if (strcmp(s->word, "urgent") == 0)
                result->urgent_known = true, result->urgent_octets = number(s);
            else if (strcmp(s->word, "tag") == 0)
                tag = number(s);
            else if (strcmp(s->word, "inc") == 0)
                incarnation = number(s);
            else if (strcmp(s->word, "from") == 0)
                from = number(s);
            else
                fail_msg("unknown word '%s' in %.80s", s->word, s->text);
    }
    if (result->result != TSPEC_RESULT_OK)
        result->octets = 0;
    if (call->kind == TSPEC_CALL_RECEIVE)
        tspec_payload_fill(d->octets, result->octets, incarnation, tag, from);
}

static void call(struct dialogue *d, struct step *s)
{
    struct tspec_call made = {.flow = (uint8_t)d->flow, .data = d->octets};
    struct tspec_call_result result = {
        .result = TSPEC_RESULT_OK, .state = TSPEC_STATE_ANY, .data = d->octets};

    if (strncmp(s->word, "l.", 2) == 0) {
        made.on_listener = true;
        memmove(s->word, s->word + 2, strlen(s->word + 2) + 1);
    }
    if (strcmp(s->word, "let") == 0)
        made.kind = TSPEC_CALL_SET;
    else
        made.kind = (uint8_t)one_of(s, tspec_call_name, TSPEC_CALL_COUNT);
    if (made.kind == TSPEC_CALL_SET) {
        word(s);
        made.setting = (uint8_t)one_of(s, tspec_setting_name, TSPEC_SETTING_COUNT);
        made.value = number(s);
    }
    if (made.kind == TSPEC_CALL_SEND || made.kind == TSPEC_CALL_RECEIVE)
        made.octets = result.octets = number(s);
    for (unsigned i = 1; i < TSPEC_ADDRESS_COUNT && made.kind == TSPEC_CALL_OPEN_ACTIVE; i++)
        if (*s->at && strncmp(s->at + 1, tspec_address_name(i), strlen(tspec_address_name(i))) == 0) {
            made.address = (uint8_t)i;
            word(s);
        }
    if (made.kind == TSPEC_CALL_SEND && strncmp(s->at, " urgent", 7) == 0)
        made.urgent = next_word(s);
    if (made.kind == TSPEC_CALL_STATUS && next_word(s)) {
        if (strcmp(s->word, "=") == 0)
            s->at -= 1;
        else
            result.state = (uint8_t)one_of(s, tspec_state_name, TSPEC_STATE_COUNT);
    }
    result_of(d, s, &made, &result);
    if (made.kind == TSPEC_CALL_SEND)
        tspec_payload_fill(d->octets, made.octets, d->incarnation, 0, d->queued);
    if (made.kind == TSPEC_CALL_SEND)
        d->queued += result.octets;
    if (made.kind == TSPEC_CALL_RECEIVE)
        d->read += result.octets;
    settle(d);
    tspec_model_call(d->model, &made, &result);
    d->pending = true;
}

static void pass_time(struct dialogue *d, struct step *s)
{
    char *unit;
    uint64_t span = strtoull(s->word + 1, &unit, 10);

    if (*unit && strcmp(unit, "us") != 0)
        fail_msg("no span: %.80s", s->text);
    settle(d);
    d->now_us += *unit ? span : span * 1000;
    tspec_model_time(d->model, d->now_us);
}

static void question(struct dialogue *d, struct step *s)
{
    if (strcmp(word(s), "worlds") == 0) {
        unsigned count = number(s);
        if (tspec_model_worlds(d->model) != count)
            fail_msg("%u worlds: %.160s", tspec_model_worlds(d->model), s->text);
        return;
    }
    if (strcmp(s->word, "inconclusive") == 0 || strcmp(s->word, "conclusive") == 0) {
        if (tspec_model_inconclusive(d->model) != (s->word[0] == 'i'))
            fail_msg("not %s: %.80s", s->word, s->text);
        return;
    }
    unsigned state = strcmp(s->word, "*") == 0 ? (unsigned)TSPEC_STATE_ANY
                                               : one_of(s, tspec_state_name, TSPEC_STATE_COUNT);
    unsigned held = tspec_model_state(d->model, d->flow);
    bool undecided = d->vague && held == TSPEC_STATE_ANY && tspec_model_worlds(d->model) > 1;
    bool gone = state == TSPEC_CLOSED && held == TSPEC_LISTEN; /* no connection, and a listener */
    if (held != state && !undecided && !gone)
        fail_msg("the state is %s (found: %s): ...%.160s", tspec_state_name(held), d->checks, s->text);
}

static bool setting(struct dialogue *d, struct step *s)
{
    uint64_t quirks = d->profile.quirks;
    if (dialogue_profile_named(&d->profile, s->word)) {
        d->profile.quirks = quirks;
        return true;
    }
    if (strcmp(s->word, "only") == 0) {
        unsigned choice = dialogue_choice(word(s));
        tspec_profile_declare(&d->profile, (enum tspec_choice)choice, dialogue_alternatives(choice, word(s)));
    } else if (strcmp(s->word, "quirk") == 0) {
        int quirk = tspec_quirk_find(word(s));
        if (quirk < 0)
            fail_msg("no such quirk: %.80s", s->text);
        d->profile.quirks |= (uint64_t)1 << quirk;
    } else if (strcmp(s->word, "set") == 0) {
        char name[64];
        snprintf(name, sizeof name, "%s", word(s));
        if (!dialogue_profile_set(&d->profile, name, number(s)))
            fail_msg("no such number: %.80s", s->text);
    } else {
        return false;
    }
    return true;
}

static void play_step(struct dialogue *d, struct step *s)
{
    if (!next_word(s) || setting(d, s))
        return;
    begin_model(d);
    if (strcmp(s->word, "<") == 0) {
        harness_sends(d, s);
    } else if (strcmp(s->word, ">") == 0) {
        stack_sends(d, s);
    } else if (strcmp(s->word, "!") == 0) {
        word(s);
        tspec_model_signal(d->model, d->flow,
                           (enum tspec_signal)one_of(s, tspec_signal_name, TSPEC_SIGNAL_COUNT));
        d->pending = true;
    } else if (strcmp(s->word, "?") == 0) {
        question(d, s);
    } else if (s->word[0] == '+') {
        pass_time(d, s);
    } else if (strcmp(s->word, "icmp") == 0) {
        icmp(d, s);
    } else if (strcmp(s->word, "flow") == 0) {
        d->flow = number(s);
    } else if (strcmp(s->word, "base") == 0) {
        d->iss += number(s);
        d->irs += number(s);
        d->edge = 1 + 8192;
        d->incarnation = (d->incarnation + 1) % TSPEC_INCARNATIONS;
        d->queued = d->read = 0;
    } else {
        call(d, s);
    }
}

void dialogue_play(struct dialogue *d, const char *script)
{
    for (const char *p = script; *p;) {
        struct step s = {.text = p, .at = p};
        size_t length = strcspn(p, ";\n");
        play_step(d, &s);
        if (d->single && d->begun && !d->finding_count && tspec_model_worlds(d->model) != 1)
            fail_msg("%u worlds after %.80s", tspec_model_worlds(d->model), p);
        while (*s.at == ' ')
            s.at++;
        if (s.at < p + length)
            fail_msg("not read to its end: %.80s", p);
        p += length + (p[length] != '\0');
    }
}

void dialogue_begin(struct dialogue *d, uint32_t iss, uint32_t irs)
{
    memset(d, 0, sizeof *d);
    d->model = calloc(1, tspec_model_bytes());
    assert_non_null(d->model);
    dialogue_profile_named(&d->profile, "exact");
    d->iss = iss;
    d->irs = irs;
    d->edge = 1 + 8192;
}

void dialogue_end(struct dialogue *d)
{
    begin_model(d);
    settle(d);
    tspec_model_finish(d->model);
    free(d->model);
    d->model = NULL;
}

const char *dialogue(struct dialogue *d, const char *script)
{
    dialogue_begin(d, 1000000, 3000000);
    dialogue_play(d, script);
    dialogue_end(d);
    return d->checks;
}
