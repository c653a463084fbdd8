#include "harness/report/output.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/html.h"
#include "harness/report/trace.h"

enum { PATH_BYTES = 4096 };

static void json_render(const struct tspec_report *report, struct tspec_text *out)
{
    char *json = tspec_report_write(report);
    if (json) {
        tspec_text_add(out, json);
        tspec_text_add(out, "\n");
    }
    out->failed |= !json;
    free(json);
}

const struct tspec_rendering tspec_renderings[] = {
    {"result.json", json_render},
    {"index.html", tspec_html_render},
    {"junit.xml", tspec_junit_render},
    {"summary.md", tspec_markdown_render},
    {NULL, NULL},
};

static bool make_directories(char *path, char *error, size_t error_bytes)
{
    for (char *at = path + 1;; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = '\0';
        struct stat status;
        int reason = mkdir(path, 0777) && errno != EEXIST ? errno : 0;
        if (!reason && !kept && !stat(path, &status) && !S_ISDIR(status.st_mode))
            reason = ENOTDIR;
        if (reason) {
            snprintf(error, error_bytes, "%s: cannot make the directory: %s; name another with -o DIR", path,
                     strerror(reason));
            return false;
        }
        if (!kept)
            return true;
        *at = kept;
    }
}

/* The file under way, where a signal handler finds it. */
static char beside[PATH_BYTES + 8];
static volatile sig_atomic_t is_beside;

void tspec_output_abandon(void)
{
    if (is_beside)
        unlink(beside);
}

bool tspec_output_file(const char *path, const void *octets, size_t bytes, const char *remedy, char *error,
                       size_t error_bytes)
{
    struct stat status;
    bool device = !lstat(path, &status) && !S_ISREG(status.st_mode); /* or a link: nothing takes its place */
    int length = snprintf(beside, sizeof beside, "%s%s", path, device ? "" : ".part");
    bool fits = (size_t)length < sizeof beside;
    is_beside = fits && !device;
    FILE *file = fits ? fopen(beside, "w") : NULL;
    bool written = file && fwrite(octets, 1, bytes, file) == bytes;
    int reason = fits ? errno : ENAMETOOLONG;
    if (file && fclose(file) && written) {
        written = false;
        reason = errno;
    }
    if (written && is_beside && rename(beside, path)) {
        written = false;
        reason = errno;
    }
    if (file && is_beside && !written)
        unlink(beside);
    is_beside = 0;
    if (!written)
        snprintf(error, error_bytes, "%s: cannot be written: %s; %s", path, strerror(reason), remedy);
    return written;
}

/* Joins directory and name; false with a sentence when the path is too long. */
static bool join(char *path, const char *directory, const char *name, char *error, size_t error_bytes)
{
    if (snprintf(path, PATH_BYTES, "%s/%s", directory, name) < PATH_BYTES)
        return true;
    snprintf(error, error_bytes, "%.40s...: the path is too long; name another directory with -o DIR",
             directory);
    return false;
}

static bool write_in(const char *directory, const char *name, const void *octets, size_t bytes, char *error,
                     size_t error_bytes)
{
    char path[PATH_BYTES];
    return join(path, directory, name, error, error_bytes) &&
           tspec_output_file(path, octets, bytes, "name another directory with -o DIR", error, error_bytes);
}

static bool write_text_in(const char *directory, const char *name, const struct tspec_text *text, char *error,
                          size_t error_bytes)
{
    if (!text->failed)
        return write_in(directory, name, text->bytes, text->length, error, error_bytes);
    snprintf(error, error_bytes, "%s/%s: cannot be written: %s", directory, name, strerror(ENOMEM));
    return false;
}

bool tspec_output_prepare(const char *directory, char *error, size_t error_bytes)
{
    char path[PATH_BYTES];
    if (!join(path, directory, "", error, error_bytes))
        return false;
    path[strlen(path) - 1] = '\0';
    if (!make_directories(path, error, error_bytes) ||
        !write_in(directory, ".probe", "", 0, error, error_bytes))
        return false;
    if (join(path, directory, ".probe", error, error_bytes))
        unlink(path);
    return true;
}

int tspec_output_place(const struct tspec_report *report, unsigned finding, char *buffer, size_t bytes)
{
    const struct tspec_report_finding *this = &report->findings[finding];
    bool taken = false;
    for (unsigned i = 0; i < finding; i++)
        taken |= !strcmp(report->findings[i].signature, this->signature);
    return snprintf(buffer, bytes, "findings/%s%s%s", this->signature, taken ? "-" : "",
                    taken ? this->stack : "");
}

/* What a finding's directory holds. */
static const char *const finding_files[] = {"scenario.scn", "trace.txt", "trace.pcap", "trace.pcapng"};
enum { FINDING_FILES = sizeof finding_files / sizeof finding_files[0] };

static bool write_finding(const struct tspec_report *report, unsigned index, const char *directory,
                          char *error, size_t error_bytes)
{
    char name[256], place[PATH_BYTES];
    const struct tspec_report_finding *finding = &report->findings[index];
    tspec_output_place(report, index, name, sizeof name);
    if (!join(place, directory, name, error, error_bytes) || !make_directories(place, error, error_bytes))
        return false;
    struct tspec_text scenario = {0}, trace = {0};
    tspec_text_add(&scenario, finding->scenario);
    tspec_trace_print(report, finding, false, &trace);
    bool written = write_text_in(place, finding_files[0], &scenario, error, error_bytes) &&
                   write_text_in(place, finding_files[1], &trace, error, error_bytes) &&
                   (!finding->pcap || write_in(place, finding_files[2], finding->pcap, finding->pcap_bytes,
                                               error, error_bytes)) &&
                   (!finding->pcapng || write_in(place, finding_files[3], finding->pcapng,
                                                 finding->pcapng_bytes, error, error_bytes));
    tspec_text_free(&scenario);
    tspec_text_free(&trace);
    return written;
}

/* Whether a name below findings/ is one that tspec_output_place makes. */
static bool is_place(const char *name)
{
    enum { DIGITS = 12 };
    return strspn(name, "0123456789abcdef") == DIGITS && (!name[DIGITS] || name[DIGITS] == '-');
}

/* Findings of an earlier run are gone with its report: what this one does not find must not seem found. */
static void forget_findings(const char *directory)
{
    char path[PATH_BYTES], file[PATH_BYTES];
    DIR *open = snprintf(path, sizeof path, "%s/findings", directory) < PATH_BYTES ? opendir(path) : NULL;
    if (!open)
        return;
    for (struct dirent *entry; (entry = readdir(open));) {
        if (!is_place(entry->d_name))
            continue;
        for (unsigned i = 0; i < FINDING_FILES; i++)
            if (snprintf(file, sizeof file, "%s/%s/%s", path, entry->d_name, finding_files[i]) < PATH_BYTES)
                unlink(file);
        if (snprintf(file, sizeof file, "%s/%s", path, entry->d_name) < PATH_BYTES)
            rmdir(file);
    }
    closedir(open);
}

void tspec_output_remove(const char *directory)
{
    char path[PATH_BYTES];
    forget_findings(directory);
    if (snprintf(path, sizeof path, "%s/findings", directory) < PATH_BYTES)
        rmdir(path);
    for (const struct tspec_rendering *rendering = tspec_renderings; rendering->file; rendering++)
        if (snprintf(path, sizeof path, "%s/%s", directory, rendering->file) < PATH_BYTES)
            unlink(path);
    rmdir(directory);
}

bool tspec_output_write(const struct tspec_report *report, const char *directory, char *error,
                        size_t error_bytes)
{
    forget_findings(directory);
    for (unsigned i = 0; i < report->finding_count; i++)
        if (*report->findings[i].replay && !write_finding(report, i, directory, error, error_bytes))
            return false;
    for (const struct tspec_rendering *rendering = tspec_renderings; rendering->file; rendering++) {
        struct tspec_text text = {0};
        rendering->render(report, &text);
        bool written = write_text_in(directory, rendering->file, &text, error, error_bytes);
        tspec_text_free(&text);
        if (!written)
            return false;
    }
    return true;
}
