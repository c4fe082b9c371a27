/* foreign_keys.c - the foreign keys of a table.
 *
 * Owns   which key of which table each refers to, which of its columns are its
 *        own, and whether it can be NULL. And which table counts up, for a
 *        primary key that is a foreign key does not.
 *
 * Three lists of columns stand one behind the other. Those of
 *
 *   KITH_FOREIGN_KEYS(Track, (artist, album), Album, (artist, title))
 *
 * where the key of Album is (title, artist), and another foreign key of Track
 * has the artist too:
 *
 *   in the order of the parent's key   album, artist   columns
 *   in the order of the name           artist, album   foreign_key_named()
 *   its own                            album           foreign_key_exclusive()
 *
 * The first is what an index is searched by, the second what messages show. A
 * foreign key of one column has one list, which is all three, and one of
 * KITH_REFERENCE_KEY none.
 *
 * A column is the own one of a foreign key only if no other has it, which is
 * known when all of the table are: so all are made first, then they are linked
 * to their columns, then their own columns are found.
 */
#include "catalog/steps/build.h"

/* Where the columns stand that an attribute names: one of KITH_FOREIGN_KEY, or
 * the lists of KITH_FOREIGN_KEYS. Of KITH_REFERENCE_KEY the own one is the
 * reference, which is no column. */
struct ends {
    const char *const *own, *const *its; /* of the child, of the parent */
    size_t count;                        /* of each */
};

/* So that what follows treats a key of one column like one of several. The
 * lists are those of the descriptor, or one name in it. */
static struct ends ends_of(const kith_attribute *attribute)
{
    if (attribute->kind == KITH_KIND_FOREIGN_KEYS || attribute->parent_columns)
        return (struct ends){attribute->columns, attribute->parent_columns,
                             attribute->column_count};
    return (struct ends){&attribute->name, &attribute->parent_key, 1};
}

/* Find the columns of the parent that the attribute names. That they are const
 * is no matter here: they must be a key, and a key has been looked at. */
static bool find_its_columns(struct builder *builder,
                             const struct foreign_key *foreign_key,
                             const struct ends *ends, struct column **its)
{
    struct error_facts facts = foreign_key_facts(foreign_key);

    for (size_t i = 0; i < ends->count; i++) {
        facts.other_column = ends->its[i];
        its[i] = column_named(builder, foreign_key->parent, ends->its[i]);
        if (!its[i])
            return refuse(builder,
                          "%t.%c refers to %o.%p, which is not declared as a "
                          "column: declare it as one, with .unique = true",
                          facts);
        if (column_index(its[i], its, i) < i)
            return refuse(builder,
                          "%t.%c refers to %o.%p twice: name each column once",
                          facts);
    }
    return true;
}

/* What is wrong with columns that are no key: a part of one says too little,
 * since several rows may have it. As in SQL, a foreign key refers to a PRIMARY
 * KEY or UNIQUE: which row is the parent must be certain. Each way of missing
 * it has its own remedy. */
static const char *wrong_with_target(const kith_attribute *attribute, bool part,
                                     bool single, bool indexed)
{
    if (part && single && declares_reference_key(attribute))
        return "%t.%c refers to %o.%p, which is only a part of the key (%k): "
               "refer to all of it with KITH_REFERENCE_KEYS, or declare %o.%p "
               "with .unique = true";
    if (part && single)
        return "%t.%c refers to %o.%p, which is only a part of the key (%k): "
               "refer to all of it with KITH_FOREIGN_KEYS, or declare %o.%p "
               "with .unique = true";
    if (part)
        return "%t.%c refers to %p of %o, which are only a part of the key "
               "(%k): refer to all of it, or declare them with KITH_UNIQUE";
    if (single && indexed)
        return "%t.%c refers to %o.%p, which is no key: declare %o.%p with "
               ".unique = true instead of .index";
    if (single)
        return "%t.%c refers to %o.%p, which is no key: declare %o.%p with "
               ".unique = true";
    return "%t.%c refers to %p of %o, which are no key: declare them with "
           "KITH_UNIQUE";
}

/* The columns are no key; `larger` is one that holds them, or NULL. */
static bool refuse_no_key(struct builder *builder,
                          const struct foreign_key *foreign_key,
                          struct column *const *its, size_t count,
                          const struct key *larger)
{
    struct error_facts facts = foreign_key_facts(foreign_key);

    facts.constraint = larger ? larger->name : NULL;
    facts.other_column = ki_build_name(builder, its, count);
    return facts.other_column &&
           refuse(builder,
                  wrong_with_target(foreign_key->attribute, larger, count == 1,
                                    its[0]->attribute->index),
                  facts);
}

/* Bring the columns into the order of the parent's key: whatever compares or
 * copies a key goes through both lists side by side. The types must be the
 * same, not only comparable, for values are copied as bytes and hashed by their
 * kind; in-place texts must be equally long. */
static bool pair_columns(struct builder *builder,
                         struct foreign_key *foreign_key,
                         struct column *const *its)
{
    struct error_facts facts = foreign_key_facts(foreign_key);
    size_t count = foreign_key->column_count;

    for (size_t i = 0; i < count; i++) {
        struct column *own = foreign_key_named(foreign_key)[i];

        foreign_key->columns[column_index(
            its[i], foreign_key->parent_key->columns, count)] = own;
        facts.column = own->attribute->name;
        facts.other_column = its[i]->attribute->name;
        if (own->kind != its[i]->kind || own->bytes != its[i]->bytes)
            return refuse(builder,
                          "%t.%c and %o.%p have different types: give both "
                          "the same",
                          facts);
    }
    return true;
}

/* Find the key that the attribute names. */
static bool find_key(struct builder *builder, struct foreign_key *foreign_key,
                     const struct ends *ends)
{
    struct column *its[KEY_COLUMNS_MAX];
    struct key *key;

    if (!find_its_columns(builder, foreign_key, ends, its))
        return false;
    key = ki_key_holding(foreign_key->parent, its, ends->count);
    if (!key || key->column_count > ends->count)
        return refuse_no_key(builder, foreign_key, its, ends->count, key);
    /* A parent is found by this key, and compared column by column. */
    assert(key->unique && key->column_count == ends->count);
    foreign_key->parent_key = key;
    return pair_columns(builder, foreign_key, its);
}

/* For lists of columns. That both are equally long the macro asserts. */
static const char *wrong_with_ends(const kith_attribute *attribute,
                                   const struct ends *ends)
{
    if (ends->count == 0 || !ends->its ||
        (!ends->own && !declares_reference_key(attribute)))
        return "a foreign key of %t names no column: name as many as the key "
               "of %o has";
    if (ends->count > KEY_COLUMNS_MAX)
        return "a foreign key of %t has more than 32 columns, %c: name fewer";
    return NULL;
}

/* Find the columns of the child as they are named. An optional has a NULL of
 * its own, which would say again, and perhaps otherwise, what the reference
 * says. */
static bool find_own_columns(struct builder *builder,
                             struct foreign_key *foreign_key,
                             const struct ends *ends)
{
    struct table *table = foreign_key->child;
    size_t lists = ends->count == 1 ? 1 : 3; /* one column is all of them */
    struct column **own;

    foreign_key->ordinal = (uint32_t)(foreign_key - table->foreign_keys);
    foreign_key->name = foreign_key->attribute->name;
    if (declares_reference_key(foreign_key->attribute))
        return true;
    foreign_key->columns =
        build_new(builder, lists * ends->count, sizeof(*foreign_key->columns));
    foreign_key->column_count = (uint16_t)ends->count;
    if (!foreign_key->columns)
        return false;
    own = foreign_key_named(foreign_key);
    if (!ki_build_named(builder, table, ends->own, ends->count, "a foreign key",
                        own))
        return false;
    for (size_t i = 0; i < ends->count; i++) {
        if (own[i]->optional)
            return refuse(builder,
                          "%t.%c is optional and part of a foreign key, whose "
                          "link knows NULL: declare it as a plain const number",
                          member_facts(table, own[i]->attribute->name));
    }
    foreign_key->name = ki_build_name(builder, own, ends->count);
    return foreign_key->name;
}

/* One foreign key, up to its columns. It counts itself at each of its columns
 * and at its parent, so that those lists are allocated at their final length:
 * build_links() below, and actions.c when all tables are done. A foreign key
 * may refer to its own table. */
static bool build_foreign_key(struct builder *builder, struct table *table,
                              const kith_attribute *attribute)
{
    struct foreign_key *foreign_key =
        &table->foreign_keys[table->foreign_key_count++];
    struct error_facts facts = member_facts(table, attribute->name);
    struct ends ends = ends_of(attribute);

    facts.other = attribute->parent;
    foreign_key->attribute = attribute;
    foreign_key->child = table;
    if (!accept(builder, wrong_with_ends(attribute, &ends), facts) ||
        !find_own_columns(builder, foreign_key, &ends))
        return false;
    foreign_key->parent = table_of_row(builder, attribute->parent);
    if (!foreign_key->parent)
        return refuse(builder,
                      "%t.%c refers to %o, which is not among the tables given "
                      "to kith_open: add it to KITH_TABLES",
                      facts);
    if (!find_key(builder, foreign_key, &ends))
        return false;
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        if (foreign_key->columns[i]->link_count == UINT16_MAX)
            return refuse(builder, "%t.%c is part of too many foreign keys",
                          facts);
        foreign_key->columns[i]->link_count++;
    }
    foreign_key->parent->child_count++;
    return true;
}

/* Let its columns know the foreign key: their links are counted, so the first
 * allocates the list for all and begins to count anew. Writes of a column look
 * through its links, to find the parents that are lost. */
static bool build_links(struct builder *builder,
                        struct foreign_key *foreign_key)
{
    for (size_t i = 0; i < foreign_key->column_count; i++) {
        struct column *column = foreign_key->columns[i];

        assert(column->link_count > 0);
        if (!column->links) {
            column->links =
                build_new(builder, column->link_count, sizeof(*column->links));
            if (!column->links)
                return false;
            foreign_key->child->shares_columns |= column->link_count > 1;
            column->link_count = 0;
        }
        column->links[column->link_count++] = foreign_key;
    }
    return true;
}

/* Which columns are its own, and whether it can be NULL at all: an own column
 * can, and a text or blob, unless it is required; and a reference key. Own is
 * what a NULL may set to zero: no other foreign key needs it, and it is not
 * required; the one column of a key that is required is its own all the same,
 * for it follows the parent and is never NULL. A shared text can be NULL by
 * itself, and makes NULL each key that it is a part of; a shared number
 * cannot. */
static void build_own(struct foreign_key *foreign_key)
{
    bool single = foreign_key->column_count == 1;
    bool can_be_null = is_reference_key(foreign_key);

    for (size_t i = 0; i < foreign_key->column_count; i++) {
        struct column *column = foreign_key->columns[i];

        if (column->link_count == 1 && (single || !column->not_null)) {
            foreign_key_exclusive(foreign_key)[foreign_key->exclusive_count++] =
                column;
            column->foreign_key = foreign_key;
            can_be_null |= !column->not_null;
        }
        can_be_null |= is_block(column) && !column->not_null;
    }
    assert(foreign_key->exclusive_count <= foreign_key->column_count);
    foreign_key->unlinks =
        foreign_key->exclusive_count > 0 || is_reference_key(foreign_key);
    foreign_key->not_null = foreign_key->attribute->not_null || !can_be_null;
}

bool ki_build_foreign_keys(struct builder *builder, struct table *table)
{
    struct column *primary =
        table->primary_kind ? table->primary->columns[0] : NULL;

    assert(table->foreign_key_count == 0);
    table->foreign_keys =
        build_new(builder, count_attributes(table, is_foreign_key),
                  sizeof(*table->foreign_keys));
    if (!table->foreign_keys ||
        !each_attribute(builder, table, is_foreign_key, build_foreign_key))
        return false;
    for (size_t i = 0; i < table->foreign_key_count; i++) {
        if (!build_links(builder, &table->foreign_keys[i]))
            return false;
    }
    for (size_t i = 0; i < table->foreign_key_count; i++)
        build_own(&table->foreign_keys[i]);
    if (primary && could_count(table, primary) && !primary->attribute->manual)
        table->autoincrement = primary;
    return true;
}
