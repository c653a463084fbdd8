/* The files of a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/report/output.h"
#include "harness/report/trace.h"
#include "tests/report/sample.h"

static char *read_file(const char *directory, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    struct tspec_text text = {0};
    tspec_text_add(&text, "");
    char part[4096];
    for (size_t got; (got = fread(part, 1, sizeof part, file));)
        tspec_text_add_bytes(&text, part, got);
    fclose(file);
    return text.bytes;
}

static void fresh_directory(char *directory, size_t bytes)
{
    snprintf(directory, bytes, "%s/tests/report-output-XXXXXX", TSPEC_BINARY_DIR);
    assert_non_null(mkdtemp(directory));
}

static void every_file_is_there(void **state)
{
    (void)state;
    static const char *const files[] = {"index.html",
                                        "junit.xml",
                                        "summary.md",
                                        "result.json",
                                        "findings/3f2a11d09c77/scenario.scn",
                                        "findings/3f2a11d09c77/trace.txt",
                                        "findings/3f2a11d09c77-lwip/scenario.scn",
                                        "findings/a07be6c41d52/trace.txt",
                                        "findings/beef00beef00/trace.txt"};
    char directory[256], deep[300], error[256] = "";
    fresh_directory(directory, sizeof directory);
    snprintf(deep, sizeof deep, "%s/a/b", directory);
    struct tspec_report *report = sample_report();
    assert_true(tspec_output_prepare(deep, error, sizeof error));
    assert_true(tspec_output_write(report, deep, error, sizeof error));
    assert_true(tspec_output_write(report, deep, error, sizeof error)); /* again, over the first */
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *text = read_file(deep, files[i]);
        if (!text || !*text)
            fail_msg("%s is not there, or empty", files[i]);
        free(text);
    }
    char *json = read_file(deep, "result.json");
    struct tspec_report *read = tspec_report_read(json, error, sizeof error);
    assert_non_null(read);
    assert_null(read_file(deep, "result.json.part"));
    assert_null(read_file(deep, ".probe"));
    tspec_report_destroy(read);
    tspec_report_destroy(report);
    free(json);
}

static void a_place_that_cannot_be_written(void **state)
{
    (void)state;
    char directory[256], path[300], error[512] = "", expected[512];
    fresh_directory(directory, sizeof directory);
    snprintf(path, sizeof path, "%s/file", directory);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    strcat(path, "/below");
    assert_false(tspec_output_prepare(path, error, sizeof error));
    snprintf(expected, sizeof expected,
             "%s: cannot make the directory: Not a directory; name another with -o DIR", path);
    assert_string_equal(error, expected);
    assert_false(tspec_output_prepare("/dev/null", error, sizeof error));
    assert_string_equal(error,
                        "/dev/null: cannot make the directory: Not a directory; name another with -o DIR");
}

/* A full disk: what was there before stays whole. */
static void a_full_disk(void **state)
{
    (void)state;
    char error[256] = "";
    if (access("/dev/full", W_OK))
        skip();
    char directory[256], link[300];
    fresh_directory(directory, sizeof directory);
    snprintf(link, sizeof link, "%s/result.json.part", directory);
    struct tspec_report *report = empty_report();
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    assert_int_equal(symlink("/dev/full", link), 0);
    assert_false(tspec_output_write(report, directory, error, sizeof error));
    assert_non_null(strstr(error, "result.json: cannot be written: No space left on device"));
    char *json = read_file(directory, "result.json");
    struct tspec_report *read = tspec_report_read(json, error, sizeof error);
    assert_non_null(read);
    tspec_report_destroy(read);
    tspec_report_destroy(report);
    free(json);
}

static const uint8_t capture[] = {0xA1, 0, '\r', '\n', 0};

static void give_captures(struct tspec_report_finding *finding)
{
    finding->pcap = finding->pcapng = capture;
    finding->pcap_bytes = sizeof capture;
    finding->pcapng_bytes = 2;
}

/* Captures are written octet by octet; where there is none, there is no file. */
static void captures(void **state)
{
    (void)state;
    static const char *const files[] = {"trace.pcap", "trace.pcapng"};
    char directory[256], place[128], path[512], error[256];
    fresh_directory(directory, sizeof directory);
    struct tspec_report *report = sample_report();
    give_captures(&report->findings[0]);
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    for (unsigned i = 0; i < 2; i++)
        for (unsigned f = 0; f < 2; f++) {
            struct stat status;
            tspec_output_place(report, i, place, sizeof place);
            snprintf(path, sizeof path, "%s/%s/%s", directory, place, files[f]);
            assert_int_equal(stat(path, &status), i ? -1 : 0);
            if (!i)
                assert_int_equal(status.st_size, f ? 2 : sizeof capture);
        }
    snprintf(place, sizeof place, "findings/%s/trace.pcap", report->findings[0].signature);
    char *octets = read_file(directory, place);
    assert_memory_equal(octets, capture, sizeof capture);
    free(octets);
    tspec_report_destroy(report);
}

/* A finding without a command to replay it has no files, and the page has no link to any. */
static void no_files(void **state)
{
    (void)state;
    char directory[256], place[128], path[512], link[160], error[256];
    fresh_directory(directory, sizeof directory);
    struct tspec_report *report = sample_report();
    report->findings[0].replay = "";
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    char *page = read_file(directory, "index.html");
    for (unsigned i = 0; i < 2; i++) {
        tspec_output_place(report, i, place, sizeof place);
        snprintf(path, sizeof path, "%s/%s", directory, place);
        snprintf(link, sizeof link, "href=\"%s/", place);
        assert_int_equal(access(path, F_OK), i ? 0 : -1);
        assert_int_equal(strstr(page, link) != NULL, i);
    }
    free(page);
    tspec_report_destroy(report);
}

/* What an earlier run found is gone when the next one does not find it; what others put there stays. */
static void findings_of_an_earlier_run(void **state)
{
    (void)state;
    char directory[256], path[512], error[256];
    fresh_directory(directory, sizeof directory);
    struct tspec_report *report = sample_report();
    give_captures(&report->findings[0]);
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    tspec_report_destroy(report);
    snprintf(path, sizeof path, "%s/findings/mine", directory);
    assert_int_equal(mkdir(path, 0777), 0);
    report = empty_report();
    assert_true(tspec_output_write(report, directory, error, sizeof error));
    tspec_report_destroy(report);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(rmdir(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0); /* nothing else is in findings/ */
}

static void trace_lines(void **state)
{
    (void)state;
    struct tspec_report *report = sample_report();
    struct tspec_text plain = {0}, colour = {0};
    tspec_trace_print(report, &report->findings[0], false, &plain);
    tspec_trace_print(report, &report->findings[0], true, &colour);
    assert_non_null(strstr(plain.bytes, "    0.000000  <      S 0:0(0) win 65535 <mss 1460>"));
    assert_non_null(strstr(plain.bytes, "LISTEN -> SYN-RECEIVED"));
    assert_non_null(strstr(plain.bytes, "[listen.syn.syn]\n"));
    assert_non_null(strstr(plain.bytes, "    0.010000  wait   1 s"));
    for (const char *line = plain.bytes; *line; line += strcspn(line, "\n") + 1)
        if (!strstr(line, "SP. 1:101")) /* a segment's own text is not broken */
            assert_true(strcspn(line, "\n") <= 100);
    assert_non_null(
        strstr(plain.bytes, "\nfail: the ACK covers octets that were never acceptable\n  expected     "));
    assert_null(strchr(plain.bytes, '\033'));
    assert_non_null(strchr(colour.bytes, '\033'));
    tspec_text_free(&plain);
    tspec_text_free(&colour);
    tspec_report_destroy(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_there),
        cmocka_unit_test(a_place_that_cannot_be_written),
        cmocka_unit_test(a_full_disk),
        cmocka_unit_test(findings_of_an_earlier_run),
        cmocka_unit_test(trace_lines),
        cmocka_unit_test(captures),
        cmocka_unit_test(no_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
