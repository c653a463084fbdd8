/*
 * Event classes: a closed enumeration of what a stack can be given, for coverage and signatures. No numbers.
 */
#ifndef TSPEC_HARNESS_CLASSES_H
#define TSPEC_HARNESS_CLASSES_H

#include "harness/judge/judge.h"

/* X(enumerator, "text"). RST goes before SYN, SYN before the rest, as RFC 9293, 3.10.7.4 looks at them. A
 * segment with none of RST, SYN and ACK is "no ACK"; a call's class is its text form. */
#define TSPEC_SEGMENT_CLASSES(X)                                                                             \
    X(RST, "RST")                                                                                            \
    X(RST_ACK, "RST+ACK")                                                                                    \
    X(RST_SYN, "RST+SYN")                                                                                    \
    X(SYN, "SYN")                                                                                            \
    X(SYN_ACK, "SYN+ACK")                                                                                    \
    X(SYN_TEXT, "SYN+data")                                                                                  \
    X(SYN_ACK_TEXT, "SYN+ACK+data")                                                                          \
    X(SYN_FIN, "SYN+FIN")                                                                                    \
    X(ACK, "ACK")                                                                                            \
    X(TEXT, "data")                                                                                          \
    X(FIN, "FIN")                                                                                            \
    X(FIN_TEXT, "data+FIN")                                                                                  \
    X(NO_ACK, "no ACK")                                                                                      \
    X(DAMAGED, "damaged")                                                                                    \
    X(ICMP, "ICMP")                                                                                          \
    X(TIME, "time")
#define TSPEC_ENUM_CLASS(id, text) TSPEC_CLASS_##id,
enum tspec_event_class { TSPEC_SEGMENT_CLASSES(TSPEC_ENUM_CLASS) TSPEC_CLASS_CALL };
#undef TSPEC_ENUM_CLASS
_Static_assert((unsigned)TSPEC_CLASS_CALL + TSPEC_CALL_COUNT <= TSPEC_EVENT_CLASSES,
               "the heat map is too narrow");

enum tspec_event_class tspec_class_of_segment(const struct tspec_segment *seg);
/* TSPEC_CLASS_CALL + kind. */
enum tspec_event_class tspec_class_of_call(unsigned kind);

#endif
