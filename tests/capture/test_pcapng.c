/* The pcapng writer, field by field: a reader of our own takes its blocks apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/capture/capture.h"

enum { BLOCKS_MAX = 16, OPTIONS_MAX = 16 };

struct option {
    unsigned code, length;
    const uint8_t *value;
};

struct block {
    uint32_t type;
    const uint8_t *body;
    size_t body_bytes;
};

struct blocks {
    uint8_t *octets;
    struct block at[BLOCKS_MAX];
    unsigned count;
};

static uint32_t number(const uint8_t *at, unsigned octets)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < octets; i++)
        value |= (uint32_t)at[i] << 8 * i;
    return value;
}

/* Splits a file into its blocks. Each says its length twice, and the lengths cover the file. */
static struct blocks read_blocks(const struct tspec_capture *capture)
{
    char error[128] = "";
    size_t bytes = 0, at = 0;
    struct blocks blocks = {.octets = tspec_pcapng_write(capture, &bytes, error, sizeof error)};
    assert_string_equal(error, "");
    assert_non_null(blocks.octets);
    for (; at < bytes; blocks.count++) {
        assert_true(blocks.count < BLOCKS_MAX && bytes - at >= 12);
        size_t length = number(blocks.octets + at + 4, 4);
        assert_true(length >= 12 && length % 4 == 0 && length <= bytes - at);
        assert_int_equal(number(blocks.octets + at + length - 4, 4), length);
        blocks.at[blocks.count] =
            (struct block){number(blocks.octets + at, 4), blocks.octets + at + 8, length - 12};
        at += length;
    }
    assert_int_equal(at, bytes);
    return blocks;
}

/* The options from `offset` on, in the order of their codes, padded with zeros, ended by code 0 when there
 * are any; what the end stands at is the end of the block. Records of names read alike. */
static unsigned read_options(const struct block *block, size_t offset, struct option *options)
{
    unsigned count = 0;
    size_t at = offset;
    while (at < block->body_bytes) {
        assert_true(count < OPTIONS_MAX && block->body_bytes - at >= 4);
        struct option *this = &options[count++];
        *this = (struct option){number(block->body + at, 2), number(block->body + at + 2, 2),
                                block->body + at + 4};
        at += 4 + this->length;
        for (; at % 4; at++)
            assert_int_equal(block->body[at], 0);
        if (!this->code)
            break;
        assert_true(count == 1 || options[count - 2].code <= this->code);
    }
    assert_int_equal(at, block->body_bytes);
    assert_true(!count || (options[count - 1].code == 0 && options[count - 1].length == 0));
    return count ? count - 1 : 0;
}

static void assert_option(const struct option *option, unsigned code, const char *text)
{
    assert_int_equal(option->code, code);
    assert_int_equal(option->length, strlen(text));
    assert_memory_equal(option->value, text, strlen(text));
}

static const struct tspec_capture_name names[] = {
    {{4, {192, 0, 2, 1}}, "lwip-2.1.3"},
    {{6, {0x20, 1, 0xd, 0xb8}}, "h"},
};

static void every_field_is_in_its_place(void **state)
{
    (void)state;
    static const uint8_t packet[] = {0x45, 1, 2, 3, 4};
    static const char *const comments[] = {"LISTEN -> SYN-RECEIVED", "ja, gr\xC3\xBC\xC3\x9F dich"};
    const struct tspec_capture_frame frames[] = {
        {2500001, true, packet, sizeof packet, comments, 2},
        {5000000000, false, packet, 4, NULL, 0},
    };
    const struct tspec_capture capture = {"tcpspec 0.1.0", "why", "tcpspec", "a wire", names, 2, frames, 2};
    struct blocks blocks = read_blocks(&capture);
    struct option options[OPTIONS_MAX];
    assert_int_equal(blocks.count, 5);

    const struct block *block = &blocks.at[0]; /* section header */
    assert_int_equal(block->type, 0x0A0D0D0A);
    assert_int_equal(number(block->body, 4), 0x1A2B3C4D);
    assert_int_equal(number(block->body + 4, 2), 1);
    assert_int_equal(number(block->body + 6, 2), 0);
    assert_int_equal(number(block->body + 8, 4), UINT32_MAX);
    assert_int_equal(number(block->body + 12, 4), UINT32_MAX);
    assert_int_equal(read_options(block, 16, options), 2);
    assert_option(&options[0], 1, "why");
    assert_option(&options[1], 4, "tcpspec 0.1.0");

    block = &blocks.at[1]; /* interface */
    assert_int_equal(block->type, 1);
    assert_int_equal(number(block->body, 2), 101);
    assert_int_equal(number(block->body + 2, 2), 0);
    assert_int_equal(number(block->body + 4, 4), 0);
    assert_int_equal(read_options(block, 8, options), 3);
    assert_option(&options[0], 2, "tcpspec");
    assert_option(&options[1], 3, "a wire");
    assert_option(&options[2], 9, "\x09");

    block = &blocks.at[2]; /* names */
    assert_int_equal(block->type, 4);
    assert_int_equal(read_options(block, 0, options), 2);
    assert_int_equal(options[0].code, 1);
    assert_int_equal(options[0].length, 4 + sizeof "lwip-2.1.3");
    assert_memory_equal(options[0].value, "\xC0\x00\x02\x01lwip-2.1.3", 4 + sizeof "lwip-2.1.3");
    assert_int_equal(options[1].code, 2);
    assert_int_equal(options[1].length, 16 + sizeof "h");
    assert_memory_equal(options[1].value, names[1].address.octets, 16);

    block = &blocks.at[3]; /* a packet of an odd length, commented */
    assert_int_equal(block->type, 6);
    assert_int_equal(number(block->body, 4), 0);
    assert_int_equal(number(block->body + 4, 4), 0);
    assert_int_equal(number(block->body + 8, 4), 2500001000u);
    assert_int_equal(number(block->body + 12, 4), 5);
    assert_int_equal(number(block->body + 16, 4), 5);
    assert_memory_equal(block->body + 20, "\x45\x01\x02\x03\x04\0\0\0", 8);
    assert_int_equal(read_options(block, 28, options), 3);
    assert_option(&options[0], 1, comments[0]);
    assert_option(&options[1], 1, comments[1]);
    assert_int_equal(options[2].code, 2);
    assert_int_equal(options[2].length, 4);
    assert_int_equal(number(options[2].value, 4), 1); /* inbound */

    block = &blocks.at[4]; /* past 2^32 nanoseconds, the other way */
    uint64_t time_ns = (uint64_t)number(block->body + 4, 4) << 32 | number(block->body + 8, 4);
    assert_true(time_ns == 5000000000000u);
    assert_int_equal(number(block->body + 12, 4), 4);
    assert_int_equal(read_options(block, 24, options), 1);
    assert_int_equal(number(options[0].value, 4), 2); /* outbound */
    free(blocks.octets);
}

static void an_empty_capture_has_two_blocks(void **state)
{
    (void)state;
    const struct tspec_capture capture = {0};
    struct option options[OPTIONS_MAX];
    struct blocks blocks = read_blocks(&capture);
    assert_int_equal(blocks.count, 2);
    assert_int_equal(blocks.at[0].body_bytes, 16); /* without options not even their end */
    assert_int_equal(read_options(&blocks.at[1], 8, options), 1);
    free(blocks.octets);
}

static void what_is_large_is_whole(void **state)
{
    (void)state;
    enum { COMMENT_BYTES = 10000 };
    uint8_t *packet = malloc(TSPEC_CAPTURE_PACKET_MAX);
    char *comment = malloc(COMMENT_BYTES + 1);
    assert_true(packet && comment);
    for (unsigned i = 0; i < TSPEC_CAPTURE_PACKET_MAX; i++)
        packet[i] = (uint8_t)(i * 7);
    memset(comment, 'x', COMMENT_BYTES);
    comment[COMMENT_BYTES] = '\0';
    const char *const comments[] = {comment};
    const struct tspec_capture_frame frame = {0, true, packet, TSPEC_CAPTURE_PACKET_MAX, comments, 1};
    const struct tspec_capture capture = {.frames = &frame, .frame_count = 1};
    struct option options[OPTIONS_MAX];
    struct blocks blocks = read_blocks(&capture);
    assert_int_equal(blocks.count, 3);
    assert_int_equal(number(blocks.at[2].body + 12, 4), TSPEC_CAPTURE_PACKET_MAX);
    assert_memory_equal(blocks.at[2].body + 20, packet, TSPEC_CAPTURE_PACKET_MAX);
    assert_int_equal(read_options(&blocks.at[2], 20 + TSPEC_CAPTURE_PACKET_MAX + 1, options), 2);
    assert_option(&options[0], 1, comment);
    free(blocks.octets);
    free(packet);
    free(comment);
}

/* Beyond the limits both writers refuse, and say what. */
static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    char error[128], *text = malloc(TSPEC_CAPTURE_STRING_MAX + 2);
    uint8_t *packet = calloc(1, TSPEC_CAPTURE_PACKET_MAX + 1);
    size_t bytes;
    assert_true(text && packet);
    memset(text, 'y', TSPEC_CAPTURE_STRING_MAX + 1);
    text[TSPEC_CAPTURE_STRING_MAX + 1] = '\0';
    const char *const comments[] = {text};
    const struct tspec_capture_frame wordy = {0, true, packet, 40, comments, 1};
    const struct tspec_capture_frame large = {0, true, packet, TSPEC_CAPTURE_PACKET_MAX + 1, NULL, 0};
    const struct tspec_capture_frame late = {(uint64_t)1000000 << 31, true, packet, 40, NULL, 0};
    struct tspec_capture capture = {.frames = &wordy, .frame_count = 1};
    assert_null(tspec_pcapng_write(&capture, &bytes, error, sizeof error));
    assert_non_null(strstr(error, "\"yyyyyy"));
    assert_non_null(strstr(error, " 65536 octets"));
    static const char *const said[] = {"frame 1 has 65536 octets", "frame 1 is at second 2147483648"};
    for (unsigned i = 0; i < 2; i++) {
        capture.frames = i ? &late : &large;
        assert_null(tspec_pcapng_write(&capture, &bytes, error, sizeof error));
        assert_non_null(strstr(error, said[i]));
        assert_null(tspec_pcap_write(&capture, &bytes, error, sizeof error));
        assert_non_null(strstr(error, said[i]));
    }
    free(text);
    free(packet);
}

/* RFC 1123, 2.1: letters, digits, hyphens inside, dots between; tools cut at 64. */
static void names_are_host_names(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"lwip", "2.1.3", "lwip-2.1.3"},
        {"engine", "0.1.0", "engine-0.1.0"},
        {"lwip", "", "lwip"},
        {"", "", "stack"},
        {"my stack", "v1 (beta)", "my-stack-v1--beta"},
        {"-..-", "", "stack"},
        {"a..b", "", "a.-b"},
        {"gr\xC3\xBC\xC3\x9F", "1", "gr-----1"},
        {"0123456789012345678901234567890123456789012345678901234567890123456789", "1",
         "012345678901234567890123456789012345678901234567890123456789012"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[TSPEC_CAPTURE_NAME_BYTES];
        tspec_capture_host_name(cases[i][0], cases[i][1], name);
        assert_string_equal(name, cases[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_in_its_place), cmocka_unit_test(an_empty_capture_has_two_blocks),
        cmocka_unit_test(what_is_large_is_whole),      cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(names_are_host_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
