/* world.h - a schema with every kind of relationship, and beside the database a
 * model of it in plain arrays that is too simple to be wrong.
 *
 *   persons --1:1-- badges     unlinked on delete, no action on update
 *      |  \--1:n-- tasks       cascade on delete and on update
 *      |  \--1:n-- persons     restrict on delete, set null on update
 *      \---n:m---- clubs       over members
 *
 * A row knows its place in the model by its member `slot`, which is no column.
 */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include "family.h"

typedef struct Person Person;
typedef struct Badge Badge;
typedef struct Task Task;
typedef struct Club Club;
typedef struct Member Member;
struct Person {
    const int64_t id;
    int32_t slot;
    KITH_TEXT name;
    KITH_SCALAR(Badge) badge;
    KITH_COLLECTION(Task) tasks;
    const int64_t boss_id;
    KITH_REFERENCE(Person) boss;
    KITH_COLLECTION(Person) reports;
    KITH_COLLECTION_VIA(Member, Club) clubs;
};
struct Badge {
    const int64_t id;
    int32_t slot;
    KITH_TEXT name;
    const int64_t person_id;
    KITH_REFERENCE(Person) person;
};
struct Task {
    const int64_t id;
    int32_t slot;
    KITH_TEXT name;
    const int64_t person_id;
    KITH_REFERENCE(Person) person;
};
struct Club {
    const int64_t id;
    int32_t slot;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Member, Person) members;
};
struct Member {
    int32_t slot;
    const int64_t person_id, club_id;
    KITH_REFERENCE(Person) person;
    KITH_REFERENCE(Club) club;
};
KITH_DECLARE(Person);
KITH_DECLARE(Badge);
KITH_DECLARE(Task);
KITH_DECLARE(Club);
KITH_DECLARE(Member);

enum kind { PERSONS, BADGES, TASKS, CLUBS, MEMBERS, KINDS };
enum { SLOTS = 60, NOBODY = -1, NO_NAME = -1 };

/* Whom a row is linked to, and when that came to be. */
struct bond {
    int parent;
    uint32_t since;
};

/* One row of the model. A name is a number; the key of a member is 0. */
struct entry {
    bool live;
    void *row;
    int64_t key;
    int name;
    uint32_t named_since;
    struct bond bonds[2]; /* a person's boss; a member's person and club */
};

struct world {
    kith_db *db;
    uint64_t seed, before; /* the digest before this step */
    uint32_t now;
    int step;
    const char *doing;
    struct entry entries[KINDS][SLOTS];
};

void world_open(struct world *world, uint64_t seed);
void world_close(struct world *world);

/* A number below `bound`. */
int world_random(struct world *world, int bound);

/* A live row, or NOBODY; a place for a new one, or NOBODY. */
int world_pick(struct world *world, enum kind kind);
int world_room(const struct world *world, enum kind kind);

/* How many rows of a kind the random test lets live. */
int world_limit(enum kind kind);

/* The row with this key, of this name, over this pair; or NOBODY. */
int world_by_key(const struct world *world, enum kind kind, int64_t key);
int world_by_name(const struct world *world, enum kind kind, int name);
int world_by_pair(const struct world *world, int person, int club);

/* The first child of a parent by one of its bonds, or NOBODY. */
int world_child(const struct world *world, enum kind kind, int which,
                int parent);

/* The row itself; NULL for NOBODY. */
void *world_row(const struct world *world, enum kind kind, int slot);

/* The text of a name in the database; NULL for NO_NAME. */
const char *world_name(int name);

/* --- Changes of the model ------------------------------------------------- */

void world_born(struct world *world, enum kind kind, int slot, void *row,
                int64_t key, int name);
void world_bind(struct world *world, enum kind kind, int slot, int which,
                int parent);
void world_rename(struct world *world, enum kind kind, int slot, int name);
void world_died(struct world *world, enum kind kind, int slot);

/* What the database does not hold as the model does; NULL when all agrees. */
const char *world_difference(const struct world *world);

/* --- Operations: one call each, and what the model says of it --------------- */

/* Assert the answer of this step's call; a refusal has changed nothing. */
void world_expect(struct world *world, kith_status answer,
                  kith_status expected);

/* What random calls are given. A key is that of a living row for the most part,
 * and at times one that nobody has. */
enum { WORLD_NAMES = 30, WORLD_TITLES = 4, WORLD_KEYS = 40 };
int world_random_name(struct world *world, enum kind kind);
int64_t world_random_key(struct world *world, enum kind kind);
int world_pick_or_nobody(struct world *world, enum kind kind);

struct operation {
    const char *name;
    void (*run)(struct world *world);
};

/* Columns and keys; links. Each list ends with a NULL name. */
extern const struct operation world_settings[];
extern const struct operation world_relations[];

#endif
