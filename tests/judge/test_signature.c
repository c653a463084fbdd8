/* SHA-256 against FIPS 180-4 and its published vectors; what a signature depends on and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harness/judge/sha256.h"
#include "harness/judge/signature.h"

static void hex(const uint8_t *digest, char *out)
{
    for (unsigned i = 0; i < TSPEC_SHA256_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static void vectors_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *message, *digest;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmno"
         "pqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        uint8_t digest[TSPEC_SHA256_BYTES];
        char text[2 * TSPEC_SHA256_BYTES + 1];
        tspec_sha256(vectors[i].message, strlen(vectors[i].message), digest);
        hex(digest, text);
        assert_string_equal(text, vectors[i].digest);
    }
}

static void a_million_a(void **state)
{
    (void)state;
    static uint8_t message[1000000];
    uint8_t digest[TSPEC_SHA256_BYTES];
    char text[2 * TSPEC_SHA256_BYTES + 1];
    memset(message, 'a', sizeof message);
    tspec_sha256(message, sizeof message, digest);
    hex(digest, text);
    assert_string_equal(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Every length around the border where the length field needs a block of its own gives another digest. */
static void lengths_around_the_border_differ(void **state)
{
    (void)state;
    uint8_t digests[130][TSPEC_SHA256_BYTES];
    static const uint8_t zeros[130];
    for (size_t bytes = 0; bytes < 130; bytes++) {
        tspec_sha256(zeros, bytes, digests[bytes]);
        for (size_t other = 0; other < bytes; other++)
            assert_memory_not_equal(digests[bytes], digests[other], TSPEC_SHA256_BYTES);
    }
}

static struct tspec_finding a_finding(void)
{
    return (struct tspec_finding){.check = TSPEC_CHECK_FORM_CHECKSUM,
                                  .clause = -1,
                                  .level = TSPEC_LEVEL_FAIL,
                                  .state = TSPEC_ESTABLISHED,
                                  .event_class = "data",
                                  .observed_class = "wrong checksum"};
}

static void signature_is_the_documented_line(void **state)
{
    (void)state;
    static const char line[] = "1|form.checksum||ESTABLISHED|data|wrong checksum";
    struct tspec_finding finding = a_finding();
    uint8_t digest[TSPEC_SHA256_BYTES];
    char text[2 * TSPEC_SHA256_BYTES + 1];
    tspec_sha256(line, sizeof line - 1, digest);
    hex(digest, text);
    tspec_signature_set(&finding);
    assert_int_equal(strlen(finding.signature), TSPEC_SIGNATURE_CHARS);
    assert_memory_equal(finding.signature, text, TSPEC_SIGNATURE_CHARS);
}

static void signature_forgets_numbers_and_keeps_classes(void **state)
{
    (void)state;
    struct tspec_finding first = a_finding(), other = a_finding();
    tspec_signature_set(&first);

    other.flow = 3;
    other.event_index = 17;
    other.time_us = 123456;
    strcpy(other.expected, "4711");
    strcpy(other.observed, "4712");
    tspec_signature_set(&other);
    assert_string_equal(first.signature, other.signature);

    struct tspec_finding changed[5];
    for (unsigned i = 0; i < 5; i++)
        changed[i] = a_finding();
    changed[0].check = TSPEC_CHECK_FORM_RESERVED;
    changed[1].state = TSPEC_STATE_ANY;
    strcpy(changed[2].event_class, "FIN");
    strcpy(changed[3].observed_class, "another");
    changed[4].clause = 0;
    for (unsigned i = 0; i < 5; i++) {
        tspec_signature_set(&changed[i]);
        assert_string_not_equal(first.signature, changed[i].signature);
    }
}

/* Whatever was asked for before, in whatever order: the kept ones give the same. */
static void known_signatures_are_the_same(void **state)
{
    (void)state;
    static struct tspec_signatures signatures;
    enum { FINDINGS = 3 * TSPEC_SIGNATURES_KNOWN, TIMES = 3 };
    for (unsigned i = 0; i < TIMES * FINDINGS; i++) {
        unsigned n = i * 7 % FINDINGS;
        struct tspec_finding plain = a_finding(), kept;
        plain.check = n % 3;
        plain.clause = (int)(n % 5) - 1;
        plain.state = n % 4;
        snprintf(plain.event_class, sizeof plain.event_class, "event %c", (char)('a' + n % 17));
        snprintf(plain.observed_class, sizeof plain.observed_class, "class %u", n / 8);
        kept = plain;
        tspec_signature_set(&plain);
        tspec_signatures_set(&signatures, &kept);
        assert_string_equal(plain.signature, kept.signature);
    }
}

static void text_loses_its_numbers(void **state)
{
    (void)state;
    char out[32];
    tspec_signature_text("pcb 17 is sane at line 1234", out, sizeof out);
    assert_string_equal(out, "pcb  is sane at line ");
    tspec_signature_text("at 0x7ffeAB12 of 0xq", out, sizeof out);
    assert_string_equal(out, "at  of q");
    tspec_signature_text("0123456789", out, sizeof out);
    assert_string_equal(out, "");
    tspec_signature_text("abcdef", out, 4);
    assert_string_equal(out, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_standard),
        cmocka_unit_test(a_million_a),
        cmocka_unit_test(lengths_around_the_border_differ),
        cmocka_unit_test(signature_is_the_documented_line),
        cmocka_unit_test(signature_forgets_numbers_and_keeps_classes),
        cmocka_unit_test(known_signatures_are_the_same),
        cmocka_unit_test(text_loses_its_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
