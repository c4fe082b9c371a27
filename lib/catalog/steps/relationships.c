/* relationships.c - which foreign key each relationship shows, and that both
 * ends agree.
 *
 * Owns   the pairing: SQLAlchemy's relationship(), back_populates, secondary
 *        and foreign_keys, decided from the shapes of the members.
 * Knows  the foreign keys of all tables, none of which is added here; only the
 *        hidden key over a pair may be.
 *
 *   Store.items    collection, scalar   shows a key of Item, its parent_end
 *   Item.store     reference            shows a key of Item, its child_end
 *
 *   Student.courses    shows the key of Enrolment to Student (foreign_key), and
 *                      leads on along that to Course (target_key)
 *   Course.students    the same two, the other way round
 *
 * Five parts, each for all relationships before the next: which foreign key
 * each shows; which member shows which end; that two members at the ends of one
 * link name each other; what an association table must be like; and which key
 * finds the row of a pair. The third needs to know what is at the other end,
 * in whichever table that is; the last needs all hidden keys.
 *
 * Two members at the ends of one link must name each other, as SQLAlchemy warns
 * when they do not: here both show the same memory, so a program that writes
 * one sees the other change, and should have said that it knows.
 */
#include "catalog/steps/build.h"

/* The relationship that this one names as its other end, or NULL: also for a
 * name that is none, which check_back() refuses later. */
static struct relationship *named_back(const struct builder *builder,
                                       const struct relationship *relationship)
{
    const char *name = relationship->attribute->back_populates;

    return name ? relationship_named(builder, relationship->target, name)
                : NULL;
}

/* The .foreign_key that the other end names or is, or NULL. Either side may say
 * it, so that it need not be said twice. */
static const char *key_named_back(const struct builder *builder,
                                  const struct relationship *relationship)
{
    const struct relationship *back = named_back(builder, relationship);

    if (back && declares_reference_key(back->attribute))
        return back->attribute->name;
    return back ? back->attribute->foreign_key : NULL;
}

/* What is wrong with a search that found so many foreign keys, of the name if
 * one is given; at the far end of a many-to-many there is another one. There a
 * .foreign_key of this side names the near one, so the remedy is at the other
 * end, which must be declared to say it. */
static const char *wrong_with_search(size_t count, bool named, bool far)
{
    if (count == 1)
        return NULL;
    if (count > 1 && far)
        return "%t.%c could lead along several foreign keys of %k to %o: "
               "declare the other end in %o, name it with .back_populates, and "
               "give it .foreign_key, \"%p\" for instance";
    if (count > 1)
        return "%t.%c could mean several foreign keys of %k to %o: name one "
               "with .foreign_key = \"%p\", for instance";
    if (named)
        return "%t.%c names the foreign key %p, but %k has none of that name "
               "to %o: correct the name, or declare it with KITH_FOREIGN_KEY";
    return "%t.%c needs a foreign key from %k to %o: declare one with "
           "KITH_FOREIGN_KEY in %k";
}

/* Whether a relationship could show the foreign key: the reference of a key
 * without columns is that key itself. */
static bool may_show(const struct relationship *relationship,
                     const struct foreign_key *key)
{
    return relationship->kind != KITH_KIND_REFERENCE ||
           !declares_reference_key(key->attribute) ||
           key->attribute == relationship->attribute;
}

/* Find the one foreign key from `child` to `parent` that a relationship means,
 * of this name if one is given, and not `except`. With several, the last one is
 * the example that the message gives. */
static struct foreign_key *
find_one(struct builder *builder, const struct relationship *relationship,
         struct table *child, const struct table *parent, const char *name,
         const struct foreign_key *except)
{
    struct error_facts facts = relationship_facts(relationship);
    struct foreign_key *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < child->foreign_key_count; i++) {
        struct foreign_key *key = &child->foreign_keys[i];

        if (key->parent == parent && key != except &&
            may_show(relationship, key) &&
            (!name || same_name(name, key->name))) {
            found = key;
            count++;
        }
    }
    /* The message takes its example from what was found. */
    assert((count > 0) == (found != NULL));
    facts.constraint = child->descriptor->name;
    facts.other = parent->descriptor->name;
    facts.other_column = count > 1 ? found->name : name;
    return accept(builder, wrong_with_search(count, name, except), facts)
               ? found
               : NULL;
}

/* Reference, scalar, and collection of children: one foreign key, from the
 * table of the reference to the other. A VIA without .secondary would show rows
 * of one type as those of another; options of a many-to-many would have no
 * effect. */
static bool find_direct(struct builder *builder,
                        struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    bool child = relationship->kind == KITH_KIND_REFERENCE;
    struct table *table = relationship->table, *target = relationship->target;
    struct error_facts facts = relationship_facts(relationship);
    const char *name = attribute->foreign_key;

    if (attribute->via)
        return refuse(builder,
                      "%t.%c is declared KITH_COLLECTION_VIA but names no "
                      "association table: add .secondary = \"table\"",
                      facts);
    facts.constraint = attribute->unique_pair ? ".unique_pair"
                       : attribute->view_only ? ".view_only"
                       : attribute->symmetric ? ".symmetric"
                                              : NULL;
    if (facts.constraint)
        return refuse(builder,
                      "%t.%c has %k, which belongs to a many-to-many: drop it, "
                      "or declare it KITH_COLLECTION_VIA with .secondary",
                      facts);
    if (name && declares_reference_key(attribute))
        return refuse(builder,
                      "%t.%c has .foreign_key, but is a foreign key itself: "
                      "drop it",
                      facts);
    if (declares_reference_key(attribute))
        name = attribute->name;
    if (!name)
        name = key_named_back(builder, relationship);
    relationship->foreign_key =
        find_one(builder, relationship, child ? table : target,
                 child ? target : table, name, NULL);
    return relationship->foreign_key;
}

/* For the side of a many-to-many. link_bytes is all that is known here of the
 * row type in KITH_COLLECTION_VIA, so another type of the same size passes.
 * Without VIA the members would be taken for the targets. */
static const char *wrong_with_secondary(const kith_attribute *attribute,
                                        const struct table *secondary)
{
    if (attribute->kind != KITH_KIND_COLLECTION)
        return "%t.%c has .secondary but is no collection: declare it "
               "KITH_COLLECTION_VIA";
    if (!secondary)
        return "%t.%c names the association table %k, which is not among the "
               "tables given to kith_open: add it to KITH_TABLES or correct "
               "the name";
    if (!attribute->via ||
        attribute->link_bytes != secondary->descriptor->row_bytes)
        return "the members of %t.%c are rows of %k: declare it "
               "KITH_COLLECTION_VIA(row type of %k, %o)";
    if (attribute->delete_orphan)
        return "%t.%c has .delete_orphan, but a row at the other end of a "
               "many-to-many may have many owners: drop it";
    if (attribute->acyclic)
        return "%t.%c has .acyclic, which is for a table that refers to "
               "itself: drop it";
    return NULL;
}

/* Many-to-many: the two foreign keys of the association table. The near one is
 * that of .foreign_key where there are several, as in a table of friends; the
 * far one is any other, or that which the other end names as its near one. */
static bool find_pair(struct builder *builder,
                      struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    struct table *secondary = table_named(builder, attribute->secondary);
    struct error_facts facts = relationship_facts(relationship);

    facts.constraint = attribute->secondary;
    if (!accept(builder, wrong_with_secondary(attribute, secondary), facts))
        return false;
    if (attribute->symmetric)
        return ki_find_symmetric(builder, relationship, secondary);
    relationship->foreign_key =
        find_one(builder, relationship, secondary, relationship->table,
                 attribute->foreign_key, NULL);
    if (!relationship->foreign_key)
        return false;
    relationship->target_key = find_one(
        builder, relationship, secondary, relationship->target,
        key_named_back(builder, relationship), relationship->foreign_key);
    return relationship->target_key;
}

/* The first part. .delete_orphan is about children that lose their parent,
 * so it is declared where the children are shown, as in SQLAlchemy. */
static bool find_foreign_key(struct builder *builder,
                             struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    struct error_facts facts = relationship_facts(relationship);

    relationship->target = table_of_row(builder, attribute->target);
    if (!relationship->target)
        return refuse(builder,
                      "%t.%c shows rows of %o, which is not among the tables "
                      "given to kith_open: add it to KITH_TABLES",
                      facts);
    if (attribute->delete_orphan && attribute->kind == KITH_KIND_REFERENCE)
        return refuse(builder,
                      "%t.%c has .delete_orphan, which belongs to the "
                      "parent's side: move it to the collection or scalar",
                      facts);
    return attribute->secondary ? find_pair(builder, relationship)
                                : find_direct(builder, relationship);
}

KI_COLD static bool refuse_shown(struct builder *builder,
                                 const struct relationship *relationship,
                                 const struct foreign_key *key,
                                 const struct relationship *other)
{
    struct error_facts facts = relationship_facts(relationship);

    facts.other = key->child->descriptor->name;
    facts.other_column = key->name;
    facts.constraint = other->attribute->name;
    return refuse(builder,
                  "%t.%c and %t.%k both show the key %o.%p: keep one, or "
                  "name different keys with .foreign_key",
                  facts);
}

/* A .symmetric collection shows the near end of both keys, which so have their
 * lists in one place of the row. */
static bool assign_mate(struct builder *builder,
                        struct relationship *relationship)
{
    struct foreign_key *near_key = relationship->foreign_key;
    struct foreign_key *mate = relationship->target_key;
    struct error_facts facts = relationship_facts(relationship);

    assert(near_key != mate && near_key->child == mate->child);
    if (mate->parent_end)
        return refuse_shown(builder, relationship, mate, mate->parent_end);
    facts.other = mate->child->descriptor->name;
    if (near_key->parent_key != mate->parent_key)
        return refuse(builder,
                      "%t.%c is .symmetric, but the keys of %o refer to "
                      "different keys of %t: let both refer to one",
                      facts);
    mate->parent_end = relationship;
    return true;
}

/* The second part. One member may show one end of a foreign key: a row has one
 * place for each foreign key, so a second collection could not be kept. What a
 * member says of its key is that key's from here on, said by either end. */
static bool assign_end(struct builder *builder,
                       struct relationship *relationship)
{
    const kith_attribute *attribute = relationship->attribute;
    struct foreign_key *key = relationship->foreign_key;
    bool child = attribute->kind == KITH_KIND_REFERENCE;
    struct relationship **end = child ? &key->child_end : &key->parent_end;
    struct error_facts facts = relationship_facts(relationship);

    if (*end)
        return refuse_shown(builder, relationship, key, *end);
    if (attribute->acyclic && key->child != key->parent)
        return refuse(builder,
                      "%t.%c has .acyclic, which is for a table that refers to "
                      "itself: drop it",
                      facts);
    assert((child ? key->child : key->parent) == relationship->table);
    *end = relationship;
    if (attribute->symmetric && !assign_mate(builder, relationship))
        return false;
    /* Never set back to false: the other end may have said it. */
    key->acyclic |= attribute->acyclic;
    key->one_to_one |= attribute->kind == KITH_KIND_SCALAR;
    key->delete_orphan |= attribute->delete_orphan;
    return true;
}

/* Whether `back` is the other end of the same link: the same two keys the other
 * way round in a many-to-many, else the same key shown by a reference here and
 * no reference there. */
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

/* The relationship at the other end of the link, which this one does not name,
 * or NULL when that end is hidden. The far end of a many-to-many is the parent
 * of its target key. */
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

/* For .back_populates, in the order in which a program would find it out: there
 * is none, it is another one, or it does not say so itself. */
static const char *wrong_with_back(const struct relationship *relationship,
                                   const struct relationship *back)
{
    const char *name = back ? back->attribute->back_populates : NULL;

    if (!back)
        return "%t.%c names its back side %o.%p, which is no relationship: "
               "declare it with KITH_RELATIONSHIP or correct the name";
    if (!is_other_end(relationship, back))
        return "%t.%c names its back side %o.%p, which is not the other end of "
               "the same key: one side is a reference, the other a scalar or "
               "collection, and both mean one key";
    if (!name || strcmp(name, relationship->attribute->name) != 0)
        return "%t.%c names its back side %o.%p, but %o.%p does not name %c: "
               "add .back_populates = \"%c\" to %o.%p";
    return NULL;
}

/* The third part: a back side that is named, or one that should be. The last
 * message has both remedies, each in the names of the program. */
static bool check_back(struct builder *builder,
                       struct relationship *relationship)
{
    struct error_facts facts = relationship_facts(relationship);
    const struct relationship *back;

    facts.other = relationship->target->descriptor->name;
    if (facts.other_column)
        return accept(
            builder,
            wrong_with_back(relationship, named_back(builder, relationship)),
            facts);
    back = undeclared_back(relationship);
    if (!back)
        return true;
    facts.other_column = back->attribute->name;
    return refuse(builder,
                  "%t.%c and %o.%p are two ends of one link that do not name "
                  "each other: add .back_populates = \"%p\" to %t.%c and "
                  ".back_populates = \"%c\" to %o.%p",
                  facts);
}

/* For the association table, whose message names the collection all the same. A
 * row with one end NULL would be a member that shows no target; and without the
 * reference there would be no target to read (e->course.row). */
static const char *wrong_with_association(const struct foreign_key *end)
{
    if (!end->not_null)
        return declares_reference_key(end->attribute)
                   ? "%t.%c needs both keys of %o: declare %o.%p with "
                     ".not_null = true"
                   : "%t.%c needs both keys of %o: declare %o.%p with "
                     ".not_null = true or .primary_key = true";
    if (!end->child_end)
        return "%t.%c needs both references of %o: declare a KITH_REFERENCE "
               "over %o.%p and its KITH_RELATIONSHIP";
    return NULL;
}

/* The fourth part: what an association table must be like, and the key over its
 * pair. Its rows will be deleted with either end, unless they say otherwise
 * (actions.c). */
static bool check_association(struct builder *builder,
                              struct relationship *relationship)
{
    struct foreign_key *ends[2] = {relationship->foreign_key,
                                   relationship->target_key};
    struct error_facts facts = relationship_facts(relationship);
    const kith_attribute *attribute = relationship->attribute;

    if (!relationship->target_key)
        return true;
    assert(ends[0] != ends[1] && ends[0]->child == ends[1]->child);
    for (size_t i = 0; i < 2; i++) {
        facts.other = ends[i]->child->descriptor->name;
        facts.other_column = ends[i]->name;
        if (!accept(builder, wrong_with_association(ends[i]), facts))
            return false;
        if (attribute->unique_pair && is_reference_key(ends[i]))
            return refuse(builder,
                          "%t.%c has .unique_pair, but %o.%p has no column for "
                          "the key over the pair: declare it with "
                          "KITH_FOREIGN_KEY, or drop .unique_pair and insert "
                          "rows of %o",
                          facts);
        ends[i]->association = true;
    }
    return !attribute->unique_pair ||
           ki_build_pair_key(builder, ends[0], ends[1]);
}

/* The last part. A many-to-many without a key over its pair may be walked, not
 * written: which association row would it mean? Nor may two have it within a
 * transaction. Known when all hidden keys are made, which either of the two
 * collections may have declared. */
static bool find_pair_key(struct builder *builder,
                          struct relationship *relationship)
{
    struct error_facts facts = relationship_facts(relationship);

    if (!relationship->target_key)
        return true;
    if (!is_reference_key(relationship->foreign_key) &&
        !is_reference_key(relationship->target_key))
        relationship->pair =
            ki_key_over(relationship->foreign_key, relationship->target_key);
    assert(!relationship->pair || relationship->pair->unique);
    facts.other = relationship->foreign_key->child->descriptor->name;
    if (relationship->attribute->symmetric && !relationship->pair)
        return refuse(builder,
                      "%t.%c is .symmetric and needs a key over its pair: let "
                      "both columns be the primary key of %o, or give %t.%c "
                      ".unique_pair",
                      facts);
    if (relationship->attribute->symmetric) {
        relationship->pair->mirrored = true;
        relationship->pair->mirror = relationship->foreign_key;
    }
    relationship->view_only |= !relationship->pair;
    if ((relationship->view_only && !relationship->attribute->symmetric) ||
        !relationship->pair->deferred)
        return true;
    facts.other_column = relationship->pair->name;
    return refuse(builder,
                  "%o.%p has KITH_DEFER_UNIQUE, but %t.%c finds its pairs by "
                  "it, so one row must have it at any time: drop it, or "
                  "declare %t.%c .view_only",
                  facts);
}

/* Carry one part out for every relationship. */
static bool each_relationship(struct builder *builder,
                              bool (*part)(struct builder *,
                                           struct relationship *))
{
    for (size_t i = 0; i < builder->schema->table_count; i++) {
        struct table *table = &builder->schema->tables[i];

        for (size_t j = 0; j < table->relationship_count; j++) {
            if (!part(builder, &table->relationships[j]))
                return false;
        }
    }
    return true;
}

bool ki_build_relationships(struct builder *builder)
{
    return each_relationship(builder, find_foreign_key) &&
           each_relationship(builder, assign_end) &&
           each_relationship(builder, check_back) &&
           each_relationship(builder, check_association) &&
           each_relationship(builder, find_pair_key);
}
