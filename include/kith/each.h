/* each.h - doing something for each argument of a macro. Nothing here is part
 * of the face: KITH_TABLES, KITH_FOREIGN_KEYS and kith_get are made of it.
 *
 * The preprocessor cannot loop, so the steps are written out, up to 64.
 */
#ifndef KITH_EACH_H
#define KITH_EACH_H

#ifndef __cplusplus

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
/* _one_ or _many_, as there are arguments. */
#define kith_several_(...)                                                    \
    kith_counted_(__VA_ARGS__, _many_, _many_, _many_, _many_, _many_,        \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_, _many_,   \
    _many_, _many_, _many_, _many_, _one_, _one_)
#define kith_paste_(a, b) kith_paste2_(a, b)
#define kith_paste2_(a, b) a##b
#define kith_each_(m, ...)                                                    \
    kith_paste_(kith_each, kith_count_of_(__VA_ARGS__))(m, __VA_ARGS__)
#define kith_each1(m, a) m(a)
#define kith_each2(m, a, ...) m(a) kith_each1(m, __VA_ARGS__)
#define kith_each3(m, a, ...) m(a) kith_each2(m, __VA_ARGS__)
#define kith_each4(m, a, ...) m(a) kith_each3(m, __VA_ARGS__)
#define kith_each5(m, a, ...) m(a) kith_each4(m, __VA_ARGS__)
#define kith_each6(m, a, ...) m(a) kith_each5(m, __VA_ARGS__)
#define kith_each7(m, a, ...) m(a) kith_each6(m, __VA_ARGS__)
#define kith_each8(m, a, ...) m(a) kith_each7(m, __VA_ARGS__)
#define kith_each9(m, a, ...) m(a) kith_each8(m, __VA_ARGS__)
#define kith_each10(m, a, ...) m(a) kith_each9(m, __VA_ARGS__)
#define kith_each11(m, a, ...) m(a) kith_each10(m, __VA_ARGS__)
#define kith_each12(m, a, ...) m(a) kith_each11(m, __VA_ARGS__)
#define kith_each13(m, a, ...) m(a) kith_each12(m, __VA_ARGS__)
#define kith_each14(m, a, ...) m(a) kith_each13(m, __VA_ARGS__)
#define kith_each15(m, a, ...) m(a) kith_each14(m, __VA_ARGS__)
#define kith_each16(m, a, ...) m(a) kith_each15(m, __VA_ARGS__)
#define kith_each17(m, a, ...) m(a) kith_each16(m, __VA_ARGS__)
#define kith_each18(m, a, ...) m(a) kith_each17(m, __VA_ARGS__)
#define kith_each19(m, a, ...) m(a) kith_each18(m, __VA_ARGS__)
#define kith_each20(m, a, ...) m(a) kith_each19(m, __VA_ARGS__)
#define kith_each21(m, a, ...) m(a) kith_each20(m, __VA_ARGS__)
#define kith_each22(m, a, ...) m(a) kith_each21(m, __VA_ARGS__)
#define kith_each23(m, a, ...) m(a) kith_each22(m, __VA_ARGS__)
#define kith_each24(m, a, ...) m(a) kith_each23(m, __VA_ARGS__)
#define kith_each25(m, a, ...) m(a) kith_each24(m, __VA_ARGS__)
#define kith_each26(m, a, ...) m(a) kith_each25(m, __VA_ARGS__)
#define kith_each27(m, a, ...) m(a) kith_each26(m, __VA_ARGS__)
#define kith_each28(m, a, ...) m(a) kith_each27(m, __VA_ARGS__)
#define kith_each29(m, a, ...) m(a) kith_each28(m, __VA_ARGS__)
#define kith_each30(m, a, ...) m(a) kith_each29(m, __VA_ARGS__)
#define kith_each31(m, a, ...) m(a) kith_each30(m, __VA_ARGS__)
#define kith_each32(m, a, ...) m(a) kith_each31(m, __VA_ARGS__)
#define kith_each33(m, a, ...) m(a) kith_each32(m, __VA_ARGS__)
#define kith_each34(m, a, ...) m(a) kith_each33(m, __VA_ARGS__)
#define kith_each35(m, a, ...) m(a) kith_each34(m, __VA_ARGS__)
#define kith_each36(m, a, ...) m(a) kith_each35(m, __VA_ARGS__)
#define kith_each37(m, a, ...) m(a) kith_each36(m, __VA_ARGS__)
#define kith_each38(m, a, ...) m(a) kith_each37(m, __VA_ARGS__)
#define kith_each39(m, a, ...) m(a) kith_each38(m, __VA_ARGS__)
#define kith_each40(m, a, ...) m(a) kith_each39(m, __VA_ARGS__)
#define kith_each41(m, a, ...) m(a) kith_each40(m, __VA_ARGS__)
#define kith_each42(m, a, ...) m(a) kith_each41(m, __VA_ARGS__)
#define kith_each43(m, a, ...) m(a) kith_each42(m, __VA_ARGS__)
#define kith_each44(m, a, ...) m(a) kith_each43(m, __VA_ARGS__)
#define kith_each45(m, a, ...) m(a) kith_each44(m, __VA_ARGS__)
#define kith_each46(m, a, ...) m(a) kith_each45(m, __VA_ARGS__)
#define kith_each47(m, a, ...) m(a) kith_each46(m, __VA_ARGS__)
#define kith_each48(m, a, ...) m(a) kith_each47(m, __VA_ARGS__)
#define kith_each49(m, a, ...) m(a) kith_each48(m, __VA_ARGS__)
#define kith_each50(m, a, ...) m(a) kith_each49(m, __VA_ARGS__)
#define kith_each51(m, a, ...) m(a) kith_each50(m, __VA_ARGS__)
#define kith_each52(m, a, ...) m(a) kith_each51(m, __VA_ARGS__)
#define kith_each53(m, a, ...) m(a) kith_each52(m, __VA_ARGS__)
#define kith_each54(m, a, ...) m(a) kith_each53(m, __VA_ARGS__)
#define kith_each55(m, a, ...) m(a) kith_each54(m, __VA_ARGS__)
#define kith_each56(m, a, ...) m(a) kith_each55(m, __VA_ARGS__)
#define kith_each57(m, a, ...) m(a) kith_each56(m, __VA_ARGS__)
#define kith_each58(m, a, ...) m(a) kith_each57(m, __VA_ARGS__)
#define kith_each59(m, a, ...) m(a) kith_each58(m, __VA_ARGS__)
#define kith_each60(m, a, ...) m(a) kith_each59(m, __VA_ARGS__)
#define kith_each61(m, a, ...) m(a) kith_each60(m, __VA_ARGS__)
#define kith_each62(m, a, ...) m(a) kith_each61(m, __VA_ARGS__)
#define kith_each63(m, a, ...) m(a) kith_each62(m, __VA_ARGS__)
#define kith_each64(m, a, ...) m(a) kith_each63(m, __VA_ARGS__)
/* kith_zip_(R, (a, b), P, (x, y)) is kith_pair_(R, a, P, x)
 * kith_pair_(R, b, P, y): as many as a key has columns at most, 32. */
#define kith_head_(...) kith_head2_(__VA_ARGS__, )
#define kith_head2_(a, ...) a
#define kith_tail_(a, ...) __VA_ARGS__
#define kith_zip_(R, own, P, its)                                             \
    kith_paste_(kith_zip, kith_count_of_ own)(R, own, P, its)
#define kith_zip_one_(R, a, P, b) kith_zip_one2_(R, a, P, b)
#define kith_zip_one2_(R, a, P, b) kith_pair_(R, a, P, b)
#define kith_zip1(R, own, P, its)                                             \
    kith_zip_one_(R, kith_head_ own, P, kith_head_ its)
#define kith_zip2(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip1(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip3(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip2(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip4(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip3(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip5(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip4(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip6(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip5(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip7(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip6(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip8(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip7(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip9(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip8(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip10(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip9(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip11(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip10(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip12(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip11(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip13(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip12(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip14(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip13(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip15(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip14(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip16(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip15(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip17(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip16(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip18(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip17(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip19(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip18(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip20(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip19(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip21(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip20(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip22(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip21(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip23(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip22(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip24(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip23(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip25(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip24(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip26(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip25(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip27(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip26(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip28(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip27(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip29(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip28(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip30(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip29(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip31(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip30(R, (kith_tail_ own), P, (kith_tail_ its))
#define kith_zip32(R, own, P, its)                                             \
    kith_zip1(R, own, P, its)                                                 \
    kith_zip31(R, (kith_tail_ own), P, (kith_tail_ its))
/* clang-format on */

#endif
#endif
