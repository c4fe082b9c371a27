/* world.h - one shape: its model, its database, and chance.
 *
 * Owns   what is true of both sides. A step of a round is known by the seed of
 *        the round and its number alone: what it does depends on these and on
 *        what the steps before it left, so a round can be played again with
 *        steps left out.
 */
#ifndef MODEL_WORLD_H
#define MODEL_WORLD_H

#include "call.h"

struct step;

/* How many decisions of a step are kept for when it is played again; it makes
 * more than a few only where many calls in turn would be refused. */
enum { DECISIONS = 32 };

struct world {
    struct facts facts;
    struct model model;
    int room; /* rows that a table is to have at most */
    kith_db *db;
    uint64_t random;
    bool near;               /* how rows are chosen: shape_is_near() */
    bool talks;              /* print each call before it is made */
    const struct step *step; /* of a round that is played again, or NULL */
    uint8_t decisions[DECISIONS]; /* in this step, see choose.c */
    int decision_count;
    struct call call;
    void *dead[16]; /* rows deleted within the open level */
    int dead_count;
    char why[400]; /* what differs; empty: nothing */
};

/* A step of a round that is shortened. What a step does must not depend on how
 * many rows there are, for there are fewer and fewer: so what was decided by
 * that, when all steps were made, is kept. */
struct step {
    int number;
    uint8_t decisions[DECISIONS];
    int rows; /* at most so many in one insert; 0: all */
};

/* The seed says how many rows there are: in a fifth of the rounds thousands, and
 * few in most others, where calls meet in the same rows more often. */
enum { MANY_ROWS = 3200, SOME_ROWS = 500, FEW_ROWS = 50 };
int world_rows(uint64_t seed);

/* `alike`: each row as likely as any other, also where shape_is_near(). */
void world_open(struct world *world, const struct shape *shape, uint64_t seed,
                bool alike);
void world_close(struct world *world);

/* One call on both sides, and what it touched compared. `number` is that of
 * the step. False, and `why`, when they differ. */
bool world_step(struct world *world, uint64_t round, uint64_t number);
/* Everything compared, and kith_verify. */
bool world_compare(struct world *world);
/* Note a difference; returns false. */
bool world_differs(struct world *world, const char *format, ...);

/* --- Chance --------------------------------------------------------------- */

uint32_t chance_below(struct world *world, uint32_t bound);
bool chance(struct world *world, uint32_t percent);
/* A live row, each as likely as any other unless the shape is near, or NONE.
 * Without others it is the same again. */
int chance_row(struct world *world, int table);

/* --- Parts of a step ------------------------------------------------------ */

/* Make up a call. */
void choose_call(struct world *world);
/* Make it on kith. */
kith_status make_call(struct world *world);
void print_call(const struct world *world);
/* New rows get their addresses; what was touched is compared. */
bool compare_touched(struct world *world);
bool compare_all(struct world *world);

/* --- Refused memory ------------------------------------------------------- */

/* Refuse the n-th request from now on, alone; 0: none. */
void refuse_request(size_t request);
bool was_refused(void);
kith_allocator refusing_allocator(void);

#endif
