/* tables.h - the rows that the cases of fail/ make mistakes with. Without the
 * mistake of a case everything here compiles. */
#ifndef COMPILE_TABLES_H
#define COMPILE_TABLES_H

#include <kith.h>

typedef struct Store Store;
typedef struct Item Item;
typedef struct User User;
typedef struct Profile Profile;
struct Store {
    const int64_t id;
    KITH_TEXT name;
    const char code[8];
    KITH_COLLECTION(Item) items;
};
struct Item {
    const int64_t id;
    double price;
    KITH_OPTIONAL(double) weight;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
};
struct User {
    const int32_t id;
    KITH_TEXT email;
    KITH_SCALAR(Profile) profile;
};
struct Profile {
    const int64_t id;
    const int32_t user_id;
    KITH_REFERENCE(User) user;
};
KITH_DECLARE(Store);
KITH_DECLARE(Item);
KITH_DECLARE(User);
KITH_DECLARE(Profile);

#endif
