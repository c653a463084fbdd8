/*
 * The waivers of lwIP and the corpus say the same: each waiver's scenario is a file of corpus/lwip, short,
 * with a link to the text that is broken and a reason that names the place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/scenario/text.h"
#include "harness/sut/classes.h"
#include "harness/waiver/waiver.h"

enum { EVENTS_MAX = 8, TEXT_MAX = 8192 };

static void read_scenario(const char *name, struct tspec_scenario *scenario)
{
    static struct tspec_diagnostics diagnostics;
    char path[512], text[TEXT_MAX];
    snprintf(path, sizeof path, "%s/corpus/lwip/%s.scn", TSPEC_SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("a waiver has no scenario in the corpus: %s", path);
    size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(tspec_scenario_parse(text, bytes, scenario, &diagnostics));
}

static void waivers_and_corpus_agree(void **state)
{
    static const char link[] = "https://www.rfc-editor.org/rfc/rfc9293#section-3.", prefix[] = "lwip-";
    static const char *const stacks[] = {"lwip", NULL};
    static struct tspec_scenario scenario;
    static char in_corpus[TEXT_MAX], in_waiver[TEXT_MAX];
    struct tspec_waivers set = {0};
    struct tspec_text errors = {0};
    (void)state;
    if (!tspec_waivers_read(&set, "waivers.json", tspec_sut_lwip.waivers, stacks, &errors))
        fail_msg("%s", errors.bytes);
    assert_true(set.count >= 10);
    for (unsigned i = 0; i < set.count; i++) {
        const struct tspec_waiver *waiver = &set.items[i];
        if (strncmp(waiver->id, prefix, sizeof prefix - 1) || strncmp(waiver->link, link, sizeof link - 1) ||
            !strstr(waiver->reason, "src/core/tcp"))
            fail_msg("%s: id, link or reason", waiver->id);
        read_scenario(waiver->id + sizeof prefix - 1, &scenario);
        tspec_scenario_print(&scenario, in_corpus, sizeof in_corpus);
        tspec_scenario_print(waiver->scenario, in_waiver, sizeof in_waiver);
        assert_string_equal(in_waiver, in_corpus);
        assert_true(waiver->scenario->event_count <= EVENTS_MAX);
    }
    tspec_waivers_free(&set);
    tspec_text_free(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(waivers_and_corpus_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
