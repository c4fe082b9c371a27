/* expect: kith_value_of_another_kind_ */
/* kith_set_null is the way, or KITH_BYTES("", 0) for a blob of no bytes. */
#include <kith.h>

typedef struct Photo Photo;
struct Photo {
    const int64_t id;
    KITH_BLOB pixels;
};
void mistake(Photo *photo);
void mistake(Photo *photo)
{
    kith_set(photo, pixels, NULL);
}
