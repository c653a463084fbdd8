/* Requirements that checks serve beside others: for the endpoint that breaks one, what is found is that
 * requirement's. The checks themselves have their rows in test_checks.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/judge/judge.h"
#include "harness/model/checks.h"
#include "harness/report/requirements.h"
#include "scenario_file.h"
#include "tamper.h"

static const struct {
    const char *requirement, *scenario; /* of tests/conformance/scenarios */
    const char *fault;                  /* in words */
    struct tamper plan;
} rows[] = {
#define ROW(requirement, scenario, fault, ...)                                                               \
    {                                                                                                        \
        requirement, scenario, fault,                                                                        \
        {                                                                                                    \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }
    ROW("MUST-4", "open-nop", "segments with NOP are lost", .deaf = DEAF_NOP),
    ROW("MUST-5", "text-in-option", "segments with options and no SYN are lost", .deaf = DEAF_OPTIONS),
    ROW("MUST-6", "open-unknown-option", "segments with unknown options are lost",
        .deaf = DEAF_UNKNOWN_OPTIONS),
    ROW("MUST-15", "text-out-no-mss", "an MSS of 1460 where none was told", .read_mss = 1460),
    ROW("MUST-42", "listen-beside", "no OPEN beside another", .spoils_call = true,
        .call = TSPEC_CALL_OPEN_PASSIVE, .result = TSPEC_RESULT_EXISTS),
    ROW("MUST-43", "connect-local", "no OPEN that names an address", .spoils_call = true,
        .call = TSPEC_CALL_OPEN_ACTIVE, .result = TSPEC_RESULT_NO_CONN),
    ROW("MUST-44", "connect", "a SYN from another address", .pick = PICK_SYN, .source = 1),
    ROW("MUST-46", "connect-group", "an OPEN towards a group", .spoils_call = true,
        .call = TSPEC_CALL_OPEN_ACTIVE, .result = TSPEC_RESULT_OK),
    ROW("MUST-47", "text-out-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP, .deaf = DEAF_ICMP),
    ROW("MUST-48", "set-ip-ds", "the DS field is taken and forgotten", .ignores_set = true),
    ROW("MUST-49", "set-ip", "the TTL is taken and forgotten", .ignores_set = true),
    ROW("MUST-50", "open-ip-option", "datagrams with options are lost", .deaf = DEAF_IP_OPTIONS),
    ROW("MUST-51", "route-set", "the route is taken and forgotten", .ignores_set = true,
        .source_routes = true),
    ROW("MUST-52", "route-over", "the peer's route is taken", .ignores_set = true, .source_routes = true,
        .pick = PICK_ANY, .hop = 253),
    ROW("MUST-53", "route-back", "no route back", .source_routes = true),
    ROW("SHLD-24", "route-later", "the first route for ever", .source_routes = true, .pick = PICK_ANY,
        .hop = 253),
    ROW("MUST-54", "connect-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP, .deaf = DEAF_ICMP),
    ROW("MUST-55", "text-out-quench", "the application is told", .capabilities = TSPEC_CAN_ICMP,
        .strike = STRIKE_SIGNAL, .strike_at = 3, .signal = TSPEC_SIGNAL_SOFT_ERROR),
    ROW("MUST-56", "text-out-icmp", "a soft error aborts", .strike = STRIKE_SIGNAL, .strike_at = 3,
        .signal = TSPEC_SIGNAL_RESET),
    ROW("MUST-57", "open-to-group", "a group is taken for the own address", .heeds_groups = true),
    ROW("MUST-63", "open-from-group", "a group is taken for a peer", .heeds_groups = true, .pick = PICK_SYN,
        .to_group = true),
    ROW("MUST-64", "open-unaligned-option", "options are read on even octets",
        .deaf = DEAF_UNALIGNED_OPTIONS),
    ROW("SHLD-2", "reset-text", "resets with text are lost", .deaf = DEAF_RST_TEXT),
    ROW("SHLD-20", "text-out-icmp-off", "a report all the same", .capabilities = TSPEC_CAN_ICMP,
        .deaf = DEAF_ICMP, .ignores_set = true, .strike = STRIKE_SIGNAL, .signal = TSPEC_SIGNAL_SOFT_ERROR),
    ROW("SHLD-21", "set-ip-ds", "the DS field is taken and forgotten", .ignores_set = true),
    ROW("SHLD-22", "set-ip-ds", "another DS field than was set", .ignores_set = true, .pick = PICK_ANY,
        .ds = 4),
    ROW("SHLD-25", "text-out-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP, .deaf = DEAF_ICMP),
    ROW("SHLD-26", "connect-icmp", "ICMP is ignored", .capabilities = TSPEC_CAN_ICMP, .deaf = DEAF_ICMP),
#undef ROW
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static struct tspec_scenario scenario;
static struct tspec_verdict verdict;

static void judge(unsigned row, const struct tamper *plan)
{
    char error[256] = "";
    scenario_file_read("tests/conformance/scenarios", rows[row].scenario, &scenario);
    tamper_plan = plan;
    struct tspec_judge *j = tspec_judge_create(&tamper_stack, NULL, 0, true, error, sizeof error);
    assert_non_null(j);
    assert_true(tspec_judge_run(j, &scenario, &verdict, NULL, NULL, error, sizeof error));
    tspec_judge_destroy(j);
}

/* The first that is no mere note. */
static const struct tspec_finding *first(void)
{
    for (unsigned i = 0; i < verdict.finding_count; i++)
        if (verdict.findings[i].level >= TSPEC_LEVEL_DEVIATES)
            return &verdict.findings[i];
    return NULL;
}

static const char *clause_of(const struct tspec_finding *f)
{
    return f->clause < 0 ? "" : tspec_clause_at((unsigned)f->clause)->name;
}

static void what_is_found_is_of_the_requirement(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (unsigned row = 0; row < ROWS; row++) {
        const struct tspec_requirement *requirement = tspec_requirement_find(rows[row].requirement);
        assert_non_null(requirement);
        judge(row, &rows[row].plan);
        const struct tspec_finding *f = first();
        if (f && tspec_requirement_judged_by(requirement, tspec_check_at(f->check)->id, clause_of(f)))
            continue;
        print_message("%s, %s, %s: %s@%s\n", rows[row].requirement, rows[row].scenario, rows[row].fault,
                      f ? tspec_check_at(f->check)->id : "nothing", f ? clause_of(f) : "");
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void nothing_is_found_of_the_sound_endpoint(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (unsigned row = 0; row < ROWS; row++) {
        static const struct tamper sound;
        judge(row, &sound);
        const struct tspec_finding *f = first();
        if (f)
            print_message("%s: %s@%s: expected %s, observed %s\n", rows[row].scenario,
                          tspec_check_at(f->check)->id, clause_of(f), f->expected, f->observed);
        wrong += f != NULL;
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_found_is_of_the_requirement),
        cmocka_unit_test(nothing_is_found_of_the_sound_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
