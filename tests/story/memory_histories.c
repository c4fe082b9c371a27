/* memory_histories.c - what is held, beside what lives, through long histories.
 *
 * What lives is what the schema stores: a row with its head of 8 bytes; for each
 * key a place in its index, 16 bytes, for a value of an index of equal values
 * 64 more; for a membership 8 bytes; a text with its NUL and 8 bytes before it,
 * in steps of 16. What is held is at most three times the largest sum of these
 * that ever was, and what an empty database and the first chunks take; and after
 * kith_shrink one and a half times what lives, besides chunks with something
 * left in them.
 */
#include "family.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>

typedef struct Note Note;
struct Note {
    const int64_t id;
    KITH_TEXT text;
};
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, text));

enum {
    NOTES = FAMILY_SANITIZED ? 2000 : 20000,
    ROW_BYTES = sizeof(Note) + 8 + 16,
    TEXT_BYTES_MAX = 500,
    /* An empty database, and the first chunks of rows, lists and texts. */
    BASE_BYTES = 32 << 10,
    /* Chunks are as large as a quarter of the table or less, or 2 MiB. */
    CHUNK_BYTES = 2 << 20
};

/* Tests of tiny constants have a chunk for two rows, and judge nothing here. */
static bool has_large_chunks(void)
{
    kith_db *db = OPEN(Note);
    size_t requests;

    kith_insert(db, Note, .text = NULL);
    requests = fault_requests();
    for (int i = 1; i < 8; i++)
        kith_insert(db, Note, .text = NULL);
    requests = fault_requests() - requests;
    family_close(db);
    return requests == 0;
}

static bool judged;

/* --- The model ------------------------------------------------------------ */

struct model {
    kith_db *db;
    size_t live, most; /* bytes */
    size_t steps;
    Note *notes[NOTES];
    uint64_t seed;
};

static void model_open(struct model *model)
{
    judged = has_large_chunks();
    *model = (struct model){.db = OPEN(Note, Store, Item), .seed = 11};
}

static size_t note_bytes(const Note *note)
{
    size_t bytes = note->text ? 8 + strlen(note->text) + 1 : 0;

    return ROW_BYTES + (bytes + 15) / 16 * 16;
}

static void model_judge(struct model *model)
{
    size_t held = kith_memory_used(model->db);

    if (model->live > model->most)
        model->most = model->live;
    model->steps++;
    KT_ASSERT(!judged || held <= 3 * model->most + BASE_BYTES,
              "step %zu: %zu bytes held, at most %zu lived", model->steps, held,
              model->most);
}

static const char *text_of(size_t bytes)
{
    static char text[TEXT_BYTES_MAX + 1];

    memset(text, 'x', bytes);
    text[bytes] = '\0';
    return text;
}

static void put_note(struct model *model, int i, size_t bytes)
{
    if (model->notes[i])
        model->live -= note_bytes(model->notes[i]);
    if (!model->notes[i])
        model->notes[i] = kith_insert(model->db, Note, .text = text_of(bytes));
    else
        kith_set(model->notes[i], text, text_of(bytes));
    model->live += note_bytes(model->notes[i]);
    model_judge(model);
}

static void delete_note(struct model *model, int i)
{
    model->live -= note_bytes(model->notes[i]);
    kith_delete(model->notes[i]);
    model->notes[i] = NULL;
    model_judge(model);
}

/* After a shrink, with chunks in which something is left. */
static void model_shrink(struct model *model, size_t chunks_bytes)
{
    const uint64_t digest = kith_digest(model->db);

    ANSWERS(kith_shrink(model->db), KITH_OK);
    KT_ASSERT_EQ(kith_digest(model->db), digest);
    KT_ASSERT(!judged || kith_memory_used(model->db) <=
                             model->live * 3 / 2 + chunks_bytes + BASE_BYTES,
              "%zu bytes held, %zu live", kith_memory_used(model->db),
              model->live);
    model->most = model->live + chunks_bytes;
}

static void model_close(struct model *model)
{
    for (int i = 0; i < NOTES; i++) {
        if (model->notes[i])
            delete_note(model, i);
    }
    model_shrink(model, 0);
    family_close(model->db);
}

/* --- Histories ------------------------------------------------------------ */

static struct model model;

KT_TEST(memory_histories, texts_grow_by_steps_and_shrink_again)
{
    model_open(&model);
    for (size_t bytes = 10; bytes <= 490; bytes += 16) {
        for (int i = 0; i < NOTES; i++)
            put_note(&model, i, bytes);
    }
    model_shrink(&model, 4 * CHUNK_BYTES);
    for (size_t bytes = 490; bytes > 10; bytes -= 16) {
        for (int i = 0; i < NOTES; i++)
            put_note(&model, i, bytes);
    }
    model_shrink(&model, 4 * CHUNK_BYTES);
    model_close(&model);
}

KT_TEST(memory_histories, one_text_after_the_other_grows_by_steps)
{
    model_open(&model);
    for (int i = 0; i < NOTES / 4; i++) {
        for (size_t bytes = 10; bytes <= 490; bytes += 16)
            put_note(&model, i, bytes);
    }
    model_close(&model);
}

KT_TEST(memory_histories, all_are_deleted_and_come_back_in_other_sizes)
{
    model_open(&model);
    for (size_t bytes = 400; bytes > 0; bytes /= 3) {
        for (int i = 0; i < NOTES; i++)
            put_note(&model, i, bytes);
        for (int i = 0; i < NOTES; i++)
            delete_note(&model, i);
    }
    model_close(&model);
}

/* Each new row is the last, and the first goes. */
KT_TEST(memory_histories, a_queue_goes_on_for_long)
{
    enum { LENGTH = 500 };

    model_open(&model);
    for (int i = 0; i < 10 * NOTES; i++) {
        if (model.notes[i % LENGTH])
            delete_note(&model, i % LENGTH);
        put_note(&model, i % LENGTH, (size_t)i % 100);
    }
    model_close(&model);
}

KT_TEST(memory_histories, rows_come_and_go_with_texts_of_random_sizes)
{
    model_open(&model);
    for (int round = 0; round < 6; round++) {
        const size_t most = round % 2 ? TEXT_BYTES_MAX : 40;

        for (int i = 0; i < 3 * NOTES; i++) {
            const uint64_t random = family_random(&model.seed);
            const int at = (int)(random % NOTES);

            if (model.notes[at] && (random >> 32) % 3 == 0)
                delete_note(&model, at);
            else
                put_note(&model, at, (random >> 40) % most);
        }
        family_verify(model.db);
    }
    model_shrink(&model, 8 * CHUNK_BYTES);
    model_close(&model);
}

/* One text of sixteen stays, and the next ones are larger. */
KT_TEST(memory_histories, few_of_each_size_stay)
{
    int stayed = 0;

    model_open(&model);
    for (size_t bytes = 1; bytes < 300; bytes += 16) {
        const int count = (int)((size_t)NOTES * 40 / (bytes + 40));

        for (int i = stayed; i < count; i++)
            put_note(&model, i, bytes);
        for (int i = stayed; i < count; i++) {
            if (i % 16)
                delete_note(&model, i);
        }
        for (int i = stayed; i < count; i++) {
            Note *note = model.notes[i];

            model.notes[i] = NULL;
            if (note)
                model.notes[stayed++] = note;
        }
    }
    model_close(&model);
}

/* --- Lists ---------------------------------------------------------------- */

/* The items of one store move to the next, and so on. */
KT_TEST(memory_histories, long_lists_come_and_go)
{
    enum {
        ITEMS = NOTES / 4,
        STORES = 40,
        LIVE = ITEMS * (sizeof(Item) + 8 + 16 + 8) +
               STORES * (sizeof(Store) + 8 + 16)
    };
    kith_db *db = OPEN(Store, Item);
    Store *stores[STORES];

    judged = has_large_chunks();

    for (int i = 0; i < STORES; i++)
        stores[i] = kith_insert(db, Store, .name = NULL);
    for (int i = 0; i < ITEMS; i++)
        kith_insert(db, Item, .store.row = stores[0]);
    for (int i = 0; i + 1 < STORES; i++) {
        kith_for_each(item, stores[i]->items)
            kith_relate(item, store, stores[i + 1]);
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT(!judged ||
                      kith_memory_used(db) <= (size_t)LIVE * 3 / 2 + BASE_BYTES,
                  "store %d: %zu bytes, %d live", i, kith_memory_used(db),
                  LIVE);
    }
    KT_ASSERT_EQ(stores[STORES - 1]->items.count, (uint32_t)ITEMS);
    family_close(db);
}

/* --- Rows ----------------------------------------------------------------- */

enum { ROWS = FAMILY_SANITIZED ? 30000 : 300000 };

static Item *rows[ROWS];

static kith_db *open_rows(void)
{
    kith_db *db = OPEN(Store, Item);

    judged = has_large_chunks();
    for (int i = 0; i < ROWS; i++)
        rows[i] = kith_insert(db, Item, .name = NULL);
    return db;
}

/* Ten that stay side by side, the first, some in the middle or the last. */
KT_TEST(memory_histories, of_many_rows_ten_stay_side_by_side)
{
    static const int firsts[] = {0, ROWS / 2, ROWS - 10};

    for (int i = 0; i < 3; i++) {
        kith_db *db = open_rows();
        const size_t most = kith_memory_used(db);

        for (int j = 0; j < ROWS; j++) {
            if (j < firsts[i] || j >= firsts[i] + 10)
                kith_delete(rows[j]);
        }
        KT_ASSERT(!judged || kith_memory_used(db) <= most);
        ANSWERS(kith_shrink(db), KITH_OK);
        KT_ASSERT(kith_memory_used(db) <= 2 * CHUNK_BYTES + BASE_BYTES &&
                      kith_memory_used(db) < most / 3,
                  "%zu of %zu bytes", kith_memory_used(db), most);
        for (int j = firsts[i]; j < firsts[i] + 10; j++)
            KT_ASSERT_EQ(kith_get(db, Item, j + 1), rows[j]);
        family_close(db);
    }
}

/* New rows fill the chunks that are left before others. */
KT_TEST(memory_histories, of_many_rows_every_tenth_stays)
{
    kith_db *db = open_rows();
    size_t held;

    for (int i = 0; i < ROWS; i++) {
        if (i % 10)
            kith_delete(rows[i]);
    }
    ANSWERS(kith_shrink(db), KITH_OK);
    held = kith_memory_used(db);
    for (int i = 0; i < ROWS / 2; i++)
        kith_insert(db, Item, .name = NULL);
    KT_ASSERT(!judged || kith_memory_used(db) <= held + held / 2,
              "%zu bytes, then %zu", held, kith_memory_used(db));
    family_close(db);
}
