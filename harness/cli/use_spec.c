/* --spec for a run: the engine gets other rules. */
#include "harness/cli/spec.h"
#include "harness/sut/engine.h"

int tspec_cli_use_spec(const struct tspec_cli_options *options)
{
    if (!options->spec)
        return 0;
    const struct tspec_rules *rules = tspec_cli_rules(options);
    if (!rules)
        return TSPEC_EXIT_USAGE;
    tspec_sut_engine_use(rules);
    return 0;
}
