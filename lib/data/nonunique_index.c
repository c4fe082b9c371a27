/* nonunique_index.c - finding all rows with a value; see nonunique_index.h.
 *
 * The life of a posting is in start_posting(), leave_hash() and keep_posting();
 * all calls below are made of these and of the calls of child_list.h. The hash
 * index compares hashes, and then values, which it reads from a member or from
 * sample_row: so one of them must show it whenever the hash index is searched.
 */
#include "data/nonunique_index.h"

#include "base/relocation.h"

static struct child_list posting_list_of(const struct nonunique_index *index,
                                         struct posting *posting)
{
    assert(posting);
    return posting_list(posting, index->postings.key->place_offset);
}

/* The hash index holds postings as plain addresses; this and next_posting() are
 * where they become postings again. */
static struct posting *find_like(const struct nonunique_index *index,
                                 const char *after)
{
    const struct hash_index *hash = &index->postings;

    assert(hash->nonunique);
    if (hash->exact)
        return nonunique_index_with(
            index, ki_value_integer(hash->kind, after + hash->probe.at_bytes));
    return (struct posting *)(void *)ki_hash_index_find_like(hash, after);
}

/* The next posting at or behind a slot of the hash index; NULL at the end. */
static struct posting *next_posting(const struct nonunique_index *index,
                                    size_t *at)
{
    assert(index->postings.nonunique);
    return (struct posting *)(void *)ki_hash_index_next(&index->postings, at);
}

void ki_nonunique_index_init(struct nonunique_index *index,
                             const struct key *key, struct pool *pool,
                             uint64_t seed)
{
    assert(key_has_postings(key));
    assert(key->place_offset > 0);
    *index = (struct nonunique_index){.pool = pool};
    ki_hash_index_init(&index->postings, key, pool->memory, seed, true);
}

/* Their lists were given back when they ended; only the postings are left. */
static void free_kept(struct nonunique_index *index)
{
    assert(index->postings.nonunique);
    while (index->free) {
        struct posting *posting = index->free;

        index->free = posting->next_free;
        ki_pool_free(index->pool, posting, sizeof(*posting));
    }
    assert(!index->free);
}

/* Both the postings in use and those kept for later. */
void ki_nonunique_index_fini(struct nonunique_index *index)
{
    size_t at = 0;
    struct posting *posting;

    assert(index->pool);
    while ((posting = next_posting(index, &at))) {
        ki_child_list_fini(posting_list_of(index, posting), index->pool);
        ki_pool_free(index->pool, posting, sizeof(*posting));
    }
    free_kept(index);
    ki_hash_index_fini(&index->postings);
}

/* Lists close their holes, so the places of rows change. Where the allocator
 * refuses a smaller block or table, the larger one stays. */
void ki_nonunique_index_shrink(struct nonunique_index *index)
{
    size_t at = 0;
    struct posting *posting;

    free_kept(index);
    while ((posting = next_posting(index, &at)))
        ki_child_list_shrink(posting_list_of(index, posting), index->pool);
    ki_hash_index_shrink(&index->postings);
    assert(!index->free);
}

struct posting *ki_nonunique_index_find(const struct nonunique_index *index,
                                        const void *const *values)
{
    assert(values);
    return (struct posting *)(void *)ki_hash_index_find(&index->postings,
                                                        values);
}

/* A posting with reserved places alone has no member yet. */
char *ki_nonunique_index_first(const struct nonunique_index *index,
                               const char *after)
{
    struct posting *posting = find_like(index, after);

    assert(!key_is_null(index->postings.key, after));
    return posting ? ki_child_list_at(posting_list_of(index, posting), 0)
                   : NULL;
}

size_t ki_nonunique_index_count(const struct nonunique_index *index,
                                const char *after)
{
    struct posting *posting = find_like(index, after);

    assert(!key_is_null(index->postings.key, after));
    return posting ? child_list_count(posting_list_of(index, posting)) : 0;
}

/* An empty posting, in no hash index yet; NULL without memory. */
static struct posting *take_posting(struct nonunique_index *index)
{
    struct posting *posting = index->free;

    if (posting) {
        index->free = posting->next_free;
    } else {
        posting = ki_pool_new(index->pool, sizeof(*posting));
        if (!posting)
            return NULL;
        *posting_writable(posting) = (struct posting){0};
    }
    assert(posting->reserved == 0);
    ki_child_list_init(posting_list_of(index, posting));
    return posting;
}

/* An empty posting for the after-image's values, in the hash index already;
 * NULL without memory. The hash index grows first, which leaves nothing but
 * capacity behind where the next step fails; then the posting is taken, from
 * those kept or from the pool. A kept one has the generation that ended its
 * last life, so that walks over that life do not take the new rows for
 * theirs. */
static struct posting *start_posting(struct nonunique_index *index,
                                     const char *after)
{
    struct posting *posting = NULL;

    assert(!find_like(index, after));
    if (!ki_hash_index_reserve(&index->postings, 1))
        return NULL;
    if (index->walks)
        posting = ki_nonunique_index_walked(index, after);
    if (posting)
        posting_writable(posting)->resumed++;
    else
        posting = take_posting(index);
    if (!posting)
        return NULL;
    posting_writable(posting)->parked = false;
    posting_writable(posting)->sample_row = after;
    ki_hash_index_put(&index->postings, (char *)posting, after);
    assert(posting->reserved == 0);
    return posting;
}

/* A posting that is not in the hash index any more is kept for the next value.
 * Its slots are given back, and the generation ends the walks that are over
 * it. */
static void keep_posting(struct nonunique_index *index, struct posting *posting)
{
    assert(posting->reserved == 0);
    assert(child_list_count(posting_list_of(index, posting)) == 0);
    ki_child_list_fini(posting_list_of(index, posting), index->pool);
    posting_writable(posting)->generation++;
    posting_writable(posting)->next_free = index->free;
    index->free = posting;
}

/* Whether the posting left the hash index because nothing is in it and nothing
 * reserved. It is found there by its hash. */
static bool leave_hash(struct nonunique_index *index, struct posting *posting)
{
    assert(!posting->parked);
    if (posting->reserved || child_list_count(posting_list_of(index, posting)))
        return false;
    ki_hash_index_take(&index->postings, (char *)posting);
    return true;
}

/* A posting that has left the hash index ends; one that was parked before it
 * took the rows that have left is parked again, for records name it. */
static void end_or_park(struct nonunique_index *index, struct posting *posting)
{
    posting_writable(posting)->parked = true;
    if (posting->resumed > 0)
        posting_writable(posting)->resumed--;
    else
        ki_nonunique_index_end(index, posting);
}

/* After each step that may have emptied a posting. */
static void end_if_unused(struct nonunique_index *index,
                          struct posting *posting)
{
    assert(index->postings.count > 0);
    if (leave_hash(index, posting))
        end_or_park(index, posting);
}

/* The list must have room for all that was reserved before and one more,
 * because a list itself counts no reservations. When that room is refused, a
 * posting that was made for this value alone ends again. */
struct posting *ki_nonunique_index_make_room(struct nonunique_index *index,
                                             const char *after)
{
    struct posting *posting = find_like(index, after);

    assert(!key_is_null(index->postings.key, after));
    if (!posting)
        posting = start_posting(index, after);
    if (posting && !ki_child_list_reserve(posting_list_of(index, posting),
                                          index->pool, posting->reserved + 1)) {
        end_if_unused(index, posting);
        return NULL;
    }
    return posting;
}

void ki_nonunique_index_drop_room(struct nonunique_index *index,
                                  struct posting *posting)
{
    assert(!posting->parked);
    end_if_unused(index, posting);
}

bool ki_nonunique_index_reserve(struct nonunique_index *index,
                                const char *after)
{
    struct posting *posting = ki_nonunique_index_make_room(index, after);

    if (!posting)
        return false;
    posting_writable(posting)->reserved++;
    posting_writable(posting)->sample_row = after;
    assert(find_like(index, after) == posting);
    return true;
}

/* The posting is found by `after`, which must still show the values; its texts
 * are therefore released later (give_back in delta/reserve.c). */
void ki_nonunique_index_unreserve(struct nonunique_index *index,
                                  const char *after)
{
    struct posting *posting = find_like(index, after);

    assert(index->postings.count > 0);
    assert(posting && posting->reserved > 0);
    posting_writable(posting)->reserved--;
    end_if_unused(index, posting);
}

/* A member leaves its posting; its own bytes stay. Where it is the last one and
 * places are reserved, sample_row is an after-image that will join, and shows
 * the value. */
static void clear_place(struct nonunique_index *index, struct posting *posting,
                        const char *row)
{
    struct child_list list = posting_list_of(index, posting);

    assert(!posting->parked && ki_child_list_holds(list, row));
    ki_child_list_clear_place(list, load_u32(row + child_list_place(list)));
}

/* A posting that becomes empty ends, or is parked: it then keeps its list and
 * its generation, for the members may return, to the places that they show. */
void ki_nonunique_index_leave(struct nonunique_index *index,
                              struct posting *posting, const char *row,
                              bool keep)
{
    clear_place(index, posting, row);
    if (!keep)
        end_if_unused(index, posting);
    else if (leave_hash(index, posting))
        posting_writable(posting)->parked = true;
}

void ki_nonunique_index_join(struct nonunique_index *index,
                             struct posting *posting, char *row)
{
    assert(!posting->parked);
    ki_child_list_put(posting_list_of(index, posting), row);
    assert(ki_child_list_holds(posting_list_of(index, posting), row));
}

/* From here on the row shows the value of the posting. sample_row is stale now,
 * and is set again before it is next needed. */
void ki_nonunique_index_put(struct nonunique_index *index, char *row,
                            const char *after)
{
    struct posting *posting = find_like(index, after);

    assert(!key_is_null(index->postings.key, after));
    assert(posting && posting->reserved > 0);
    posting_writable(posting)->reserved--;
    ki_nonunique_index_join(index, posting, row);
}

void ki_nonunique_index_take(struct nonunique_index *index, char *row)
{
    struct posting *posting = find_like(index, row);

    assert(posting);
    ki_nonunique_index_leave(index, posting, row, false);
    write_u32(row + index->postings.key->place_offset, 0);
}

void ki_nonunique_index_close_holes(struct nonunique_index *index,
                                    const char *row)
{
    struct posting *posting = find_like(index, row);

    assert(!posting->parked);
    assert(posting);
    ki_child_list_close_holes(posting_list_of(index, posting), index->pool);
}

struct posting *ki_nonunique_index_at(const struct nonunique_index *index,
                                      const char *row, uint32_t *place)
{
    struct posting *posting = find_like(index, row);

    assert(ki_child_list_holds(posting_list_of(index, posting), row));
    *place = load_u32(row + index->postings.key->place_offset);
    return posting;
}

struct posting *ki_nonunique_index_park(struct nonunique_index *index,
                                        char *row)
{
    struct posting *posting = find_like(index, row);

    assert(posting);
    ki_nonunique_index_leave(index, posting, row, true);
    return posting->parked ? posting : NULL;
}

/* Members return in the reverse order, so the first that does finds the posting
 * parked and puts it into the hash index, by its own value. Room for it is
 * there: the index has not become smaller since it left. */
void ki_nonunique_index_unpark(struct nonunique_index *index,
                               struct posting *posting, char *row,
                               uint32_t place)
{
    assert(posting->parked == !find_like(index, row));
    if (posting->parked)
        ki_hash_index_put(&index->postings, (char *)posting, row);
    posting_writable(posting)->parked = false;
    ki_child_list_untake(posting_list_of(index, posting), row, place);
    assert(find_like(index, row) == posting);
}

/* Each record of a log that took a member out names the posting; the first one
 * ends it, and for the others it is parked no more. */
void ki_nonunique_index_end(struct nonunique_index *index,
                            struct posting *posting)
{
    assert(!posting->parked || posting->reserved == 0);
    posting_writable(posting)->resumed = 0;
    if (!posting->parked)
        return;
    if (index->walks)
        ki_nonunique_index_drop_walks(index, posting);
    posting_writable(posting)->parked = false;
    keep_posting(index, posting);
}

void ki_nonunique_index_unput(struct nonunique_index *index, char *row,
                              struct posting **emptied)
{
    uint32_t place;
    struct posting *posting = ki_nonunique_index_at(index, row, &place);
    struct child_list list = posting_list_of(index, posting);

    ki_nonunique_index_leave(index, posting, row, true);
    if (child_list_walked(list) > 0)
        ki_child_list_unuse(list, place);
    if (!posting->parked)
        return;
    posting_writable(posting)->index = index;
    posting_writable(posting)->next_free = *emptied;
    *emptied = posting;
}

/* The next is read first, for a posting that ends is linked elsewhere. It may
 * have rows again. */
void ki_postings_end(struct posting *emptied)
{
    while (emptied) {
        struct posting *next = emptied->next_free;

        if (emptied->parked)
            end_or_park(emptied->index, emptied);
        emptied = next;
    }
}

size_t ki_nonunique_index_bytes(const struct nonunique_index *index)
{
    size_t at = 0, postings = 0, bytes = 0;
    struct posting *posting;

    assert(index->postings.nonunique);
    while ((posting = next_posting(index, &at))) {
        bytes += child_list_bytes(posting_list_of(index, posting));
        postings++;
    }
    for (posting = index->free; posting; posting = posting->next_free)
        postings++;
    return bytes + postings * ki_pool_piece_bytes(sizeof(*posting));
}

/* Between calls nothing is reserved, and an empty posting has left the hash
 * index. Whether each row is in its posting, and found by its value, is checked
 * from the row's side by ki_nonunique_index_holds(). */
bool ki_nonunique_index_verify(const struct nonunique_index *index, size_t rows)
{
    size_t at = 0, members = 0;
    struct posting *posting;

    assert(index->postings.nonunique);
    while ((posting = next_posting(index, &at))) {
        struct child_list list = posting_list_of(index, posting);

        if (posting->reserved || child_list_count(list) == 0 ||
            !ki_child_list_verify(list))
            return false;
        members += child_list_count(list);
    }
    return members == rows;
}

bool ki_nonunique_index_holds(const struct nonunique_index *index,
                              const char *row)
{
    struct posting *posting = find_like(index, row);

    return posting && ki_child_list_holds(posting_list_of(index, posting), row);
}

/* --- Copies ---------------------------------------------------------------
 *
 * A posting that is kept for later has an empty list, whose slots lie in its
 * header. */

static bool list_posting(const struct nonunique_index *index,
                         struct posting *posting, struct blocks *blocks)
{
    return ki_pool_list_piece(posting, sizeof(*posting), blocks) &&
           ki_child_list_list_blocks(posting_list_of(index, posting), blocks);
}

bool ki_nonunique_index_list_blocks(const struct nonunique_index *index,
                                    struct blocks *blocks)
{
    struct posting *posting = index->free;
    size_t at = 0;

    assert(index->pool);
    for (; posting; posting = posting->next_free) {
        if (!list_posting(index, posting, blocks))
            return false;
    }
    while ((posting = next_posting(index, &at))) {
        if (!list_posting(index, posting, blocks))
            return false;
    }
    return ki_hash_index_list_blocks(&index->postings, blocks);
}

/* Returns the copy, whose list leads to copies now. */
static struct posting *relocate_posting(const struct nonunique_index *index,
                                        const struct posting *old,
                                        const struct relocation *moved)
{
    uintptr_t distance = relocation_distance(moved, (uintptr_t)old);
    struct posting *posting = (void *)relocated(moved, old);

    assert(!posting->parked && posting->reserved == 0);
    ki_child_list_relocate(posting_list_of(index, posting), distance, moved);
    return posting;
}

/* The next postings of the hash index, which leads to the original slots still,
 * and by them to the original postings. False at the end. They lie anywhere, so
 * what each step reads of them is fetched by the one before. */
static bool relocate_some(const struct nonunique_index *index, size_t *at,
                          const struct relocation *moved)
{
    const struct posting *some[POSTINGS_AHEAD];
    size_t count = 0;

    while (count < POSTINGS_AHEAD && (some[count] = next_posting(index, at))) {
        prefetch(relocated(moved, some[count]));
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        const char *slots =
            relocated(moved, load_ptr(some[i]->header + LIST_SLOTS));

        prefetch(slots);
        prefetch(slots + 8 * SLOT_BYTES);
    }
    for (size_t i = 0; i < count; i++)
        relocate_posting(index, some[i], moved);
    return count == POSTINGS_AHEAD;
}

void ki_nonunique_index_relocate(struct nonunique_index *index,
                                 const struct relocation *moved,
                                 struct pool *pool)
{
    const struct posting *old = index->free;
    size_t at = 0;

    assert(pool != index->pool);
    index->pool = pool;
    index->walks = NULL;
    index->free = (void *)relocated(moved, old);
    while (old) {
        struct posting *posting = relocate_posting(index, old, moved);

        old = posting->next_free;
        posting_writable(posting)->next_free = (void *)relocated(moved, old);
    }
    while (relocate_some(index, &at, moved))
        ;
    ki_hash_index_relocate(&index->postings, moved, pool->memory);
}
