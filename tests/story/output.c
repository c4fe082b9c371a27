/* output.c - where text goes: a file, a text that grows. */
#include "kt.h"

#include <kith/output.h>

#include <string.h>

static bool put(kith_output output, const char *text)
{
    return output.write(output.context, text, strlen(text));
}

KT_TEST(output, to_a_text_adds_to_it_and_ends_it)
{
    kith_text_buffer buffer = {0};
    kith_output output = kith_output_to_buffer(&buffer);

    KT_ASSERT(output.write(output.context, NULL, 0));
    KT_ASSERT_STR_EQ(buffer.text, "");
    for (size_t i = 0; i < 1000; i++) {
        KT_ASSERT(put(output, &"abcdefg"[i % 8]));
        KT_ASSERT_EQ(buffer.text[buffer.bytes], '\0');
        KT_ASSERT(buffer.bytes < buffer.capacity);
    }
    KT_ASSERT_EQ(buffer.bytes, 125u * (7 + 6 + 5 + 4 + 3 + 2 + 1));
    KT_ASSERT_EQ(strncmp(buffer.text, "abcdefgbcdefgcdefg", 18), 0);
    kith_text_buffer_free(&buffer);
    KT_ASSERT_NULL(buffer.text);
    KT_ASSERT(put(output, "again"));
    KT_ASSERT_STR_EQ(buffer.text, "again");
    kith_text_buffer_free(&buffer);
    kith_text_buffer_free(NULL);
}

KT_TEST(output, to_a_text_that_would_be_too_long_leaves_it_as_it_was)
{
    kith_text_buffer buffer = {0};
    kith_output output = kith_output_to_buffer(&buffer);

    KT_ASSERT(put(output, "kept"));
    KT_ASSERT(!output.write(output.context, "", SIZE_MAX - 2));
    KT_ASSERT_STR_EQ(buffer.text, "kept");
    KT_ASSERT_EQ(buffer.bytes, 4u);
    kith_text_buffer_free(&buffer);
}

KT_TEST(output, to_a_file_writes_there)
{
    FILE *file = tmpfile();
    kith_output output = kith_output_to(file);
    char text[16] = "";

    KT_ASSERT_NOT_NULL(file);
    KT_ASSERT(put(output, "Chair\n"));
    KT_ASSERT(put(output, ""));
    rewind(file);
    KT_ASSERT_EQ(fread(text, 1, sizeof(text) - 1, file), 6u);
    KT_ASSERT_STR_EQ(text, "Chair\n");
    fclose(file);
}

KT_TEST(output, to_nothing_fails)
{
    KT_ASSERT(!put(kith_output_to(NULL), "Chair"));
    KT_ASSERT(!put(kith_output_to_buffer(NULL), "Chair"));
}
