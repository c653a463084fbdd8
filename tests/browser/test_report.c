/*
 * The report in a browser: under its own policy and under default-src 'none', light and dark, from 400 to
 * 1400 pixels wide. Needs chromium; xmllint for the well-formedness of its files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/report/output.h"
#include "tests/report/sample.h"

static char directory[512];

/* What a command prints on stdout, and its exit code. */
static struct tspec_text output_of(const char *command, int *code)
{
    struct tspec_text text = {0};
    char part[4096];
    tspec_text_add(&text, "");
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    for (size_t got; (got = fread(part, 1, sizeof part, pipe));)
        tspec_text_add_bytes(&text, part, got);
    *code = pclose(pipe);
    return text;
}

static bool is_there(const char *program)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    return system(command) == 0;
}

static const char *browser(void)
{
    static const char *const names[] = {"chromium", "chromium-browser", "google-chrome"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_there(names[i]))
            return names[i];
    return NULL;
}

/* The report of the sample; strict.html, the same under default-src 'none'; and the page that looks at both.
 */
static int write_pages(void **state)
{
    (void)state;
    char error[256], command[2048];
    snprintf(directory, sizeof directory, "%s/tests/browser-XXXXXX", TSPEC_BINARY_DIR);
    assert_non_null(mkdtemp(directory));
    struct tspec_report *report = sample_report();
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    tspec_report_destroy(report);
    snprintf(command, sizeof command,
             "cd '%s' && sed 's/; style-src &#39;unsafe-inline&#39;//' index.html >strict.html && "
             "! cmp -s index.html strict.html && cp '%s/tests/browser/measure.html' .",
             directory, TSPEC_SOURCE_DIR);
    return system(command);
}

/* The lines of #measured, in a colour scheme (of chromium's settings: 0 dark, 1 light). */
static struct tspec_text measured(int scheme)
{
    char command[2048];
    snprintf(command, sizeof command,
             "cd '%s' && timeout 120 %s --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
             "--disable-background-networking --disable-component-update --disable-sync "
             "--allow-file-access-from-files --user-data-dir=profile "
             "--blink-settings=preferredColorScheme=%d --window-size=1500,1000 --dump-dom "
             "file://\"$PWD\"/measure.html 2>browser.log",
             directory, browser(), scheme);
    int code;
    struct tspec_text dom = output_of(command, &code);
    if (code || !strstr(dom.bytes, "<pre id=\"measured\">\n"))
        fail_msg("the browser measured nothing: %s/browser.log, exit code %d\n%.2000s", directory, code,
                 dom.bytes);
    return dom;
}

static void readable(int scheme)
{
    if (!browser()) {
        print_message("skipped: there is no chromium\n");
        skip();
    }
    static const struct {
        const char *frame;
        bool styled;
    } frames[] = {
        {"\nindex.html 400 ", true},
        {"\nindex.html 800 ", true},
        {"\nindex.html 1400 ", true},
        {"\nstrict.html 800 ", false}, /* its widest table is as wide as it is */
    };
    struct tspec_text dom = measured(scheme);
    const char *lines = strstr(dom.bytes, "<pre id=\"measured\">");
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        const char *line = strstr(lines, frames[i].frame);
        if (!line)
            fail_msg("nothing measured of%s", frames[i].frame);
        line += strlen(frames[i].frame);
        char expected[128];
        snprintf(expected, sizeof expected,
                 "styled %s ladder true stroke true pill true dead 0 twice 0 dark %s poor 0 none\n",
                 frames[i].styled ? "true" : "false", scheme ? "false" : "true");
        const char *rest = strstr(line, "styled");
        if ((frames[i].styled && strncmp(line, "wider 0 ", 8)) || strncmp(rest, expected, strlen(expected)))
            fail_msg("%s: expected wider 0 %smeasured %.*s", frames[i].frame + 1, expected,
                     (int)strcspn(line, "\n"), line);
    }
    tspec_text_free(&dom);
}

static void readable_in_the_light(void **state)
{
    (void)state;
    readable(1);
}

static void readable_in_the_dark(void **state)
{
    (void)state;
    readable(0);
}

static void well_formed(void **state)
{
    (void)state;
    if (!is_there("xmllint")) {
        print_message("skipped: there is no xmllint\n");
        skip();
    }
    char command[1024];
    int code;
    snprintf(command, sizeof command, "cd '%s' && xmllint --noout index.html junit.xml 2>&1", directory);
    struct tspec_text said = output_of(command, &code);
    if (code)
        fail_msg("%s", said.bytes);
    tspec_text_free(&said);
}

static int remove_pages(void **state)
{
    (void)state;
    char command[1024];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed),
        cmocka_unit_test(readable_in_the_light),
        cmocka_unit_test(readable_in_the_dark),
    };
    return cmocka_run_group_tests(tests, write_pages, remove_pages);
}
