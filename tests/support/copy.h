/* copy.h - a second database with the same contents, made by what
 * kith/reflect.h says of the first and by nothing else.
 */
#ifndef SUPPORT_COPY_H
#define SUPPORT_COPY_H

#include <kith.h>

/* Open the tables of a database again and copy every row into them, with the
 * order of all lists. The tables must be such that a row can stay without the
 * parents that it may be without, and its required keys may not go in circles;
 * a list that no collection shows must be one of keys that may be NULL, or in
 * the order of inserting. */
kith_db *copy_database(kith_db *db);

/* Assert that the copy of a database has its digest, is whole, and close it. */
void copy_check(kith_db *db);

#endif
