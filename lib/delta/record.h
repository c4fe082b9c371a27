/* record.h - what the records of a log say.
 *
 * Owns   the kinds of records, and the form of their pieces: note.c writes
 *        them, undo.c reads them back or drops them, kith_verify looks for what
 *        they keep.
 * Knows  the log (data/log.h).
 *
 * One record stands for one row that a call changes, whatever of it changes.
 * All are written before the first change of the call, when everything else was
 * reserved: what they say is what the row shows before. So a record may fail,
 * for want of memory, and the change cannot.
 *
 * What a record names stays as long as it: a text that was replaced keeps its
 * block, a deleted row its cell and all of its bytes, a posting that became
 * empty its list. No record names a slot of an index or an address in an array
 * of slots, so both may grow meanwhile.
 */
#ifndef KI_DELTA_RECORD_H
#define KI_DELTA_RECORD_H

#include "engine.h"

enum record_kind {
    RECORD_INSERT, /* `number` was the next one of its table */
    RECORD_DELETE, /* piece: the posting of each key that has some; NULL where
                      the key is NULL. The row itself says the rest */
    RECORD_UPDATE, /* piece: key_count kept_keys, link_count kept_links, the
                      forms of column_count columns but the first, whose form
                      is in the record, and their values, in whole words */
    RECORD_NUMBER, /* `number` was the next one of the row's table; the row is
                      given one by hand */
    RECORD_MOVE,   /* along the int64_key `ordinal`, from `place` under the
                      parent `kept`, which shows the value of its column */
    RECORD_IMAGE,  /* `at` records were before it; `kept` is the older image of
                      the row that was noted in the map of images, or NULL.
                      Piece: the next image in levels->imaged, and the plain
                      columns */
    RECORD_PLACES, /* of the list of a row, along the key `ordinal` of the table
                      `number`: the first `place` slots. The piece has room for
                      more; none, where the row was deleted */
    RECORD_RANK,   /* a member was the `number`-th along the key `ordinal` */
    RECORD_GROUP   /* the `number` records before it are of one change set, and
                      are taken back together */
};

/* A key that the row gives up, or newly has. */
struct kept_key {
    uint32_t ordinal;
    uint32_t place; /* in the posting; in a unique index 1 for a key that was
                       not NULL, so that the index owes it a place */
    struct posting *posting; /* NULL in a unique index, and for a NULL key */
};

/* A foreign key along which the row gets another parent, or none. */
struct kept_link {
    uint32_t ordinal, place;
    char *parent;
};

/* A column that gets another value. Its form is its ordinal, shifted by one,
 * and the flag of an optional; the value of a text is its address. */
struct kept_column {
    const struct column *column;
    char *value;
    bool present;
};

/* Whether what is written now may be taken back. */
static inline struct log *level_log(const struct kith_db *db)
{
    assert(!db->levels || db->levels->log.memory);
    return db_has_level(db) ? &db->levels->log : NULL;
}

/* Whether a column of a change is no matter of its own record, for it follows
 * the key of a parent that has one (PARENT_FOLLOWED). A column that is in a key
 * has the record all the same: rows may follow it in turn, and before it is
 * taken back. */
static inline bool column_follows(const struct column *column,
                                  const char *after)
{
    bool follows = false;

    assert(!row_is_live(after));
    for (size_t i = 0; !column->keyed && i < column->link_count; i++)
        follows |=
            load_u32(after + column->links[i]->reference + REFERENCE_PLACE) &
            PARENT_FOLLOWED;
    return follows;
}

static inline struct kept_key *record_keys(struct record *record)
{
    assert(record->kind == RECORD_UPDATE);
    return (struct kept_key *)(void *)record_piece(record);
}
static inline struct kept_link *record_links(struct record *record)
{
    return (struct kept_link *)(void *)(record_keys(record) +
                                        record->key_count);
}

static inline uint32_t *record_forms(struct record *record)
{
    return (uint32_t *)(void *)(record_links(record) + record->link_count);
}

/* Of 8 bytes: the forms of so many columns take, and a value. */
static inline size_t form_words(uint32_t column_count)
{
    return column_count / 2;
}
static inline size_t value_words(const struct column *column)
{
    assert(column->bytes > 0);
    return (column->bytes + 7) / 8;
}

/* A walk over the columns of a record; kept_next() is false at the end. */
struct kept_cursor {
    struct record *record;
    char *value; /* of the next one */
    uint32_t next;
};
static inline struct kept_cursor record_columns(struct record *record)
{
    char *forms = (char *)record_forms(record);

    return (struct kept_cursor){
        record, forms + form_words(record->column_count) * 8, 0};
}
static inline bool kept_next(struct kept_cursor *cursor,
                             const struct table *table,
                             struct kept_column *kept)
{
    struct record *record = cursor->record;
    uint32_t form;

    if (cursor->next == record->column_count)
        return false;
    form = cursor->next > 0 ? record_forms(record)[cursor->next - 1]
                            : record->form;
    kept->column = &table->columns[form >> 1];
    kept->present = form & 1;
    kept->value = cursor->value;
    cursor->value += value_words(kept->column) * 8;
    cursor->next++;
    return true;
}

static inline struct record **image_next(struct record *record)
{
    assert(record->kind == RECORD_IMAGE);
    return (struct record **)(void *)record_piece(record);
}
static inline char *image_values(struct record *record)
{
    return (char *)(image_next(record) + 1);
}

/* The postings of a deleted row, one for each key of its table that has
 * some. */
static inline struct posting **record_postings(struct record *record)
{
    assert(record->kind == RECORD_DELETE);
    return (struct posting **)(void *)record_piece(record);
}

#endif
