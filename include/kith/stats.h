/* stats.h - what a database holds, in rows and in bytes by purpose.
 *
 * For programs that watch or limit their memory, and for tests:
 *
 *   kith_stats stats;
 *
 *   if (kith_stats_of(db, &stats) == KITH_OK)
 *       printf("%zu rows, %zu of %zu bytes for texts\n", stats.rows,
 *              stats.text_bytes, stats.bytes);
 *
 * The last four members count what was done since the open, so that a test can
 * say what a use case may cost, here that it scans nothing:
 *
 *   kith_stats before, after;
 *
 *   kith_stats_of(db, &before);
 *   kith_delete(kith_get(db, Item, 7));
 *   kith_stats_of(db, &after);
 *   assert(after.rows_scanned == before.rows_scanned);
 *
 * A lookup is a call that finds rows by a key, unique or not: kith_get,
 * kith_find, kith_find_key, the beginning of a walk over equal values, and each
 * key of kith_get_rows. Following a reference, walking a list and resolving a
 * handle are none, nor is what a write looks up. Neither a rollback nor a
 * restore sets anything back, or counts as links what it takes back. A clone
 * goes on counting from what its original had counted, but for allocations,
 * which are its own.
 *
 * Capacity that nothing is in counts where it is kept: free cells of a table
 * among the bytes of its rows, free places of a list or an index among theirs.
 * What any of them may use, because nothing does now, is spare.
 */
#ifndef KITH_STATS_H
#define KITH_STATS_H

#include <kith/schema.h>
#include <kith/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of a database, or of one table: that has no levels, no cursors, and nothing
 * that is kept for undo or snapshots, spare or buffers. The struct belongs to
 * KITH_ABI_VERSION and may get more members. */
typedef struct kith_stats {
    size_t rows;        /* as kith_count_rows counts them */
    size_t levels;      /* of transactions that are open */
    size_t cursors;     /* that are open (cursor.h); 0 for a table */
    size_t row_bytes;   /* rows, with what lies before each, and free cells */
    size_t list_bytes;  /* members of a parent, shown by a collection or not,
                           from the fourth on: the first three lie in its row */
    size_t index_bytes; /* what finds rows by keys: slots, arrays by number,
                           and the lists of equal values */
    size_t text_bytes;  /* texts and blobs, each once, however many columns
                           share it: those of a foreign key share their parent's
                           and count there */
    size_t undo_bytes;  /* what open levels keep for a rollback */
    size_t snapshot_bytes; /* what snapshots hold: their copies, and */
    size_t pinned_bytes; /* of these, blocks that the database uses no more, but
                            a snapshot needs, or a restore has left behind until
                            the next call that asks the allocator */
    size_t spare_bytes; /* free pieces, which lists, texts or indexes of any
                           table may use next, and their bookkeeping */
    size_t other_bytes; /* the schema, the tables themselves, buffers of
                           writes */
    size_t bytes;       /* the sum: kith_memory_used of a database */
    /* With options.count_work, else 0: */
    uint64_t lookups;       /* searches by a key or an index */
    uint64_t rows_scanned;  /* rows that a scan of a table has met */
    uint64_t links_touched; /* how often a row has left a parent or joined one,
                               by whatever call; a row that is deleted with its
                               parent does not leave it */
    /* Always: */
    uint64_t allocations; /* how often the allocator was asked for memory; 0 for
                             a table */
} kith_stats;

/* Fill in `stats` for a database, or for one of its tables. The sums over all
 * tables are those of the database, but for levels, undo, snapshots, spare and
 * other.
 *
 *   KITH_OK        done
 *   KITH_E_MEMORY  malloc returned NULL; only where columns share texts
 *   KITH_E_MISUSE  db, table or stats is NULL, or the table is not part of the
 *                  database
 *
 * On failure `stats` and kith_last_error are left alone. Nothing is counted
 * while a database is written: everything is walked when it is asked for. What
 * the walk notes, 16 to 64 bytes for each text that columns share, comes from
 * malloc and is not counted. Any number of threads may call both at once while
 * none writes. Cost: linear in chunks, in the slots of indexes that are not
 * unique, and in the rows of tables with texts or lists; for one table with
 * texts under foreign keys linear also in the rows of other such tables. */
kith_status kith_stats_of(const kith_db *db, kith_stats *stats);
kith_status kith_table_stats(const kith_db *db, const kith_table *table,
                             kith_stats *stats);

#ifdef __cplusplus
}
#endif
#endif
