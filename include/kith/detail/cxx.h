/* cxx.h - what C++ says of the macros that are C: a sentence that names the
 * function to call instead. Initializers that name members, compound literals
 * and _Generic are what these macros are made of, and C++17 has none of them.
 */
#ifndef KITH_DETAIL_CXX_H
#define KITH_DETAIL_CXX_H

#ifdef __cplusplus

/* An expression that does not compile. */
#define kith_is_c_(call, instead)                                 \
    ([] {                                                         \
        static_assert(false, call " is C: in C++ call " instead); \
        return nullptr;                                           \
    }())

#define KITH_TABLE(Row, ...)                                        \
    struct kith_is_c_##Row##_ {                                     \
        static_assert(false, "KITH_TABLE is C: C++ shares a table " \
                             "that a C file defines, "              \
                             "KITH_DECLARE(" #Row ");");            \
    }

#define kith_insert(db, Row, ...) \
    kith_is_c_("kith_insert", "kith_insert_row(db, &" #Row "_table, &values)")
#define kith_insert_or_get(db, Row, ...)                                 \
    kith_is_c_("kith_insert_or_get", "kith_insert_or_get_row(db, &" #Row \
                                     "_table, &values, nullptr)")
#define kith_insert_all(db, Row, ...)                           \
    kith_is_c_("kith_insert_all", "kith_insert_rows(db, &" #Row \
                                  "_table, values, count, nullptr)")
#define kith_set(r, f, v) \
    kith_is_c_("kith_set", "kith_set_at(row, offsetof(Row, " #f "), &value)")
#define kith_to(r, f, v)                                                 \
    kith_is_c_("kith_to", "kith_update_at with {offsetof(Row, " #f "), " \
                                                                   "&value}")
#define kith_to_null(r, f)                                                    \
    kith_is_c_("kith_to_null", "kith_update_at with {offsetof(Row, " #f "), " \
                                                                        "0}")
#define kith_update(r, ...) \
    kith_is_c_("kith_update", "kith_update_at(row, assignments, count)")
#define kith_row_to(r, f, v)  \
    kith_is_c_("kith_row_to", \
               "kith_update_rows with {row, offsetof(Row, " #f "), &value}")
#define kith_row_to_null(r, f)     \
    kith_is_c_("kith_row_to_null", \
               "kith_update_rows with {row, offsetof(Row, " #f "), 0}")
#define kith_update_all(db, ...) \
    kith_is_c_("kith_update_all", "kith_update_rows(db, changes, count)")
#define kith_relate(r, f, t)  \
    kith_is_c_("kith_relate", \
               "kith_relate_at(row, offsetof(Row, " #f "), target)")
#define kith_append(r, f, t)  \
    kith_is_c_("kith_append", \
               "kith_append_at(row, offsetof(Row, " #f "), target)")
#define kith_remove(r, f, t)  \
    kith_is_c_("kith_remove", \
               "kith_remove_at(row, offsetof(Row, " #f "), target)")
#define kith_relate_rows(rows, f, targets, count)            \
    kith_is_c_("kith_relate_rows",                           \
               "kith_relate_rows_at(rows, offsetof(Row, " #f \
               "), targets, count)")
#define kith_append_rows(r, f, rows, count) \
    kith_is_c_("kith_append_rows",          \
               "kith_append_rows_at(row, offsetof(Row, " #f "), rows, count)")
#define kith_remove_rows(r, f, rows, count) \
    kith_is_c_("kith_remove_rows",          \
               "kith_remove_rows_at(row, offsetof(Row, " #f "), rows, count)")
#define kith_replace(r, f, ...) \
    kith_is_c_("kith_replace",  \
               "kith_replace_at(row, offsetof(Row, " #f "), &list)")
#define kith_move(r, f, t, place) \
    kith_is_c_("kith_move",       \
               "kith_move_at(row, offsetof(Row, " #f "), target, place)")
#define kith_contains(r, f, t)  \
    kith_is_c_("kith_contains", \
               "kith_contains_at(row, offsetof(Row, " #f "), target)")
#define kith_get(db, Row, ...) \
    kith_is_c_("kith_get", "kith_get_i64, kith_get_text or kith_get_row")
#define kith_get_rows(db, Row, keys, count, rows) \
    kith_is_c_("kith_get_rows", "kith_get_rows_i64 or kith_get_rows_text")
#define kith_in_order(db, Row, columns)                                        \
    kith_is_c_("kith_in_order", "kith_range_of(db, &" #Row "_table, offsets, " \
                                "count)")
#define kith_range_with(range, Row, columns, ...)           \
    kith_is_c_("kith_range_with", "kith_range_bound_at or " \
                                  "kith_range_bound_row")
#define kith_range_from kith_range_with
#define kith_range_after kith_range_with
#define kith_range_until kith_range_with
#define kith_range_before kith_range_with
#define kith_range_prefix kith_range_with
#define kith_sorted(r, f) \
    kith_is_c_("kith_sorted", "kith_sorted_at(row, offsetof(Row, " #f "))")
#define kith_in(r, f, v) \
    kith_is_c_("kith_in", "kith_in_at(row, offsetof(Row, " #f "), &value)")
#define kith_cursor_in(r, f) \
    kith_is_c_("kith_cursor_in", "kith_cursor_at(row, offsetof(Row, " #f "))")
#define kith_cursor_sorted(r, f)                                         \
    kith_is_c_("kith_cursor_sorted",                                     \
               "kith_cursor_range(kith_sorted_at(row, offsetof(Row, " #f \
               ")))")
#define kith_cursor_match(db, Row, f, v)                               \
    kith_is_c_("kith_cursor_match", "kith_cursor_match_row(db, &" #Row \
                                    "_table, offsets, values, count)")
#define kith_cursor_match_key(db, Row, columns, ...)                       \
    kith_is_c_("kith_cursor_match_key", "kith_cursor_match_row(db, &" #Row \
                                        "_table, offsets, values, count)")
#define kith_find(db, Row, f, v)                                               \
    kith_is_c_("kith_find", "kith_find_at(db, &" #Row "_table, offsetof(" #Row \
                            ", " #f "), &value)")
#define kith_for_each_match(db, Row, it, f, v)                            \
    for (; kith_is_c_("kith_for_each_match",                              \
                      "kith_match_at(db, &" #Row "_table, offsetof(" #Row \
                      ", " #f "), &value) and kith_next_match");)
#define kith_find_key(db, Row, columns, ...) \
    kith_is_c_("kith_find_key",              \
               "kith_find_key_row(db, &" #Row "_table, offsets, values, count)")
#define kith_for_each_match_key(db, Row, it, columns, ...)                  \
    for (; kith_is_c_("kith_for_each_match_key",                            \
                      "kith_match_key_row(db, &" #Row "_table, offsets, "   \
                      "values, count) and kith_next_match");)
#define KITH_FACTORY(Row, ...)                                              \
    struct kith_is_c_factory_##Row##_ {                                     \
        static_assert(false, "KITH_FACTORY is C: a C file defines " #Row    \
                             "_factory, and C++ declares it as extern "     \
                             "\"C\" const kith_factory " #Row "_factory;"); \
    }
#define kith_make(factories, Row, ...) \
    kith_is_c_("kith_make",            \
               "kith_make_row(factories, &" #Row "_table, &values)")
#define kith_make_many(factories, Row, count, rows, ...)            \
    kith_is_c_("kith_make_many", "kith_make_rows(factories, &" #Row \
                                 "_table, &values, count, rows)")
#define kith_make_named(factories, Row, name, ...)                        \
    kith_is_c_("kith_make_named", "kith_make_row_named(factories, &" #Row \
                                  "_table, name, &values)")

#endif
#endif
