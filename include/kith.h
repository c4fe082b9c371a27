/* kith.h - plain C structs as rows of typed tables whose links always agree.
 *
 * This header is the tour: it includes the parts in the order in which a
 * program meets them, and each part reads top to bottom like a manual.
 *
 *   typedef struct Store Store;
 *   typedef struct Item Item;
 *   struct Store {
 *       const int64_t id;
 *       KITH_TEXT name;
 *       KITH_COLLECTION(Item) items;
 *   };
 *   struct Item {
 *       const int64_t id;
 *       KITH_TEXT name;
 *       double price;
 *       const int64_t store_id;
 *       KITH_REFERENCE(Store) store;
 *   };
 *   KITH_TABLE(Store, "stores",
 *       KITH_PRIMARY_KEY(Store, id),
 *       KITH_COLUMN(Store, name, .not_null = true),
 *       KITH_RELATIONSHIP(Store, items, Item, .back_populates = "store"));
 *   KITH_TABLE(Item, "items",
 *       KITH_PRIMARY_KEY(Item, id),
 *       KITH_COLUMN(Item, name),
 *       KITH_COLUMN(Item, price),
 *       KITH_FOREIGN_KEY(Item, store_id, Store, id),
 *       KITH_RELATIONSHIP(Item, store, Store, .back_populates = "items"));
 *
 *   kith_open(&db, KITH_TABLES(Store, Item), NULL, &error);
 *   Store *ikea = kith_insert(db, Store, .name = "IKEA");
 *   Item *chair = kith_insert(db, Item, .name = "Chair", .store.row = ikea);
 *   kith_for_each(item, ikea->items)
 *       printf("%s of %s\n", item->name, item->store.row->name);
 *
 * True after every call: a foreign-key column, the reference beside it and the
 * membership in the parent's list say the same thing, and a call did everything
 * or nothing, also when memory ran out in the middle.
 *
 * Threads: kith has no global state. Many threads may read one database that
 * nobody writes; otherwise one thread at a time. Databases are independent.
 *
 * Included by those who need them: dump.h (contents as a text), diagram.h
 * (pictures of schemas and rows), ddl.h (the schema as SQL), test.h, which is a
 * library of its own, and criterion.h (worlds and assertions for tests).
 *
 * Every macro is a typed front of a plain function, which is documented beside
 * it. Arguments of macros that name a row are lvalues or values without side
 * effects: a macro may mention them more than once, though it evaluates them
 * once.
 */
#ifndef KITH_H
#define KITH_H

#include <kith/status.h> /* what calls return: kith_status, kith_error */
#include <kith/memory.h> /* where the bytes come from: kith_allocator */
#include <kith/schema.h> /* declaring tables: columns, keys, relationships */
#include <kith/db.h>     /* opening and closing a database */
#include <kith/write.h>  /* insert, set, update, delete */
#include <kith/relate.h> /* relate, append, remove, clear */
#include <kith/txn.h>    /* begin, commit, rollback */
#include <kith/seek.h>   /* get and find by key, walking equal values */
#include <kith/range.h>  /* rows in order: ranges, pages, first and last */
#include <kith/sorted.h> /* collections in an order, and members by keys */
#include <kith/scan.h>   /* counting and visiting all rows of a table */
#include <kith/walk.h>   /* visiting the members of a collection */
#include <kith/cursor.h> /* walking while anything changes; freezing */
#include <kith/row.h>    /* asking a row what it is */
#include <kith/handle.h> /* references that outlive their row */
#include <kith/reflect.h> /* what a database holds; rows of unknown type */
#include <kith/snapshot.h> /* what a database was, to be put back */
#include <kith/clone.h>    /* a second database with the same contents */
#include <kith/stats.h>  /* rows, and bytes by purpose */
#include <kith/verify.h> /* proving a database whole; its digest */

#endif
