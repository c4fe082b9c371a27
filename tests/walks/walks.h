/* walks.h - cursors of every source, walked while random calls change the rows.
 *
 * What a cursor must meet is worked out from plain readings of its source alone:
 * before and after each call the rows of the source are read in their order. A
 * row that was there and is there has stayed; one that came is a new member,
 * also where it was there once before. A rollback brings the members back that
 * there were at the begin of the level.
 *
 * A cursor has passed some members: those that it has met, and those that came
 * behind it. The next row is the first that it has not passed.
 */
#ifndef WALKS_H
#define WALKS_H

#include <kith.h>

#include <stdbool.h>
#include <stdint.h>

enum {
    MEMBERS_MAX = 192, /* of a source */
    NAMES_MAX = 4096,  /* members of a round, gone ones too */
    LEVELS_MAX = 4,
    CURSORS_MAX = 3
};

typedef struct Owner Owner;
typedef struct Thing Thing;
typedef struct Label Label;
typedef struct Tagging Tagging;
typedef struct Alliance Alliance;
struct Owner {
    const int64_t id;
    KITH_COLLECTION(Thing) things; /* by owner_id, ordered by rank */
    KITH_COLLECTION(Thing) kept;   /* by keeper_id */
    KITH_COLLECTION_VIA(Tagging, Label) labels;
    KITH_COLLECTION_VIA(Alliance, Owner) allies;
};
struct Thing {
    const int64_t id;
    const int32_t tag;
    KITH_TEXT word;
    const int32_t rank;
    const uint32_t nth_kept;
    KITH_TEXT title;
    const int64_t code;
    const int64_t owner_id;
    KITH_REFERENCE(Owner) owner;
    const int64_t keeper_id;
    KITH_REFERENCE(Owner) keeper;
};
struct Label {
    const int64_t id;
    KITH_COLLECTION_VIA(Tagging, Owner) owners;
};
struct Tagging {
    const int64_t owner_id;
    const int64_t label_id;
    KITH_REFERENCE(Owner) owner;
    KITH_REFERENCE(Label) label;
};
struct Alliance {
    const int64_t one_id, two_id;
    KITH_REFERENCE(Owner) one;
    KITH_REFERENCE(Owner) two;
};
KITH_DECLARE(Owner);
KITH_DECLARE(Thing);
KITH_DECLARE(Label);
KITH_DECLARE(Tagging);
KITH_DECLARE(Alliance);

/* A member of a source: a row, by its handle, and which of its stays it is. */
struct member {
    kith_handle handle;
    int name;
    int32_t rank; /* what orders it, in a source with an order */
    char title[12];
};

struct members {
    struct member list[MEMBERS_MAX];
    int count;
};

/* What is walked. */
enum source {
    TABLE,  /* all things */
    THINGS, /* of an owner */
    KEPT,   /* of an owner, by the foreign key */
    LABELS, /* of an owner, as association rows */
    ALLIES, /* the same, of which either end may be the owner */
    SORTED, /* the things of an owner, by rank */
    TAG,    /* things with a number */
    WORD,   /* things with a text */
    RANK,   /* things within two numbers */
    TITLE,  /* things by a text, and NULL, downwards, up to one */
    CODE,   /* the thing with a unique number */
    SOURCES
};

enum passed { AHEAD, PASSED, EITHER };

struct walk {
    bool open;
    kith_cursor cursor;
    enum source source;
    kith_handle owner; /* whose, where it is one's */
    int64_t low, high; /* numbers that bound or name */
    const char *text;
    int depth;                       /* at which it was there first */
    bool in_level;                   /* it was opened in one */
    struct members now;              /* of the source */
    struct members then[LEVELS_MAX]; /* at the begin of each level, */
    int met_then[LEVELS_MAX];        /* and how many were met by then */
    int names;                       /* so many members there were so far */
    int before; /* so many of them had a name at the opening */
    unsigned char passed[NAMES_MAX];
    int met;            /* so many */
    struct member last; /* met last, as it was then */
    int steps;
};

struct world {
    kith_db *db;
    uint64_t random;
    int depth;
    struct walk walks[CURSORS_MAX];
    uint32_t things_most; /* of this round */
    kith_handle rejoined; /* by the last call: it left its lists and joined them
                             again at their ends; or none */
    long done, steps, rollbacks, calls, refused, closed, by_source[SOURCES];
    char why[600];
};

uint32_t below(struct world *world, uint32_t limit);
bool differs(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* source.c: open a cursor of a random source; read the members of one. */
void walk_open(struct world *world, struct walk *walk);
void walk_read(struct world *world, struct walk *walk, struct members *members);

/* model.c: what a call has changed, with the row that kith_move has moved;
 * levels, of which the rollback takes back those from `begin` on and leaves
 * `depth`; a step of the cursor, false where it is wrong. `*over` says that it
 * has met nothing. */
void walk_follow(struct world *world, struct walk *walk, kith_handle moved);
void walk_begin(struct walk *walk, int depth);
bool walk_roll_back(struct world *world, struct walk *walk, int begin,
                    int depth);
bool walk_step(struct world *world, struct walk *walk, bool *over);

/* calls.c: a random call. The row that it has moved in a list, or 0. */
kith_handle call(struct world *world);
void fill(struct world *world);

#endif
