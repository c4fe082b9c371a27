/* relationships.c - which foreign key each relationship shows, and that both
 * ends agree.
 *
 * Owns   the pairing: SQLAlchemy's relationship(), back_populates, secondary
 *        and foreign_keys, decided from the shapes of the members.
 */
#include "catalog/steps/build.h"

static struct error_facts
relationship_facts(const struct relationship *relationship)
{
    return (struct error_facts){.table = relationship->table->descriptor->name,
                                .column = relationship->attribute->name,
                                .other = relationship->attribute->target,
                                .other_column =
                                    relationship->attribute->back_populates};
}

/* How a search for a foreign key between two tables ended. */
struct search {
    struct foreign_key *found;
    size_t count;
    const char *name; /* what was looked for, NULL for any */
    bool far;         /* the other end of a many-to-many */
};

/* Whether two names of foreign keys are the same: "a, b" is "a,b". */
static bool same_name(const char *a, const char *b)
{
    for (;;) {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if (*a != *b || !*a)
            return *a == *b;
        a++;
        b++;
    }
}

/* The foreign keys from `child` to `parent`, only that of this name if one is
 * given, and not `except`. */
static struct search keys_between(struct table *child,
                                  const struct table *parent, const char *name,
                                  const struct foreign_key *except)
{
    struct search search = {.name = name, .far = except != NULL};

    for (size_t i = 0; i < child->foreign_key_count; i++) {
        struct foreign_key *key = &child->foreign_keys[i];

        if (key->parent == parent && key != except &&
            (!name || same_name(name, key->name))) {
            search.found = key;
            search.count++;
        }
    }
    return search;
}

/* The .foreign_key that this end or the other one names, or NULL. */
static const char *key_name_of(struct builder *builder,
                               const struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    struct relationship *back = NULL;

    if (attribute->foreign_key)
        return attribute->foreign_key;
    if (attribute->back_populates)
        back = relationship_named(builder, relationship->target,
                                  attribute->back_populates);
    return back ? back->attribute->foreign_key : NULL;
}

static kith_status judge_search(struct builder *builder,
                                const struct relationship *relationship,
                                const struct search *search, const char *child,
                                const char *parent)
{
    struct error_facts facts = relationship_facts(relationship);

    facts.constraint = child;
    facts.other = parent;
    facts.other_column = search->count > 1 ? search->found->name : search->name;
    if (search->count == 1)
        return KITH_OK;
    if (search->count > 1 && search->far)
        return refuse(builder,
                      "%t.%c could lead along several foreign keys of %k to "
                      "%o: declare the other end in %o, name it with "
                      ".back_populates, and give it .foreign_key, \"%p\" for "
                      "instance",
                      &facts);
    if (search->count > 1)
        return refuse(builder,
                      "%t.%c could mean several foreign keys of %k to %o: "
                      "name one with .foreign_key = \"%p\", for instance",
                      &facts);
    if (facts.other_column)
        return refuse(builder,
                      "%t.%c names the foreign key %p, but %k has none of "
                      "that name to %o: correct the name, or declare it with "
                      "KITH_FOREIGN_KEY",
                      &facts);
    return refuse(builder,
                  "%t.%c needs a foreign key from %k to %o: declare one with "
                  "KITH_FOREIGN_KEY in %k",
                  &facts);
}

/* Reference, scalar, and collection of children: one foreign key. */
static kith_status find_direct(struct builder *builder,
                               struct relationship *relationship)
{
    struct table *child = relationship->target, *parent = relationship->table;
    struct error_facts facts = relationship_facts(relationship);
    struct search search;

    if (relationship->kind == KITH_KIND_REFERENCE) {
        child = relationship->table;
        parent = relationship->target;
    }
    if (relationship->attribute->via)
        return refuse(builder,
                      "%t.%c is declared KITH_COLLECTION_VIA but names no "
                      "association table: add .secondary = \"table\"",
                      &facts);
    facts.constraint = relationship->attribute->unique_pair ? ".unique_pair"
                       : relationship->view_only            ? ".view_only"
                                                            : NULL;
    if (facts.constraint)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a many-to-many: drop it, "
                      "or declare it KITH_COLLECTION_VIA with .secondary",
                      &facts);
    search =
        keys_between(child, parent, key_name_of(builder, relationship), NULL);
    relationship->foreign_key = search.found;
    return judge_search(builder, relationship, &search, child->descriptor->name,
                        parent->descriptor->name);
}

static kith_status check_secondary(struct builder *builder,
                                   const struct relationship *relationship,
                                   const struct table *secondary)
{
    const kith_attribute *attribute = relationship->attribute;
    struct error_facts facts = relationship_facts(relationship);

    facts.constraint = attribute->secondary;
    if (relationship->kind != KITH_KIND_COLLECTION)
        return refuse(builder,
                      "%t.%c has .secondary but is no collection: declare it "
                      "KITH_COLLECTION_VIA",
                      &facts);
    if (!secondary)
        return refuse(builder,
                      "%t.%c names the association table %k, which is not "
                      "among the tables given to kith_open: add it to "
                      "KITH_TABLES or correct the name",
                      &facts);
    if (!attribute->via ||
        attribute->link_bytes != secondary->descriptor->row_bytes)
        return refuse(builder,
                      "the members of %t.%c are rows of %k: declare it "
                      "KITH_COLLECTION_VIA(row type of %k, %o)",
                      &facts);
    if (attribute->delete_orphan)
        return refuse(builder,
                      "%t.%c has .delete_orphan, but a row at the other end "
                      "of a many-to-many may have many owners: drop it",
                      &facts);
    if (attribute->acyclic)
        return refuse(builder,
                      "%t.%c has .acyclic, which is for a table that refers "
                      "to itself: drop it",
                      &facts);
    return KITH_OK;
}

/* Many-to-many: the two foreign keys of the association table. */
static kith_status find_pair(struct builder *builder,
                             struct relationship *relationship)
{
    struct table *secondary;
    struct search near, far;
    const char *name = relationship->attribute->foreign_key;
    struct relationship *back = NULL;
    kith_status status;

    secondary = table_named(builder, relationship->attribute->secondary);
    status = check_secondary(builder, relationship, secondary);
    if (status != KITH_OK)
        return status;
    near = keys_between(secondary, relationship->table, name, NULL);
    status =
        judge_search(builder, relationship, &near, secondary->descriptor->name,
                     relationship->table->descriptor->name);
    if (status != KITH_OK)
        return status;
    if (relationship->attribute->back_populates)
        back = relationship_named(builder, relationship->target,
                                  relationship->attribute->back_populates);
    far = keys_between(secondary, relationship->target,
                       back ? back->attribute->foreign_key : NULL, near.found);
    relationship->foreign_key = near.found;
    relationship->target_key = far.found;
    return judge_search(builder, relationship, &far,
                        secondary->descriptor->name,
                        relationship->target->descriptor->name);
}

static kith_status find_foreign_key(struct builder *builder,
                                    struct relationship *relationship)
{
    struct error_facts facts = relationship_facts(relationship);

    relationship->target =
        table_of_row(builder, relationship->attribute->target);
    if (!relationship->target)
        return refuse(builder,
                      "%t.%c shows rows of %o, which is not among the tables "
                      "given to kith_open: add it to KITH_TABLES",
                      &facts);
    if (relationship->attribute->delete_orphan &&
        relationship->kind == KITH_KIND_REFERENCE)
        return refuse(builder,
                      "%t.%c has .delete_orphan, which belongs to the "
                      "parent's side: move it to the collection or scalar",
                      &facts);
    if (relationship->attribute->secondary)
        return find_pair(builder, relationship);
    return find_direct(builder, relationship);
}

/* One member may show one end of a foreign key. */
static kith_status assign_end(struct builder *builder,
                              struct relationship *relationship)
{
    struct foreign_key *key = relationship->foreign_key;
    bool child = relationship->kind == KITH_KIND_REFERENCE;
    struct relationship **end = child ? &key->child_end : &key->parent_end;
    struct error_facts facts = relationship_facts(relationship);

    if (*end) {
        facts.other = key->child->descriptor->name;
        facts.other_column = key->name;
        facts.constraint = (*end)->attribute->name;
        return refuse(builder,
                      "%t.%c and %t.%k both show the key %o.%p: keep one, or "
                      "name different keys with .foreign_key",
                      &facts);
    }
    if (relationship->attribute->acyclic && key->child != key->parent)
        return refuse(builder,
                      "%t.%c has .acyclic, which is for a table that refers "
                      "to itself: drop it",
                      &facts);
    *end = relationship;
    key->acyclic |= relationship->attribute->acyclic;
    key->one_to_one |= relationship->kind == KITH_KIND_SCALAR;
    key->delete_orphan |= relationship->attribute->delete_orphan;
    return KITH_OK;
}

/* Whether `back` is the other end of the same link. */
static bool is_other_end(const struct relationship *relationship,
                         const struct relationship *back)
{
    if (back == relationship || back->target != relationship->table)
        return false;
    if (relationship->target_key)
        return back->target_key == relationship->foreign_key &&
               back->foreign_key == relationship->target_key;
    return !back->target_key &&
           back->foreign_key == relationship->foreign_key &&
           (back->kind == KITH_KIND_REFERENCE) !=
               (relationship->kind == KITH_KIND_REFERENCE);
}

/* The declared relationship at the other end of the link, or NULL. */
static struct relationship *
undeclared_back(const struct relationship *relationship)
{
    const struct foreign_key *key = relationship->target_key
                                        ? relationship->target_key
                                        : relationship->foreign_key;
    struct relationship *other =
        relationship->kind == KITH_KIND_REFERENCE || relationship->target_key
            ? key->parent_end
            : key->child_end;

    return other && is_other_end(relationship, other) ? other : NULL;
}

static kith_status check_back(struct builder *builder,
                              struct relationship *relationship)
{
    const char *name = relationship->attribute->back_populates;
    struct error_facts facts = relationship_facts(relationship);
    struct relationship *back;

    facts.other = relationship->target->descriptor->name;
    if (!name) {
        back = undeclared_back(relationship);
        if (!back)
            return KITH_OK;
        facts.other_column = back->attribute->name;
        return refuse(builder,
                      "%t.%c and %o.%p are two ends of one link that do not "
                      "name each other: add .back_populates = \"%p\" to %t.%c "
                      "and .back_populates = \"%c\" to %o.%p",
                      &facts);
    }
    back = relationship_named(builder, relationship->target, name);
    if (!back)
        return refuse(builder,
                      "%t.%c names its back side %o.%p, which is no "
                      "relationship: declare it with KITH_RELATIONSHIP or "
                      "correct the name",
                      &facts);
    if (!is_other_end(relationship, back))
        return refuse(builder,
                      "%t.%c names its back side %o.%p, which is not the "
                      "other end of the same key: one side is a reference, "
                      "the other a scalar or collection, and both mean one "
                      "key",
                      &facts);
    if (!back->attribute->back_populates ||
        strcmp(back->attribute->back_populates,
               relationship->attribute->name) != 0)
        return refuse(builder,
                      "%t.%c names its back side %o.%p, but %o.%p does not "
                      "name %c: add .back_populates = \"%c\" to %o.%p",
                      &facts);
    return KITH_OK;
}

/* What an association table must be like, and the key over its pair. */
static kith_status check_association(struct builder *builder,
                                     struct relationship *relationship)
{
    struct foreign_key *ends[2] = {relationship->foreign_key,
                                   relationship->target_key};
    struct table *secondary = relationship->foreign_key->child;
    struct error_facts facts = relationship_facts(relationship);
    kith_status status;

    if (!relationship->target_key)
        return KITH_OK;
    facts.other = secondary->descriptor->name;
    for (size_t i = 0; i < 2; i++) {
        facts.other_column = ends[i]->name;
        if (!ends[i]->not_null)
            return refuse(builder,
                          "%t.%c needs both keys of %o: declare %o.%p with "
                          ".not_null = true or .primary_key = true",
                          &facts);
        if (!ends[i]->child_end)
            return refuse(builder,
                          "%t.%c needs both references of %o: declare a "
                          "KITH_REFERENCE over %o.%p and its "
                          "KITH_RELATIONSHIP",
                          &facts);
        ends[i]->association = true;
    }
    if (!ki_key_over(secondary, ends[0], ends[1]) &&
        relationship->attribute->unique_pair) {
        status = ki_build_pair_key(builder, secondary, ends[0], ends[1]);
        if (status != KITH_OK)
            return status;
    }
    return KITH_OK;
}

/* A many-to-many without a key over its pair may be walked, not written: which
 * association row would it mean? Known when all hidden keys are made. */
static kith_status find_pair_key(struct builder *builder,
                                 struct relationship *relationship)
{
    (void)builder;
    if (!relationship->target_key)
        return KITH_OK;
    relationship->pair =
        ki_key_over(relationship->target_key->child, relationship->foreign_key,
                    relationship->target_key);
    relationship->view_only |= !relationship->pair;
    return KITH_OK;
}

/* Carry one step out for every relationship. */
static kith_status each_relationship(struct builder *builder,
                                     kith_status (*step)(struct builder *,
                                                         struct relationship *))
{
    struct schema *schema = builder->schema;
    kith_status status = KITH_OK;

    for (size_t i = 0; i < schema->table_count; i++) {
        struct table *table = &schema->tables[i];

        for (size_t j = 0; status == KITH_OK && j < table->relationship_count;
             j++)
            status = step(builder, &table->relationships[j]);
    }
    return status;
}

kith_status ki_build_relationships(struct builder *builder)
{
    kith_status status = each_relationship(builder, find_foreign_key);

    if (status == KITH_OK)
        status = each_relationship(builder, assign_end);
    if (status == KITH_OK)
        status = each_relationship(builder, check_back);
    if (status == KITH_OK)
        status = each_relationship(builder, check_association);
    if (status == KITH_OK)
        status = each_relationship(builder, find_pair_key);
    return status;
}
