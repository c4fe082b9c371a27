/* factory.h - what kith_make and its like are made of. */
#ifndef KITH_DETAIL_FACTORY_H
#define KITH_DETAIL_FACTORY_H

#include <kith/detail/each.h>
#include <kith/test/factory.h>
#include <kith/write.h>

#ifndef __cplusplus

#define kith_factory_name_(Row) &Row##_factory,
#define kith_factories_(...)                                                   \
    ((const kith_factory *const[]){kith_each_(kith_factory_name_, __VA_ARGS__) \
                                       NULL})

/* Room for the addresses of rows, or NULL. */
#define kith_rows_of_(Row, rows) \
    _Generic(1 ? (rows) : (rows), Row * * : (rows), const Row * * : (rows), \
             void ** : (rows), void * : (rows))

#define kith_make_(factories, Row, ...)              \
    ((Row *)kith_make_row((factories), &Row##_table, \
                          kith_row_(Row, __VA_ARGS__)))
#define kith_make_many_(factories, Row, count, rows, ...)                  \
    kith_make_rows((factories), &Row##_table, kith_row_(Row, __VA_ARGS__), \
                   (count), kith_rows_of_(Row, rows))
#define kith_make_named_(factories, Row, name, ...)                \
    ((Row *)kith_make_row_named((factories), &Row##_table, (name), \
                                kith_row_(Row, __VA_ARGS__)))

#endif
#endif
