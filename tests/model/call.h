/* call.h - one random call: chosen, applied to the model, made on kith. */
#ifndef MODEL_CALL_H
#define MODEL_CALL_H

#include "model.h"

enum operation {
    INSERT_ROW,
    INSERT_COLUMNS,
    INSERT_ROWS,
    INSERT_OR_GET,
    SET,
    SET_NULL,
    UPDATE,
    UPDATE_VALUES,
    UPDATE_ROWS,
    EDIT,
    DELETE,
    RELATE,
    UNLINK,
    APPEND,
    REMOVE,
    CLEAR,
    REPLACE,
    MOVE,
    DELETE_ROWS,
    RELATE_ROWS,
    APPEND_ROWS,
    REMOVE_ROWS,
    MISUSE,
    BEGIN,
    COMMIT,
    ROLLBACK,
    ROLLBACK_TO,
    TOUCH_THE_DEAD,
    OPERATIONS
};

enum { MANY = 120, NEW_ROWS = 256, CHANGES = 24 };

/* A change of one of several rows. */
struct change {
    int table, row, column;
    struct cell cell;
};

struct call {
    enum operation operation;
    int table, row;
    uint32_t set; /* columns */
    struct cell cells[COLUMNS];
    int link;
    int targets[MANY], target_count;
    int rows[MANY]; /* of RELATE_ROWS, one for each target; of DELETE_ROWS */
    size_t place;
    int depth; /* of ROLLBACK_TO */
    void *dead;
    struct change changes[CHANGES]; /* of UPDATE_ROWS */
    int change_count;
    struct draft drafts[MANY];
    int draft_count;

    /* What the model says. */
    uint32_t expected;
    int found;                    /* INSERT_OR_GET */
    struct place fresh[NEW_ROWS]; /* rows that are new, in order */
    int fresh_count;
};

/* The one collection that a call puts in order. */
static inline const struct link *link_of(const struct model *model,
                                         const struct call *call)
{
    return &model->facts->links[call->link];
}

/* Changes of columns: update.c. */
uint32_t apply_update(struct model *model, const struct call *call);
uint32_t apply_update_rows(struct model *model, const struct call *call);
uint32_t apply_edit(struct model *model, const struct call *call);

#endif
