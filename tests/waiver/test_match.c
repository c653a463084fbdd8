/* Which waiver applies, and what it covers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/model/checks.h"
#include "harness/model/clauses.h"
#include "harness/model/quirks.h"
#include "harness/waiver/waiver.h"

#define SCENARIO "\"scenario\": [\"tcpspec 1\", \"connect()\"]"

static const char *const stacks[] = {"engine", "lwip", NULL};

static void versions_compare_by_their_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"2.1.3", "2.1.3", 0},      {"2.1.9", "2.1.10", -1},
        {"2.10.0", "2.9.9", 1},     {"2.1", "2.1.0", 0},
        {"2.1", "2.1.1", -1},       {"2.1.0.0", "2.1", 0},
        {"10", "9.9.9", 1},         {"2.2.0rc1", "2.2.0", 0},
        {"2.2.1d", "2.2.0", 1},     {"v1.4", "1.4", 0},
        {"1.04", "1.4", 0},         {"2..1", "2.0.1", -1},
        {"lwip-2.1.3", "2.1.2", 1}, {"", "0", 0},
        {"master", "0.1", -1},      {"99999999999999999999.1", "99999999999999999999.2", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int forth = tspec_version_compare(rows[i].a, rows[i].b);
        int back = tspec_version_compare(rows[i].b, rows[i].a);
        if ((forth > 0) - (forth < 0) != rows[i].order || (back > 0) - (back < 0) != -rows[i].order)
            fail_msg("%s against %s: %d and back %d", rows[i].a, rows[i].b, forth, back);
    }
}

static void a_day_has_to_exist(void **state)
{
    (void)state;
    static const char *const good[] = {"2027-01-31", "2028-02-29", "2000-02-29", "2026-12-01", "0001-01-01"};
    static const char *const bad[] = {"2027-02-29", "2100-02-29", "2027-13-01", "2027-00-10",  "2027-01-00",
                                      "2027-01-32", "2027-1-1",   "27-01-01",   "2027-01-011", "2027/01/01",
                                      "2027-04-31", "",           "never",      "2027-01-"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(tspec_date_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(tspec_date_valid(bad[i]));
}

/* A set of the waivers in `list`, JSON objects separated by commas. */
static struct tspec_waivers set_of(const char *list)
{
    struct tspec_waivers set = {0};
    struct tspec_text json = {0}, errors = {0};
    tspec_text_printf(&json, "{\"waivers\": [%s]}", list);
    if (!tspec_waivers_read(&set, "set.json", json.bytes, stacks, &errors))
        fail_msg("%s", errors.bytes);
    tspec_text_free(&json);
    return set;
}

static void it_applies_within_its_range_and_up_to_its_day(void **state)
{
    (void)state;
    struct tspec_waivers set = set_of(
        "{\"id\": \"closed\", \"stack\": \"lwip\", \"versions\": {\"from\": \"2.1.0\", \"to\": \"2.1.10\"}, "
        "\"check\": \"reply.syn\", \"rule\": \"\", \"reason\": \"r\", \"expires\": \"2027-01-31\", " SCENARIO
        "},"
        "{\"id\": \"open\", \"stack\": \"lwip\", \"versions\": {\"from\": \"2.1.0\"}, "
        "\"check\": \"reply.syn\", \"rule\": \"\", \"reason\": \"r\", \"expires\": \"never\", " SCENARIO "}");
    static const struct {
        struct tspec_waiver_subject subject;
        enum tspec_waiver_fit closed, open;
    } rows[] = {
        {{"lwip", "2.1.0", "2026-11-22"}, TSPEC_WAIVER_APPLIES, TSPEC_WAIVER_APPLIES},
        {{"lwip", "2.1.10", "2026-11-22"}, TSPEC_WAIVER_APPLIES, TSPEC_WAIVER_APPLIES},
        {{"lwip", "2.1.3d", "2026-11-22"}, TSPEC_WAIVER_APPLIES, TSPEC_WAIVER_APPLIES},
        {{"lwip", "2.0.99", "2026-11-22"},
         TSPEC_WAIVER_FOR_ANOTHER_VERSION,
         TSPEC_WAIVER_FOR_ANOTHER_VERSION},
        {{"lwip", "2.1.10.1", "2026-11-22"}, TSPEC_WAIVER_FOR_ANOTHER_VERSION, TSPEC_WAIVER_APPLIES},
        {{"lwip", "3.0", "2026-11-22"}, TSPEC_WAIVER_FOR_ANOTHER_VERSION, TSPEC_WAIVER_APPLIES},
        {{"lwip", "2.1.3", "2027-01-31"}, TSPEC_WAIVER_APPLIES, TSPEC_WAIVER_APPLIES},
        {{"lwip", "2.1.3", "2027-02-01"}, TSPEC_WAIVER_PAST_ITS_DAY, TSPEC_WAIVER_APPLIES},
        {{"lwip", "3.0", "2027-02-01"}, TSPEC_WAIVER_FOR_ANOTHER_VERSION, TSPEC_WAIVER_APPLIES},
        {{"engine", "2.1.3", "2026-11-22"}, TSPEC_WAIVER_FOR_ANOTHER_STACK, TSPEC_WAIVER_FOR_ANOTHER_STACK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(tspec_waiver_fit(&set.items[0], &rows[i].subject), rows[i].closed);
        assert_int_equal(tspec_waiver_fit(&set.items[1], &rows[i].subject), rows[i].open);
    }
    tspec_waivers_free(&set);
}

#define HEAD(id)                                                                                             \
    "{\"id\": \"" id "\", \"stack\": \"lwip\", \"versions\": {\"from\": \"2.1.0\", \"to\": \"2.1.3\"}, "     \
    "\"reason\": \"r\", \"expires\": \"2027-01-31\", " SCENARIO ", "

#define BY_QUIRK     HEAD("quirk") "\"quirk\": \"no-ack-bit\"}"
#define BY_RULE      HEAD("rule") "\"check\": \"reply.syn\", \"rule\": \"syn_sent.syn.bare\"}"
#define BY_SIGNATURE HEAD("signature") "\"signature\": \"0123456789ab\"}"
#define BY_NO_RULE   HEAD("none") "\"check\": \"form.checksum\", \"rule\": \"\"}"

/* The most particular waiver wins, wherever it stands; nothing is covered by half. */
static void the_most_particular_one_covers(void **state)
{
    (void)state;
    struct tspec_waivers set = set_of(BY_QUIRK "," BY_RULE "," BY_SIGNATURE "," BY_NO_RULE);
    const struct tspec_waiver_subject now = {"lwip", "2.1.3", "2026-11-22"};
    const struct tspec_waiver_subject later = {"lwip", "2.1.4", "2026-11-22"};
    const unsigned syn = (unsigned)(tspec_check_find("reply.syn") - tspec_check_at(0));
    const unsigned sum = (unsigned)(tspec_check_find("form.checksum") - tspec_check_at(0));
    const struct {
        struct tspec_finding finding;
        const char *by; /* NULL: unexpected */
    } rows[] = {
        {{.signature = "0123456789ab",
          .check = syn,
          .clause = TSPEC_CLAUSE_SYN_SENT_SYN,
          .quirk = TSPEC_QUIRK_NO_ACK_BIT},
         "signature"},
        {{.signature = "ba9876543210",
          .check = syn,
          .clause = TSPEC_CLAUSE_SYN_SENT_SYN,
          .quirk = TSPEC_QUIRK_NO_ACK_BIT},
         "rule"},
        {{.signature = "ba9876543210", .check = syn, .clause = TSPEC_CLAUSE_SYN_SENT_SYN, .quirk = -1},
         "rule"},
        {{.signature = "ba9876543210",
          .check = syn,
          .clause = TSPEC_CLAUSE_OPEN_PASSIVE,
          .quirk = TSPEC_QUIRK_NO_ACK_BIT},
         "quirk"},
        {{.signature = "ba9876543210", .check = syn, .clause = TSPEC_CLAUSE_OPEN_PASSIVE, .quirk = -1}, NULL},
        {{.signature = "ba9876543210", .check = syn, .clause = -1, .quirk = -1}, NULL},
        {{.signature = "ba9876543210", .check = sum, .clause = -1, .quirk = -1}, "none"},
        {{.signature = "ba9876543210", .check = sum, .clause = TSPEC_CLAUSE_OPEN_PASSIVE, .quirk = -1}, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct tspec_waiver *by = tspec_waivers_match(&set, &now, &rows[i].finding);
        if (!by != !rows[i].by || (by && strcmp(by->id, rows[i].by)))
            fail_msg("row %zu: covered by %s", i, by ? by->id : "none");
        assert_null(tspec_waivers_match(&set, &later, &rows[i].finding));
    }
    tspec_waivers_free(&set);
}

static void quirks_are_those_of_the_waivers_that_apply(void **state)
{
    (void)state;
    struct tspec_waivers set = set_of(
        HEAD("quirk") "\"quirk\": \"no-ack-bit\"}," HEAD("rule") "\"check\": \"reply.syn\", \"rule\": \"\"}");
    static const struct {
        struct tspec_waiver_subject subject;
        uint64_t quirks;
    } rows[] = {
        {{"lwip", "2.1.3", "2026-11-22"}, UINT64_C(1) << TSPEC_QUIRK_NO_ACK_BIT},
        {{"lwip", "2.1.4", "2026-11-22"}, 0},
        {{"lwip", "2.1.3", "2027-02-01"}, 0},
        {{"engine", "2.1.3", "2026-11-22"}, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(tspec_waivers_quirks(&set, &rows[i].subject), rows[i].quirks);
    tspec_waivers_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_compare_by_their_numbers),
        cmocka_unit_test(a_day_has_to_exist),
        cmocka_unit_test(it_applies_within_its_range_and_up_to_its_day),
        cmocka_unit_test(the_most_particular_one_covers),
        cmocka_unit_test(quirks_are_those_of_the_waivers_that_apply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
