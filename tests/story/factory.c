/* factory.c - rows that are made with all that they need. */
#include "orchard.h"

#include <kith/test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- A shop: required parents, limits, unique columns --------------------- */

typedef struct City City;
typedef struct Shop Shop;
typedef struct Product Product;
typedef struct Label Label;
typedef struct Offer Offer;
struct City {
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION(Shop) shops;
};
struct Shop {
    const int64_t id;
    KITH_TEXT name;
    const int64_t city_id;
    KITH_REFERENCE(City) city;
};
struct Product {
    const char code[8];
    KITH_TEXT title;
    const int32_t level;
    const int16_t rank;
    const double share;
    KITH_OPTIONAL(double) weight;
    const KITH_OPTIONAL(int32_t) size;
    KITH_BLOB photo;
    double price;
    const int64_t shop_id;
    KITH_REFERENCE(Shop) shop;
    const char base_code[8];
    KITH_REFERENCE(Product) base;
    int64_t mark; /* no column */
};
struct Label { /* its parent has no column, only a reference */
    const int64_t id;
    KITH_TEXT text;
    KITH_REFERENCE(Product) product;
};
struct Offer { /* its parents have columns, but no references */
    const char code[8];
    const int64_t shop_id;
};

static KITH_TABLE(City, "cities", KITH_PRIMARY_KEY(City, id),
                  KITH_COLUMN(City, name, .unique = true, .not_null = true),
                  KITH_RELATIONSHIP(City, shops, Shop,
                                    .back_populates = "city"));
static KITH_TABLE(Shop, "shops", KITH_PRIMARY_KEY(Shop, id),
                  KITH_COLUMN(Shop, name, .unique = true),
                  KITH_FOREIGN_KEY(Shop, city_id, City, id, .not_null = true),
                  KITH_RELATIONSHIP(Shop, city, City,
                                    .back_populates = "shops"));
static KITH_TABLE(
    Product, "products", KITH_PRIMARY_KEY(Product, code),
    KITH_COLUMN(Product, title, .unique = true, .maximum_bytes = 2),
    KITH_COLUMN(Product, level, .minimum = KITH_INTEGER(3),
                .maximum = KITH_INTEGER(5)),
    KITH_COLUMN(Product, rank, .unique = true, .minimum = KITH_INTEGER(-1),
                .maximum = KITH_INTEGER(300)),
    KITH_COLUMN(Product, share, .unique = true, .minimum = KITH_REAL(0.25),
                .maximum = KITH_REAL(0.5)),
    KITH_OPTIONAL_COLUMN(Product, weight),
    KITH_OPTIONAL_COLUMN(Product, size, .not_null = true,
                         .maximum = KITH_INTEGER(-7)),
    KITH_COLUMN(Product, photo, .not_null = true, .unique = true),
    KITH_COLUMN(Product, price),
    KITH_FOREIGN_KEY(Product, shop_id, Shop, id, .not_null = true),
    KITH_RELATIONSHIP(Product, shop, Shop),
    KITH_FOREIGN_KEY(Product, base_code, Product, code),
    KITH_RELATIONSHIP(Product, base, Product));
static KITH_TABLE(Label, "labels", KITH_PRIMARY_KEY(Label, id),
                  KITH_COLUMN(Label, text, .not_null = true),
                  KITH_REFERENCE_KEY(Label, product, Product, code,
                                     .not_null = true));
static KITH_TABLE(Offer, "offers",
                  KITH_FOREIGN_KEY(Offer, code, Product, code,
                                   .primary_key = true),
                  KITH_FOREIGN_KEY(Offer, shop_id, Shop, id,
                                   .primary_key = true));
#define SHOP OPEN(Label, Offer, Product, Shop, City)

static kith_factories begin_with(kith_db *db, const kith_factory *const *list)
{
    kith_factories f;

    KT_ASSERT(kith_factories_init(&f, db, list, NULL) == KITH_OK, "%s",
              f.error.message);
    return f;
}

static void end(kith_factories *f)
{
    kith_db *db = f->db;

    kith_factories_fini(f);
    kith_factories_fini(f);
    family_close(db);
}

/* The row was made; else the failure is told. */
#define MADE(f, row) KT_ASSERT((row) != NULL, "%s", (f).error.message)

KT_TEST(factory, makes_a_row_with_the_parents_that_it_needs)
{
    kith_factories f = begin_with(SHOP, NULL);
    Label *label = kith_make(&f, Label);
    Product *product;

    MADE(f, label);
    product = label->product.row;
    KT_ASSERT_STR_EQ(label->text, "text 1");
    KT_ASSERT_STR_EQ(product->code, "code 1");
    KT_ASSERT_STR_EQ(product->shop.row->name, "name 1");
    KT_ASSERT_STR_EQ(product->shop.row->city.row->name, "name 1");
    KT_ASSERT_NULL(product->base.row);
    KT_ASSERT_EQ(product->weight.present, false);
    KT_ASSERT_EQ(kith_depth(f.db), 0u);
    end(&f);
}

/* Each makes a product and a shop of its own, and one shop more. */
KT_TEST(factory, gives_parents_by_key_where_there_is_no_reference)
{
    kith_factories f = begin_with(SHOP, NULL);
    Offer *offer = kith_make(&f, Offer);
    Offer *given;

    MADE(f, offer);
    KT_ASSERT_NOT_NULL(kith_find(f.db, Product, code, offer->code));
    KT_ASSERT_NOT_NULL(kith_get(f.db, Shop, offer->shop_id));
    KT_ASSERT_EQ(kith_count(f.db, Shop), 2u);
    given = kith_make(&f, Offer, .code = "code 1");
    MADE(f, given);
    KT_ASSERT_STR_EQ(given->code, "code 1");
    KT_ASSERT_EQ(kith_count(f.db, Product), 1u);
    KT_ASSERT_EQ(kith_count(f.db, Shop), 3u);
    end(&f);
}

KT_TEST(factory, takes_what_the_call_gives)
{
    kith_factories f = begin_with(SHOP, NULL);
    City *rome = kith_make(&f, City, .name = "Rome");
    Shop *shop = kith_make(&f, Shop, .name = "Uno", .city.row = rome);
    Product *product =
        kith_make(&f, Product, .code = "a", .level = 4, .price = 2,
                  .shop_id = shop->id, .weight = KITH_SOME(0), .mark = 9);
    Product *other;

    MADE(f, product);
    KT_ASSERT_EQ(shop->city.row, rome);
    KT_ASSERT_STR_EQ(product->code, "a");
    KT_ASSERT_EQ(product->level, 4);
    KT_ASSERT_EQ(product->price, 2.0);
    KT_ASSERT_EQ(product->shop.row, shop);
    KT_ASSERT(product->weight.present && product->weight.value == 0);
    KT_ASSERT_EQ(product->mark, 9);
    other = kith_make(&f, Product, .base.row = product, .shop.row = shop);
    MADE(f, other);
    KT_ASSERT_EQ(other->base.row, product);
    KT_ASSERT_EQ(kith_count(f.db, City), 1u);
    KT_ASSERT_EQ(kith_count(f.db, Shop), 1u);
    end(&f);
}

/* Within the limits, and none that a row has, whoever made it. */
KT_TEST(factory, gives_unique_columns_values_that_no_row_has)
{
    kith_factories f = begin_with(SHOP, NULL);
    Shop *shop = kith_make(&f, Shop);

    KT_ASSERT_NOT_NULL(kith_insert(f.db, City, .name = "name 2"));
    KT_ASSERT_NOT_NULL(kith_insert(f.db, City, .name = "name 3"));
    KT_ASSERT_STR_EQ(kith_make(&f, City)->name, "name 4");
    for (int i = 0; i < 302; i++) {
        Product *product = kith_make(&f, Product, .shop.row = shop);

        MADE(f, product);
        KT_ASSERT_EQ(product->rank, i < 300 ? i + 1 : 300 - i);
        KT_ASSERT_EQ(product->level, 3);
        KT_ASSERT(product->size.present && product->size.value == -7);
        KT_ASSERT(product->share >= 0.25 && product->share <= 0.5);
        KT_ASSERT(strlen(product->title) <= 2);
    }
    KT_ASSERT_NULL(kith_make(&f, Product, .shop.row = shop));
    KT_ASSERT_EQ(f.error.status, KITH_E_LIMIT);
    KT_ASSERT_STR_EQ(f.error.column, "rank");
    KT_ASSERT_STR_EQ(f.error.message,
                     "products.rank has no value left that fits and no row "
                     "has: give it one");
    end(&f);
}

/* A column that is unique, and limited in a way of its own. */
typedef struct Scale Scale;
struct Scale {
    const float one;
    const float few;
    const double far;
    const double below;
    const uint8_t small;
};
static KITH_TABLE(
    Scale, "scales",
    KITH_COLUMN(Scale, one, .minimum = KITH_REAL(2), .maximum = KITH_REAL(2)),
    KITH_COLUMN(Scale, few, .unique = true, .minimum = KITH_REAL(-3)),
    KITH_COLUMN(Scale, far, .unique = true, .minimum = KITH_REAL(1e300)),
    KITH_COLUMN(Scale, below, .unique = true, .maximum = KITH_REAL(-0.5)),
    KITH_COLUMN(Scale, small, .unique = true, .minimum = KITH_INTEGER(254)));
typedef Scale Point;
static KITH_TABLE(Point, "points",
                  KITH_COLUMN(Point, one, .unique = true,
                              .minimum = KITH_REAL(2),
                              .maximum = KITH_REAL(2)));

KT_TEST(factory, ends_where_a_column_has_no_more_values)
{
    kith_factories f = begin_with(OPEN(Scale, Point), NULL);

    for (int i = 0; i < 2; i++) {
        Scale *scale = kith_make(&f, Scale);

        MADE(f, scale);
        KT_ASSERT(scale->one == 2 && scale->few == (float)(i - 3));
        KT_ASSERT(scale->far >= 1e300 && scale->below == -0.5 - i);
        KT_ASSERT_EQ(scale->small, 254 + i);
    }
    KT_ASSERT_NULL(kith_make(&f, Scale));
    KT_ASSERT_STR_EQ(f.error.column, "small");
    MADE(f, kith_make(&f, Point));
    KT_ASSERT_NULL(kith_make(&f, Point));
    KT_ASSERT_EQ(f.error.status, KITH_E_LIMIT);
    KT_ASSERT_STR_EQ(f.error.column, "one");
    end(&f);
}

/* --- Fields ---------------------------------------------------------------- */

static kith_value slogan(const kith_factories *f, const void *draft,
                         uint64_t number)
{
    const Item *item = draft;
    static char text[64];

    snprintf(text, sizeof text, "%s %s of %s, %d%s", item->name,
             item->price > 9 ? "dear" : "cheap",
             item->store.row ? item->store.row->name : "nobody", (int)number,
             f->user ? (const char *)f->user : "");
    return (kith_value)KITH_STRING(text);
}

typedef struct Note Note;
struct Note {
    const int64_t id;
    KITH_TEXT name;
    double price;
    KITH_OPTIONAL(double) weight;
    const int64_t store_id;
    KITH_REFERENCE(Store) store;
    int64_t mark;
    KITH_TEXT slogan;
    const int8_t turn;
    uint64_t big;
    float ratio;
};
static KITH_TABLE(Note, "notes", KITH_PRIMARY_KEY(Note, id),
                  KITH_COLUMN(Note, name), KITH_COLUMN(Note, price),
                  KITH_FOREIGN_KEY(Note, store_id, Store, id),
                  KITH_RELATIONSHIP(Note, store, Store),
                  KITH_COLUMN(Note, slogan), KITH_COLUMN(Note, turn),
                  KITH_COLUMN(Note, big), KITH_COLUMN(Note, ratio));

static KITH_FACTORY(Store, KITH_FIELD(Store, name, .sequence = "store %d"));
static KITH_FACTORY(Note, KITH_FIELD(Note, name, .sequence = "%d%% note %d"),
                    KITH_FIELD(Note, price, .value = KITH_REAL(9.5)),
                    KITH_FIELD(Note, slogan, .function = slogan),
                    KITH_FIELD(Note, store, .build = true),
                    KITH_FIELD(Note, turn, .first = KITH_INTEGER(126)),
                    KITH_FIELD(Note, big,
                               .first = {.kind = KITH_KIND_U64, .natural = 5},
                               .step = -5),
                    KITH_FIELD(Note, ratio, .first = KITH_REAL(0.5),
                               .step = 2));

KT_TEST(factory, gives_what_its_fields_say)
{
    kith_factories f =
        begin_with(OPEN(Store, Item, Note), KITH_FACTORIES(Note, Store));
    Note *first = kith_make(&f, Note);
    Note *second;

    MADE(f, first);
    KT_ASSERT_STR_EQ(first->name, "1% note 1");
    KT_ASSERT_EQ(first->price, 9.5);
    KT_ASSERT_STR_EQ(first->store.row->name, "store 1");
    KT_ASSERT_STR_EQ(first->slogan, "1% note 1 dear of store 1, 1");
    KT_ASSERT(first->turn == 126 && first->big == 5 && first->ratio == 0.5f);
    f.user = "!";
    second = kith_make(&f, Note, .name = "two", .price = 1);
    MADE(f, second);
    KT_ASSERT_STR_EQ(second->slogan, "two cheap of store 2, 2!");
    KT_ASSERT(second->turn == 127 && second->big == 0 && second->ratio == 2.5f);
    KT_ASSERT_NULL(kith_make(&f, Note));
    KT_ASSERT_EQ(f.error.status, KITH_E_LIMIT);
    KT_ASSERT_STR_EQ(f.error.message,
                     "notes.turn has no value left that its .first comes to: "
                     "give it one");
    KT_ASSERT_EQ(kith_count(f.db, Store), 2u);
    end(&f);
}

/* By the bits of kith_insert_columns, against the fields. */
KT_TEST(factory, takes_zero_and_null_where_the_call_says_so)
{
    kith_factories f =
        begin_with(OPEN(Store, Item, Note), KITH_FACTORIES(Note, Store));
    const Note zero = {0};
    uint64_t given[1] = {0}, nulls[1] = {0};
    Note *note;

    kith_column_mask_set(given, Note, price);
    kith_column_mask_set(given, Note, turn);
    kith_column_mask_set(nulls, Note, name);
    kith_column_mask_set(nulls, Note, store_id);
    note = kith_make_columns(&f, &Note_table, &zero, given, nulls);
    MADE(f, note);
    KT_ASSERT(note->price == 0 && note->turn == 0);
    KT_ASSERT_NULL(note->name);
    KT_ASSERT_NULL(note->store.row);
    KT_ASSERT_EQ(kith_count(f.db, Store), 0u);
    end(&f);
}

static kith_value of_another_type(const kith_factories *f, const void *draft,
                                  uint64_t number)
{
    (void)f, (void)draft, (void)number;
    return (kith_value)KITH_STRING("ten");
}

static kith_value that_makes_rows(const kith_factories *f, const void *draft,
                                  uint64_t number)
{
    kith_factories *ours = f->user;

    (void)draft, (void)number;
    KT_ASSERT_NULL(kith_make(ours, Store));
    KT_ASSERT_EQ(ours->error.status, KITH_E_MISUSE);
    return (kith_value){.kind = KITH_KIND_NONE};
}

KT_TEST(factory, refuses_what_its_functions_may_not)
{
    static const kith_factory_field fields[] = {
        KITH_FIELD(Item, price, .function = of_another_type),
        KITH_FIELD(Item, name, .function = that_makes_rows)};
    const kith_factory factory = {&Item_table, fields, 2};
    kith_factories f = begin_with(
        OPEN(Store, Item), (const kith_factory *const[]){&factory, NULL});
    Item *item;

    f.user = &f;
    KT_ASSERT_NULL(kith_make(&f, Item));
    KT_ASSERT_EQ(f.error.status, KITH_E_CHECK);
    KT_ASSERT_STR_EQ(f.error.message,
                     "items.price cannot hold what its .function gives: a "
                     "value of its type that fits");
    item = kith_make(&f, Item, .price = 3);
    MADE(f, item);
    KT_ASSERT_NULL(item->name);
    KT_ASSERT_EQ(kith_count(f.db, Store), 0u);
    end(&f);
}

/* --- Keys that share columns, and rings ----------------------------------- */

typedef struct Tenant Tenant;
typedef struct Customer Customer;
typedef struct Invoice Invoice;
struct Tenant {
    const int64_t id;
};
struct Customer {
    const int64_t tenant_id, number;
    KITH_REFERENCE(Tenant) tenant;
};
struct Invoice {
    const int64_t id;
    const int64_t tenant_id, customer, payer;
    KITH_REFERENCE(Tenant) tenant;
    KITH_REFERENCE(Customer) customer_row;
};
static KITH_TABLE(Tenant, "tenants", KITH_PRIMARY_KEY(Tenant, id));
static KITH_TABLE(Customer, "customers",
                  KITH_FOREIGN_KEY(Customer, tenant_id, Tenant, id,
                                   .primary_key = true),
                  KITH_COLUMN(Customer, number, .primary_key = true),
                  KITH_RELATIONSHIP(Customer, tenant, Tenant));
/* The key to the tenant is declared last, first, and between. */
static KITH_TABLE(Invoice, "invoices", KITH_PRIMARY_KEY(Invoice, id),
                  KITH_COLUMN(Invoice, customer), KITH_COLUMN(Invoice, payer),
                  KITH_FOREIGN_KEYS(Invoice, (tenant_id, customer), Customer,
                                    (tenant_id, number), .not_null = true),
                  KITH_FOREIGN_KEY(Invoice, tenant_id, Tenant, id,
                                   .not_null = true),
                  KITH_FOREIGN_KEYS(Invoice, (tenant_id, payer), Customer,
                                    (tenant_id, number), .not_null = true),
                  KITH_RELATIONSHIP(Invoice, tenant, Tenant),
                  KITH_RELATIONSHIP(Invoice, customer_row, Customer,
                                    .foreign_key = "tenant_id, customer"));

KT_TEST(factory, makes_parents_that_agree_in_the_columns_they_share)
{
    kith_factories f = begin_with(OPEN(Tenant, Customer, Invoice), NULL);
    Invoice *invoice = kith_make(&f, Invoice);
    const Invoice none = {0};
    uint64_t nulls[1] = {0};
    Tenant *tenant;
    Customer *customer;

    MADE(f, invoice);
    KT_ASSERT_EQ(kith_count(f.db, Tenant), 1u);
    KT_ASSERT_EQ(kith_count(f.db, Customer), 2u);
    KT_ASSERT_EQ(invoice->customer_row.row->tenant.row, invoice->tenant.row);
    KT_ASSERT_NE(invoice->customer, invoice->payer);
    tenant = kith_make(&f, Tenant, .id = 70);
    invoice = kith_make(&f, Invoice, .tenant.row = tenant);
    MADE(f, invoice);
    KT_ASSERT_EQ(invoice->customer_row.row->tenant.row, tenant);
    customer = kith_make(&f, Customer);
    invoice = kith_make(&f, Invoice, .customer_row.row = customer);
    MADE(f, invoice);
    KT_ASSERT_EQ(invoice->tenant.row, customer->tenant.row);
    kith_column_mask_set(nulls, Invoice, customer);
    KT_ASSERT_NULL(kith_make_columns(&f, &Invoice_table, &none, NULL, nulls));
    KT_ASSERT_EQ(f.error.status, KITH_E_NOT_NULL);
    KT_ASSERT_EQ(kith_count(f.db, Tenant), 3u);
    end(&f);
}

/* Rows that were made by hand have every other number. */
KT_TEST(factory, gives_keys_of_several_columns_that_no_row_has)
{
    kith_factories f = begin_with(OPEN(Tenant, Customer), NULL);
    Tenant *tenant = kith_make(&f, Tenant);

    for (int i = 1; i <= 3; i++)
        KT_ASSERT_NOT_NULL(
            kith_insert(f.db, Customer, .tenant.row = tenant, .number = 2 * i));
    for (int i = 0; i < 4; i++) {
        Customer *customer = kith_make(&f, Customer, .tenant.row = tenant);

        MADE(f, customer);
        KT_ASSERT_EQ(customer->number, 2 * i + 1);
    }
    KT_ASSERT_NULL(kith_make(&f, Customer, .tenant.row = tenant, .number = 2));
    KT_ASSERT_EQ(f.error.status, KITH_E_UNIQUE);
    end(&f);
}

typedef struct Hen Hen;
typedef struct Egg Egg;
typedef struct Barn Barn;
struct Barn {
    const int64_t id;
    const int64_t hen_id;
};
struct Hen {
    const int64_t id;
    const int64_t egg_id;
};
struct Egg {
    const int64_t id;
    const int64_t hen_id;
    KITH_TEXT name;
};
static KITH_TABLE(Barn, "barns", KITH_PRIMARY_KEY(Barn, id),
                  KITH_FOREIGN_KEY(Barn, hen_id, Hen, id, .not_null = true));
static KITH_TABLE(Hen, "hens", KITH_PRIMARY_KEY(Hen, id),
                  KITH_FOREIGN_KEY(Hen, egg_id, Egg, id, .not_null = true));
static KITH_TABLE(Egg, "eggs", KITH_PRIMARY_KEY(Egg, id),
                  KITH_FOREIGN_KEY(Egg, hen_id, Hen, id, .not_null = true,
                                   .deferred = KITH_DEFER_PARENT),
                  KITH_COLUMN(Egg, name));
static KITH_FACTORY(Egg, KITH_FIELD(Egg, hen_id, .first = KITH_INTEGER(1)));

KT_TEST(factory, names_the_ring_of_rows_that_need_each_other)
{
    kith_factories f = begin_with(OPEN(Barn, Hen, Egg), NULL);
    kith_factories keyed;
    uint64_t state = kith_test_state(f.db);
    kith_status status;

    KT_ASSERT_NULL(kith_make(&f, Barn));
    KT_ASSERT_EQ(f.error.status, KITH_E_CYCLE);
    KT_ASSERT_STR_EQ(f.error.table, "eggs");
    KT_ASSERT_STR_EQ(f.error.column, "hen_id");
    KT_ASSERT_STR_EQ(f.error.message,
                     "hens.egg_id needs a row of eggs, eggs.hen_id needs a row "
                     "of hens, without end: give one of these rows");
    KT_ASSERT_EQ(kith_test_state(f.db), state);
    /* The ring is closed by hand, as its key may wait. */
    kith_transaction(f.db, status)
    {
        Egg *egg = kith_make(&f, Egg, .hen_id = 1);

        MADE(f, egg);
        MADE(f, kith_make(&f, Hen, .egg_id = egg->id));
    }
    KT_ASSERT_EQ(status, KITH_OK);
    MADE(f, kith_make(&f, Barn, .hen_id = 1));
    /* And by a field, for the key is that of the hen to come. */
    keyed = begin_with(f.db, KITH_FACTORIES(Egg));
    MADE(keyed, kith_make(&keyed, Egg));
    kith_factories_fini(&keyed);
    end(&f);
}

typedef struct Part Part;
struct Part {
    const int64_t id;
    const int64_t whole_id;
    KITH_REFERENCE(Part) whole;
};
static KITH_TABLE(Part, "parts", KITH_PRIMARY_KEY(Part, id),
                  KITH_FOREIGN_KEY(Part, whole_id, Part, id, .not_null = true),
                  KITH_RELATIONSHIP(Part, whole, Part));

KT_TEST(factory, leaves_a_row_of_its_own_table_to_the_test)
{
    kith_factories f = begin_with(OPEN(Part), NULL);
    Part *part;

    KT_ASSERT_NULL(kith_make(&f, Part));
    KT_ASSERT_STR_EQ(f.error.message,
                     "parts.whole_id needs a row of parts, without end: give "
                     "one of these rows");
    part = kith_make(&f, Part, .id = 4, .whole_id = 4);
    MADE(f, part);
    MADE(f, kith_make(&f, Part, .whole.row = part));
    end(&f);
}

/* One key has a default, one may be NULL and has no reference. */
typedef struct Stay Stay;
struct Stay {
    const int64_t id;
    const int64_t city_id;
    KITH_REFERENCE(City) city;
    const int64_t shop_id;
    const int64_t best_id, only_id;
    KITH_TEXT nick;
};
static KITH_TABLE(Stay, "stays", KITH_PRIMARY_KEY(Stay, id),
                  KITH_FOREIGN_KEY(Stay, city_id, City, id, .not_null = true,
                                   .default_value = KITH_INTEGER(7)),
                  KITH_RELATIONSHIP(Stay, city, City, .foreign_key = "city_id"),
                  KITH_FOREIGN_KEY(Stay, shop_id, Shop, id, .unique = true),
                  KITH_FOREIGN_KEY(Stay, best_id, City, id,
                                   .default_value = KITH_INTEGER(9)),
                  KITH_FOREIGN_KEY(Stay, only_id, City, id, .unique = true,
                                   .default_value = KITH_INTEGER(7)),
                  KITH_COLUMN(Stay, nick, .unique = true,
                              .default_value = KITH_STRING("first")));
static KITH_FACTORY(Stay, KITH_FIELD(Stay, city, .build = true),
                    KITH_FIELD(Stay, shop_id, .build = true));

KT_TEST(factory, builds_what_a_default_names_or_may_be_null_where_it_says_so)
{
    kith_factories f = begin_with(OPEN(Stay, Shop, City), NULL);
    City *home = kith_make(&f, City, .id = 7);
    Stay *stay = kith_make(&f, Stay);
    kith_factories building;

    MADE(f, stay);
    KT_ASSERT_EQ(stay->city.row, home);
    KT_ASSERT_EQ(stay->only_id, 7);
    KT_ASSERT(kith_is_null(stay, shop_id));
    building = begin_with(f.db, KITH_FACTORIES(Stay));
    stay = kith_make(&building, Stay);
    MADE(building, stay);
    KT_ASSERT_NE(stay->city.row, home);
    KT_ASSERT_NOT_NULL(kith_get(f.db, Shop, stay->shop_id));
    KT_ASSERT_EQ(kith_count(f.db, Shop), 1u);
    kith_factories_fini(&building);
    end(&f);
}

/* A default that names no row, or is taken, is as if there were none. */
KT_TEST(factory, takes_defaults_where_they_serve)
{
    kith_factories f = begin_with(OPEN(Stay, Shop, City), NULL);
    Stay *stay = kith_make(&f, Stay);
    City *home;

    MADE(f, stay);
    KT_ASSERT_EQ(stay->city_id, 1);
    KT_ASSERT(kith_is_null(stay, best_id) && kith_is_null(stay, only_id));
    KT_ASSERT_STR_EQ(stay->nick, "first");
    home = kith_make(&f, City, .id = 7);
    MADE(f, kith_make(&f, City, .id = 9));
    for (int i = 0; i < 2; i++) {
        stay = kith_make(&f, Stay);
        MADE(f, stay);
        KT_ASSERT_EQ(stay->city.row, home);
        KT_ASSERT_EQ(stay->best_id, 9);
        KT_ASSERT_EQ(kith_is_null(stay, only_id), i == 1);
        KT_ASSERT_STR_EQ(stay->nick, i == 0 ? "nick 1" : "nick 2");
    }
    KT_ASSERT_EQ(kith_count(f.db, City), 3u);
    end(&f);
}

typedef struct Desk Desk;
typedef struct Lamp Lamp;
struct Desk {
    const char code[4];
    KITH_SCALAR(Lamp) lamp;
};
struct Lamp {
    const char desk_code[4];
    KITH_REFERENCE(Desk) desk;
};
static KITH_TABLE(Desk, "desks", KITH_PRIMARY_KEY(Desk, code),
                  KITH_RELATIONSHIP(Desk, lamp, Lamp,
                                    .back_populates = "desk"));
static KITH_TABLE(Lamp, "lamps",
                  KITH_FOREIGN_KEY(Lamp, desk_code, Desk, code,
                                   .not_null = true,
                                   .default_value = KITH_STRING("a")),
                  KITH_RELATIONSHIP(Lamp, desk, Desk,
                                    .back_populates = "lamp"));

KT_TEST(factory, takes_a_default_of_a_one_to_one_once)
{
    kith_factories f = begin_with(OPEN(Desk, Lamp), NULL);
    Desk *desk = kith_make(&f, Desk, .code = "a");

    for (int i = 0; i < 3; i++) {
        Lamp *lamp = kith_make(&f, Lamp);

        MADE(f, lamp);
        KT_ASSERT_EQ(lamp->desk.row == desk, i == 0);
        KT_ASSERT_EQ(lamp->desk.row->lamp.row, lamp);
    }
    KT_ASSERT_NOT_NULL(kith_get(f.db, Desk, "2"));
    end(&f);
}

/* Tables without a factory, of every kind, whatever refers to them. */
KT_TEST(factory, makes_rows_of_the_tables_of_any_schema)
{
    kith_db *dbs[] = {OPEN(Store, Item, User, Profile, Student, Course,
                           StudentCourse, Employee),
                      OPEN(Tree, Fruit, Bird, Nest, Leaf, Tag, Guest, Visit)};

    for (size_t i = 0; i < sizeof dbs / sizeof *dbs; i++) {
        kith_factories f = begin_with(dbs[i], NULL);

        for (const kith_table *const *t = kith_tables(f.db); *t; t++) {
            size_t before = kith_count_rows(f.db, *t);

            for (int j = 0; j < 5; j++)
                KT_ASSERT(kith_make_row(&f, *t, NULL), "%s: %s", (*t)->name,
                          f.error.message);
            KT_ASSERT_EQ(kith_count_rows(f.db, *t), before + 5);
        }
        end(&f);
    }
}

/* So many tables that each need a row of the next; the last one needs one of
 * the first where there is a ring. */
enum { CHAIN_LENGTH = 500 };

struct chain {
    char names[CHAIN_LENGTH][8];
    kith_attribute attributes[CHAIN_LENGTH][2];
    kith_table tables[CHAIN_LENGTH];
    const kith_table *list[CHAIN_LENGTH + 1];
};

static void make_chain(struct chain *chain, bool ring)
{
    const kith_attribute key = KITH_PRIMARY_KEY(Hen, id);
    const kith_attribute foreign_key =
        KITH_FOREIGN_KEY(Hen, egg_id, Hen, id, .not_null = true);

    memset(chain, 0, sizeof *chain);
    for (int i = 0; i < CHAIN_LENGTH; i++) {
        snprintf(chain->names[i], sizeof chain->names[i], "t%d", i % 1000);
        chain->attributes[i][0] = key;
        chain->attributes[i][0].row = chain->names[i];
        chain->attributes[i][1] = foreign_key;
        chain->attributes[i][1].row = chain->names[i];
        chain->attributes[i][1].parent =
            chain->names[i + 1 < CHAIN_LENGTH ? i + 1 : 0];
        chain->tables[i] = (kith_table){KITH_ABI_VERSION,
                                        chain->names[i],
                                        chain->names[i],
                                        sizeof(Hen),
                                        alignof(Hen),
                                        chain->attributes[i],
                                        ring || i + 1 < CHAIN_LENGTH ? 2 : 1};
        chain->list[i] = &chain->tables[i];
    }
}

KT_TEST(factory, follows_a_chain_of_tables_of_any_length)
{
    struct chain *chain = malloc(sizeof *chain);

    for (int ring = 0; ring < 2; ring++) {
        kith_factories f;
        Hen *first;

        make_chain(chain, ring == 1);
        f = begin_with(family_open(chain->list), NULL);
        first = kith_make_row(&f, chain->list[0], NULL);
        if (ring == 0) {
            MADE(f, first);
            KT_ASSERT_EQ(first->egg_id, 1);
            KT_ASSERT_EQ(kith_count_rows(f.db, chain->list[CHAIN_LENGTH - 1]),
                         1u);
        } else {
            KT_ASSERT_NULL(first);
            KT_ASSERT_EQ(f.error.status, KITH_E_CYCLE);
            KT_ASSERT_STR_HAS(f.error.message, "t0.egg_id needs a row of t1, ");
            KT_ASSERT_STR_HAS(f.error.message, ", and so on, without end");
        }
        end(&f);
    }
    free(chain);
}

/* --- All or nothing ------------------------------------------------------- */

static bool is_not_red(const void *draft)
{
    const Label *label = draft;

    return strcmp(label->text, "red") != 0;
}

typedef Label Mark;
static KITH_TABLE(Mark, "marks", KITH_PRIMARY_KEY(Mark, id),
                  KITH_COLUMN(Mark, text, .not_null = true),
                  KITH_REFERENCE_KEY(Mark, product, Product, code,
                                     .not_null = true),
                  KITH_CHECK(is_not_red, "a mark is not red", "text"));

KT_TEST(factory, leaves_no_parent_behind_where_a_row_is_refused)
{
    kith_factories f = begin_with(OPEN(Mark, Product, Shop, City), NULL);
    uint64_t state, first = kith_test_state(f.db);

    for (int i = 0; i < 3; i++) {
        if (i > 0)
            MADE(f, kith_make(&f, City));
        state = kith_test_state(f.db);
        KT_ASSERT_NULL(kith_make(&f, Mark, .text = "red"));
        KT_ASSERT_EQ(f.error.status, KITH_E_CHECK);
        KT_ASSERT_EQ(kith_last_error(f.db)->status, KITH_E_CHECK);
        KT_ASSERT_STR_EQ(f.error.table, "marks");
        KT_ASSERT_EQ(kith_test_state(f.db), state);
        KT_ASSERT_EQ(kith_depth(f.db), (size_t)i);
        KT_ASSERT_EQ(kith_begin(f.db), KITH_OK);
    }
    MADE(f, kith_make(&f, Mark, .text = "blue"));
    KT_ASSERT_EQ(kith_count(f.db, City), 3u);
    KT_ASSERT_EQ(kith_rollback_to(f.db, 0), KITH_OK);
    KT_ASSERT_EQ(kith_test_state(f.db), first);
    end(&f);
}

/* The third shop has a name that is taken. */
KT_TEST(factory, makes_many_rows_or_none)
{
    kith_factories f = begin_with(SHOP, NULL);
    Shop *shops[4] = {NULL};
    City *rome = kith_make(&f, City);
    uint64_t state;

    KT_ASSERT_EQ(kith_make_many(&f, Shop, 2, shops, .city.row = rome), KITH_OK);
    KT_ASSERT_EQ(rome->shops.count, 2u);
    KT_ASSERT_EQ(kith_at(rome->shops, 1), shops[1]);
    KT_ASSERT_NULL(shops[2]);
    KT_ASSERT_EQ(kith_make_many(&f, Shop, 3, NULL), KITH_OK);
    KT_ASSERT_EQ(kith_count(f.db, City), 4u);
    KT_ASSERT_EQ(kith_make_many(&f, Shop, 0, NULL), KITH_OK);
    state = kith_test_state(f.db);
    shops[0] = NULL;
    KT_ASSERT_EQ(kith_make_many(&f, Shop, 2, shops, .name = "twice"),
                 KITH_E_UNIQUE);
    KT_ASSERT_EQ(f.error.status, KITH_E_UNIQUE);
    KT_ASSERT_NULL(shops[0]);
    KT_ASSERT_EQ(kith_make_many(&f, City, 2, NULL, .name = "twice"),
                 KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_make_many(&f, Shop, SIZE_MAX / 4, shops), KITH_E_LIMIT);
    KT_ASSERT_EQ(kith_test_state(f.db), state);
    end(&f);
}

/* --- Names ---------------------------------------------------------------- */

KT_TEST(factory, finds_rows_by_the_names_they_were_made_under)
{
    kith_factories f = begin_with(SHOP, NULL);
    City *cities[100];
    char name[32];

    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "city %d", i);
        cities[i] = kith_make_named(&f, City, name);
        MADE(f, cities[i]);
    }
    MADE(f, kith_make_named(&f, Shop, "city 7", .city.row = cities[7]));
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "city %d", i);
        KT_ASSERT_EQ(kith_made(&f, City, name), cities[i]);
    }
    KT_ASSERT_EQ(kith_made(&f, Shop, "city 7")->city.row, cities[7]);
    KT_ASSERT_NULL(kith_made(&f, Shop, "city 8"));
    KT_ASSERT_EQ(f.error.status, KITH_E_NOT_FOUND);
    KT_ASSERT_STR_EQ(f.error.message,
                     "no row of shops was made under the name \"city 8\"");
    KT_ASSERT_NULL(kith_make_named(&f, City, "city 3"));
    KT_ASSERT_EQ(f.error.status, KITH_E_UNIQUE);
    KT_ASSERT_EQ(kith_count(f.db, City), 100u);
    end(&f);
}

/* In UTF-8 a character is cut before it begins. */
KT_TEST(factory, tells_any_name_as_one_line)
{
    kith_factories f = begin_with(SHOP, NULL);
    char name[200] = "";

    KT_ASSERT_NULL(kith_made(&f, City, "a\n\"b\\"));
    KT_ASSERT_STR_EQ(f.error.value, "a\\x0a\\\"b\\\\");
    KT_ASSERT_STR_EQ(f.error.message,
                     "no row of cities was made under the name "
                     "\"a\\x0a\\\"b\\\\\"");
    for (int i = 0; i < 60; i++)
        strcat(name, "\u20ac");
    KT_ASSERT_NULL(kith_made(&f, City, name));
    KT_ASSERT_EQ(strlen(f.error.value), 3u * 30 + 3);
    KT_ASSERT_STR_EQ(f.error.value + 3 * 30, "...");
    end(&f);
}

/* A rollback takes the row, or brings it back; a failure leaves no name. */
KT_TEST(factory, keeps_a_name_as_long_as_its_row_lives)
{
    kith_factories f = begin_with(SHOP, NULL);
    City *rome = kith_make_named(&f, City, "rome", .name = "Rome");
    City *new_rome;

    KT_ASSERT_EQ(kith_begin(f.db), KITH_OK);
    KT_ASSERT_EQ(kith_delete(rome), KITH_OK);
    KT_ASSERT_NULL(kith_made(&f, City, "rome"));
    KT_ASSERT_STR_EQ(f.error.message, "the row of cities that was made under "
                                      "the name \"rome\" is gone");
    KT_ASSERT_EQ(kith_rollback(f.db), KITH_OK);
    KT_ASSERT_EQ(kith_made(&f, City, "rome"), rome);
    KT_ASSERT_EQ(kith_delete(rome), KITH_OK);
    MADE(f, kith_make(&f, City, .name = "Paris"));
    KT_ASSERT_NULL(kith_make_named(&f, City, "rome", .name = "Paris"));
    KT_ASSERT_NULL(kith_make_named(&f, City, "paris", .name = "Paris"));
    KT_ASSERT_EQ(f.error.status, KITH_E_UNIQUE);
    KT_ASSERT_NULL(kith_made(&f, City, "paris"));
    KT_ASSERT_STR_HAS(f.error.message, "no row of cities was made");
    new_rome = kith_make_named(&f, City, "rome");
    MADE(f, new_rome);
    KT_ASSERT_EQ(kith_made(&f, City, "rome"), new_rome);
    end(&f);
}

/* A restore takes rows, and brings them back; numbers go on. */
KT_TEST(factory, goes_on_after_a_restore)
{
    kith_factories f = begin_with(SHOP, NULL);
    City *rome = kith_make_named(&f, City, "rome");
    kith_snapshot *world = kith_snapshot_take(f.db);

    KT_ASSERT_NOT_NULL(world);
    for (int i = 0; i < 3; i++) {
        Shop *shop = kith_make_named(&f, Shop, "uno", .city.row = rome);

        MADE(f, shop);
        MADE(f, kith_make(&f, Label));
        KT_ASSERT_EQ(kith_made(&f, Shop, "uno"), shop);
        KT_ASSERT_EQ(kith_delete(shop), KITH_OK);
        KT_ASSERT_EQ(kith_delete(rome), KITH_OK);
        KT_ASSERT_NULL(kith_made(&f, City, "rome"));
        KT_ASSERT_EQ(kith_restore(f.db, world), KITH_OK);
        KT_ASSERT_EQ(kith_made(&f, City, "rome"), rome);
        KT_ASSERT_NULL(kith_made(&f, Shop, "uno"));
        KT_ASSERT_EQ(kith_count(f.db, Shop), 0u);
    }
    kith_snapshot_free(world);
    end(&f);
}

/* --- What cannot begin ---------------------------------------------------- */

/* A factory of one field, and what kith_factories_init says of it. */
struct wrong {
    kith_factory_field field;
    kith_status status;
    const char *sentence;
};

KT_TEST(factory, is_refused_where_it_contradicts_its_table)
{
    static const struct wrong wrongs[] = {
        {KITH_FIELD(Note, mark, .value = KITH_INTEGER(1)), KITH_E_MISUSE,
         "notes.mark is no column"},
        {KITH_FIELD(Note, price, .step = 3), KITH_E_MISUSE,
         "notes.price: a field names one of .value, .sequence, .first, "
         ".function and .build"},
        {KITH_FIELD(Note, turn, .value = KITH_INTEGER(128)), KITH_E_CHECK,
         "notes.turn cannot hold what its field says: give a value of its "
         "type that fits"},
        {KITH_FIELD(Note, price, .value = KITH_STRING("9.5")), KITH_E_CHECK,
         "notes.price cannot hold what its field says: give a value of its "
         "type that fits"},
        {KITH_FIELD(Note, price, .sequence = "%d"), KITH_E_MISUSE,
         "notes.price is no text, which a .sequence makes: use .first"},
        {KITH_FIELD(Note, name, .sequence = "%s"), KITH_E_MISUSE,
         "notes.name: a .sequence has %d for the number, and %% for a %, and "
         "no other %"},
        {KITH_FIELD(Note, name, .first = KITH_STRING("a")), KITH_E_MISUSE,
         "notes.name: a .first is a number to count from"},
        {KITH_FIELD(Note, name, .build = true), KITH_E_MISUSE,
         "notes.name has .build, but is no foreign key"},
    };
    kith_db *db = OPEN(Store, Item, Note);

    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        const kith_factory factory = {&Note_table, &wrongs[i].field, 1};
        const kith_factory *const list[] = {&factory, NULL};
        kith_factories f;

        KT_ASSERT_EQ(kith_factories_init(&f, db, list, NULL), wrongs[i].status);
        KT_ASSERT_STR_EQ(f.error.message, wrongs[i].sentence);
        KT_ASSERT_STR_EQ(f.error.table, "notes");
        KT_ASSERT_NULL(kith_make(&f, Note));
        KT_ASSERT_STR_EQ(f.error.message, wrongs[i].sentence);
        kith_factories_fini(&f);
    }
    family_close(db);
}

static KITH_FACTORY(Employee, KITH_FIELD(Employee, manager, .build = true));

KT_TEST(factory, is_refused_for_tables_that_it_is_not_for)
{
    kith_db *db = OPEN(Store, Item, Note, Employee);
    kith_factories f;

    KT_ASSERT_EQ(kith_factories_init(&f, db, KITH_FACTORIES(Egg), NULL),
                 KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(f.error.message, "there is a factory of the table eggs, "
                                      "which is not part of the database");
    KT_ASSERT_EQ(
        kith_factories_init(&f, db, KITH_FACTORIES(Store, Store), NULL),
        KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(f.error.message, "the table stores has two factories");
    KT_ASSERT_EQ(kith_factories_init(&f, db, KITH_FACTORIES(Employee), NULL),
                 KITH_E_MISUSE);
    KT_ASSERT_STR_EQ(f.error.message,
                     "employees.manager refers to a row of its own table, "
                     "which cannot be built without end: give it");
    KT_ASSERT_EQ(kith_factories_init(&f, NULL, NULL, NULL), KITH_E_MISUSE);
    KT_ASSERT_EQ(kith_factories_init(NULL, db, NULL, NULL), KITH_E_MISUSE);
    f = begin_with(db, NULL);
    KT_ASSERT_NULL(kith_make(&f, Egg));
    KT_ASSERT_EQ(f.error.status, KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_make(NULL, Store));
    KT_ASSERT_NULL(kith_make_named(&f, Store, NULL));
    KT_ASSERT_EQ(f.error.status, KITH_E_MISUSE);
    KT_ASSERT_NULL(kith_made(&f, Store, NULL));
    KT_ASSERT_EQ(kith_make_many(NULL, Store, 2, NULL), KITH_E_MISUSE);
    kith_factories_fini(NULL);
    end(&f);
}
