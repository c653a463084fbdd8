/* The corpus: where it is, and what is in it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/cli/load.h"

enum { PATH_BYTES = 4096, DEPTH_MAX = 8 };

struct paths {
    char **items;
    unsigned count;
    bool failed;
};

static bool is_directory(const char *path)
{
    struct stat status;
    return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/* Beside the program, in the tree it was built in or where it was installed to; else in the tree it was built
 * from. */
static bool own_corpus(char *path, size_t bytes)
{
    static const char *const places[] = {"/../../corpus", "/../share/tcpspec/corpus"};
    char program[PATH_BYTES];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return false;
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (snprintf(path, bytes, "%s%s", program, places[i]) < (int)bytes && is_directory(path))
            return true;
    return snprintf(path, bytes, "%s", TSPEC_CORPUS) < (int)bytes && is_directory(path);
}

static void add(struct paths *paths, const char *path)
{
    char **items = realloc(paths->items, (paths->count + 1) * sizeof *items);
    char *copy = strdup(path);
    if (items)
        paths->items = items;
    if (items && copy)
        items[paths->count++] = copy;
    else
        free(copy);
    paths->failed |= !items || !copy;
}

static void walk(struct paths *paths, const char *directory, unsigned depth)
{
    DIR *open = opendir(directory);
    if (!open) {
        tspec_cli_complain("%s: cannot be read: %s; --corpus DIR names a directory of *.scn files", directory,
                           strerror(errno));
        paths->failed = true;
        return;
    }
    for (struct dirent *entry; (entry = readdir(open));) {
        char path[PATH_BYTES];
        size_t length = strlen(entry->d_name);
        if (*entry->d_name == '.' ||
            snprintf(path, sizeof path, "%s/%s", directory, entry->d_name) >= (int)sizeof path)
            continue;
        if (is_directory(path) && depth < DEPTH_MAX)
            walk(paths, path, depth + 1);
        else if (length > 4 && !strcmp(entry->d_name + length - 4, ".scn"))
            add(paths, path);
    }
    closedir(open);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int tspec_cli_load_corpus(const char *directory, struct tspec_scenario **list, unsigned *count)
{
    char own[PATH_BYTES];
    struct paths paths = {0};
    *list = NULL;
    *count = 0;
    if (!directory && !own_corpus(own, sizeof own)) {
        tspec_cli_complain("no corpus beside the program, so none is run; --corpus DIR names one");
        return 0;
    }
    walk(&paths, directory ? directory : own, 0);
    if (!paths.count && !paths.failed && directory) {
        tspec_cli_complain("%s: holds no *.scn file; --corpus DIR names a directory of them", directory);
        paths.failed = true;
    }
    if (paths.count) {
        qsort(paths.items, paths.count, sizeof *paths.items, by_name);
        *list = malloc(paths.count * sizeof **list);
    }
    int code = paths.failed || (paths.count && !*list) ? TSPEC_EXIT_USAGE : 0;
    for (unsigned i = 0; i < paths.count; i++) {
        if (*list && tspec_cli_load(paths.items[i], false, &(*list)[*count]))
            code = TSPEC_EXIT_USAGE;
        else
            (*count)++;
        free(paths.items[i]);
    }
    free(paths.items);
    return code;
}
