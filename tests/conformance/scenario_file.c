#include "scenario_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "harness/scenario/text.h"

void scenario_file_read(const char *directory, const char *name, struct tspec_scenario *scenario)
{
    static struct tspec_diagnostics diagnostics;
    static char path[512], text[8192], message[1024];
    snprintf(path, sizeof path, "%s/%s/%s.scn", TSPEC_SOURCE_DIR, directory, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        print_message("cannot read %s\n", path);
    assert_non_null(file);
    size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    bool good = tspec_scenario_parse(text, bytes, scenario, &diagnostics);
    for (unsigned i = 0; !good && i < diagnostics.count; i++) {
        tspec_diagnostic_print(&diagnostics.items[i], path, text, bytes, message, sizeof message);
        print_message("%s\n", message);
    }
    assert_true(good);
}
