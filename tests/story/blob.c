/* blob.c - columns of bytes: values, keys, and who owns them. */
#include "family.h"

#include <string.h>

typedef struct Photo Photo;
typedef struct Print Print;
typedef struct Page Page;
struct Photo {
    const int64_t id;
    KITH_BLOB pixels;
    KITH_BLOB digest;
    KITH_BLOB format;
    KITH_COLLECTION(Print) prints;
};
struct Print {
    const int64_t id;
    KITH_BLOB digest;
    KITH_REFERENCE(Photo) photo;
};
/* A page of a book: required, and unique together with its book. */
struct Page {
    const int64_t id;
    const int32_t book;
    KITH_BLOB scan;
};
static KITH_TABLE(Photo, "photos", KITH_PRIMARY_KEY(Photo, id),
                  KITH_COLUMN(Photo, pixels),
                  KITH_COLUMN(Photo, digest, .unique = true),
                  KITH_COLUMN(Photo, format, .index = true),
                  KITH_RELATIONSHIP(Photo, prints, Print,
                                    .back_populates = "photo"));
static KITH_TABLE(Print, "prints", KITH_PRIMARY_KEY(Print, id),
                  KITH_FOREIGN_KEY(Print, digest, Photo, digest,
                                   .on_delete = KITH_CASCADE,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Print, photo, Photo,
                                    .back_populates = "prints"));
static KITH_TABLE(Page, "pages", KITH_PRIMARY_KEY(Page, id),
                  KITH_COLUMN(Page, book),
                  KITH_COLUMN(Page, scan, .not_null = true),
                  KITH_UNIQUE("book", "scan"));

/* A literal without its NUL, and the last sentence. */
#define LITERAL(text) KITH_BYTES("" text, sizeof(text) - 1)
#define SAYS(db, sentence) \
    KT_ASSERT_STR_EQ(kith_last_error(db)->message, (sentence))

/* The blob has these bytes, at an address for numbers of 8 bytes. */
static void holds(kith_blob blob, kith_blob expected)
{
    KT_ASSERT_NOT_NULL(blob.data);
    KT_ASSERT_EQ((uintptr_t)blob.data % 8, 0u);
    KT_ASSERT_EQ(blob.bytes, expected.bytes);
    KT_ASSERT(memcmp(blob.data, expected.data, blob.bytes) == 0);
}

KT_TEST(blob, is_copied_by_an_insert_with_all_of_its_bytes)
{
    kith_db *db = OPEN(Photo, Print);
    char bytes[] = {0, 1, 0, 0, (char)0xff};
    char saved[sizeof bytes];
    memcpy(saved, bytes, sizeof bytes);

    Photo *photo =
        kith_insert(db, Photo, .pixels = KITH_BYTES(bytes, sizeof bytes));
    memset(bytes, 7, sizeof bytes);

    KT_ASSERT_NE(photo->pixels.data, (const void *)bytes);
    holds(photo->pixels, KITH_BYTES(saved, sizeof saved));
    family_close(db);
}

KT_TEST(blob, is_aligned_for_numbers_whatever_its_length)
{
    kith_db *db = OPEN(Photo, Print);
    static const char bytes[100] = "0123456789abcdefghijklmnopqrstuvwxyz";

    for (size_t i = 0; i <= sizeof bytes; i++) {
        Photo *photo = kith_insert(db, Photo, .pixels = KITH_BYTES(bytes, i));
        holds(photo->pixels, KITH_BYTES(bytes, i));
        ANSWERS(kith_set(photo, pixels, KITH_BYTES(bytes, 100 - i)), KITH_OK);
        holds(photo->pixels, KITH_BYTES(bytes, 100 - i));
    }
    family_close(db);
}

KT_TEST(blob, without_bytes_is_a_value_and_no_NULL)
{
    kith_db *db = OPEN(Photo, Print, Page);

    Photo *empty = kith_insert(db, Photo, .digest = KITH_BYTES("", 0));
    Photo *none = kith_insert_default(db, Photo);

    holds(empty->digest, LITERAL(""));
    KT_ASSERT(!kith_is_null(empty, digest));
    KT_ASSERT_NULL(none->digest.data);
    KT_ASSERT_EQ(none->digest.bytes, (size_t)0);
    KT_ASSERT(kith_is_null(none, digest));
    KT_ASSERT_EQ(kith_find(db, Photo, digest, LITERAL("")), empty);
    REFUSES_ROW(db, kith_insert(db, Photo, .digest = KITH_BYTES("", 0)),
                KITH_E_UNIQUE);
    SAYS(db, "another row of photos already has digest x''");
    KT_ASSERT_NOT_NULL(kith_insert(db, Page, .scan = KITH_BYTES("", 0)));
    family_close(db);
}

KT_TEST(blob, that_is_required_is_refused_as_NULL)
{
    kith_db *db = OPEN(Page);

    REFUSES_ROW(db, kith_insert(db, Page, .book = 1), KITH_E_NOT_NULL);
    SAYS(db, "pages.scan is required and would be NULL");
    Page *page = kith_insert(db, Page, .book = 1, .scan = LITERAL("a"));
    REFUSES(db, kith_set_null(page, scan), KITH_E_NOT_NULL);
    REFUSES(db, kith_set(page, scan, KITH_BYTES(NULL, 0)), KITH_E_NOT_NULL);

    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "scan");
    holds(page->scan, LITERAL("a"));
    family_close(db);
}

KT_TEST(blob, with_bytes_and_no_data_is_misuse)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("a"));
    const uint64_t given[1] = {2};
    const Photo values = {.pixels = KITH_BYTES(NULL, 3)};

    REFUSES_ROW(db, kith_insert(db, Photo, .pixels = KITH_BYTES(NULL, 1)),
                KITH_E_MISUSE);
    SAYS(db, "kith_insert_row: photos.pixels is given bytes without data");
    REFUSES(db, kith_set(photo, pixels, KITH_BYTES(NULL, 1)), KITH_E_MISUSE);
    SAYS(db, "kith_set_at: photos.pixels is given bytes without data");
    REFUSES(db, kith_set(photo, digest, KITH_BYTES(NULL, 1)), KITH_E_MISUSE);
    REFUSES_ROW(db, kith_insert_columns(db, &Photo_table, &values, given, NULL),
                KITH_E_MISUSE);
    SAYS(db, "kith_insert_columns: photos.pixels is given bytes without data");

    family_close(db);
}

KT_TEST(blob, is_set_to_others_and_to_NULL)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("before"));

    ANSWERS(kith_set(photo, pixels, LITERAL("af\0ter")), KITH_OK);
    holds(photo->pixels, LITERAL("af\0ter"));
    ANSWERS(kith_set_null(photo, pixels), KITH_OK);
    KT_ASSERT(kith_is_null(photo, pixels));
    KT_ASSERT_EQ(photo->pixels.bytes, (size_t)0);
    ANSWERS(kith_set(photo, pixels, KITH_BYTES("", 0)), KITH_OK);
    holds(photo->pixels, LITERAL(""));
    ANSWERS(kith_set(photo, pixels, KITH_BYTES(NULL, 0)), KITH_OK);

    KT_ASSERT(kith_is_null(photo, pixels));
    family_close(db);
}

KT_TEST(blob, that_is_set_to_an_equal_one_stays_where_it_is)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("ab\0cd"),
                               .digest = LITERAL("key"));
    const void *pixels = photo->pixels.data, *digest = photo->digest.data;
    char same[] = {'a', 'b', 0, 'c', 'd'};

    ANSWERS(kith_set(photo, pixels, KITH_BYTES(same, sizeof same)), KITH_OK);
    ANSWERS(kith_set(photo, digest, LITERAL("key")), KITH_OK);
    ANSWERS(kith_set(photo, pixels, photo->pixels), KITH_OK);

    KT_ASSERT_EQ(photo->pixels.data, pixels);
    KT_ASSERT_EQ(photo->digest.data, digest);
    family_close(db);
}

KT_TEST(blob, may_be_set_to_a_part_of_itself)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("0123456789"),
                               .digest = LITERAL("abcdef"));

    ANSWERS(kith_set(photo, pixels, KITH_BYTES(photo->pixels.data, 4)),
            KITH_OK);
    holds(photo->pixels, LITERAL("0123"));
    ANSWERS(kith_set(photo, pixels,
                     KITH_BYTES((const char *)photo->pixels.data + 1, 2)),
            KITH_OK);
    holds(photo->pixels, LITERAL("12"));
    ANSWERS(kith_set(photo, pixels, KITH_BYTES(photo->pixels.data, 0)),
            KITH_OK);
    holds(photo->pixels, LITERAL(""));
    ANSWERS(kith_set(photo, digest, KITH_BYTES(photo->digest.data, 3)),
            KITH_OK);
    holds(photo->digest, LITERAL("abc"));

    KT_ASSERT_EQ(kith_find(db, Photo, digest, LITERAL("abc")), photo);
    KT_ASSERT_NULL(kith_find(db, Photo, digest, LITERAL("abcdef")));
    family_close(db);
}

KT_TEST(blob, that_loses_its_tail_is_another_value_at_the_same_bytes)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *first = kith_insert(db, Photo, .digest = LITERAL("abcdef"));
    Print *print = kith_insert(db, Print, .photo.row = first);

    ANSWERS(kith_set(first, digest, KITH_BYTES(first->digest.data, 3)),
            KITH_OK);

    holds(print->digest, LITERAL("abc"));
    KT_ASSERT_EQ(print->digest.data, first->digest.data);
    KT_ASSERT_EQ(print->photo.row, first);
    REFUSES(db, kith_set(print, digest, KITH_BYTES(print->digest.data, 2)),
            KITH_E_PARENT);
    SAYS(db, "prints.digest would be x'6162', but no row of photos has that "
             "digest");
    family_close(db);
}

KT_TEST(blob, that_is_unique_is_held_by_one_row)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *first = kith_insert(db, Photo, .digest = LITERAL("\0\xff"));
    Photo *second = kith_insert(db, Photo, .digest = LITERAL("\0\xfe"));

    REFUSES_ROW(db, kith_insert(db, Photo, .digest = LITERAL("\0\xff")),
                KITH_E_UNIQUE);
    SAYS(db, "another row of photos already has digest x'00ff'");
    KT_ASSERT_STR_EQ(kith_last_error(db)->value, "x'00ff'");
    REFUSES(db, kith_set(second, digest, LITERAL("\0\xff")), KITH_E_UNIQUE);
    KT_ASSERT_NOT_NULL(kith_insert(db, Photo, .digest = LITERAL("\0")));
    KT_ASSERT_NOT_NULL(kith_insert(db, Photo, .digest = LITERAL("\0\xff\0")));
    ANSWERS(kith_set_null(first, digest), KITH_OK);
    ANSWERS(kith_set_null(second, digest), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Photo), (size_t)4);
    KT_ASSERT_NOT_NULL(kith_insert(db, Photo, .digest = LITERAL("\0\xff")));
    family_close(db);
}

KT_TEST(blob, is_found_by_its_bytes)
{
    kith_db *db = OPEN(Photo, Print);
    static const char bytes[40] = "the same forty bytes for all of them";
    Photo *photos[41];

    for (size_t i = 0; i <= 40; i++)
        photos[i] = kith_insert(db, Photo, .digest = KITH_BYTES(bytes, i));

    for (size_t i = 0; i <= 40; i++) {
        char copy[41]; /* at an address that is odd at times */
        memcpy(copy + i % 2, bytes, i < 40 ? i : 39);
        if (i < 40)
            KT_ASSERT_EQ(
                kith_find(db, Photo, digest, KITH_BYTES(copy + i % 2, i)),
                photos[i]);
    }
    KT_ASSERT_EQ(kith_find(db, Photo, digest, KITH_BYTES(bytes, 40)),
                 photos[40]);
    KT_ASSERT_NULL(kith_find(db, Photo, digest, LITERAL("another")));
    KT_ASSERT_NULL(kith_find(db, Photo, digest, KITH_BYTES(NULL, 0)));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_OK);
    family_close(db);
}

KT_TEST(blob, that_is_indexed_is_matched_in_order)
{
    kith_db *db = OPEN(Photo, Print);
    int64_t found[3], count = 0;
    Photo *first = kith_insert(db, Photo, .format = LITERAL("p\0g"));
    kith_insert(db, Photo, .format = LITERAL("p\0j"));
    Photo *third = kith_insert(db, Photo, .format = LITERAL("p\0g"));
    kith_insert_default(db, Photo);

    kith_for_each_match(db, Photo, it, format, LITERAL("p\0g"))
        found[count++] = it->id;
    ANSWERS(kith_set(first, format, LITERAL("raw")), KITH_OK);

    KT_ASSERT_EQ(count, 2);
    KT_ASSERT(found[0] == 1 && found[1] == 3);
    KT_ASSERT_EQ(kith_find(db, Photo, format, LITERAL("p\0g")), third);
    KT_ASSERT_EQ(kith_find(db, Photo, format, LITERAL("raw")), first);
    KT_ASSERT_NULL(kith_find(db, Photo, format, LITERAL("p")));
    family_close(db);
}

KT_TEST(blob, that_no_index_covers_is_not_searched_for)
{
    kith_db *db = OPEN(Photo, Print);

    KT_ASSERT_NULL(kith_find(db, Photo, pixels, LITERAL("a")));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_MISUSE);

    family_close(db);
}

KT_TEST(blob, as_a_foreign_key_shares_the_bytes_of_its_parent)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("a\0b"));

    Print *by_row = kith_insert(db, Print, .photo.row = photo);
    Print *by_key = kith_insert(db, Print, .digest = LITERAL("a\0b"));

    KT_ASSERT_EQ(by_row->digest.data, photo->digest.data);
    KT_ASSERT_EQ(by_key->digest.data, photo->digest.data);
    KT_ASSERT_EQ(by_key->digest.bytes, (size_t)3);
    KT_ASSERT_EQ(by_key->photo.row, photo);
    KT_ASSERT_EQ(photo->prints.count, 2u);
    KT_ASSERT_EQ(kith_find(db, Print, digest, LITERAL("a\0b")), by_row);
    REFUSES_ROW(db, kith_insert(db, Print, .digest = LITERAL("a")),
                KITH_E_PARENT);
    SAYS(db, "prints.digest would be x'61', but no row of photos has that "
             "digest");
    REFUSES_ROW(
        db, kith_insert(db, Print, .digest = LITERAL("a"), .photo.row = photo),
        KITH_E_MISUSE);
    family_close(db);
}

KT_TEST(blob, as_a_foreign_key_moves_unlinks_and_is_deleted_with_its_parent)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *one = kith_insert(db, Photo, .digest = LITERAL("one"));
    Photo *two = kith_insert(db, Photo, .digest = LITERAL("two"));
    Photo *none = kith_insert_default(db, Photo);
    Print *print = kith_insert(db, Print, .photo.row = one);

    ANSWERS(kith_set(print, digest, LITERAL("two")), KITH_OK);
    KT_ASSERT_EQ(print->photo.row, two);
    KT_ASSERT_EQ(print->digest.data, two->digest.data);
    ANSWERS(kith_relate(print, photo, one), KITH_OK);
    KT_ASSERT_EQ(print->digest.data, one->digest.data);
    REFUSES(db, kith_relate(print, photo, none), KITH_E_PARENT);
    ANSWERS(kith_set_null(print, digest), KITH_OK);
    KT_ASSERT(kith_is_null(print, digest) && !print->photo.row);
    KT_ASSERT_EQ(print->digest.bytes, (size_t)0);
    ANSWERS(kith_append(two, prints, print), KITH_OK);
    ANSWERS(kith_delete(two), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, Print), (size_t)0);
    family_close(db);
}

KT_TEST(blob, that_changes_takes_its_children_along)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("old"));
    Print *prints[20];
    for (int i = 0; i < 20; i++)
        prints[i] = kith_insert(db, Print, .photo.row = photo);

    ANSWERS(kith_set(photo, digest, LITERAL("new\0er")), KITH_OK);

    for (int i = 0; i < 20; i++) {
        holds(prints[i]->digest, LITERAL("new\0er"));
        KT_ASSERT_EQ(prints[i]->digest.data, photo->digest.data);
    }
    ANSWERS(kith_set_null(photo, digest), KITH_OK);
    KT_ASSERT_NULL(prints[0]->photo.row);
    KT_ASSERT(kith_is_null(prints[19], digest));
    family_close(db);
}

KT_TEST(blob, is_part_of_a_key_over_several_columns)
{
    kith_db *db = OPEN(Page);
    Page *page = kith_insert(db, Page, .book = 1, .scan = LITERAL("\x01"));
    kith_insert(db, Page, .book = 1, .scan = LITERAL("\x02"));
    kith_insert(db, Page, .book = 2, .scan = LITERAL("\x01"));

    REFUSES_ROW(db, kith_insert(db, Page, .book = 1, .scan = LITERAL("\x01")),
                KITH_E_UNIQUE);
    SAYS(db, "another row of pages already has book, scan (1, x'01')");
    REFUSES(db, kith_set(page, scan, LITERAL("\x02")), KITH_E_UNIQUE);
    REFUSES(db, kith_set(page, book, 2), KITH_E_UNIQUE);
    ANSWERS(kith_update(page, kith_to(page, book, 2),
                        kith_to(page, scan, LITERAL("\x02"))),
            KITH_OK);

    family_close(db);
}

KT_TEST(blob, too_long_for_a_sentence_is_cut_in_it)
{
    kith_db *db = OPEN(Photo, Print);
    char bytes[1000];
    memset(bytes, 0xab, sizeof bytes);

    for (size_t i = 40; i < sizeof bytes; i += i < 60 ? 1 : 100) {
        kith_insert(db, Photo, .digest = KITH_BYTES(bytes, i));
        REFUSES_ROW(db, kith_insert(db, Photo, .digest = KITH_BYTES(bytes, i)),
                    KITH_E_UNIQUE);
        const char *value = kith_last_error(db)->value;
        const size_t length = strlen(value);
        const bool fits = 2 * i + 3 < sizeof kith_last_error(db)->value;
        KT_ASSERT(strncmp(value, "x'abab", 6) == 0);
        KT_ASSERT_EQ(length, fits ? 2 * i + 3 : (size_t)95);
        KT_ASSERT_STR_EQ(value + length - 3, fits ? "ab'" : "...");
        KT_ASSERT_STR_HAS(kith_last_error(db)->message, value);
    }
    family_close(db);
}

KT_TEST(blob, gives_its_memory_back)
{
    kith_db *db = OPEN(Photo, Print);
    static const char bytes[5000];
    size_t before = 0;

    for (int i = 0; i < 3; i++) {
        Photo *photo =
            kith_insert(db, Photo, .id = 1, .digest = LITERAL("key"));
        if (i == 1)
            before = kith_memory_used(db);
        ANSWERS(kith_set(photo, pixels, KITH_BYTES(bytes, sizeof bytes)),
                KITH_OK);
        if (i == 1)
            KT_ASSERT(kith_memory_used(db) >= before + sizeof bytes &&
                      kith_memory_used(db) < before + sizeof bytes + 64);
        ANSWERS(kith_set(photo, pixels, KITH_BYTES(photo->pixels.data, 4000)),
                KITH_OK);
        ANSWERS(kith_set_null(photo, pixels), KITH_OK);
        if (i == 1)
            KT_ASSERT_EQ(kith_memory_used(db), before);
        kith_insert(db, Print, .id = 1, .photo.row = photo);
        ANSWERS(kith_set(photo, digest, KITH_BYTES(bytes, sizeof bytes)),
                KITH_OK);
        ANSWERS(kith_delete(photo), KITH_OK);
    }
    KT_ASSERT(kith_memory_used(db) <= before);
    family_close(db);
}

KT_TEST(blob, is_held_by_insert_or_get)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .digest = LITERAL("a\0"));

    Photo *same = kith_insert_or_get(db, Photo, .digest = LITERAL("a\0"));
    Photo *other = kith_insert_or_get(db, Photo, .digest = LITERAL("a"));

    KT_ASSERT_EQ(same, photo);
    KT_ASSERT(other && other != photo);
    family_close(db);
}

KT_TEST(blob, trades_places_with_another_in_one_update)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("pixels"),
                               .format = LITERAL("png"));

    ANSWERS(kith_update(photo, kith_to(photo, pixels, photo->format),
                        kith_to(photo, format, photo->pixels)),
            KITH_OK);
    holds(photo->pixels, LITERAL("png"));
    holds(photo->format, LITERAL("pixels"));
    ANSWERS(kith_update(photo, kith_to(photo, pixels, photo->format),
                        kith_to_null(photo, format),
                        kith_to(photo, digest, photo->format),
                        kith_to(photo, digest, LITERAL("last"))),
            KITH_OK);

    holds(photo->pixels, LITERAL("pixels"));
    holds(photo->digest, LITERAL("last"));
    KT_ASSERT(kith_is_null(photo, format));
    family_close(db);
}

KT_TEST(blob, of_more_bytes_than_fit_is_refused)
{
    kith_db *db = OPEN(Photo, Print);
    Photo *photo = kith_insert(db, Photo, .pixels = LITERAL("pixels"));
    const kith_blob huge = KITH_BYTES("", ((size_t)1 << 32) - 1);
    const Photo values = {.pixels = huge};
    uint64_t given[1] = {0};

    REFUSES_ROW(db, kith_insert(db, Photo, .pixels = huge), KITH_E_LIMIT);
    SAYS(db, "photos.pixels is longer than 4 GiB - 2 bytes");
    KT_ASSERT_STR_EQ(kith_last_error(db)->column, "pixels");
    REFUSES(db, kith_set(photo, pixels, huge), KITH_E_LIMIT);
    SAYS(db, "photos.pixels is longer than 4 GiB - 2 bytes");
    REFUSES(db, kith_set(photo, digest, KITH_BYTES("", SIZE_MAX)),
            KITH_E_LIMIT);
    REFUSES_ROW(db, kith_insert(db, Print, .digest = huge), KITH_E_LIMIT);
    kith_column_mask_set_at(given, 1);
    REFUSES_ROW(db, kith_insert_columns(db, &Photo_table, &values, given, NULL),
                KITH_E_LIMIT);

    holds(photo->pixels, LITERAL("pixels"));
    family_close(db);
}

KT_TEST(blob, is_told_from_others_by_the_digest)
{
    static const kith_blob blobs[] = {{NULL, 0},   {"", 0},  {"\0", 1},
                                      {"\0\0", 2}, {"a", 1}, {"a\0", 2}};
    uint64_t digests[6];

    for (size_t i = 0; i < 6; i++) {
        kith_db *db = OPEN(Photo, Print);
        Photo *photo = kith_insert(db, Photo, .pixels = blobs[i]);
        digests[i] = kith_digest(db);
        ANSWERS(kith_set(photo, pixels, LITERAL("another")), KITH_OK);
        KT_ASSERT_NE(kith_digest(db), digests[i]);
        ANSWERS(kith_set(photo, pixels, blobs[i]), KITH_OK);
        KT_ASSERT_EQ(kith_digest(db), digests[i]);
        family_close(db);
        for (size_t j = 0; j < i; j++)
            KT_ASSERT_NE(digests[j], digests[i]);
    }
}

/* A row that may be named by itself, by two foreign keys. */
typedef struct Seal Seal;
struct Seal {
    KITH_BLOB own;
    KITH_BLOB above;
    KITH_REFERENCE(Seal) upper;
    KITH_COLLECTION(Seal) lower;
    KITH_BLOB first;
};
static KITH_TABLE(Seal, "seals", KITH_COLUMN(Seal, own, .unique = true),
                  KITH_FOREIGN_KEY(Seal, above, Seal, own,
                                   .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Seal, upper, Seal, .foreign_key = "above",
                                    .back_populates = "lower"),
                  KITH_RELATIONSHIP(Seal, lower, Seal, .foreign_key = "above",
                                    .back_populates = "upper"),
                  KITH_FOREIGN_KEY(Seal, first, Seal, own,
                                   .on_update = KITH_CASCADE));

KT_TEST(blob, may_name_its_own_row)
{
    kith_db *db = OPEN(Seal);

    Seal *seal =
        kith_insert(db, Seal, .own = LITERAL("\0one"),
                    .above = LITERAL("\0one"), .first = LITERAL("\0one"));
    KT_ASSERT_EQ(seal->upper.row, seal);
    Seal *other = kith_insert(db, Seal, .own = LITERAL("\0two"),
                              .upper.row = seal, .first = LITERAL("\0two"));
    ANSWERS(kith_set(seal, own, LITERAL("\0a longer one")), KITH_OK);
    holds(seal->above, LITERAL("\0a longer one"));
    holds(seal->first, LITERAL("\0a longer one"));
    holds(other->above, LITERAL("\0a longer one"));
    holds(other->first, LITERAL("\0two"));
    ANSWERS(kith_set(seal, own, KITH_BYTES(seal->own.data, 2)), KITH_OK);
    holds(other->above, LITERAL("\0a"));
    KT_ASSERT_EQ(seal->upper.row, seal);
    ANSWERS(kith_set(other, own, KITH_BYTES(other->first.data, 1)), KITH_OK);
    holds(other->first, LITERAL("\0"));

    ANSWERS(kith_set_null(seal, above), KITH_OK);
    family_close(db);
}

/* --- Defaults ------------------------------------------------------------- */

typedef struct Icon Icon;
struct Icon {
    const int64_t id;
    KITH_BLOB pixels;
    KITH_BLOB digest;
    const int64_t uses;
};
/* The first byte of the pixels. */
static kith_value digest_of(const void *draft)
{
    const Icon *icon = draft;

    if (icon->pixels.bytes == 0)
        return (kith_value){.kind = KITH_KIND_BLOB};
    return (kith_value)KITH_BINARY(icon->pixels.data, 1);
}
static KITH_TABLE(Icon, "icons", KITH_PRIMARY_KEY(Icon, id),
                  KITH_COLUMN(Icon, pixels,
                              .default_value = KITH_BINARY("\0\1", 2)),
                  KITH_COLUMN(Icon, digest, .default_function = digest_of,
                              .on_update_function = digest_of),
                  KITH_COLUMN(Icon, uses));

KT_TEST(blob, takes_a_default_and_what_a_function_answers)
{
    kith_db *db = OPEN(Icon);
    Icon *icon = kith_insert_default(db, Icon);

    KT_ASSERT_EQ(icon->pixels.bytes, 2);
    KT_ASSERT(memcmp(icon->pixels.data, "\0\1", 2) == 0);
    KT_ASSERT_EQ(icon->digest.bytes, 1);
    ANSWERS(kith_set(icon, pixels, KITH_BYTES("xyz", 3)), KITH_OK);
    KT_ASSERT(memcmp(icon->digest.data, "x", 1) == 0);
    ANSWERS(kith_set(icon, pixels, KITH_BYTES("", 0)), KITH_OK);
    KT_ASSERT(kith_is_null(icon, digest));
    family_close(db);
}

/* --- Bytes without data --------------------------------------------------- */

typedef struct Sketch Sketch;
struct Sketch {
    const int64_t id;
    KITH_BLOB pixels;
    KITH_BLOB digest;
    double uses;
};
static size_t promised_bytes; /* by a function that gives none */

static kith_value nothing_of(const void *draft)
{
    (void)draft;
    return (kith_value){.kind = KITH_KIND_BLOB,
                        .blob = {.bytes = promised_bytes}};
}
static KITH_TABLE(Sketch, "sketches", KITH_PRIMARY_KEY(Sketch, id),
                  KITH_COLUMN(Sketch, pixels), KITH_COLUMN(Sketch, uses),
                  KITH_COLUMN(Sketch, digest, .default_function = nothing_of,
                              .on_update_function = nothing_of));

KT_TEST(blob, of_bytes_without_data_is_refused_from_a_function_too)
{
    kith_db *db = OPEN(Sketch);
    Sketch *sketch;

    promised_bytes = 5;
    KT_ASSERT_NULL(kith_insert(db, Sketch, .pixels = KITH_BYTES("x", 1)));
    KT_ASSERT_EQ(kith_last_error(db)->status, KITH_E_CHECK);
    KT_ASSERT(strstr(kith_last_error(db)->message, "sketches.digest"));
    promised_bytes = 0;
    sketch = kith_insert(db, Sketch, .pixels = KITH_BYTES("x", 1));
    KT_ASSERT(sketch && kith_is_null(sketch, digest));
    promised_bytes = 5;
    ANSWERS(kith_set(sketch, pixels, KITH_BYTES("y", 1)), KITH_E_CHECK);
    ANSWERS(
        kith_set_value_at(sketch, offsetof(Sketch, pixels), nothing_of(NULL)),
        KITH_E_MISUSE);
    ANSWERS(kith_set_value_at(sketch, offsetof(Sketch, uses), nothing_of(NULL)),
            KITH_E_CHECK);
    KT_ASSERT(memcmp(sketch->pixels.data, "x", 1) == 0);
    family_close(db);
}
