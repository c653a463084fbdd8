#include "harness/report/output.h"

#include <dirent.h>
#include <errno.h>
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

static bool write_file(const char *path, const struct tspec_text *text, char *error, size_t error_bytes)
{
    char beside[PATH_BYTES + 8];
    snprintf(beside, sizeof beside, "%s.part", path);
    FILE *file = text->failed ? NULL : fopen(beside, "w");
    bool written = file && fwrite(text->bytes, 1, text->length, file) == text->length;
    int reason = text->failed ? ENOMEM : errno;
    if (file && fclose(file) && written) {
        written = false;
        reason = errno;
    }
    if (written && !rename(beside, path))
        return true;
    if (written)
        reason = errno;
    if (file)
        unlink(beside);
    snprintf(error, error_bytes, "%s: cannot be written: %s; name another directory with -o DIR", path,
             strerror(reason));
    return false;
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

bool tspec_output_prepare(const char *directory, char *error, size_t error_bytes)
{
    char path[PATH_BYTES];
    struct tspec_text nothing = {0};
    tspec_text_add(&nothing, "");
    bool ready = join(path, directory, "", error, error_bytes);
    if (ready) {
        path[strlen(path) - 1] = '\0';
        ready = make_directories(path, error, error_bytes) &&
                join(path, directory, ".probe", error, error_bytes) &&
                write_file(path, &nothing, error, error_bytes);
    }
    if (ready)
        unlink(path);
    tspec_text_free(&nothing);
    return ready;
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

static bool write_finding(const struct tspec_report *report, unsigned index, const char *directory,
                          char *error, size_t error_bytes)
{
    char place[256], path[PATH_BYTES];
    tspec_output_place(report, index, place, sizeof place);
    if (!join(path, directory, place, error, error_bytes) || !make_directories(path, error, error_bytes))
        return false;
    struct tspec_text scenario = {0}, trace = {0};
    tspec_text_add(&scenario, report->findings[index].scenario);
    tspec_trace_print(report, &report->findings[index], false, &trace);
    size_t end = strlen(path);
    snprintf(path + end, sizeof path - end, "/scenario.scn");
    bool written = write_file(path, &scenario, error, error_bytes);
    snprintf(path + end, sizeof path - end, "/trace.txt");
    written = written && write_file(path, &trace, error, error_bytes);
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
    static const char *const files[] = {"scenario.scn", "trace.txt"};
    char path[PATH_BYTES], file[PATH_BYTES];
    DIR *open = snprintf(path, sizeof path, "%s/findings", directory) < PATH_BYTES ? opendir(path) : NULL;
    if (!open)
        return;
    for (struct dirent *entry; (entry = readdir(open));) {
        if (!is_place(entry->d_name))
            continue;
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
            if (snprintf(file, sizeof file, "%s/%s/%s", path, entry->d_name, files[i]) < PATH_BYTES)
                unlink(file);
        if (snprintf(file, sizeof file, "%s/%s", path, entry->d_name) < PATH_BYTES)
            rmdir(file);
    }
    closedir(open);
}

bool tspec_output_write(const struct tspec_report *report, const char *directory, char *error,
                        size_t error_bytes)
{
    char path[PATH_BYTES];
    forget_findings(directory);
    for (unsigned i = 0; i < report->finding_count; i++)
        if (!write_finding(report, i, directory, error, error_bytes))
            return false;
    for (const struct tspec_rendering *rendering = tspec_renderings; rendering->file; rendering++) {
        struct tspec_text text = {0};
        rendering->render(report, &text);
        bool written = join(path, directory, rendering->file, error, error_bytes) &&
                       write_file(path, &text, error, error_bytes);
        tspec_text_free(&text);
        if (!written)
            return false;
    }
    return true;
}
