/* load.h - a text on its way into a database.
 *
 * Owns   what is known of the text while it is loaded, all of it in one arena.
 * Knows  the database by public headers alone.
 *
 *   kith_load_text      world.c
 *     tables            load_plan.c      what the schema says, as numbers
 *     lines             load_scan.c      sections, rows, orders; no value yet
 *     cells             load_cell.c      what may stand there
 *     keys, parents     load_link.c      which row names which
 *     lists             load_order.c     the order of each, as a chain of slots
 *     rows              load_sort.c      in which order they can be inserted
 *                       load_insert.c    the rows, and what is linked later
 *
 *   load_memory.c  the arena, the dictionary, errors
 *   load_lex.c     words and values; a row is read again when it is needed,
 *                  so that only its place in the text is kept
 *
 * A *node* is a row of the text, or a *ghost*: a row that the database had
 * before and that rows of the text refer to by its key. A *slot* is one foreign
 * key of one node, with the parent that it names:
 *
 *   node Chair  slots [ store_id: parent IKEA, prev ---, next Table ]
 *   node Table  slots [ store_id: parent IKEA, prev Chair, next --- ]
 *
 * so that the list of a parent is a chain of nodes. Each slot waits for one
 * other node at most: the member before it, or for the first the parent.
 */
#ifndef KI_KIT_LOAD_H
#define KI_KIT_LOAD_H

#include <kith/reflect.h>
#include <kith/test/world.h>

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOWHERE ((size_t)-1)

/* --- The text ------------------------------------------------------------- */

enum token_kind {
    TOKEN_END, /* of the line */
    TOKEN_WORD,
    TOKEN_DIGITS, /* a number of any kind, perhaps one that cannot be read */
    TOKEN_QUOTED,
    TOKEN_BLOB,
    TOKEN_MARK, /* #3 */
    TOKEN_SIGN, /* one character */
    TOKEN_BAD   /* a text without an end */
};

struct token {
    enum token_kind kind;
    const char *at;
    size_t bytes;
};

enum cell_kind {
    CELL_ABSENT,
    CELL_NULL,
    CELL_LITERAL,
    CELL_NAME, /* or a number: #3 */
    CELL_TUPLE
};

/* What stands between two bars. */
struct cell {
    enum cell_kind kind;
    struct token token; /* for a tuple its parenthesis */
};

/* --- The schema ----------------------------------------------------------- */

/* A column of a key, with its place among the columns of its table. */
struct link_column {
    size_t child, parent;
};

struct link_plan {
    kith_foreign_key key;
    size_t table, parent_table; /* their places */
    size_t parent_key;          /* its place among the keys of its table */
    struct link_column *columns;
    size_t column_count;
    size_t *own; /* of the columns those that make it NULL: their places */
    size_t own_count;
    bool can_wait;      /* a row may be inserted without it */
    bool can_dangle;    /* and may be given a key that no row has yet */
    bool can_reorder;   /* its lists can be put in order afterwards */
    size_t list_offset; /* of the collection, then */
    size_t mate; /* the other key of a .symmetric pair, whose rows are in the
                    same lists: its place among the links; NOWHERE */
    bool is_via;
    kith_foreign_key near_key, target_key; /* where it is_via */
};

struct key_plan {
    const char *name;
    size_t *columns;
    size_t column_count;
    bool primary;
};

struct table_plan {
    const kith_table *table;
    kith_column *columns;
    size_t *attributes; /* of each column its number among the attributes */
    size_t column_count;
    struct key_plan *keys; /* unique ones */
    size_t key_count;
    struct link_plan *links;
    size_t link_count;
    size_t first_node, last_node; /* of the text, in its order; NOWHERE */
    bool has_on_update;
};

/* --- Sections, nodes, slots ----------------------------------------------- */

/* One word of a header: a column, or a reference that a link plan describes. */
struct field {
    size_t column, link; /* one of them is NOWHERE */
};

struct section {
    size_t table;
    struct field *fields;
    size_t field_count;
};

struct node {
    const struct section *section; /* NULL: a ghost */
    size_t table;
    const char *at; /* the row behind its name; of a ghost where it is named */
    const char *name; /* a word in the text, or NULL */
    size_t name_bytes;
    void *row;    /* once it is there */
    size_t slots; /* its first one */
    size_t next_of_table;
    size_t waits;             /* how many of its slots do */
    size_t waiters, waiters2; /* slots that wait for it, see load_sort.c */
    size_t path_slot;         /* by which a search for a circle has left it */
    size_t path_place;        /* on the path, or NOWHERE */
};

enum slot_state {
    SLOT_CHAINED, /* it waits for the member before it, or for the parent */
    SLOT_FREE,    /* for the parent: its list is put in order afterwards */
    SLOT_LATE,    /* for nothing: it is linked afterwards */
    SLOT_DANGLING /* for the member before it, not for the parent */
};

struct slot {
    size_t node, parent, prev, next; /* nodes */
    size_t waits_on;                 /* a node */
    size_t next_waiter, next_waiter2;
    const char *at; /* where the text names the parent */
    enum slot_state state;
    bool is_ordered; /* named in an order; or, once all is there, linked */
    bool is_known;   /* the values of its columns are, without the parent */
};

/* A line of an order, and a list that is put in order afterwards. */
struct told_order {
    size_t table, link;
    const char *at;
};
struct loose_list {
    size_t table, link, first; /* node */
};

/* --- The load ------------------------------------------------------------- */

struct load_block {
    struct load_block *older;
    size_t bytes, used;
};

struct dictionary {
    struct dictionary_entry *entries;
    size_t capacity, count;
};

/* Bytes being put together, for look-ups. */
struct bytes {
    char *at;
    size_t count, capacity;
};

struct load {
    kith_db *db;
    const char *text;
    kith_error *error;
    kith_allocator hooks;
    struct load_block *block, *draft; /* what lasts; and until a row is done */
    struct dictionary dictionary;     /* nodes by names, numbers and keys */
    struct bytes scratch, lookup; /* what is looked up; and a key, while names
                                     are looked up for it */
    struct table_plan *tables;
    size_t table_count;
    struct cell *cells; /* of the row that was read last; NOWHERE: none yet */
    size_t read_node;
    size_t cell_count; /* of the widest header */
    struct node *nodes;
    size_t node_count, node_capacity, row_count; /* rows before ghosts */
    struct slot *slots;
    size_t slot_count;
    struct told_order *orders;
    size_t order_count, order_capacity;
    struct loose_list *free_lists;
    size_t free_list_count, free_list_capacity;
    size_t *late; /* slots where a chain of late ones begins */
    size_t late_count, late_capacity;
    size_t name_count, name_bytes;
    char point[16]; /* what stands for one in a real of this locale */
};

static inline const struct link_plan *slot_plan(const struct load *load,
                                                size_t slot)
{
    const struct node *node = &load->nodes[load->slots[slot].node];

    assert(slot >= node->slots);
    return &load->tables[node->table].links[slot - node->slots];
}

/* The slot of a node by which it is in the lists of a foreign key, in that of
 * this parent: where two keys share their lists it is of either. */
static inline size_t slot_of_list(const struct load *load, size_t node,
                                  size_t link, size_t parent)
{
    const struct link_plan *plan =
        &load->tables[load->nodes[node].table].links[link];
    size_t first = load->nodes[node].slots;

    return plan->mate == NOWHERE || load->slots[first + link].parent == parent
               ? first + link
               : first + plan->mate;
}

/* The slot of a node that is in the same list as another slot. */
static inline size_t slot_beside(const struct load *load, size_t slot,
                                 size_t node)
{
    const struct slot *given = &load->slots[slot];

    assert(load->nodes[node].table == load->nodes[given->node].table);
    return slot_of_list(load, node, slot - load->nodes[given->node].slots,
                        given->parent);
}

/* --- load_memory.c -------------------------------------------------------- */

/* Zeroed memory that lasts as long as the load; NULL with the error told. */
void *ki_load_new(struct load *load, size_t count, size_t item_bytes);

/* Room for one more item in an array. KITH_E_MEMORY. */
kith_status ki_load_grow(struct load *load, void **items, size_t count,
                         size_t *capacity, size_t item_bytes);

/* The same, but for what is needed until the row at work is done: until
 * ki_load_done_row. */
void *ki_load_new_draft(struct load *load, size_t bytes);
void ki_load_done_row(struct load *load);

/* Give all memory back. */
void ki_load_free(struct load *load);

/* Add bytes to the scratch, which load->scratch.count = 0 empties. */
kith_status ki_load_add(struct load *load, const void *bytes, size_t count);

/* The number of the scratch's bytes, or NOWHERE; and give them one, which a
 * later put of the same does not change. KITH_E_MEMORY. */
size_t ki_load_find(const struct load *load);
kith_status ki_load_put(struct load *load, size_t number);

/* Tell a failure at a place of the text, which NULL leaves out. `format` has no
 * more than what printf has in C11. Returns the status. */
kith_status ki_load_fail(struct load *load, kith_status status, const char *at,
                         const kith_table *table, const char *column,
                         const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* The same for what a token says, as ki_load_fail with %.*s; and for a call of
 * kith, with the words of kith_last_error. */
kith_status ki_load_fail_token(struct load *load, kith_status status,
                               const struct token *token,
                               const kith_table *table, const char *column,
                               const char *why);
kith_status ki_load_fail_call(struct load *load, kith_status status,
                              const char *at);
kith_status ki_load_fail_memory(struct load *load);

/* --- load_lex.c ----------------------------------------------------------- */

/* The next token of a line; `*at` is moved behind it, but not behind the end
 * of a line. */
struct token ki_load_token(const char **at);

static inline bool token_is(const struct token *token, char sign)
{
    return token->kind == TOKEN_SIGN && *token->at == sign;
}

/* Whether a token is this word. */
bool ki_load_is_word(const struct token *token, const char *word);

/* The next cell, up to a bar, a comma, a parenthesis or the end. KITH_E_MISUSE
 * where there is something else. */
kith_status ki_load_cell(struct load *load, const char **at, struct cell *cell);

/* The text of a quoted token without its escapes, or a word as it is, until the
 * row is done. KITH_E_CHECK. */
kith_status ki_load_unquote(struct load *load, const struct token *token,
                            const char **text);

/* The value of a literal for a column, until the row is done. KITH_E_CHECK. */
kith_status ki_load_value(struct load *load, const struct token *token,
                          const kith_column *column, kith_value *value);

/* Make the scratch what the dictionary knows a row by: its name, or within a
 * table its number. Words that are values are no names. KITH_E_MISUSE. */
kith_status ki_load_add_name(struct load *load, const struct token *token,
                             size_t table);

/* --- load_plan.c, load_scan.c --------------------------------------------- */

kith_status ki_load_plan(struct load *load);
kith_status ki_load_scan(struct load *load);

/* --- load_cell.c ---------------------------------------------------------- */

/* The row of a name or number as one of this table, or NOWHERE, and the refusal
 * of one that names none. KITH_E_MEMORY, KITH_E_PARENT. */
kith_status ki_load_find_name(struct load *load, const struct token *token,
                              size_t table, size_t *node);
kith_status ki_load_refuse_name(struct load *load, const struct token *token,
                                const kith_table *table, const char *column);

/* The cell of a column of a node, or with `column` NOWHERE that of the
 * reference of a link; absent where the section has none. */
struct cell ki_load_cell_of(struct load *load, size_t node, size_t column,
                            size_t link);

/* One value of a key of several, from 0, or of one. */
struct cell ki_load_part(struct load *load, const struct cell *cell, size_t n);

/* Whether a cell is a key of a table, and a row one of its section. */
kith_status ki_load_judge_key(struct load *load, const struct cell *cell,
                              size_t table, size_t key);
kith_status ki_load_judge_row(struct load *load, size_t node);

/* What a column of a node will hold. Where that is known, `value`, in which
 * KITH_KIND_NONE is NULL; else it is what `column` of `node` will be given when
 * that is inserted. */
struct resolved {
    bool known;
    size_t node, column;
    kith_value value;
};
kith_status ki_load_resolve(struct load *load, size_t node, size_t column,
                            struct resolved *resolved);

/* One step of that: what a cell says for a column of a table, a value or on to
 * a column of another node. */
kith_status ki_load_step(struct load *load, const struct cell *cell,
                         size_t table, size_t column,
                         struct resolved *resolved);

/* --- load_link.c ---------------------------------------------------------- */

/* The node that a cell names: a row of this table by its name, number, or key
 * of that place; one of the database is a ghost. KITH_E_PARENT. */
kith_status ki_load_find_node(struct load *load, const struct cell *cell,
                              size_t table, size_t key, size_t *node);

/* Judge all cells, and find the parents of all nodes. */
kith_status ki_load_link(struct load *load);

/* --- load_order.c, load_sort.c, load_insert.c ----------------------------- */

kith_status ki_load_order(struct load *load);
kith_status ki_load_sort(struct load *load);
kith_status ki_load_insert(struct load *load, size_t node);
kith_status ki_load_link_late(struct load *load);
kith_status ki_load_reorder(struct load *load);

#endif
