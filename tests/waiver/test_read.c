/* Reading waiver files: what is taken, and every error with its words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/model/quirks.h"
#include "harness/waiver/waiver.h"

static const char *const stacks[] = {"engine", "lwip", NULL};

/* A good waiver, a key a line, so that each row can put another line in one's place. */
static const struct {
    const char *key, *line;
} good[] = {
    {"id", "\"id\": \"no-simultaneous-open\""},
    {"stack", "\"stack\": \"lwip\""},
    {"versions", "\"versions\": {\"from\": \"2.0.0\", \"to\": \"2.1.3\"}"},
    {"check", "\"check\": \"reply.syn\""},
    {"rule", "\"rule\": \"syn_sent.syn.bare\""},
    {"quirk", "\"quirk\": \"no-ack-bit\""},
    {"requirement", "\"requirement\": \"MUST-10 MUST-11\""},
    {"reason", "\"reason\": \"nobody needs it\""},
    {"link", "\"link\": \"https://example.org/1\""},
    {"expires", "\"expires\": \"2027-01-31\""},
    {"scenario", "\"scenario\": [\"tcpspec 1\", \"stack lwip\", \"connect()\", \"< S 5000(0)\"]"},
};
#define ALL_KEYS                                                                                             \
    "id, stack, versions, signature, check, rule, quirk, requirement, reason, link, expires, scenario"
enum { KEYS = sizeof good / sizeof good[0] };

/* The good waiver with the line of `key` replaced by `line`; "" leaves it out, a new key comes at the end. */
static void write_waiver(struct tspec_text *out, const char *key, const char *line)
{
    const char *separator = "";
    bool replaced = false;
    tspec_text_add(out, "{");
    for (unsigned i = 0; i <= KEYS; i++) {
        bool this = i < KEYS ? !strcmp(good[i].key, key) : !replaced;
        const char *text = this ? line : i < KEYS ? good[i].line : "";
        replaced |= this;
        if (*text) {
            tspec_text_printf(out, "%s\n  %s", separator, text);
            separator = ",";
        }
    }
    tspec_text_add(out, "}");
}

static void assert_refused(const char *json, const char *expected)
{
    struct tspec_waivers set = {0};
    struct tspec_text errors = {0};
    bool read = tspec_waivers_read(&set, "w.json", json, stacks, &errors);
    if (read || strcmp(errors.bytes, expected))
        fail_msg("of\n%s\nis said\n%s\nexpected\n%s", json, read ? "nothing" : errors.bytes, expected);
    assert_int_equal(set.count, 0);
    tspec_text_free(&errors);
    tspec_waivers_free(&set);
}

static void a_good_one_is_read(void **state)
{
    (void)state;
    struct tspec_waivers set = {0};
    struct tspec_text json = {0}, errors = {0};
    tspec_text_add(&json, "{\"waivers\": [");
    write_waiver(&json, "", "");
    tspec_text_add(&json, "]}");
    assert_true(tspec_waivers_read(&set, "w.json", json.bytes, stacks, &errors));
    assert_null(errors.bytes);
    assert_int_equal(set.count, 1);
    const struct tspec_waiver *waiver = &set.items[0];
    assert_string_equal(waiver->file, "w.json");
    assert_string_equal(waiver->id, "no-simultaneous-open");
    assert_string_equal(waiver->stack, "lwip");
    assert_string_equal(waiver->from, "2.0.0");
    assert_string_equal(waiver->to, "2.1.3");
    assert_string_equal(waiver->signature, "");
    assert_string_equal(waiver->check, "reply.syn");
    assert_string_equal(waiver->rule, "syn_sent.syn.bare");
    assert_int_equal(waiver->quirk_index, TSPEC_QUIRK_NO_ACK_BIT);
    assert_string_equal(waiver->requirement, "MUST-10 MUST-11");
    assert_string_equal(waiver->reason, "nobody needs it");
    assert_string_equal(waiver->link, "https://example.org/1");
    assert_string_equal(waiver->expires, "2027-01-31");
    assert_string_equal(waiver->scenario->stack, "lwip");
    assert_int_equal(waiver->scenario->event_count, 2);
    tspec_text_free(&json);
    tspec_waivers_free(&set);
}

/* A second file comes behind the first; one with an error leaves what was there. */
static void files_add_up(void **state)
{
    (void)state;
    struct tspec_waivers set = {0};
    struct tspec_text one = {0}, two = {0}, three = {0}, errors = {0};
    tspec_text_add(&one, "{\"waivers\": [");
    write_waiver(&one, "", "");
    tspec_text_add(&one, "]}");
    tspec_text_add(&two, "{\"waivers\": [");
    write_waiver(&two, "id", "\"id\": \"another\"");
    tspec_text_add(&two, "]}");
    tspec_text_add(&three, "{\"waivers\": [");
    write_waiver(&three, "versions", "\"versions\": {\"from\": \"2.1.4\"}");
    tspec_text_add(&three, "]}");
    assert_true(tspec_waivers_read(&set, "one.json", one.bytes, stacks, &errors));
    assert_true(tspec_waivers_read(&set, "two.json", two.bytes, stacks, &errors));
    assert_false(tspec_waivers_read(&set, "again.json", one.bytes, stacks, &errors));
    assert_string_equal(
        errors.bytes,
        "again.json: waivers[0] \"no-simultaneous-open\": \"id\": is the name of another waiver for "
        "such versions, in one.json; give this one another\n");
    assert_int_equal(set.count, 2);
    /* One name for versions that do not meet: no two of them ever apply. */
    assert_true(tspec_waivers_read(&set, "three.json", three.bytes, stacks, &errors));
    assert_int_equal(set.count, 3);
    assert_string_equal(set.items[1].id, "another");
    assert_string_equal(set.items[2].to, "");
    tspec_waivers_free(&set);
    tspec_text_free(&one);
    tspec_text_free(&two);
    tspec_text_free(&three);
    tspec_text_free(&errors);
}

static void what_is_no_waiver_file_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *expected;
    } rows[] = {
        {"{\"waivers\": [\n  {\"id\" \"x\"}]}",
         "w.json:2:11: expected JSON: ':' expected near '\"x\"'; docs/waivers.md shows the form\n"},
        {"{\"waivers\": [{\"id\": \"x\",\n \"id\": \"y\"}]}",
         "w.json:2:5: expected JSON: duplicate object key near '\"id\"'; docs/waivers.md shows the form\n"},
        {"[]", "w.json: expected {\"waivers\": [...]} and nothing beside it; docs/waivers.md shows one\n"},
        {"{\"waiver\": []}",
         "w.json: expected {\"waivers\": [...]} and nothing beside it; docs/waivers.md shows one\n"},
        {"{\"waivers\": [], \"version\": 1}",
         "w.json: expected {\"waivers\": [...]} and nothing beside it; docs/waivers.md shows one\n"},
        {"{\"waivers\": [3]}", "w.json: waivers[0]: expected an object, found a number\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_refused(rows[i].json, rows[i].expected);
    struct tspec_waivers none = {0};
    assert_true(tspec_waivers_read(&none, "w.json", "{\"waivers\": []}", stacks, NULL));
    tspec_waivers_free(&none);
}

static void every_error_has_its_words(void **state)
{
    (void)state;
    static const struct {
        const char *key, *line;
        const char *expected; /* behind the waiver's name; or the whole, where it has none */
    } rows[] = {
        {"id", "",
         "w.json: waivers[0]: \"id\": expected a name of letters, digits, '.', '_' and '-', 96 at most, "
         "found nothing"},
        {"id", "\"id\": 7",
         "w.json: waivers[0]: \"id\": expected a name of letters, digits, '.', '_' and '-', 96 at "
         "most, found a number"},
        {"id", "\"id\": \"a b\"",
         "w.json: waivers[0] \"a b\": \"id\": expected a name of letters, digits, '.', '_' "
         "and '-', 96 at most, found \"a b\""},
        {"stack", "\"stack\": \"lwi\"",
         "\"stack\": expected the name of a stack, found \"lwi\"; did you mean "
         "\"lwip\"?"},
        {"stack", "\"stack\": \"gvisor\"",
         "\"stack\": expected the name of a stack, found \"gvisor\"; 'tcpspec list "
         "stacks' lists them"},
        {"stack", "", "\"stack\": expected the name of a stack, found nothing"},
        {"versions", "", "\"versions\": expected {\"from\": \"2.1.0\", \"to\": \"2.1.3\"}, found nothing"},
        {"versions", "\"versions\": \"2.1.3\"",
         "\"versions\": expected {\"from\": \"2.1.0\", \"to\": \"2.1.3\"}, found \"2.1.3\""},
        {"versions", "\"versions\": {\"from\": \"2.1.3\", \"till\": \"2.1.4\"}",
         "\"till\": unknown key; one of: from, to"},
        {"versions", "\"versions\": {\"form\": \"2.1.3\", \"from\": \"2.1.3\"}",
         "\"form\": unknown key; one of: from, to"},
        {"versions", "\"versions\": {\"to\": \"2.1.3\"}",
         "\"from\": expected a version, as \"2.1.3\", found nothing"},
        {"versions", "\"versions\": {\"from\": \"2.1.x\"}",
         "\"from\": expected a version, as \"2.1.3\", found \"2.1.x\""},
        {"versions", "\"versions\": {\"from\": \"2.1.0\", \"to\": \"*\"}",
         "\"to\": expected a version, as \"2.1.3\", found \"*\""},
        {"versions", "\"versions\": {\"from\": \"2.1.0\", \"to\": \"\"}",
         "\"to\": expected a version, as \"2.1.3\", found \"\""},
        {"versions", "\"versions\": {\"from\": \"2.1.10\", \"to\": \"2.1.9\"}",
         "\"versions\": expected \"from\" at or below \"to\", found \"2.1.10\" and \"2.1.9\"; exchange them"},
        {"check", "\"check\": \"reply.sin\"",
         "\"check\": expected the id of a check, found \"reply.sin\"; did you mean \"reply.syn\"?"},
        {"check", "\"check\": \"*\"",
         "\"check\": expected the id of a check, found \"*\"; 'tcpspec list checks' lists them"},
        {"check", "", "\"check\": expected the check that goes with \"rule\", found nothing"},
        {"rule", "",
         "\"rule\": expected the rule that goes with \"check\", found nothing; \"\" where a finding has "
         "none"},
        {"rule", "\"rule\": \"syn_sent.syn.bar\"",
         "\"rule\": expected the rule of a finding, found \"syn_sent.syn.bar\"; did you mean "
         "\"syn_sent.syn.bare\"?"},
        {"rule", "\"rule\": \"*\"",
         "\"rule\": expected the rule of a finding, found \"*\"; copy it from a report; \"\" where a finding "
         "has "
         "none"},
        {"signature", "\"signature\": \"0123456789ab\"",
         "\"signature\": expected this or \"check\" and \"rule\", found both; leave one out"},
        {"quirk", "\"quirk\": \"no-ack-bits\"",
         "\"quirk\": expected the name of a quirk, found \"no-ack-bits\"; did you mean \"no-ack-bit\"?"},
        {"quirk", "\"quirk\": [\"no-ack-bit\"]", "\"quirk\": expected a string, found an array"},
        {"requirement", "\"requirement\": \"MUST-11 MUTS-10\"",
         "\"requirement\": expected the id of a numbered requirement, found \"MUTS-10\"; did you mean "
         "\"MUST-10\"?"},
        {"check", "\"check\": null", "\"check\": expected a string, found null"},
        {"quirk", "\"quirk\": \"\"",
         "\"quirk\": expected the name of a quirk, found \"\"; 'tcpspec list quirks' lists them"},
        {"requirement", "\"requirement\": 10", "\"requirement\": expected a string, found a number"},
        {"reason", "", "\"reason\": expected why the finding is expected, found nothing"},
        {"reason", "\"reason\": \"\"", "\"reason\": expected why the finding is expected, found \"\""},
        {"link", "\"link\": null", "\"link\": expected a string, found null"},
        {"expires", "", "\"expires\": expected a day, as \"2027-01-31\", or \"never\", found nothing"},
        {"expires", "\"expires\": \"2027-02-30\"",
         "\"expires\": expected a day, as \"2027-01-31\", or \"never\", found \"2027-02-30\""},
        {"expires", "\"expires\": true",
         "\"expires\": expected a day, as \"2027-01-31\", or \"never\", found true"},
        {"scenario", "",
         "\"scenario\": expected the lines of a scenario, an array of strings, one line each"},
        {"scenario", "\"scenario\": \"tcpspec 1\"",
         "\"scenario\": expected the lines of a scenario, an array of strings, one line each"},
        {"scenario", "\"scenario\": [\"tcpspec 1\\nconnect()\"]",
         "\"scenario\": expected the lines of a scenario, an array of strings, one line each"},
        {"scenario", "\"scenario\": [\"tcpspec 1\"]",
         "\"scenario\": expected events that show what is covered, found none"},
        {"scenario", "\"scenario\": [\"tcpspec 1\", \"stack engine\", \"connect()\"]",
         "\"scenario\": expected the line \"stack lwip\" or none, found \"stack engine\""},
        {"scenario", "\"scenario\": [\"tcpspec 1\", \"  conect()\"]",
         "\"scenario\": line 2, column 3: expected a call, found \"conect()\"; did you mean \"connect\"?"},
        {"reasons", "\"reasons\": \"x\"", "\"reasons\": unknown key; did you mean \"reason\"?"},
        {"owner", "\"owner\": \"x\"", "\"owner\": unknown key; one of: " ALL_KEYS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_text json = {0}, expected = {0};
        tspec_text_add(&json, "{\"waivers\": [");
        write_waiver(&json, rows[i].key, rows[i].line);
        tspec_text_add(&json, "]}");
        const char *words = rows[i].expected ? rows[i].expected : "";
        tspec_text_printf(&expected, "%s%s\n",
                          strncmp(words, "w.json", 6) ? "w.json: waivers[0] \"no-simultaneous-open\": " : "",
                          words);
        assert_refused(json.bytes, expected.bytes);
        tspec_text_free(&json);
        tspec_text_free(&expected);
    }
}

static void it_has_to_cover_something(void **state)
{
    (void)state;
    static const struct {
        const char *what, *expected; /* NULL: it is a good one */
    } rows[] = {
        {"", "w.json: waivers[0] \"x\": expected what it covers: \"signature\", \"check\" and \"rule\", or "
             "\"quirk\"\n"},
        {"\"signature\": \"\",",
         "w.json: waivers[0] \"x\": \"signature\": expected the 12 hexadecimal digits of a "
         "finding's signature, found \"\"\n"},
        {"\"signature\": \"0123456789AB\",",
         "w.json: waivers[0] \"x\": \"signature\": expected the 12 hexadecimal "
         "digits of a finding's signature, found \"0123456789AB\"\n"},
        {"\"signature\": \"0123456789ab0\",",
         "w.json: waivers[0] \"x\": \"signature\": expected the 12 hexadecimal "
         "digits of a finding's signature, found \"0123456789ab0\"\n"},
        {"\"check\": \"\", \"rule\": \"\",",
         "w.json: waivers[0] \"x\": \"check\": expected the id of a check, "
         "found \"\"; 'tcpspec list checks' lists them\n"},
        {"\"signature\": \"0123456789ab\",", NULL},
        {"\"signature\": \"0123456789ab\", \"quirk\": \"no-ack-bit\",", NULL},
        {"\"quirk\": \"no-ack-bit\",", NULL},
        {"\"check\": \"form.checksum\", \"rule\": \"\",", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tspec_text json = {0};
        tspec_text_printf(
            &json,
            "{\"waivers\": [{\"id\": \"x\", \"stack\": \"lwip\", \"versions\": {\"from\": \"1\"}, %s "
            "\"reason\": \"r\", \"expires\": \"never\", \"scenario\": [\"tcpspec 1\", \"connect()\"]}]}",
            rows[i].what);
        if (rows[i].expected) {
            assert_refused(json.bytes, rows[i].expected);
        } else {
            struct tspec_waivers set = {0};
            assert_true(tspec_waivers_read(&set, "w.json", json.bytes, stacks, NULL));
            tspec_waivers_free(&set);
        }
        tspec_text_free(&json);
    }
}

/* All errors of a file at once. */
static void errors_come_together(void **state)
{
    (void)state;
    struct tspec_text json = {0};
    tspec_text_add(&json, "{\"waivers\": [");
    write_waiver(&json, "reason", "");
    tspec_text_add(&json, ",");
    write_waiver(&json, "id", "\"id\": \"second\", \"chek\": \"reply.syn\"");
    tspec_text_add(&json, "]}");
    assert_refused(
        json.bytes,
        "w.json: waivers[0] \"no-simultaneous-open\": \"reason\": expected why the finding is expected, "
        "found nothing\n"
        "w.json: waivers[1] \"second\": \"chek\": unknown key; did you mean \"check\"?\n");
    tspec_text_free(&json);
}

/* Nothing foreign reaches a terminal. */
static void control_characters_are_not_printed(void **state)
{
    (void)state;
    struct tspec_text json = {0};
    tspec_text_add(&json, "{\"waivers\": [");
    write_waiver(&json, "\\u001b[31m", "\"\\u001b[31m\": 1");
    tspec_text_add(&json, "]}");
    assert_refused(json.bytes,
                   "w.json: waivers[0] \"no-simultaneous-open\": \"\xEF\xBF\xBD[31m\": unknown key; "
                   "one of: " ALL_KEYS "\n");
    tspec_text_free(&json);
}

static void a_file_of_any_name_is_read(void **state)
{
    (void)state;
    struct tspec_waivers set = {0};
    struct tspec_text json = {0}, errors = {0};
    tspec_text_add(&json, "{\"waivers\": [");
    write_waiver(&json, "", "");
    tspec_text_add(&json, "]}");
    if (!tspec_waivers_read(&set, "caf\xe9.json", json.bytes, stacks, &errors))
        fail_msg("%s", errors.bytes);
    assert_string_equal(set.items[0].file, "caf\xe9.json");
    tspec_waivers_free(&set);
    tspec_text_free(&json);
}

static char *read_whole(const char *path)
{
    static char text[1 << 18];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void assert_reads(const char *file, const char *json)
{
    struct tspec_waivers set = {0};
    struct tspec_text errors = {0};
    if (!tspec_waivers_read(&set, file, json, stacks, &errors))
        fail_msg("%s", errors.bytes);
    assert_true(set.count > 0);
    tspec_waivers_free(&set);
}

/* What the page shows, and what is built in. */
static void our_own_are_right(void **state)
{
    (void)state;
    char *page = read_whole(TSPEC_SOURCE_DIR "/docs/waivers.md");
    char *example = strstr(page, "```json\n");
    assert_non_null(example);
    example += strlen("```json\n");
    *strstr(example, "```") = '\0';
    assert_reads("docs/waivers.md", example);
    assert_reads("harness/sut/lwip/waivers.json",
                 read_whole(TSPEC_SOURCE_DIR "/harness/sut/lwip/waivers.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_read),
        cmocka_unit_test(files_add_up),
        cmocka_unit_test(what_is_no_waiver_file_is_refused),
        cmocka_unit_test(every_error_has_its_words),
        cmocka_unit_test(it_has_to_cover_something),
        cmocka_unit_test(errors_come_together),
        cmocka_unit_test(control_characters_are_not_printed),
        cmocka_unit_test(a_file_of_any_name_is_read),
        cmocka_unit_test(our_own_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
