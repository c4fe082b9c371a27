/* shared_columns.c - foreign keys that have a column in common: what moves a row
 * along one of them moves it along the others, or is refused. */
#include "family.h"

/* Rows of several tenants side by side: every key begins with the tenant, and
 * nothing may refer to a row of another one. */
typedef struct Tenant Tenant;
typedef struct Folder Folder;
typedef struct Tag Tag;
typedef struct Tagged Tagged;
struct Tenant {
    const int64_t id;
    KITH_COLLECTION(Folder) folders;
};
struct Folder {
    const int64_t tenant_id, id;
    const int64_t up_id;
    KITH_REFERENCE(Tenant) tenant;
    KITH_REFERENCE(Folder) up;
    KITH_COLLECTION(Folder) below;
    KITH_COLLECTION_VIA(Tagged, Tag) tags;
};
struct Tag {
    const int64_t tenant_id, id;
    KITH_COLLECTION_VIA(Tagged, Folder) folders;
};
struct Tagged {
    const int64_t tenant_id, folder_id, tag_id;
    KITH_REFERENCE(Folder) folder;
    KITH_REFERENCE(Tag) tag;
};
static KITH_TABLE(Tenant, "tenants", KITH_PRIMARY_KEY(Tenant, id),
                  KITH_RELATIONSHIP(Tenant, folders, Folder,
                                    .back_populates = "tenant"));
static KITH_TABLE(
    Folder, "folders",
    KITH_FOREIGN_KEY(Folder, tenant_id, Tenant, id, .primary_key = true,
                     .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Folder, id, .primary_key = true), KITH_COLUMN(Folder, up_id),
    KITH_FOREIGN_KEYS(Folder, (tenant_id, up_id), Folder, (tenant_id, id),
                      .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Folder, tenant, Tenant, .back_populates = "folders"),
    KITH_RELATIONSHIP(Folder, up, Folder, .back_populates = "below"),
    KITH_RELATIONSHIP(Folder, below, Folder, .back_populates = "up"),
    KITH_RELATIONSHIP(Folder, tags, Tag, .secondary = "taggeds",
                      .back_populates = "folders"));
static KITH_TABLE(Tag, "tags", KITH_COLUMN(Tag, tenant_id, .primary_key = true),
                  KITH_COLUMN(Tag, id, .primary_key = true),
                  KITH_RELATIONSHIP(Tag, folders, Folder,
                                    .secondary = "taggeds",
                                    .back_populates = "tags"));
static KITH_TABLE(Tagged, "taggeds",
                  KITH_COLUMN(Tagged, tenant_id, .primary_key = true),
                  KITH_COLUMN(Tagged, folder_id, .primary_key = true),
                  KITH_COLUMN(Tagged, tag_id, .primary_key = true),
                  KITH_FOREIGN_KEYS(Tagged, (tenant_id, folder_id), Folder,
                                    (tenant_id, id), .on_update = KITH_CASCADE),
                  KITH_FOREIGN_KEYS(Tagged, (tenant_id, tag_id), Tag,
                                    (tenant_id, id), .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Tagged, folder, Folder),
                  KITH_RELATIONSHIP(Tagged, tag, Tag));
#define TENANTS Tenant, Folder, Tag, Tagged

static Folder *folder(kith_db *db, int64_t tenant, int64_t id, int64_t up)
{
    return kith_insert(db, Folder, .tenant_id = tenant, .id = id, .up_id = up);
}

KT_TEST(shared_columns, keep_their_value_while_a_key_is_null)
{
    kith_db *db = OPEN(TENANTS);
    Folder *root, *leaf;

    kith_insert(db, Tenant, .id = 1);
    root = folder(db, 1, 10, 0);
    leaf = folder(db, 1, 11, 10);
    KT_ASSERT_NULL(root->up.row);
    KT_ASSERT(kith_is_null(root, up_id) && !kith_is_null(root, tenant_id));
    KT_ASSERT(leaf->up.row == root);
    ANSWERS(kith_unlink(leaf, up), KITH_OK);
    KT_ASSERT_EQ(leaf->tenant_id, 1);
    KT_ASSERT_EQ(leaf->up_id, 0);
    KT_ASSERT(kith_is_null(leaf, up_id));
    ANSWERS(kith_append(root, below, leaf), KITH_OK);
    ANSWERS(kith_delete(root), KITH_OK);
    KT_ASSERT_EQ(leaf->tenant_id, 1);
    KT_ASSERT_NULL(leaf->up.row);
    family_close(db);
}

KT_TEST(shared_columns, may_change_while_a_key_is_null)
{
    kith_db *db = OPEN(TENANTS);
    Folder *lone;

    kith_insert(db, Tenant, .id = 1);
    kith_insert(db, Tenant, .id = 2);
    lone = folder(db, 1, 10, 0);
    ANSWERS(kith_set(lone, tenant_id, 2), KITH_OK);
    KT_ASSERT_NULL(lone->up.row);
    ANSWERS(kith_set(lone, up_id, 10), KITH_OK);
    KT_ASSERT(lone->up.row == lone);
    ANSWERS(kith_update(lone, kith_to_null(lone, up_id),
                        kith_to(lone, tenant_id, 1)),
            KITH_OK);
    KT_ASSERT_NULL(lone->up.row);
    family_close(db);
}

KT_TEST(shared_columns, refuse_a_parent_of_another_tenant)
{
    kith_db *db = OPEN(TENANTS);
    Tenant *two;
    Folder *mine, *theirs;

    kith_insert(db, Tenant, .id = 1);
    two = kith_insert(db, Tenant, .id = 2);
    mine = folder(db, 1, 10, 0);
    theirs = folder(db, 2, 20, 0);
    REFUSES_ROW(db, folder(db, 2, 21, 10), KITH_E_PARENT);
    REFUSES_ROW(
        db,
        kith_insert(db, Folder, .id = 21, .tenant.row = two, .up.row = mine),
        KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_insert_row: folders.tenant_id shares a column with "
                     "another foreign key, and the parents given for them "
                     "differ in it");
    /* Relating writes all columns of the key, the tenant among them, and the
     * row is judged as a whole: it has become one of tenant 2. */
    ANSWERS(kith_relate(mine, up, theirs), KITH_OK);
    KT_ASSERT_EQ(mine->tenant_id, 2);
    KT_ASSERT(mine->tenant.row == two);
    family_close(db);
}

KT_TEST(shared_columns, move_a_row_along_all_keys_or_not_at_all)
{
    kith_db *db = OPEN(TENANTS);
    Tenant *one = kith_insert(db, Tenant, .id = 1);
    Tenant *two = kith_insert(db, Tenant, .id = 2);
    Folder *mine = folder(db, 1, 10, 0);
    Folder *leaf = folder(db, 1, 11, 10);
    Folder *theirs;

    REFUSES(db, kith_set(leaf, tenant_id, 2), KITH_E_PARENT);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "folders.tenant_id, up_id would be (2, 10), but no row of "
                     "folders has that tenant_id, id");
    REFUSES(db, kith_relate(leaf, tenant, two), KITH_E_PARENT);
    theirs = folder(db, 2, 10, 0);
    ANSWERS(kith_relate(leaf, tenant, two), KITH_OK);
    KT_ASSERT(leaf->up.row == theirs);
    KT_ASSERT_EQ(mine->below.count, 0);
    KT_ASSERT_EQ(theirs->below.count, 1);
    KT_ASSERT_EQ(one->folders.count, 1);
    KT_ASSERT_EQ(two->folders.count, 2);
    family_close(db);
}

KT_TEST(shared_columns, of_a_key_without_own_ones_cannot_be_unlinked)
{
    kith_db *db = OPEN(TENANTS);
    Tenant *one = kith_insert(db, Tenant, .id = 1);
    Folder *mine = folder(db, 1, 10, 0);

    REFUSES(db, kith_unlink(mine, tenant), KITH_E_NOT_NULL);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "folders.tenant_id would be NULL, but has no column of "
                     "its own that could be: other keys need them all");
    REFUSES(db, kith_remove(one, folders, mine), KITH_E_NOT_NULL);
    REFUSES(db, kith_set_null(mine, tenant_id), KITH_E_MISUSE);
    REFUSES_ROW(db, folder(db, 0, 11, 0), KITH_E_NOT_NULL);
    family_close(db);
}

KT_TEST(shared_columns, follow_a_change_down_every_path)
{
    kith_db *db = OPEN(TENANTS);
    Tenant *one = kith_insert(db, Tenant, .id = 1);
    Folder *root = folder(db, 1, 10, 0);
    Folder *leaf = folder(db, 1, 11, 10);
    Folder *self = folder(db, 1, 12, 12);

    ANSWERS(kith_set(one, id, 7), KITH_OK);
    KT_ASSERT_EQ(root->tenant_id, 7);
    KT_ASSERT_EQ(leaf->tenant_id, 7);
    KT_ASSERT(leaf->up.row == root);
    KT_ASSERT(self->up.row == self);
    KT_ASSERT(kith_get(db, Folder, 7, 11) == leaf);
    ANSWERS(kith_set(root, id, 20), KITH_OK);
    KT_ASSERT_EQ(leaf->up_id, 20);
    ANSWERS(kith_delete(one), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Folder), 0);
    family_close(db);
}

KT_TEST(shared_columns, of_an_association_join_rows_of_one_tenant)
{
    kith_db *db = OPEN(TENANTS);
    Folder *mine;
    Tag *red, *blue;
    Tagged *tagged;

    kith_insert(db, Tenant, .id = 1);
    mine = folder(db, 1, 10, 0);
    red = kith_insert(db, Tag, .tenant_id = 1, .id = 5);
    blue = kith_insert(db, Tag, .tenant_id = 2, .id = 5);
    ANSWERS(kith_append(mine, tags, red), KITH_OK);
    KT_ASSERT(kith_contains(mine, tags, red));
    KT_ASSERT(!kith_contains(mine, tags, blue));
    REFUSES(db, kith_append(mine, tags, blue), KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(kith_last_error(db)->message,
                     "kith_append_at: taggeds.tenant_id, folder_id shares a "
                     "column with another foreign key, and the parents given "
                     "for them differ in it");
    REFUSES(db, kith_remove(mine, tags, blue), KITH_E_NOT_FOUND);
    tagged = kith_get(db, Tagged, 1, 10, 5);
    KT_ASSERT(tagged->folder.row == mine && tagged->tag.row == red);
    ANSWERS(kith_remove(red, folders, mine), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Tagged), 0);
    family_close(db);
}

/* --- A shared text -------------------------------------------------------- */

typedef struct Country Country;
typedef struct City City;
typedef struct Address Address;
struct Country {
    KITH_TEXT code;
    KITH_COLLECTION(Address) addresses;
};
struct City {
    KITH_TEXT country;
    KITH_TEXT name;
    KITH_COLLECTION(Address) addresses;
};
struct Address {
    const int64_t id;
    KITH_TEXT country;
    KITH_TEXT city;
    KITH_REFERENCE(Country) in;
    KITH_REFERENCE(City) at;
};
static KITH_TABLE(Country, "countries", KITH_PRIMARY_KEY(Country, code),
                  KITH_RELATIONSHIP(Country, addresses, Address,
                                    .back_populates = "in"));
static KITH_TABLE(City, "cities",
                  KITH_FOREIGN_KEY(City, country, Country, code,
                                   .primary_key = true,
                                   .on_update = KITH_CASCADE),
                  KITH_COLUMN(City, name, .primary_key = true),
                  KITH_RELATIONSHIP(City, addresses, Address,
                                    .back_populates = "at",
                                    .delete_orphan = true));
static KITH_TABLE(Address, "addresses", KITH_PRIMARY_KEY(Address, id),
                  KITH_FOREIGN_KEY(Address, country, Country, code,
                                   .on_update = KITH_CASCADE),
                  KITH_COLUMN(Address, city),
                  KITH_FOREIGN_KEYS(Address, (country, city), City,
                                    (country, name), .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Address, in, Country,
                                    .back_populates = "addresses"),
                  KITH_RELATIONSHIP(Address, at, City,
                                    .back_populates = "addresses"));

static kith_db *open_cities(void)
{
    kith_db *db = OPEN(Country, City, Address);

    kith_insert(db, Country, .code = "NO");
    kith_insert(db, Country, .code = "SE");
    kith_insert(db, City, .country = "NO", .name = "Oslo");
    kith_insert(db, City, .country = "SE", .name = "Lund");
    return db;
}

KT_TEST(shared_columns, of_text_can_be_null_and_take_all_keys_along)
{
    kith_db *db = open_cities();
    Country *norway = kith_get(db, Country, "NO");
    City *oslo = kith_get(db, City, "NO", "Oslo");
    Address *none = kith_insert_default(db, Address);
    Address *country = kith_insert(db, Address, .country = "NO");
    Address *both = kith_insert(db, Address, .at.row = oslo);

    KT_ASSERT(none && !none->in.row && !none->at.row);
    KT_ASSERT(country->in.row == norway && !country->at.row);
    KT_ASSERT(both->in.row == norway && both->at.row == oslo);
    KT_ASSERT(both->country == norway->code);
    ANSWERS(kith_set_null(country, country), KITH_OK);
    KT_ASSERT_NULL(country->in.row);
    /* Both keys end; the city was its owner, so the address goes. */
    ANSWERS(kith_set_null(both, country), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Address), 2);
    family_close(db);
}

KT_TEST(shared_columns, of_text_move_from_one_parent_to_another)
{
    kith_db *db = open_cities();
    Country *sweden = kith_get(db, Country, "SE");
    City *lund = kith_get(db, City, "SE", "Lund");
    Address *home = kith_insert(db, Address, .country = "NO", .city = "Oslo");

    REFUSES(db, kith_set(home, country, "SE"), KITH_E_PARENT);
    REFUSES(db, kith_relate(home, in, sweden), KITH_E_PARENT);
    ANSWERS(kith_relate(home, at, lund), KITH_OK);
    KT_ASSERT(home->in.row == sweden);
    KT_ASSERT_EQ(sweden->addresses.count, 1);
    ANSWERS(kith_set(sweden, code, "SV"), KITH_OK);
    KT_ASSERT_STR_EQ(home->country, "SV");
    KT_ASSERT(home->at.row == lund && home->in.row == sweden);
    KT_ASSERT_STR_EQ(lund->country, "SV");
    family_close(db);
}

KT_TEST(shared_columns, of_text_are_not_unlinked_one_by_one)
{
    kith_db *db = open_cities();
    Address *home = kith_insert(db, Address, .country = "NO", .city = "Oslo");

    REFUSES(db, kith_unlink(home, in), KITH_E_NOT_NULL);
    REFUSES(db, kith_delete(home->in.row), KITH_E_CHILDREN);
    ANSWERS(kith_unlink(home, at), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, Address), 0);
    family_close(db);
}

/* --- Rows whose keys change in the same call ------------------------------ */

typedef struct Room Room;
typedef struct Desk Desk;
struct Room {
    const int32_t site, number;
};
struct Desk {
    const int32_t id, site, room, spare;
    KITH_REFERENCE(Room) in;
    KITH_REFERENCE(Room) spare_in;
};
static KITH_TABLE(Room, "rooms", KITH_COLUMN(Room, site, .primary_key = true),
                  KITH_COLUMN(Room, number, .primary_key = true));
static KITH_TABLE(Desk, "desks", KITH_PRIMARY_KEY(Desk, id),
                  KITH_COLUMN(Desk, site, .not_null = true),
                  KITH_COLUMN(Desk, room), KITH_COLUMN(Desk, spare),
                  KITH_FOREIGN_KEYS(Desk, (site, room), Room, (site, number)),
                  KITH_FOREIGN_KEYS(Desk, (site, spare), Room, (site, number),
                                    .on_update = KITH_CASCADE),
                  KITH_RELATIONSHIP(Desk, in, Room,
                                    .foreign_key = "site, room"),
                  KITH_RELATIONSHIP(Desk, spare_in, Room,
                                    .foreign_key = "site, spare"));

KT_TEST(shared_columns, may_come_to_name_a_row_that_gets_its_key_by_the_call)
{
    kith_db *db = OPEN(Room, Desk);
    Room *one = kith_insert(db, Room, .site = 2, .number = 1);
    Room *two = kith_insert(db, Room, .site = 2, .number = 2);
    Desk *desk = kith_insert(db, Desk, .site = 2, .room = 2, .spare = 1);

    KT_ASSERT(desk->in.row == two);
    ANSWERS(kith_update(one, kith_to(one, site, 5), kith_to(one, number, 2)),
            KITH_OK);
    KT_ASSERT_EQ(desk->site, 5);
    KT_ASSERT_EQ(desk->spare, 2);
    KT_ASSERT(desk->in.row == one && desk->spare_in.row == one);
    /* NO ACTION is asked when all is done: the desk has come along. */
    ANSWERS(kith_set(one, site, 6), KITH_OK);
    KT_ASSERT(desk->in.row == one && desk->site == 6);
    family_close(db);
}

KT_TEST(shared_columns, that_are_not_given_name_nobody_in_insert_or_get)
{
    kith_db *db = OPEN(TENANTS);
    const Tenant nobody = {.id = 0};
    const Folder folder = {.id = 2};
    uint64_t given[1] = {3};

    KT_ASSERT_NOT_NULL(
        kith_insert_columns(db, &Tenant_table, &nobody, given, NULL));
    KT_ASSERT_NOT_NULL(
        kith_insert_columns(db, &Folder_table, &folder, given, NULL));
    REFUSES_ROW(db, kith_insert(db, Folder, .id = 2), KITH_E_NOT_NULL);
    REFUSES_ROW(db, kith_insert_or_get(db, Folder, .id = 2), KITH_E_NOT_NULL);
    family_close(db);
}

KT_TEST(shared_columns, that_are_null_keep_no_value_beside_them)
{
    kith_db *db = open_cities();
    Address *none = kith_insert_default(db, Address);

    REFUSES(db, kith_set(none, city, "Oslo"), KITH_E_MISUSE);
    ANSWERS(kith_update(none, kith_to(none, city, "Oslo"),
                        kith_to(none, country, "NO")),
            KITH_OK);
    REFUSES(db,
            kith_update(none, kith_to(none, city, "Lund"),
                        kith_to_null(none, country)),
            KITH_E_MISUSE);
    family_close(db);
}

/* --- Rows that follow two parents ----------------------------------------- */

typedef struct Plan Plan;
typedef struct Step Step;
struct Plan {
    const int64_t id;
};
struct Step {
    const int64_t id, plan_id, after_id, next_id;
    KITH_REFERENCE(Step) after, next;
};
static KITH_TABLE(Plan, "plans", KITH_PRIMARY_KEY(Plan, id));
static KITH_TABLE(
    Step, "steps", KITH_PRIMARY_KEY(Step, id),
    KITH_FOREIGN_KEY(Step, plan_id, Plan, id), KITH_COLUMN(Step, after_id),
    KITH_COLUMN(Step, next_id), KITH_UNIQUE("plan_id", "id"),
    KITH_FOREIGN_KEYS(Step, (plan_id, after_id), Step, (plan_id, id),
                      .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Step, (plan_id, next_id), Step, (plan_id, id),
                      .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Step, after, Step, .foreign_key = "plan_id, after_id"),
    KITH_RELATIONSHIP(Step, next, Step, .foreign_key = "plan_id, next_id"));

/* One goes to another plan, the other gets another number in the old one: no
 * plan is right for both, whichever is followed last. */
KT_TEST(shared_columns, that_two_parents_lead_apart_are_refused)
{
    kith_db *db = OPEN(Plan, Step);
    Plan *old = kith_insert(db, Plan, .id = 1);
    Plan *new = kith_insert(db, Plan, .id = 2);
    Step *a = kith_insert(db, Step, .id = 10, .plan_id = old->id);
    Step *b = kith_insert(db, Step, .id = 20, .plan_id = old->id);
    Step *c = kith_insert(db, Step, .id = 30, .plan_id = old->id,
                          .after_id = 10, .next_id = 20);

    REFUSES(db,
            kith_update_all(db, kith_row_to(a, plan_id, new->id),
                            kith_row_to(b, id, 21)),
            KITH_E_CHILDREN);
    REFUSES(db,
            kith_update_all(db, kith_row_to(b, id, 21),
                            kith_row_to(a, plan_id, new->id)),
            KITH_E_PARENT);
    ANSWERS(kith_update_all(db, kith_row_to(a, plan_id, new->id),
                            kith_row_to(b, plan_id, new->id),
                            kith_row_to(b, id, 21)),
            KITH_OK);
    KT_ASSERT(c->plan_id == 2 && c->after_id == 10 && c->next_id == 21);
    family_close(db);
}

/* --- A key of zero that a parent brings ----------------------------------- */

typedef struct House House;
typedef struct Floor Floor;
struct House {
    const int64_t id;
    KITH_COLLECTION(Floor) floors;
};
struct Floor {
    const int64_t house_id, level, above_level;
    KITH_REFERENCE(House) house;
    KITH_REFERENCE(Floor) above;
};
static KITH_TABLE(House, "houses", KITH_PRIMARY_KEY(House, id, .manual = true),
                  KITH_RELATIONSHIP(House, floors, Floor,
                                    .back_populates = "house"));
static KITH_TABLE(
    Floor, "floors",
    KITH_FOREIGN_KEY(Floor, house_id, House, id, .primary_key = true),
    KITH_COLUMN(Floor, level, .primary_key = true),
    KITH_COLUMN(Floor, above_level),
    KITH_FOREIGN_KEYS(Floor, (house_id, above_level), Floor, (house_id, level)),
    KITH_RELATIONSHIP(Floor, house, House, .back_populates = "floors"),
    KITH_RELATIONSHIP(Floor, above, Floor,
                      .foreign_key = "house_id, above_level"));

KT_TEST(shared_columns, hold_a_zero_that_the_key_of_a_parent_brings)
{
    kith_db *db = OPEN(House, Floor);
    House *houses[2] = {kith_insert(db, House, .id = 0),
                        kith_insert(db, House, .id = 1)};

    for (int i = 0; i < 2; i++) {
        Floor *low = kith_insert(db, Floor, .house.row = houses[i], .level = 8);
        Floor *high = kith_insert(db, Floor, .level = 4, .above.row = low);

        KT_ASSERT(high, "%s", kith_last_error(db)->message);
        KT_ASSERT_EQ(high->house.row, houses[i]);
        KT_ASSERT_EQ(high->house_id, (int64_t)i);
        KT_ASSERT_EQ(houses[i]->floors.count, 2u);
    }
    /* Nothing brings it here. */
    REFUSES_ROW(db, kith_insert(db, Floor, .level = 5), KITH_E_NOT_NULL);
    family_close(db);
}

/* --- A row that follows one parent and leaves another --------------------- */

typedef struct Shop Shop;
typedef struct Stand Stand;
struct Shop {
    const int64_t id, site, door;
    KITH_COLLECTION(Stand) stands;
};
struct Stand {
    const int64_t id, site, room, spare, till;
    KITH_REFERENCE(Shop) in, spare_in, pays_in;
};
static KITH_TABLE(Shop, "shops", KITH_PRIMARY_KEY(Shop, id),
                  KITH_COLUMN(Shop, site), KITH_COLUMN(Shop, door),
                  KITH_UNIQUE("site", "door"),
                  KITH_RELATIONSHIP(Shop, stands, Stand, .back_populates = "in",
                                    .foreign_key = "site, room"));
static KITH_TABLE(
    Stand, "stands", KITH_PRIMARY_KEY(Stand, id), KITH_COLUMN(Stand, site),
    KITH_COLUMN(Stand, room), KITH_COLUMN(Stand, spare),
    KITH_COLUMN(Stand, till, .default_value = KITH_INTEGER(9)),
    KITH_FOREIGN_KEYS(Stand, (site, room), Shop, (site, door),
                      .on_update = KITH_SET_NULL),
    KITH_FOREIGN_KEYS(Stand, (site, spare), Shop, (site, door),
                      .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Stand, (site, till), Shop, (site, door),
                      .on_update = KITH_SET_DEFAULT),
    KITH_RELATIONSHIP(Stand, in, Shop, .back_populates = "stands",
                      .foreign_key = "site, room"),
    KITH_RELATIONSHIP(Stand, spare_in, Shop, .foreign_key = "site, spare"),
    KITH_RELATIONSHIP(Stand, pays_in, Shop, .foreign_key = "site, till"));

/* Two shops move to one site. The stand follows its spare room there, and it
 * leaves its room and goes to the usual till, though these have the same door
 * there: whichever shop moves first. */
KT_TEST(shared_columns, that_one_parent_brings_do_not_keep_another)
{
    for (int first = 0; first < 2; first++) {
        kith_db *db = OPEN(Shop, Stand);
        Shop *usual = kith_insert(db, Shop, .site = 4, .door = 9);
        Shop *shops[2] = {kith_insert(db, Shop, .site = 7, .door = 2),
                          kith_insert(db, Shop, .site = 7, .door = 5)};
        Stand *stand =
            kith_insert(db, Stand, .in.row = shops[0], .spare_in.row = shops[1],
                        .pays_in.row = shops[0]);

        ANSWERS(kith_update_all(db, kith_row_to(shops[first], site, 4),
                                kith_row_to(shops[!first], site, 4)),
                KITH_OK);
        KT_ASSERT(stand->site == 4 && stand->spare == 5);
        KT_ASSERT_EQ(stand->spare_in.row, shops[1]);
        KT_ASSERT_NULL(stand->in.row);
        KT_ASSERT_EQ(shops[0]->stands.count, 0u);
        KT_ASSERT_EQ(stand->pays_in.row, usual);

        /* It stays where the call itself names the new key. */
        ANSWERS(kith_relate(stand, in, shops[0]), KITH_OK);
        ANSWERS(kith_update_all(db, kith_row_to(shops[first], site, 3),
                                kith_row_to(usual, site, 3),
                                kith_row_to(shops[!first], site, 3),
                                kith_row_to(stand, site, 3)),
                KITH_OK);
        KT_ASSERT_EQ(stand->in.row, shops[0]);
        KT_ASSERT_EQ(stand->pays_in.row, usual);
        family_close(db);
    }
}
