#include "engine/fault.h"

#ifdef TSPEC_FAULTS

enum tspec_fault tspec_engine_fault;

static const struct {
    const char *name, *text;
} faults[] = {
    {"NONE", "no fault"},
#define TSPEC_FAULT(id, primitive, text) {#id, primitive ": " text},
#include "engine/fault.def"
#undef TSPEC_FAULT
};

void tspec_engine_fault_set(enum tspec_fault fault)
{
    tspec_engine_fault = fault;
}

const char *tspec_engine_fault_name(unsigned fault)
{
    return fault < TSPEC_FAULT_COUNT ? faults[fault].name : "?";
}

const char *tspec_engine_fault_text(unsigned fault)
{
    return fault < TSPEC_FAULT_COUNT ? faults[fault].text : "?";
}

#endif
