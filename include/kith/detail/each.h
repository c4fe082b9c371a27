/* each.h - doing something for each argument of a macro: KITH_TABLES,
 * KITH_FOREIGN_KEYS and kith_get are made of it.
 *
 * The preprocessor cannot loop, so the steps are written out, up to 64.
 */
#ifndef KITH_DETAIL_EACH_H
#define KITH_DETAIL_EACH_H

/* clang-format off */
/* kith_each_(m, a, b, ...) is m(a) m(b) ...: count, then one by one. */
#define kith_counted_(                                                        \
    a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16,    \
    a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30,     \
    a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42, a43, a44,     \
    a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56, a57, a58,     \
    a59, a60, a61, a62, a63, a64, count, ...)                                 \
    count
#define kith_count_of_(...)                                                   \
    kith_counted_(__VA_ARGS__, 64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54,    \
    53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,   \
    35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,   \
    17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
/* _1_ to _4_ for as many arguments, or _more_. */
#define kith_up_to_four_(...)                                                 \
    kith_counted_(__VA_ARGS__, _more_, _more_, _more_, _more_, _more_,        \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_, _more_,   \
    _more_, _4_, _3_, _2_, _1_, _0_)
#define kith_paste_(a, b) kith_paste2_(a, b)
#define kith_paste2_(a, b) a##b
#define kith_each_(m, ...)                                                    \
    kith_paste_(kith_paste_(kith_each, kith_count_of_(__VA_ARGS__)), _)        \
    (m, __VA_ARGS__)
#define kith_each1_(m, a) m(a)
#define kith_each2_(m, a, ...) m(a) kith_each1_(m, __VA_ARGS__)
#define kith_each3_(m, a, ...) m(a) kith_each2_(m, __VA_ARGS__)
#define kith_each4_(m, a, ...) m(a) kith_each3_(m, __VA_ARGS__)
#define kith_each5_(m, a, ...) m(a) kith_each4_(m, __VA_ARGS__)
#define kith_each6_(m, a, ...) m(a) kith_each5_(m, __VA_ARGS__)
#define kith_each7_(m, a, ...) m(a) kith_each6_(m, __VA_ARGS__)
#define kith_each8_(m, a, ...) m(a) kith_each7_(m, __VA_ARGS__)
#define kith_each9_(m, a, ...) m(a) kith_each8_(m, __VA_ARGS__)
#define kith_each10_(m, a, ...) m(a) kith_each9_(m, __VA_ARGS__)
#define kith_each11_(m, a, ...) m(a) kith_each10_(m, __VA_ARGS__)
#define kith_each12_(m, a, ...) m(a) kith_each11_(m, __VA_ARGS__)
#define kith_each13_(m, a, ...) m(a) kith_each12_(m, __VA_ARGS__)
#define kith_each14_(m, a, ...) m(a) kith_each13_(m, __VA_ARGS__)
#define kith_each15_(m, a, ...) m(a) kith_each14_(m, __VA_ARGS__)
#define kith_each16_(m, a, ...) m(a) kith_each15_(m, __VA_ARGS__)
#define kith_each17_(m, a, ...) m(a) kith_each16_(m, __VA_ARGS__)
#define kith_each18_(m, a, ...) m(a) kith_each17_(m, __VA_ARGS__)
#define kith_each19_(m, a, ...) m(a) kith_each18_(m, __VA_ARGS__)
#define kith_each20_(m, a, ...) m(a) kith_each19_(m, __VA_ARGS__)
#define kith_each21_(m, a, ...) m(a) kith_each20_(m, __VA_ARGS__)
#define kith_each22_(m, a, ...) m(a) kith_each21_(m, __VA_ARGS__)
#define kith_each23_(m, a, ...) m(a) kith_each22_(m, __VA_ARGS__)
#define kith_each24_(m, a, ...) m(a) kith_each23_(m, __VA_ARGS__)
#define kith_each25_(m, a, ...) m(a) kith_each24_(m, __VA_ARGS__)
#define kith_each26_(m, a, ...) m(a) kith_each25_(m, __VA_ARGS__)
#define kith_each27_(m, a, ...) m(a) kith_each26_(m, __VA_ARGS__)
#define kith_each28_(m, a, ...) m(a) kith_each27_(m, __VA_ARGS__)
#define kith_each29_(m, a, ...) m(a) kith_each28_(m, __VA_ARGS__)
#define kith_each30_(m, a, ...) m(a) kith_each29_(m, __VA_ARGS__)
#define kith_each31_(m, a, ...) m(a) kith_each30_(m, __VA_ARGS__)
#define kith_each32_(m, a, ...) m(a) kith_each31_(m, __VA_ARGS__)
#define kith_each33_(m, a, ...) m(a) kith_each32_(m, __VA_ARGS__)
#define kith_each34_(m, a, ...) m(a) kith_each33_(m, __VA_ARGS__)
#define kith_each35_(m, a, ...) m(a) kith_each34_(m, __VA_ARGS__)
#define kith_each36_(m, a, ...) m(a) kith_each35_(m, __VA_ARGS__)
#define kith_each37_(m, a, ...) m(a) kith_each36_(m, __VA_ARGS__)
#define kith_each38_(m, a, ...) m(a) kith_each37_(m, __VA_ARGS__)
#define kith_each39_(m, a, ...) m(a) kith_each38_(m, __VA_ARGS__)
#define kith_each40_(m, a, ...) m(a) kith_each39_(m, __VA_ARGS__)
#define kith_each41_(m, a, ...) m(a) kith_each40_(m, __VA_ARGS__)
#define kith_each42_(m, a, ...) m(a) kith_each41_(m, __VA_ARGS__)
#define kith_each43_(m, a, ...) m(a) kith_each42_(m, __VA_ARGS__)
#define kith_each44_(m, a, ...) m(a) kith_each43_(m, __VA_ARGS__)
#define kith_each45_(m, a, ...) m(a) kith_each44_(m, __VA_ARGS__)
#define kith_each46_(m, a, ...) m(a) kith_each45_(m, __VA_ARGS__)
#define kith_each47_(m, a, ...) m(a) kith_each46_(m, __VA_ARGS__)
#define kith_each48_(m, a, ...) m(a) kith_each47_(m, __VA_ARGS__)
#define kith_each49_(m, a, ...) m(a) kith_each48_(m, __VA_ARGS__)
#define kith_each50_(m, a, ...) m(a) kith_each49_(m, __VA_ARGS__)
#define kith_each51_(m, a, ...) m(a) kith_each50_(m, __VA_ARGS__)
#define kith_each52_(m, a, ...) m(a) kith_each51_(m, __VA_ARGS__)
#define kith_each53_(m, a, ...) m(a) kith_each52_(m, __VA_ARGS__)
#define kith_each54_(m, a, ...) m(a) kith_each53_(m, __VA_ARGS__)
#define kith_each55_(m, a, ...) m(a) kith_each54_(m, __VA_ARGS__)
#define kith_each56_(m, a, ...) m(a) kith_each55_(m, __VA_ARGS__)
#define kith_each57_(m, a, ...) m(a) kith_each56_(m, __VA_ARGS__)
#define kith_each58_(m, a, ...) m(a) kith_each57_(m, __VA_ARGS__)
#define kith_each59_(m, a, ...) m(a) kith_each58_(m, __VA_ARGS__)
#define kith_each60_(m, a, ...) m(a) kith_each59_(m, __VA_ARGS__)
#define kith_each61_(m, a, ...) m(a) kith_each60_(m, __VA_ARGS__)
#define kith_each62_(m, a, ...) m(a) kith_each61_(m, __VA_ARGS__)
#define kith_each63_(m, a, ...) m(a) kith_each62_(m, __VA_ARGS__)
#define kith_each64_(m, a, ...) m(a) kith_each63_(m, __VA_ARGS__)
/* kith_zip_(R, (a, b), P, (x, y)) is kith_pair_(R, a, P, x)
 * kith_pair_(R, b, P, y): for keys of up to four columns, and nothing for
 * longer ones. */
#define kith_zip_(R, own, P, its)                                             \
    kith_paste_(kith_zip, kith_up_to_four_ own)(R, own, P, its)
#define kith_zip_1_(R, own, P, its)                                           \
    kith_zip_one_(R, kith_head_ own, P, kith_head_ its)
#define kith_zip_2_(R, own, P, its)                                           \
    kith_zip_1_(R, own, P, its)                                               \
    kith_zip_1_(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip_3_(R, own, P, its)                                           \
    kith_zip_1_(R, own, P, its)                                               \
    kith_zip_2_(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip_4_(R, own, P, its)                                           \
    kith_zip_1_(R, own, P, its)                                               \
    kith_zip_3_(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip_more_(R, own, P, its)
#define kith_head_(...) kith_head2_(__VA_ARGS__, )
#define kith_head2_(a, ...) a
#define kith_tail_(a, ...) __VA_ARGS__
#define kith_zip_one_(R, a, P, b) kith_zip_one2_(R, a, P, b)
#define kith_zip_one2_(R, a, P, b) kith_pair_(R, a, P, b)

/* The addresses of tables, and NULL. */
#define kith_table_name_(Row) &Row##_table,
#ifndef __cplusplus
#define kith_tables_(...)                                                     \
    ((const kith_table *const[]){                                             \
        kith_each_(kith_table_name_, __VA_ARGS__) NULL})
#else
#define kith_tables_(...)                                                     \
    ([] {                                                                     \
        static const kith_table *const tables[] = {                           \
            kith_each_(kith_table_name_, __VA_ARGS__) nullptr};               \
        return &tables[0];                                                    \
    }())
#endif
/* clang-format on */

#endif
